"""Replayed days: every caller is counted once, ring-backs keep their promises, the bound is one, seeds repeat."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.calls.rules.staffing.bound import most_served
from lianxin.calls.rules.staffing.callers import (
    CallerPatience,
    DayAttempt,
    DayCaller,
    Redials,
    callers_behind,
    generated_counts,
    scaled,
)
from lianxin.calls.rules.staffing.day import DaySetting, RingBackPlan, with_seats
from lianxin.calls.rules.staffing.replay import (
    FIRST_COME,
    MISSED_IN_PLACE,
    MISSED_LAST,
    REPLAY_RING_BACKS,
    ReplayedDay,
    Trial,
    base_attempts,
    seats_for,
    served_by,
    setting_of,
)
from lianxin.calls.rules.staffing.simulate import simulate_day

PATIENCE = CallerPatience(300.0, 60.0)
DAY = ReplayedDay(tuple(300.0 * nth for nth in range(48)), (20,) * 12 + (60,) * 20 + (15,) * 16)
PLANS = {"first": FIRST_COME, "last": MISSED_LAST, "place": MISSED_IN_PLACE, "promised": REPLAY_RING_BACKS}


def one_caller(at: float, patience: float = 100.0, *, handle: float = 100.0, again: float | None = None) -> DayCaller:
    attempts = (DayAttempt(patience, again),) + ((DayAttempt(patience, None),) if again is not None else ())
    return DayCaller(f"{at:06}", at, handle, attempts)


def one_seat(plan: RingBackPlan = FIRST_COME, until: float = 3600.0) -> DaySetting:
    return with_seats(DaySetting(0.0, until, (), 100.0, plan), 1)


def test_the_second_caller_waits_for_the_seat_and_the_third_gives_up():
    day = simulate_day([one_caller(0), one_caller(10), one_caller(20)], one_seat())
    assert (day.answered, day.waits, day.gave_up, day.busy) == (2, [0, 90], [120], 200)


def test_who_gave_up_and_calls_again_is_one_caller_with_two_attempts():
    day = simulate_day([one_caller(0), one_caller(10, 50.0, again=60.0)], one_seat())
    assert (day.callers, day.attempts, day.answered, len(day.gave_up)) == (2, 3, 2, 1)


def test_a_missed_caller_is_rung_back_once_the_seat_is_free():
    plan = replace(MISSED_LAST, answered=1.0)
    day = simulate_day([one_caller(0), one_caller(10, 20.0)], one_seat(plan))
    assert (day.answered, day.rung_back, day.dialled) == (1, 1, 1)
    assert day.back_waits == [pytest.approx(90)]


def test_a_missed_caller_who_was_answered_later_is_not_rung_back():
    plan = replace(MISSED_LAST, answered=1.0)
    day = simulate_day([one_caller(0), one_caller(10, 20.0, again=75.0)], one_seat(plan))
    assert (day.served, day.dialled) == (2, day.rung_back)


def test_nobody_is_dialled_more_often_than_the_plan_says_nor_after_two_hours():
    silent = replace(MISSED_LAST, answered=0.0, tries=3)
    day = simulate_day([one_caller(0), one_caller(10, 20.0)], one_seat(silent, until=20000.0))
    assert (day.dialled, day.rung_back) == (3, 0)
    soon_over = replace(silent, within=1000.0, tries=9)
    assert simulate_day([one_caller(0), one_caller(10, 20.0)], one_seat(soon_over, until=20000.0)).dialled == 1 + 1


@settings(max_examples=8)
@given(st.sampled_from(sorted(PLANS)), st.sampled_from([0.0, 0.5]), st.integers(6, 14), st.integers(1, 3))
def test_every_caller_is_served_at_most_once_and_no_rule_beats_the_bound(
    plan: str, share: float, seats: int, seed: int
):
    attempts = base_attempts(DAY, PATIENCE, 300.0, seed)
    gave_up = simulate_day(attempts, setting_of(DAY, Trial(seats, FIRST_COME))).gave_up
    setting = setting_of(DAY, Trial(seats, PLANS[plan]))
    redialling = callers_behind(attempts, gave_up, Redials(share), PATIENCE, seed)
    callers = [replace(one, handle=setting.handle) for one in redialling]  # luck with short calls beats the bound
    day = simulate_day(callers, setting, seed)
    assert day.served <= len(callers)
    assert day.answered + len(day.gave_up) + day.promised == day.attempts
    assert day.broken <= day.promised
    on_the_line_at_the_end = 2 * seats
    assert day.served <= most_served(callers, setting, 7200.0) + on_the_line_at_the_end
    assert sum(half.offered for half in day.halves.values()) == day.attempts


def test_the_same_seed_gives_the_same_day():
    attempts = base_attempts(DAY, PATIENCE, 300.0, 5)
    setting = setting_of(DAY, Trial(10))
    assert simulate_day(attempts, setting, 5) == simulate_day(base_attempts(DAY, PATIENCE, 300.0, 5), setting, 5)


def test_promised_ring_backs_serve_more_callers_than_first_come_at_the_same_staffing():
    attempts = base_attempts(DAY, PATIENCE, 300.0, 1)
    first, ours = (
        served_by(DAY, attempts, Trial(24, plan), 1, named=("", PATIENCE, 0.0))
        for plan in (FIRST_COME, REPLAY_RING_BACKS)
    )
    assert ours.by_callers > first.by_callers + 0.03
    assert ours.of_bound >= 0.95


def test_with_redials_the_callers_behind_a_day_make_about_as_many_attempts_as_it_had():
    attempts = base_attempts(DAY, PATIENCE, 300.0, 1)
    setting = setting_of(DAY, Trial(20, FIRST_COME))
    gave_up = simulate_day(attempts, setting).gave_up
    callers = callers_behind(attempts, gave_up, Redials(0.5), PATIENCE, 1)
    assert len(callers) == pytest.approx(DAY.attempts - 0.5 * len(gave_up), rel=0.05)
    assert simulate_day(callers, setting).attempts == pytest.approx(DAY.attempts, rel=0.05)


def test_the_seats_found_answer_the_asked_share():
    attempts = base_attempts(DAY, PATIENCE, 300.0, 1)
    seats = seats_for(DAY, attempts, 300.0, 0.7, level=False)
    day = simulate_day(attempts, setting_of(DAY, Trial(seats, FIRST_COME)))
    assert day.answered / day.attempts == pytest.approx(0.7, abs=0.03)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.integers(0, 5000))
def test_scaled_counts_add_up(levels: list[float], total: int):
    counts = scaled(levels, total)
    assert sum(counts) == (total if sum(levels) else 0)
    assert min(counts) >= 0


def test_the_generated_day_adds_up_and_has_its_peak_in_the_morning():
    starts, counts = generated_counts(35_000)
    assert sum(counts) == 35_000
    assert 9.5 * 3600 < starts[counts.index(max(counts))] < 11.5 * 3600
