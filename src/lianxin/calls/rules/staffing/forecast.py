"""Forecasts the calls of a day by interval, with bounds, and judges forecasts on days that were kept back.

The total of a day is the recent level of totals, corrected by the weekday; the shape is a weighted mean of earlier
shapes. Knows no holidays and no events of the city: a planner corrects the total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import sqrt

CallHistory = Mapping[date, Mapping[float, float]]

FADE = 0.97  # weight of a day's shape against that of the day after
SAME_WEEKDAY = 3.0
LEVEL = 0.5  # weight of the latest total in the level
BOUND = 1.645  # standard deviations of a normal distribution on each side of 90 %
TRIED = 15
LEAST_DAYS = 15


@dataclass(frozen=True)
class ForecastSlot:
    """Expected calls of an interval that starts at a second of the day; 90 % of counts lie between `low` and `high`.

    `usual`: the mean of the same interval on earlier days of the same weekday.
    """

    start: float
    expected: float
    low: float
    high: float
    usual: float


@dataclass(frozen=True)
class Judged:
    """Forecasts of kept-back days, each from the days before it. Errors: sum of |actual - forecast| / sum of actual.

    `covered`: the share of intervals whose count was between the bounds.
    """

    days: int
    error: float
    usual_error: float
    total_error: float
    usual_total_error: float
    covered: float


def forecast_day(history: CallHistory, day: date) -> list[ForecastSlot]:
    """Returns the forecast of a day from the days before it; at least LEAST_DAYS of them, else an empty list."""
    before = sorted(known for known in history if known < day)
    if len(before) < LEAST_DAYS:
        return []
    spread = _spread(history, before)
    expected, usual = _expected(history, before, day), _usual(history, before, day)
    return [
        ForecastSlot(slot, calls, max(0.0, calls - wide), calls + wide, usual.get(slot, 0.0))
        for slot, calls in expected.items()
        for wide in (BOUND * sqrt(calls + (spread * calls) ** 2),)
    ]


def _expected(history: CallHistory, before: Sequence[date], day: date) -> dict[float, float]:
    totals = {known: sum(history[known].values()) for known in before}
    mean = sum(totals.values()) / len(totals)
    same: dict[int, list[float]] = {}
    for known, total in totals.items():
        same.setdefault(known.weekday(), []).append(total / mean)
    factor = {weekday: sum(shares) / len(shares) for weekday, shares in same.items()}
    level = mean
    for known in before:
        level += LEVEL * (totals[known] / factor[known.weekday()] - level)
    shape = _shape(history, before, day, totals)
    total = level * factor.get(day.weekday(), 1.0)
    return {slot: total * share for slot, share in shape.items()}


def _shape(history: CallHistory, before: Sequence[date], day: date, totals: Mapping[date, float]) -> dict[float, float]:
    """Returns each interval's share of the day, smoothed over its neighbours."""
    shares: dict[float, float] = {}
    whole = 0.0
    for age, known in enumerate(reversed(before)):
        weight = FADE**age * (SAME_WEEKDAY if known.weekday() == day.weekday() else 1.0)
        if not totals[known]:
            continue
        whole += weight
        for slot, calls in history[known].items():
            shares[slot] = shares.get(slot, 0.0) + weight * calls / totals[known]
    slots = sorted(shares)
    smooth = {
        slot: (shares[slots[max(nth - 1, 0)]] + 2 * shares[slot] + shares[slots[min(nth + 1, len(slots) - 1)]]) / 4
        for nth, slot in enumerate(slots)
    }
    return {slot: share / whole for slot, share in smooth.items()} if whole else {}


def _usual(history: CallHistory, before: Sequence[date], day: date) -> dict[float, float]:
    same = [history[known] for known in before if known.weekday() == day.weekday()]
    slots = {slot for calls in same for slot in calls}
    return {slot: sum(calls.get(slot, 0.0) for calls in same) / len(same) for slot in slots}


def _spread(history: CallHistory, before: Sequence[date]) -> float:
    """Returns how much counts differ from forecasts beyond chance, relative to the forecast."""
    square, weight = 0.0, 0.0
    for nth in range(max(LEAST_DAYS, len(before) - TRIED), len(before)):
        expected = _expected(history, before[:nth], before[nth])
        actual = history[before[nth]]
        for slot, calls in expected.items():
            square += (actual.get(slot, 0.0) - calls) ** 2 - calls
            weight += calls * calls
    return sqrt(max(0.0, square / weight)) if weight else 0.2


def judge_forecasts(history: CallHistory, kept: int) -> Judged:
    """Judges the forecasts of the last `kept` days."""
    days = sorted(history)
    off = usual_off = total_off = usual_total_off = actual_sum = inside = slots = 0.0
    tried = 0
    for day in islice(days, max(0, len(days) - kept), None):
        forecast = forecast_day(history, day)
        if not forecast:
            continue
        tried += 1
        actual = history[day]
        off += sum(abs(actual.get(one.start, 0.0) - one.expected) for one in forecast)
        usual_off += sum(abs(actual.get(one.start, 0.0) - one.usual) for one in forecast)
        total = sum(actual.values())
        total_off += abs(total - sum(one.expected for one in forecast))
        usual_total_off += abs(total - sum(one.usual for one in forecast))
        actual_sum += total
        inside += sum(one.low <= actual.get(one.start, 0.0) <= one.high for one in forecast)
        slots += len(forecast)
    whole, count = actual_sum or 1.0, slots or 1.0
    return Judged(tried, off / whole, usual_off / whole, total_off / whole, usual_total_off / whole, inside / count)
