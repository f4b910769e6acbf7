"""When and how a citizen is asked after an answer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.cases import shanghai
from lianxin.cases.rules.callbacks import (
    ALL_DAY,
    MORNING,
    attempt_policy,
    callback_method,
    in_its_time,
    is_evening,
    may_call,
    method_by_reach,
    next_attempt,
    next_calling_time,
    of_day,
    owes_evening,
)
from lianxin.people import NO_VOICE_CALL

CITY = ZoneInfo("Asia/Shanghai")
EVENING = (time(18), time(20, 30))
HOURS = (time(8, 30), time(20, 30))


@dataclass(frozen=True)
class Attempts:
    attempts: int = 3
    different_days: bool = True
    evening_attempts: int = 1
    evening: tuple[time, time] = EVENING
    hours: tuple[time, time] = HOURS
    critical: bool = False


SAME_DAY = Attempts(different_days=False)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
policies = st.builds(Attempts, st.integers(1, 5), st.booleans(), st.integers(0, 5))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=CITY)


# is_evening


@pytest.mark.parametrize(
    ("hour", "evening"),
    [
        ("17:59:59", False),
        ("18:00:00", True),
        ("19:15:00", True),
        ("20:30:00", True),
        ("20:30:01", False),
        ("23:00:00", False),
        ("00:00:00", False),
    ],
)
def test_the_evening_holds_both_its_ends(hour: str, evening: bool):
    assert is_evening(Attempts(), at(f"23 {hour}")) is evening


def test_a_fraction_of_a_second_after_the_end_is_still_the_evening():
    assert of_day(at("23 20:30:00.900000")) == time(20, 30)
    assert is_evening(Attempts(), at("23 20:30:00.900000"))


# owes_evening, in_its_time


@pytest.mark.parametrize(
    ("attempts", "evening_attempts", "owed"),
    [(3, 1, [False, False, True]), (3, 2, [False, True, True]), (3, 0, [False, False, False]), (1, 1, [True])],
)
def test_the_last_attempts_are_owed_in_the_evening(attempts: int, evening_attempts: int, owed: list[bool]):
    policy = Attempts(attempts, evening_attempts=evening_attempts)
    assert [owes_evening(policy, made) for made in range(attempts)] == owed


@pytest.mark.parametrize(
    ("made", "hour", "counts"),
    [(0, "10:00", True), (1, "10:00", True), (2, "10:00", False), (2, "18:00", True), (2, "20:31", False)],
)
def test_the_last_attempt_counts_only_in_the_evening(made: int, hour: str, counts: bool):
    assert in_its_time(Attempts(), at(f"23 {hour}"), made) is counts


@given(policies, moments, st.integers(0, 5))
def test_in_the_evening_every_attempt_counts(policy: Attempts, now: datetime, made: int):
    assert in_its_time(policy, datetime.combine(now.date(), EVENING[0], UTC), made)


# next_attempt


@given(moments)
def test_three_attempts_are_made_on_three_days_and_the_last_in_the_evening(first: datetime):
    second = next_attempt(Attempts(), first, 1)
    third = next_attempt(Attempts(), second, 2)
    assert len({first.date(), second.date(), third.date()}) == 3
    assert is_evening(Attempts(), third)


@given(policies, moments, st.integers(0, 5))
def test_the_next_attempt_is_never_in_the_past_and_waits_two_days_at_most(policy: Attempts, now: datetime, made: int):
    then = next_attempt(policy, now, made)
    assert now <= then < now + timedelta(days=2)


@given(policies, moments, st.integers(0, 5))
def test_an_attempt_made_at_the_time_it_was_planned_for_counts(policy: Attempts, now: datetime, made: int):
    assert in_its_time(policy, next_attempt(policy, now, made), made)


@given(policies, moments, st.integers(0, 5))
def test_another_day_begins_in_the_morning_or_in_the_evening_that_is_owed(policy: Attempts, now: datetime, made: int):
    then = next_attempt(policy, now, made)
    if then.date() != now.date():
        assert then.time() == (EVENING[0] if owes_evening(policy, made) else MORNING)


@pytest.mark.parametrize(
    ("now", "made", "then"),
    [
        ("23 08:00", 1, "23 09:00"),
        ("23 09:30", 1, "23 09:30"),
        ("23 20:30", 1, "23 20:30"),
        ("23 22:00", 1, "24 09:00"),
        ("23 00:30", 1, "23 09:00"),
        ("23 09:30", 2, "23 18:00"),
        ("23 19:00", 2, "23 19:00"),
        ("23 20:30", 2, "23 20:30"),
        ("23 20:31", 2, "24 18:00"),
    ],
)
def test_without_different_days_it_is_tried_the_same_day_while_its_hours_last(now: str, made: int, then: str):
    assert next_attempt(SAME_DAY, at(now), made) == at(then)


@pytest.mark.parametrize(("now", "made", "then"), [("23 09:30", 1, "24 09:00"), ("23 09:30", 2, "24 18:00")])
def test_with_different_days_it_is_tried_the_day_after(now: str, made: int, then: str):
    assert next_attempt(Attempts(), at(now), made) == at(then)


def test_a_late_evening_is_not_waited_for_twice():
    """Different days and an evening that is over ask for one day more, not for two."""
    assert next_attempt(Attempts(), at("23 21:00"), 2) == at("24 18:00")


def test_the_next_attempt_keeps_the_zone_it_was_asked_in():
    found = next_attempt(Attempts(), at("23 09:30"), 1)
    assert found.tzinfo is CITY
    assert found.date() == date(2026, 11, 24)


# attempt_policy


def test_a_critical_case_does_not_wait_for_another_day():
    policy = attempt_policy(Attempts(4, evening_attempts=2), "critical")
    assert (policy.attempts, policy.different_days, policy.evening_attempts) == (4, False, 2)
    assert policy.evening == EVENING
    assert next_attempt(policy, at("23 09:30"), 1) == at("23 09:30")


@pytest.mark.parametrize(
    ("urgency", "allowed", "hours"),
    [("critical", True, ALL_DAY), ("critical", False, HOURS), ("urgent", True, HOURS), ("normal", True, HOURS)],
)
def test_only_a_critical_case_is_called_at_any_hour_and_only_where_the_city_allows_it(
    urgency: str, allowed: bool, hours: tuple[time, time]
):
    policy = attempt_policy(Attempts(critical=allowed), urgency)
    assert policy.hours == hours
    assert may_call(policy, at("23 01:10")) is (hours == ALL_DAY)


@pytest.mark.parametrize("urgency", ["urgent", "normal"])
def test_any_other_case_follows_the_citys_policy(urgency: str):
    assert attempt_policy(Attempts(), urgency) == Attempts()


# may_call, next_calling_time


@pytest.mark.parametrize(
    ("hour", "allowed"),
    [("08:29:59", False), ("08:30", True), ("20:30", True), ("20:30:01", False), ("01:10", False)],
)
def test_citizens_are_called_from_the_first_to_the_last_minute_of_the_hours(hour: str, allowed: bool):
    assert may_call(Attempts(), at(f"23 {hour}")) is allowed


@pytest.mark.parametrize(("now", "allowed"), [("21:29", False), ("21:30", True), ("22:30", True), ("22:31", False)])
def test_a_citizen_who_named_a_time_outside_the_hours_is_called_then_and_not_later_that_night(now: str, allowed: bool):
    assert may_call(Attempts(), at(f"23 {now}"), promised_at=at("23 21:30")) is allowed


@pytest.mark.parametrize(
    ("now", "promised", "then"),
    [
        ("23 10:00", None, "23 10:00"),
        ("23 01:10", None, "23 08:30"),
        ("23 21:00", None, "24 08:30"),
        ("23 21:00", "23 22:00", "23 22:00"),
        ("23 21:00", "24 14:00", "24 08:30"),
        ("23 23:30", "23 21:00", "24 08:30"),
    ],
)
def test_calls_are_allowed_again_when_the_hours_begin_or_at_the_time_the_citizen_named(
    now: str, promised: str | None, then: str
):
    assert next_calling_time(Attempts(), at(now), at(promised) if promised else None) == at(then)


@given(policies, moments, st.integers(0, 5))
def test_no_attempt_is_planned_outside_the_hours(policy: Attempts, now: datetime, made: int):
    assert may_call(policy, next_attempt(policy, now, made))


# method_by_reach


@pytest.mark.parametrize(
    ("wanted", "number", "link", "method"),
    [
        ("phone", True, False, "phone"),
        ("phone", False, True, "survey"),
        ("video", False, True, "survey"),
        ("text", False, True, "survey"),
        ("message", False, True, "message"),
        ("phone", False, False, None),
        ("survey", False, False, None),
    ],
)
def test_without_a_number_the_citizen_is_asked_by_link_and_code_or_not_at_all(
    wanted: str, number: bool, link: bool, method: str | None
):
    assert method_by_reach(wanted, number=number, link=link) == method


# callback_method


def method(nature: str, round_number: int = 1, urgency: str = "normal", voice: bool = True, outcome: str = "solved"):
    return callback_method(
        shanghai().callback, urgency=urgency, nature=nature, outcome=outcome, round_number=round_number, voice=voice
    )


@pytest.mark.parametrize(("nature", "first"), [("consultation", "survey"), ("suggestion", "message")])
def test_from_the_second_round_on_the_rule_for_repeated_work_decides(nature: str, first: str):
    assert [method(nature, nth) for nth in (1, 2, 3)] == [first, "phone", "phone"]


def test_the_first_rule_that_fits_decides():
    assert method("consultation", urgency="critical") == "phone"
    assert method("suggestion", outcome="unsolved") == "phone"
    assert method("complaint") == "phone"


def test_nobody_is_called_by_voice_against_their_wish():
    assert method("complaint", voice=False) == "message"
    assert method("consultation", voice=False) == "survey"


def test_a_nature_the_city_does_not_ask_about_gets_the_survey():
    assert shanghai().callback.method(urgency="normal", nature="praise") == "none"
    assert method("praise") == "survey"


def test_text_and_video_are_the_wishes_that_rule_out_a_voice_call():
    assert {wish.value for wish in NO_VOICE_CALL} == {"text", "video"}
