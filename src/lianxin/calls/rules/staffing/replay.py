"""Replays a day of attempts: plain first-come and the routing rule, by attempts and by callers, beside the bound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from lianxin.calls.rules.staffing.bound import most_served
from lianxin.calls.rules.staffing.callers import (
    CallerPatience,
    DayCaller,
    Redials,
    arrival_times,
    callers_behind,
    single_callers,
)
from lianxin.calls.rules.staffing.day import DaySetting, RingBackPlan, SimulatedDay, with_seats
from lianxin.calls.rules.staffing.simulate import simulate_day

FIRST_COME = RingBackPlan()
MISSED_LAST = RingBackPlan(missed=True)
MISSED_IN_PLACE = RingBackPlan(missed=True, missed_in_place=True)
REPLAY_RING_BACKS = RingBackPlan(missed=True, promises=8.0)
FIRST = "first come"
OURS = "promises at their place, missed calls when idle"
RULES_COMPARED = {
    FIRST: FIRST_COME,
    "missed calls, when a seat is idle": MISSED_LAST,
    "missed calls, at their place": MISSED_IN_PLACE,
    OURS: REPLAY_RING_BACKS,
}
REDIAL_SHARES = (0.0, 0.3, 0.5, 0.7)
REPLAY_PATIENCES = (CallerPatience(300.0, 60.0), CallerPatience(180.0))

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class ReplayedDay:
    """The day to replay: attempts in each interval of `length` seconds from each start, in seconds of the day."""

    starts: tuple[float, ...]
    counts: tuple[int, ...]
    length: float = 300.0

    @property
    def attempts(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Trial:
    """One way to run the day. `talk`, `wrap_up`: means in seconds; `by_message`: the share of callers who take an
    answer by message instead of a seat; `more_from`, `more_until`: when `more` seats are added, in seconds of the
    day."""

    seats: int
    ring_backs: RingBackPlan = REPLAY_RING_BACKS
    talk: float = 210.0
    wrap_up: float = 90.0
    by_message: float = 0.0
    more: int = 0
    more_from: float = 9 * 3600.0
    more_until: float = 17.5 * 3600.0

    @property
    def handle(self) -> float:
        return self.talk + self.wrap_up


@dataclass(frozen=True)
class Served:
    """What became of the callers, as counts and as shares. Times are in seconds.

    `by_attempts`: (answered + rung back) / attempts; `by_callers`: callers served / callers; `bound`: the most callers
    that any rule could serve; `of_bound`: our share of it. `level`: attempts answered within 15 s / attempts.
    `back_wait`: the mean time from the last call to the ring-back; `broken`: promised ring-backs not made in time.
    """

    rule: str
    patience: str
    redials: float
    seats: int
    callers: int
    attempts: int
    answered: int
    gave_up: int
    rung_back: int
    by_message: int
    promised: int
    broken: int
    mean_wait: float
    p95_wait: float
    back_wait: float
    level: float
    busy: float
    by_attempts: float
    by_callers: float
    bound: float
    of_bound: float


def base_attempts(day: ReplayedDay, patience: CallerPatience, handle: float, seed: int) -> list[DayCaller]:
    """Returns the attempts of the day, each as a caller of its own."""
    return single_callers(arrival_times(day.starts, day.counts, day.length, seed), handle, patience, seed)


def setting_of(day: ReplayedDay, trial: Trial) -> DaySetting:
    """Returns the seats and rules of a trial."""
    plain = DaySetting(day.starts[0], day.starts[-1] + day.length, (), trial.handle, trial.ring_backs)
    setting = with_seats(plain, trial.seats)
    if not trial.more:
        return setting
    halves = [setting.start + nth * 1800.0 for nth in range(len(setting.seats))]
    extra = (trial.more if trial.more_from <= at < trial.more_until else 0 for at in halves)
    return replace(setting, seats=tuple(trial.seats + more for more in extra))


def seats_for(day: ReplayedDay, attempts: Sequence[DayCaller], handle: float, share: float, *, level: bool) -> int:
    """Returns the seats, the same all day, with which plain first-come comes nearest to a share of answered attempts.

    `level`: counts only those answered within 15 s, and returns the fewest seats that reach the share.
    """

    def reached(seats: int) -> float:
        result = simulate_day(attempts, setting_of(day, Trial(seats, FIRST_COME, handle, 0.0)))
        return (result.within if level else result.answered) / max(result.attempts, 1)

    highest = max(day.counts) * handle / day.length
    low, high = (int(highest * 0.7), int(highest * 1.2) + 10) if level else (0, int(highest) + 10)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if reached(middle) < share else (low, middle)
    return high if level or abs(reached(high) - share) < abs(reached(low) - share) else low


def run_trial(
    day: ReplayedDay, callers: Sequence[DayCaller], trial: Trial, seed: int
) -> tuple[SimulatedDay, int, float]:
    """Returns what becomes of the callers, how many took an answer by message, and the bound for all of them."""
    chance = Random(f"message {seed}")  # noqa: S311 - a simulation must be repeatable
    at_seats = [one for one in callers if chance.random() >= trial.by_message]
    shorter = trial.handle / (Trial(0).handle)
    if shorter != 1.0:
        at_seats = [replace(one, handle=one.handle * shorter) for one in at_seats]
    setting = setting_of(day, trial)
    messages = len(callers) - len(at_seats)
    bound = most_served(at_seats, setting, trial.ring_backs.within) + messages
    return simulate_day(at_seats, setting, seed), messages, bound


def served_by(
    day: ReplayedDay, callers: Sequence[DayCaller], trial: Trial, seed: int, *, named: tuple[str, CallerPatience, float]
) -> Served:
    """Runs a trial and counts; `named`: the rule's name, the patience and the redial share."""
    result, messages, bound = run_trial(day, callers, trial, seed)
    rule, patience, redials = named
    setting = setting_of(day, trial)
    seat_time = sum(setting.seats) * (setting.end - setting.start) / len(setting.seats)
    waits = sorted(result.waits)
    done = result.served + messages
    attempts = result.attempts + messages
    return Served(
        rule=rule,
        patience=str(patience),
        redials=redials,
        seats=trial.seats,
        callers=len(callers),
        attempts=attempts,
        answered=result.answered,
        gave_up=len(result.gave_up),
        rung_back=result.rung_back,
        by_message=messages,
        promised=result.promised,
        broken=result.broken,
        mean_wait=_mean(waits),
        p95_wait=waits[int(len(waits) * 0.95)] if waits else 0.0,
        back_wait=_mean(result.back_waits),
        level=result.within / max(result.attempts, 1),
        busy=result.busy / seat_time if seat_time else 0.0,
        by_attempts=done / max(attempts, 1),
        by_callers=done / max(len(callers), 1),
        bound=bound,
        of_bound=done / bound if bound else 1.0,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def first_and_ours(
    day: ReplayedDay, seats: int, seed: int, progress: Progress, patiences: Sequence[CallerPatience] = REPLAY_PATIENCES,
    shares: Sequence[float] = REDIAL_SHARES,
) -> list[Served]:  # fmt: skip
    """Returns first-come and the rule in force, for each patience and redial share."""
    rows: list[Served] = []
    for patience in patiences:
        attempts = base_attempts(day, patience, Trial(0).handle, seed)
        gave_up = simulate_day(attempts, setting_of(day, Trial(seats, FIRST_COME))).gave_up
        for share in shares:
            progress(f"redials {share:g}", len(rows) / (2 * len(patiences) * len(shares)))
            callers = callers_behind(attempts, gave_up, Redials(share), patience, seed)
            for rule in (FIRST, OURS):
                trial = Trial(seats, RULES_COMPARED[rule])
                rows.append(served_by(day, callers, trial, seed, named=(rule, patience, share)))
    return rows


@dataclass(frozen=True)
class Replay:
    """A replayed day. `asked`: seats for 95 % within 15 s, the same all day, without ring-backs."""

    day: ReplayedDay
    seed: int
    seats: int
    by_redials: list[Served]
    by_rule: list[Served]
    added: list[Served]
    asked: int


def replay_day(day: ReplayedDay, seats: int | None, answered: float, seed: int, progress: Progress) -> Replay:
    """Replays a day. Without `seats`, takes those with which first-come answers this share of the attempts."""
    patience = REPLAY_PATIENCES[0]
    progress("seats", 0.0)
    attempts = base_attempts(day, patience, Trial(0).handle, seed)
    staffed = seats or seats_for(day, attempts, Trial(0).handle, answered, level=False)
    by_redials = first_and_ours(day, staffed, seed, lambda what, share: progress(what, 0.1 + 0.6 * share))
    progress("rules", 0.7)
    by_rule = rules_compared(day, attempts, staffed, seed)
    progress("additions", 0.8)
    added = additions(day, attempts, staffed, seed)
    progress("seats for 95 %", 0.9)
    asked = seats_for(day, attempts, Trial(0).handle, 0.95, level=True)
    return Replay(day, seed, staffed, by_redials, by_rule, added, asked)


def rules_compared(day: ReplayedDay, attempts: Sequence[DayCaller], seats: int, seed: int) -> list[Served]:
    """Returns the day under each rule for ring-backs, without redials."""
    return [
        served_by(day, attempts, Trial(seats, plan), seed, named=(rule, REPLAY_PATIENCES[0], 0.0))
        for rule, plan in RULES_COMPARED.items()
    ]


def additions(day: ReplayedDay, attempts: Sequence[DayCaller], seats: int, seed: int) -> list[Served]:
    """Returns what home seats, shorter wrap-up and answers by message add, without redials."""
    home, short = round(seats * 0.2), 60.0
    trials = {
        "as it is": Trial(seats),
        f"{home} home seats from 09:00 to 17:30": Trial(seats, more=home),
        f"wrap-up of {short:g} s instead of {Trial(0).wrap_up:g} s": Trial(seats, wrap_up=short),
        "15 % answered by message": Trial(seats, by_message=0.15),
        "all three": Trial(seats, more=home, wrap_up=short, by_message=0.15),
    }
    return [
        served_by(day, attempts, trial, seed, named=(name, REPLAY_PATIENCES[0], 0.0)) for name, trial in trials.items()
    ]
