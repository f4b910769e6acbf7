"""Reads CSV files with the columns `time,calls`: one day to replay, or a history to forecast from."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from lianxin.calls.rules.staffing.callers import generated_counts, scaled
from lianxin.calls.rules.staffing.forecast import ForecastSlot
from lianxin.calls.rules.staffing.replay import ReplayedDay
from lianxin.kernel.errors import Invalid


class BadCalls(Invalid):
    """The file is not a table of calls by time: a line cannot be read, or its times are not one after the other."""

    code: ClassVar[str] = "calls.bad_table"


class TooFewDays(Invalid):
    """The history has too few days before the day of the forecast."""

    code: ClassVar[str] = "calls.too_few_days"


@dataclass(frozen=True)
class CountedInterval:
    """The calls from a moment to the next row's."""

    at: datetime
    calls: float


def read_intervals(path: Path) -> list[CountedInterval]:
    """Returns the rows of a file, in order of time. Raises BadCalls with the line."""
    found: list[CountedInterval] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), 2):
                found.append(_interval(row, line))
    except (OSError, UnicodeDecodeError):
        raise BadCalls(file=path.name, line=0) from None
    for nth, (before, after) in enumerate(pairwise(found), 3):
        if after.at <= before.at:
            raise BadCalls(file=path.name, line=nth)
    if not found:
        raise BadCalls(file=path.name, line=1)
    return found


def _interval(row: dict[str, str], line: int) -> CountedInterval:
    """Reads one row; a time without a date is taken for the first day of 2000."""
    try:
        written = row["time"].strip()
        at = datetime.fromisoformat(written if "-" in written else f"2000-01-01 {written}")
        calls = float(row["calls"])
    except (KeyError, ValueError, AttributeError):
        raise BadCalls(file="", line=line) from None
    if calls < 0:
        raise BadCalls(file="", line=line)
    return CountedInterval(at.replace(tzinfo=None), calls)


def read_call_day(path: Path, attempts: int | None = None) -> ReplayedDay:
    """Returns the day of a file, scaled to a number of attempts if one is given. Raises BadCalls."""
    rows = read_intervals(path)
    if len({row.at.date() for row in rows}) > 1:
        raise BadCalls(file=path.name, line=2)
    starts = tuple(_second(row.at) for row in rows)
    length = min((after - before for before, after in pairwise(starts)), default=300.0)
    total = round(sum(row.calls for row in rows)) if attempts is None else attempts
    return ReplayedDay(starts, tuple(scaled([row.calls for row in rows], total)), length)


def generated_day(attempts: int) -> ReplayedDay:
    """Returns a day of the project's own curve."""
    starts, counts = generated_counts(attempts)
    return ReplayedDay(tuple(starts), tuple(counts))


def day_of_forecast(slots: Sequence[ForecastSlot]) -> ReplayedDay:
    """Returns the expected calls of a forecast as a day."""
    starts = tuple(slot.start for slot in slots)
    length = min((after - before for before, after in pairwise(starts)), default=300.0)
    levels = [slot.expected for slot in slots]
    return ReplayedDay(starts, tuple(scaled(levels, round(sum(levels)))), length)


def read_history(path: Path) -> dict[date, dict[float, float]]:
    """Returns the calls of each day by the second of the day at which the interval starts. Raises BadCalls."""
    days: dict[date, dict[float, float]] = {}
    for row in read_intervals(path):
        days.setdefault(row.at.date(), {})[_second(row.at)] = row.calls
    return days


def _second(at: datetime) -> float:
    return at.hour * 3600.0 + at.minute * 60.0 + at.second
