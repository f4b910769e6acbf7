"""When staff may open a citizen's data, and how often in an hour.

A look belongs to work in the viewer's hands, or has a written reason. Beyond the hourly limit the leads are alarmed:
looks with a written reason alone are refused, looks for work in hand only from MOST_IN_HAND times the limit.
"""

from enum import StrEnum
from typing import Final

from lianxin.people.rules.guessing import HOUR, Ceiling

MOST_IN_HAND: Final = 3
LEAST_WORDS: Final = 8
"""Letters and digits of a written reason."""
_LEAST_DIFFERENT: Final = 4


class LookBasis(StrEnum):
    """The work to which a look belongs: an order of the viewer's unit, a case that waits for the viewer's role, a case
    that the viewer has not sent yet, a callback that the viewer holds, or a call about the case."""

    ORDER = "order"
    DESK = "desk"
    DRAFT = "draft"
    CALLBACK = "callback"
    CALL = "call"


def is_reason(note: str) -> bool:
    """Whether a text has enough letters, and enough different ones, to be a reason."""
    letters = [char for char in note if char.isalnum()]
    return len(letters) >= LEAST_WORDS and len(set(letters)) >= _LEAST_DIFFERENT


def look_ceilings(ref: str, limit: int, basis: LookBasis | None) -> tuple[Ceiling, ...]:
    """Returns the ceiling of a person's looks in an hour; one counter, whatever the look belongs to."""
    return (Ceiling(f"looks {ref}", limit if basis is None else limit * MOST_IN_HAND, HOUR),)
