"""When an order may be given back, when a citizen is tried again."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.callbacks import next_attempt
from lianxin.cases.rules.returns import NotReturnable, check_returnable, needs_ruling

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    due_at: datetime


@dataclass(frozen=True)
class Attempts:
    attempts: int = 3
    different_days: bool = True
    evening_attempts: int = 1
    evening: tuple[time, time] = (time(18), time(20, 30))


def refused(returnable: bool, *windows: datetime, refusals: int = 0) -> str:
    with pytest.raises(NotReturnable) as error:
        check_returnable(returnable, refusals, [Window(due_at) for due_at in windows], NOW)
    return error.value.facts["cause"]


def test_an_order_can_be_returned_until_the_last_moment_of_its_window():
    check_returnable(True, 0, [Window(NOW)], NOW)
    check_returnable(True, 0, [Window(NOW + timedelta(hours=8))], NOW)


def test_an_order_cannot_be_returned_after_its_window():
    assert refused(True, NOW - timedelta(microseconds=1)) == "window_passed"
    assert refused(True) == "window_passed"


def test_a_ruled_order_cannot_be_returned_whatever_its_window_says():
    assert refused(False, NOW + timedelta(days=1)) == "ruled"


def test_a_unit_asks_once():
    assert refused(True, NOW + timedelta(days=1), refusals=1) == "refused_before"


@pytest.mark.parametrize(("granted", "ruled"), [(0, False), (1, False), (2, True), (3, True)])
def test_after_as_many_granted_returns_as_the_city_bears_the_responsibility_is_ruled(granted: int, ruled: bool):
    assert needs_ruling(granted, most=2) is ruled


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


@given(moments)
def test_three_attempts_are_made_on_three_days_and_the_last_in_the_evening(first: datetime):
    policy = Attempts()
    second = next_attempt(policy, first, 1)
    third = next_attempt(policy, second, 2)
    assert len({first.date(), second.date(), third.date()}) == 3
    assert policy.evening[0] <= third.time() <= policy.evening[1]


@given(moments, st.integers(1, 5))
def test_the_next_attempt_is_never_in_the_past(now: datetime, made: int):
    for policy in (Attempts(), Attempts(different_days=False), Attempts(evening_attempts=0)):
        assert next_attempt(policy, now, made) >= now


def test_without_different_days_it_may_be_tried_again_the_same_day():
    morning = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert next_attempt(Attempts(different_days=False), morning, 1) == morning
    assert next_attempt(Attempts(different_days=False), morning, 2).time() == time(18)
