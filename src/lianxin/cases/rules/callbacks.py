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


def next_attempt(policy: AttemptPolicy, now: datetime, made: int) -> datetime:
    """The earliest time of the next attempt after `made` have failed, in the local time that `now` is given in."""
    left = policy.attempts - made
    day = now.date() + timedelta(days=1 if policy.different_days else 0)
    at = policy.evening[0] if left <= policy.evening_attempts else MORNING
    return max(datetime.combine(day, at, now.tzinfo), now)
