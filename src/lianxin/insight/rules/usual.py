"""The band of the usual: between which counts the hours of a day lay on the days before it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

FEWEST: Final = 2  # one day alone says nothing of what is usual


def usual(days: Iterable[Sequence[int] | None]) -> dict[str, Any] | None:
    """The lowest and highest count of each hour over the days something is known of, and how many these are.

    None of fewer than two days.
    """
    known = [day for day in days if day is not None]
    if len(known) < FEWEST:
        return None
    by_hour = list(zip(*known, strict=True))
    return {"low": [min(counts) for counts in by_hour], "high": [max(counts) for counts in by_hour], "days": len(known)}
