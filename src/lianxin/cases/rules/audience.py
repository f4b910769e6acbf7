"""Who hears of an event: computed once, when it is appended.

Tokens: `desk` the city's staff, `secret` those who may know confidential cases, `unit:<code>` a unit or one above it,
`staff:<id>` who opened the case.
"""

from collections.abc import Collection


def audience_of(units: Collection[str], opened_by: str, *, secret: bool) -> frozenset[str]:
    """The tokens of a case's events. `units` already holds every unit above."""
    everyone = "secret" if secret else "desk"
    return frozenset({everyone, *(f"unit:{unit}" for unit in units), *([opened_by] if ":" in opened_by else [])})


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
