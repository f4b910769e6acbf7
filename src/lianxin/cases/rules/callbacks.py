"""How and when a citizen is asked: within the hours of calls, on different days, at least once in the evening."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from lianxin.cases.rules.states import is_redo
from lianxin.cases.rules.words import CallbackMethod, Urgency

MORNING = time(9, 0)
NOT_ASKED = "none"
ALL_DAY = (time.min, time.max)
AGREED_FOR = timedelta(hours=1)
"""A citizen who named a time may be called from then on for this long, at any hour."""
BY_CALL = frozenset({CallbackMethod.PHONE, CallbackMethod.VIDEO})
BY_PERSON = BY_CALL | {CallbackMethod.TEXT}
"""Methods by which an agent contacts the citizen, instead of waiting for an answer."""


class MethodPolicy(Protocol):
    """The city's policy on the callback method. `redo`: the work was repeated; `voice` False: no voice call."""

    def method(self, *, urgency: str, nature: str, outcome: str | None, redo: bool, voice: bool) -> str: ...


def callback_method(
    policy: MethodPolicy, *, urgency: str, nature: str, outcome: str | None, round_number: int, voice: bool
) -> str:
    """Returns the method of the callback of this round. A nature without a callback gets the survey."""
    method = policy.method(urgency=urgency, nature=nature, outcome=outcome, redo=is_redo(round_number), voice=voice)
    return CallbackMethod.SURVEY if method == NOT_ASKED else method


def method_by_reach(method: str, *, number: bool, link: bool) -> str | None:
    """Returns the method for a citizen who left a number, or has the link or code of the case; None without both.

    Without a number the citizen is asked by the survey on their page, never by a person.
    """
    if number:
        return method
    if not link:
        return None
    return CallbackMethod.SURVEY if method in BY_PERSON else method


class AttemptPolicy(Protocol):
    """The city's policy on attempts. `evening` and `hours` (of calls) are (from, until) in local time."""

    @property
    def attempts(self) -> int: ...
    @property
    def different_days(self) -> bool: ...
    @property
    def evening_attempts(self) -> int: ...
    @property
    def evening(self) -> tuple[time, time]: ...
    @property
    def hours(self) -> tuple[time, time]: ...


class CityPolicy(AttemptPolicy, Protocol):
    """The policy of the profile. `critical`: a critical case may be called at any hour."""

    @property
    def critical(self) -> bool: ...


@dataclass(frozen=True)
class SameDayPolicy:
    """The city's policy without the wait for another day."""

    attempts: int
    evening_attempts: int
    evening: tuple[time, time]
    hours: tuple[time, time]
    different_days: bool = False


def attempt_policy(policy: CityPolicy, urgency: str) -> AttemptPolicy:
    """Returns the city's policy for a case of this urgency. A critical case does not wait for another day."""
    if urgency != Urgency.CRITICAL:
        return policy
    hours = ALL_DAY if policy.critical else policy.hours
    return SameDayPolicy(policy.attempts, policy.evening_attempts, policy.evening, hours)


def of_day(now: datetime) -> time:
    """Returns the time of day of a local time, to the second."""
    return time(now.hour, now.minute, now.second)


def is_evening(policy: AttemptPolicy, now: datetime) -> bool:
    """Whether this local time is in the city's evening."""
    first, last = policy.evening
    return first <= of_day(now) <= last


def may_call(policy: AttemptPolicy, now: datetime, promised_at: datetime | None = None) -> bool:
    """Whether a citizen may be called at this local time: within the hours of calls, or as the citizen asked."""
    agreed = promised_at is not None and promised_at <= now <= promised_at + AGREED_FOR
    return agreed or policy.hours[0] <= of_day(now) <= policy.hours[1]


def next_calling_time(policy: AttemptPolicy, now: datetime, promised_at: datetime | None = None) -> datetime:
    """Returns the local time from which the citizen may be called: `now`, the agreed time or the start of the hours."""
    if may_call(policy, now, promised_at):
        return now
    day = now.date() + timedelta(days=of_day(now) > policy.hours[1])
    opens = datetime.combine(day, policy.hours[0], now.tzinfo)
    return min(opens, promised_at.astimezone(now.tzinfo)) if promised_at is not None and promised_at > now else opens


def owes_evening(policy: AttemptPolicy, made: int) -> bool:
    """Whether the next attempt, after `made` counted ones, must be in the evening."""
    return policy.attempts - made <= policy.evening_attempts


def in_its_time(policy: AttemptPolicy, now: datetime, made: int) -> bool:
    """Whether an attempt at this local time counts, after `made` counted ones."""
    return not owes_evening(policy, made) or is_evening(policy, now)


def next_attempt(policy: AttemptPolicy, now: datetime, made: int) -> datetime:
    """Returns the earliest time of the next attempt after `made` failed ones, in the time zone of `now`."""
    evening = owes_evening(policy, made)
    over = of_day(now) > (policy.evening[1] if evening else policy.hours[1])
    another = policy.different_days or over
    day = now.date() + timedelta(days=1 if another else 0)
    at = policy.evening[0] if evening else max(MORNING, policy.hours[0])
    return max(datetime.combine(day, at, now.tzinfo), now)
