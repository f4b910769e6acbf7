"""Who hears of an event: computed once, when it is appended.

Tokens: `desk` the city's staff, `secret` those who may know confidential cases, `unit:<code>` a unit or one above it,
`staff:<id>` who opened the case, `person:staff:<id>` somebody asked for an opinion.
"""

from collections.abc import Callable, Collection, Iterable, Sequence


def lines_of(
    units: Iterable[str], complained: Collection[str], above: Callable[[str], Sequence[str]]
) -> frozenset[str]:
    """Units and all units above them, without those the citizen complains about and the units below these.

    `above` returns the codes of the units above one, nearest first.
    """
    lines = [(unit, *above(unit)) for unit in units]
    return frozenset(
        code for line in lines for nth, code in enumerate(line) if not any(unit in complained for unit in line[nth:])
    )


def audience_of_change(
    before: Collection[str], after: Collection[str], opened_by: str, *, was_secret: bool, secret: bool
) -> frozenset[str]:
    """The tokens of an event that may change who sees its case: of all who saw it before or see it after.

    `before` and `after` are units as `lines_of` returns them.
    """
    return audience_of({*before, *after}, opened_by, secret=was_secret and secret)


def audience_of(units: Collection[str], opened_by: str, *, secret: bool) -> frozenset[str]:
    """The tokens of a case's events. `units` are as `lines_of` returns them."""
    everyone = "secret" if secret else "desk"
    return frozenset({everyone, *(f"unit:{unit}" for unit in units), *([opened_by] if ":" in opened_by else [])})


def tokens_of_person(ref: str) -> frozenset[str]:
    """Two tokens, of which a person always holds one: `ref` itself only while they see confidential cases they
    opened."""
    return frozenset({ref, f"person:{ref}"})


def tokens_of(ref: str, unit: str | None, *, desk: bool, secret: bool) -> frozenset[str]:
    """The tokens a viewer holds; an event is theirs when one is in its audience."""
    held = {ref}
    if desk:
        held.add("desk")
    if secret:
        held.add("secret")
    if unit:
        held.add(f"unit:{unit}")
    return frozenset(held)
