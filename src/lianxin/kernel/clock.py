"""Where time comes from. Rules never ask; they receive it."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the city's present as an aware datetime in UTC, and how many of its seconds pass in a real one."""

    @property
    def speed(self) -> float: ...

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class WallClock:
    """The real time."""

    speed: float = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class FastClock:
    """A demo city's time: `speed` times as fast as real time since `real_start`, when it read `city_start`."""

    city_start: datetime
    real_start: datetime
    speed: float

    def now(self) -> datetime:
        return self.city_start + (datetime.now(UTC) - self.real_start) * self.speed


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
