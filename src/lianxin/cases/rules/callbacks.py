"""When to call a citizen again who was not reached: on another day, and at least once in the evening."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from lianxin.cases.rules.states import is_redo
from lianxin.cases.rules.words import CallbackMethod, Urgency

MORNING = time(9, 0)
NOT_ASKED = "none"


class MethodPolicy(Protocol):
    """The city's policy on the callback method. `redo`: the work was repeated; `voice` False: no voice call."""

    def method(self, *, urgency: str, nature: str, outcome: str | None, redo: bool, voice: bool) -> str: ...


def callback_method(
    policy: MethodPolicy, *, urgency: str, nature: str, outcome: str | None, round_number: int, voice: bool
) -> str:
    """Returns the method of the callback of this round. A nature without a callback gets the survey."""
    method = policy.method(urgency=urgency, nature=nature, outcome=outcome, redo=is_redo(round_number), voice=voice)
    return CallbackMethod.SURVEY if method == NOT_ASKED else method


class AttemptPolicy(Protocol):
    """The city's policy on attempts. `evening` is (from, until) in local time."""

    @property
    def attempts(self) -> int: ...
    @property
    def different_days(self) -> bool: ...
    @property
    def evening_attempts(self) -> int: ...
    @property
    def evening(self) -> tuple[time, time]: ...


@dataclass(frozen=True)
class SameDayPolicy:
    """The city's policy without the wait for another day."""

    attempts: int
    evening_attempts: int
    evening: tuple[time, time]
    different_days: bool = False


def attempt_policy(policy: AttemptPolicy, urgency: str) -> AttemptPolicy:
    """Returns the city's policy for a case of this urgency. A critical case does not wait for another day."""
    if urgency != Urgency.CRITICAL:
        return policy
    return SameDayPolicy(policy.attempts, policy.evening_attempts, policy.evening)


def of_day(now: datetime) -> time:
    """Returns the time of day of a local time, to the second."""
    return time(now.hour, now.minute, now.second)


def is_evening(policy: AttemptPolicy, now: datetime) -> bool:
    """Whether this local time is in the city's evening."""
    first, last = policy.evening
    return first <= of_day(now) <= last


def owes_evening(policy: AttemptPolicy, made: int) -> bool:
    """Whether the next attempt, after `made` counted ones, must be in the evening."""
    return policy.attempts - made <= policy.evening_attempts


def in_its_time(policy: AttemptPolicy, now: datetime, made: int) -> bool:
    """Whether an attempt at this local time counts, after `made` counted ones."""
    return not owes_evening(policy, made) or is_evening(policy, now)


def next_attempt(policy: AttemptPolicy, now: datetime, made: int) -> datetime:
    """Returns the earliest time of the next attempt after `made` failed ones, in the time zone of `now`."""
    evening = owes_evening(policy, made)
    another = policy.different_days or (evening and of_day(now) > policy.evening[1])
    day = now.date() + timedelta(days=1 if another else 0)
    at = policy.evening[0] if evening else MORNING
    return max(datetime.combine(day, at, now.tzinfo), now)
