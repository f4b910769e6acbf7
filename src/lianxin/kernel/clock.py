"""The only module that reads the time (`tools/checks.py` enforces it). Rules receive the time as an argument.

`LIANXIN_NOW`, an ISO time with a zone, sets the wall clock of a process: the first reading returns that moment, and the
clock continues from there at normal speed. It is meant for tests and trials.
"""

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

from lianxin.kernel.errors import Invalid

SETTING = "LIANXIN_NOW"


class BadNow(Invalid):
    """LIANXIN_NOW is not an ISO time with a zone, such as 2027-01-01T09:00:00+08:00."""

    code = "kernel.bad_now"


class Clock(Protocol):
    """A city's clock: `now` returns an aware datetime in UTC, `speed` is its seconds in one real second."""

    @property
    def speed(self) -> float: ...

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class WallClock:
    """The real time, or the time counted on from LIANXIN_NOW. `now` raises BadNow."""

    speed: float = 1.0

    def now(self) -> datetime:
        ahead_by = _ahead()  # before the clock is read: the first reading is never before LIANXIN_NOW
        return datetime.now(UTC) + ahead_by


@cache
def _ahead() -> timedelta:
    """Returns how far the wall clock is ahead of the machine's clock; fixed at the first reading."""
    return ahead(os.environ.get(SETTING, ""), datetime.now(UTC))


def ahead(value: str, machine: datetime) -> timedelta:
    """Returns the LIANXIN_NOW `value` minus the machine's time; zero if the value is empty. Raises BadNow."""
    if not value:
        return timedelta(0)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise BadNow(value=value) from None
    if moment.tzinfo is None:
        raise BadNow(value=value)
    return moment - machine


@dataclass(frozen=True)
class FastClock:
    """A demo city's clock: it shows `city_start` at `real_start` and runs `speed` times as fast as the wall clock.

    It never shows a time before `city_start`, even in a process whose LIANXIN_NOW is before `real_start`.
    """

    city_start: datetime
    real_start: datetime
    speed: float

    def now(self) -> datetime:
        return self.city_start + max(WallClock().now() - self.real_start, timedelta(0)) * self.speed


@dataclass
class ManualClock:
    """A clock that only `move` and `move_to` change; for simulations and tests."""

    at: datetime
    speed: float = field(default=1.0)

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> datetime:
        """Moves the clock forward and returns the new time; raises ValueError for a negative `by`."""
        if by < timedelta(0):
            raise ValueError("a clock never goes back")
        self.at += by
        return self.at

    def move_to(self, at: datetime) -> datetime:
        return self.move(at - self.at)


def stopwatch() -> float:
    """Returns the seconds of a monotonic clock, for measuring durations only."""
    return time.perf_counter()


def file_age(path: Path) -> float:
    """Returns the seconds since a file or folder changed; raises FileNotFoundError.

    Uses the machine's clock and ignores LIANXIN_NOW, because file times come from the machine.
    """
    return time.time() - path.stat().st_mtime
