"""Plans the seats of each half hour: Erlang-A first, then corrected by simulating the day with the routing rule.

Erlang-A takes each half hour for a steady state; the simulation carries the line from one half hour into the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lianxin.calls.rules.staffing.callers import CallerPatience, arrival_times, single_callers
from lianxin.calls.rules.staffing.day import HALF_HOUR, DaySetting, HalfHour
from lianxin.calls.rules.staffing.erlang import Load, seats_needed
from lianxin.calls.rules.staffing.replay import ReplayedDay
from lianxin.calls.rules.staffing.simulate import simulate_day

_PATIENCE = CallerPatience(180.0)
_ROUNDS = 8
_DAYS = 3  # simulated days in each round


@dataclass(frozen=True)
class PlanTarget:
    """The share of calls to answer within `seconds`; `handle`: mean seconds of talk and wrap-up."""

    share: float = 0.95
    seconds: float = 15.0
    handle: float = 300.0
    patience: CallerPatience = _PATIENCE


@dataclass(frozen=True)
class PlannedHalf:
    """A half hour from `start`, in seconds of the day. `formula`: seats by Erlang-A; `level`: as simulated."""

    start: float
    calls: float
    formula: int
    seats: int
    level: float


def plan_day(day: ReplayedDay, target: PlanTarget, seed: int = 1) -> list[PlannedHalf]:
    """Returns the seats on the line in each half hour; breaks and absences are to be added."""
    calls = _by_half(day)
    formula = [
        seats_needed(Load(n / seconds, target.handle, target.patience.mean), target.share, target.seconds)
        for n, seconds in calls
    ]
    seats = list(formula)
    levels = _levels(day, seats, target, seed)
    for _ in range(_ROUNDS):
        short = [nth for nth, level in enumerate(levels) if level < target.share]
        if not short:
            break
        for nth in short:
            seats[nth] += max(1, round((target.share - levels[nth]) * seats[nth] * 0.5))
        levels = _levels(day, seats, target, seed)
    return [
        PlannedHalf(day.starts[0] + nth * HALF_HOUR, n, formula[nth], seats[nth], levels[nth])
        for nth, (n, _) in enumerate(calls)
    ]


def _by_half(day: ReplayedDay) -> list[tuple[int, float]]:
    """Returns the calls of each half hour, and the seconds of it in which calls come."""
    halves = [(0, 0.0)] * (int((day.starts[-1] - day.starts[0]) // HALF_HOUR) + 1)
    for start, calls in zip(day.starts, day.counts, strict=True):
        nth = int((start - day.starts[0]) // HALF_HOUR)
        halves[nth] = (halves[nth][0] + calls, halves[nth][1] + day.length)
    return [(calls, seconds or HALF_HOUR) for calls, seconds in halves]


def _levels(day: ReplayedDay, seats: Sequence[int], target: PlanTarget, seed: int) -> list[float]:
    """Returns the share answered in time in each half hour, over several simulated days."""
    end = day.starts[-1] + day.length
    setting = DaySetting(day.starts[0], end, tuple(seats), target.handle, seconds=target.seconds)
    sums = [HalfHour() for _ in seats]
    for nth in range(seed, seed + _DAYS):
        times = arrival_times(day.starts, day.counts, day.length, nth)
        result = simulate_day(single_callers(times, target.handle, target.patience, nth), setting, nth)
        for half, found in result.halves.items():
            sums[half].offered += found.offered
            sums[half].within += found.within
    return [half.within / half.offered if half.offered else 1.0 for half in sums]
