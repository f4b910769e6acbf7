"""Plans reach their target in the simulation; forecasts learn level and shape and are judged on kept-back days."""

from datetime import date, timedelta

import pytest

from lianxin.calls.rules.staffing.callers import CallerPatience
from lianxin.calls.rules.staffing.forecast import LEAST_DAYS, forecast_day, judge_forecasts
from lianxin.calls.rules.staffing.plan import PlanTarget, plan_day
from lianxin.calls.rules.staffing.replay import ReplayedDay

MONDAY = date(2026, 3, 2)
SLOTS = tuple(3600.0 * hour for hour in range(8, 20))


def day_total(day: date, growth: float = 0.0) -> float:
    return (1200 if day.weekday() == 0 else 1000) * (1 + growth * (day - MONDAY).days)


def history(days: int, growth: float = 0.0) -> dict[date, dict[float, float]]:
    """Days whose Mondays have more calls, with a morning twice as busy as the afternoon."""
    known = [MONDAY + timedelta(days=nth) for nth in range(days)]
    return {
        day: {slot: day_total(day, growth) * (2 if slot < 14 * 3600 else 1) / 18 for slot in SLOTS} for day in known
    }


def test_a_forecast_knows_the_weekday_and_the_shape():
    slots = forecast_day(history(28), MONDAY + timedelta(days=28))
    assert sum(one.expected for one in slots) == pytest.approx(1200, rel=0.01)
    assert slots[1].expected == pytest.approx(2 * slots[-2].expected, rel=0.01)
    assert all(one.low < one.expected < one.high for one in slots)


def test_a_forecast_follows_growth_better_than_the_same_weekday_mean():
    judged = judge_forecasts(history(60, growth=0.01), 10)
    assert (judged.days, judged.total_error < judged.usual_total_error / 2) == (10, True)


def test_the_bounds_hold_for_nine_of_ten_intervals_of_a_regular_city():
    judged = judge_forecasts(history(40), 10)
    assert (judged.covered >= 0.9, judged.error < 0.05) == (True, True)


def test_a_forecast_uses_only_earlier_days():
    known, day = history(40), MONDAY + timedelta(days=30)
    later = {one: dict.fromkeys(SLOTS, 9999.0) for one in known if one >= day}
    assert forecast_day({**known, **later}, day) == forecast_day(known, day)


def test_without_enough_days_there_is_no_forecast():
    assert forecast_day(history(LEAST_DAYS - 1), MONDAY + timedelta(days=40)) == []


def test_a_plan_reaches_its_target_in_every_half_hour():
    day = ReplayedDay(tuple(300.0 * nth for nth in range(24)), (6,) * 6 + (30,) * 6 + (12,) * 12)
    target = PlanTarget(0.8, 20.0, 120.0, CallerPatience(120.0))
    halves = plan_day(day, target)
    assert [half.calls for half in halves] == [36, 180, 72, 72]
    assert all(half.level >= 0.8 and half.seats >= half.formula for half in halves)
    assert halves[1].seats > halves[0].seats


def test_half_hours_without_calls_need_no_seats():
    day = ReplayedDay((0.0, 1800.0, 3600.0), (60, 0, 60), 1800.0)
    assert plan_day(day, PlanTarget(0.8, 20.0, 60.0))[1].formula == 0
