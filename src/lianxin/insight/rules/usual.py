"""The usual range: the lowest and highest count of each hour over earlier days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 2  # days; a single day does not show a usual range


@dataclass(frozen=True)
class Usual:
    """The lowest and highest count of each of 24 hours over `days` days of the same weekday."""

    low: list[int]
    high: list[int]
    days: int


def usual(days: Iterable[Sequence[int] | None]) -> Usual | None:
    """Returns the lowest and highest count of each hour over the days that have data (24 counts each).

    Returns None for fewer than FEWEST days with data.
    """
    known = [day for day in days if day is not None]
    if len(known) < FEWEST:
        return None
    by_hour = list(zip(*known, strict=True))
    return Usual([min(counts) for counts in by_hour], [max(counts) for counts in by_hour], len(known))
