"""When to try a citizen again: on another day, and once in the evening."""

from datetime import datetime, time, timedelta
from typing import Protocol

MORNING = time(9, 0)


class AttemptPolicy(Protocol):
    """What the city decided about attempts. `evening` is from-until in local time."""

    @property
    def attempts(self) -> int: ...
    @property
    def different_days(self) -> bool: ...
    @property
    def evening_attempts(self) -> int: ...
    @property
    def evening(self) -> tuple[time, time]: ...


def of_day(now: datetime) -> time:
    """The time of day of a local time."""
    return time(now.hour, now.minute, now.second)


def is_evening(policy: AttemptPolicy, now: datetime) -> bool:
    """Whether this local time lies in the city's evening."""
    first, last = policy.evening
    return first <= of_day(now) <= last


def in_its_time(policy: AttemptPolicy, now: datetime, made: int) -> bool:
    """Whether an attempt at this local time, after `made` that failed, is wanted: the last in an evening."""
    return policy.attempts - made > policy.evening_attempts or is_evening(policy, now)


def next_attempt(policy: AttemptPolicy, now: datetime, made: int) -> datetime:
    """The earliest time of the next attempt after `made` have failed, in the local time that `now` is given in."""
    left = policy.attempts - made
    evening = left <= policy.evening_attempts
    another = policy.different_days or (evening and of_day(now) > policy.evening[1])
    day = now.date() + timedelta(days=1 if another else 0)
    at = policy.evening[0] if evening else MORNING
    return max(datetime.combine(day, at, now.tzinfo), now)
