"""The only module that asks for the time (`tools/checks.py` holds this). Rules never ask; they receive it.

`LIANXIN_NOW`, an ISO time with a zone, sets the wall clock of a process: its first reading is that moment, and it runs
on from there at normal pace. It is meant for tests and trials.
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
    """Gives the city's present as an aware datetime in UTC, and how many of its seconds pass in a real one."""

    @property
    def speed(self) -> float: ...

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class WallClock:
    """The real time, or the time that runs on from LIANXIN_NOW; raises BadNow."""

    speed: float = 1.0

    def now(self) -> datetime:
        ahead_by = _ahead()  # first: the first reading is the moment named, or a little later
        return datetime.now(UTC) + ahead_by


@cache
def _ahead() -> timedelta:
    """How far the wall clock is ahead of the machine's, fixed when it is first read."""
    return ahead(os.environ.get(SETTING, ""), datetime.now(UTC))


def ahead(value: str, machine: datetime) -> timedelta:
    """From the machine's time to the moment that LIANXIN_NOW names; nothing when it is empty. Raises BadNow."""
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
    """A demo city's time: `speed` times as fast as the wall clock since `real_start`, when it read `city_start`.

    It never reads less than `city_start`, even in a process whose LIANXIN_NOW is before `real_start`.
    """

    city_start: datetime
    real_start: datetime
    speed: float

    def now(self) -> datetime:
        return self.city_start + max(WallClock().now() - self.real_start, timedelta(0)) * self.speed


@dataclass
class ManualClock:
    """Stands still until it is moved; for simulations and tests."""

    at: datetime
    speed: float = field(default=1.0)

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> datetime:
        """Moves forward (never back) and returns the new time."""
        if by < timedelta(0):
            raise ValueError("a clock never goes back")
        self.at += by
        return self.at

    def move_to(self, at: datetime) -> datetime:
        return self.move(at - self.at)


def stopwatch() -> float:
    """Seconds of a monotonic clock, for measuring only."""
    return time.perf_counter()


def file_age(path: Path) -> float:
    """Seconds since a file or folder changed, by the machine's clock, which stamps files; raises FileNotFoundError."""
    return time.time() - path.stat().st_mtime
