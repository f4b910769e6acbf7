"""The audience of an event: the tokens of everyone who may receive it, computed once, when the event is appended.

Tokens: `desk` (the city's staff), `secret` (staff who may see confidential cases), `unit:<code>` (a unit or one above
it), `staff:<id>` (the person who opened the case), `person:staff:<id>` (a person asked for an opinion), `oversight`
(staff who hear alarms about colleagues), `sealed` (the keepers of sealed tip-offs).
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

SEALED: Final = "sealed"


def lines_of(
    units: Iterable[str], complained: Collection[str], above: Callable[[str], Sequence[str]]
) -> frozenset[str]:
    """Returns units and all units above them, except those complained about and the units below these.

    `above` returns the codes of the units above a unit, nearest first.
    """
    lines = [(unit, *above(unit)) for unit in units]
    return frozenset(
        code for line in lines for nth, code in enumerate(line) if not any(unit in complained for unit in line[nth:])
    )


def audience_of_change(
    before: Collection[str], after: Collection[str], opened_by: str, *, was_secret: bool, secret: bool
) -> frozenset[str]:
    """Returns the tokens of an event that may change who sees its case: everyone who saw it before or sees it after.

    `before` and `after` are units as `lines_of` returns them.
    """
    return audience_of({*before, *after}, opened_by, secret=was_secret and secret)


def audience_of(units: Collection[str], opened_by: str, *, secret: bool) -> frozenset[str]:
    """Returns the tokens of a case's events. `units` are as `lines_of` returns them."""
    everyone = "secret" if secret else "desk"
    return frozenset({everyone, *(f"unit:{unit}" for unit in units), *([opened_by] if ":" in opened_by else [])})


def audience_of_sealed(opened_by: str, *, draft: bool) -> frozenset[str]:
    """Returns the tokens of a sealed tip-off's events: its keepers, and the person who writes its draft."""
    return frozenset({SEALED, opened_by} if draft and ":" in opened_by else {SEALED})


def tokens_of_person(ref: str) -> frozenset[str]:
    """Returns two tokens, of which a person always holds one: `ref` while they may see confidential cases they opened,
    otherwise `person:<ref>`."""
    return frozenset({ref, f"person:{ref}"})


def tokens_of(ref: str, unit: str | None, *, desk: bool, secret: bool, oversight: bool = False) -> frozenset[str]:
    """Returns the tokens of a viewer, who receives an event if one of them is in its audience."""
    held = {ref}
    if desk:
        held.add("desk")
    if secret:
        held.add("secret")
    if oversight:
        held.add("oversight")
    if unit:
        held.add(f"unit:{unit}")
    return frozenset(held)
