"""The band of the usual: between which counts the hours of a day lay on the days before it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 2  # one day alone says nothing of what is usual


@dataclass(frozen=True)
class Usual:
    """The lowest and highest count of each hour on so many days of the same weekday."""

    low: list[int]
    high: list[int]
    days: int


def usual(days: Iterable[Sequence[int] | None]) -> Usual | None:
    """The lowest and highest count of each hour over the days something is known of, and how many these are.

    None of fewer than two days.
    """
    known = [day for day in days if day is not None]
    if len(known) < FEWEST:
        return None
    by_hour = list(zip(*known, strict=True))
    return Usual([min(counts) for counts in by_hour], [max(counts) for counts in by_hour], len(known))
