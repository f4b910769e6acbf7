"""The expected wait of a caller, and how it is said: rounded up, and nothing where nothing is known."""

from dataclasses import dataclass
from math import ceil
from typing import Final

MINUTE: Final = 60.0
# The minutes that are said; a longer wait is "more than" the last.
_MINUTES: Final = (*range(2, 11), 15, 20, 30)
_EXACT_PLACES: Final = 20


@dataclass(frozen=True, slots=True)
class SaidPlace:
    """The announcement `name` for a caller in a queue, with `position` and `minutes`; 0 where it says none."""

    name: str
    position: int = 0
    minutes: int = 0


def expected_wait(ahead: int, seats: int, handling: float) -> float | None:
    """Returns the seconds until a caller with `ahead` callers before gets a seat; None if no seat works.

    `seats`: seats that take calls of this queue, busy ones included; `handling`: mean seconds of a call with wrap-up.
    Calls end evenly spread: one of `seats` becomes free every `handling / seats` seconds.
    """
    return (ahead + 1) * handling / seats if seats > 0 else None


def said_place(ahead: int, wait: float | None) -> SaidPlace:
    """Returns what a caller hears about the place in the queue; numbers are rounded up, so that nobody waits longer.

    Places up to 20 are exact, others are rounded to tens. One minute is said as two: the seat may not be quick.
    """
    if ahead == 0:
        return SaidPlace("next")
    position = ahead if ahead <= _EXACT_PLACES else ceil(ahead / 10) * 10
    if wait is None:
        return SaidPlace("position", position)
    minutes = next((one for one in _MINUTES if one >= ceil(wait / MINUTE)), None)
    if minutes is None:
        return SaidPlace("position_long", ahead if ahead <= _EXACT_PLACES else ahead // 10 * 10, _MINUTES[-1])
    return SaidPlace("position_wait", position, minutes)
