"""Days of callers for simulations: when they call, how long they wait, whether they call again. Seeds are fixed."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp
from random import Random

_MOST_ATTEMPTS = 10
GENERATED_FROM = 7 * 3600.0
_SLOTS = 168


@dataclass(frozen=True)
class CallerPatience:
    """How long a caller waits, in seconds: evenly spread from `low` to `high`, or exponential with mean `high`."""

    high: float
    low: float | None = None

    @property
    def mean(self) -> float:
        return self.high if self.low is None else (self.low + self.high) / 2

    def draw(self, chance: Random) -> float:
        return chance.expovariate(1 / self.high) if self.low is None else chance.uniform(self.low, self.high)

    def __str__(self) -> str:
        return f"exponential, mean {self.high:g} s" if self.low is None else f"even, {self.low:g} to {self.high:g} s"


@dataclass(frozen=True, slots=True)
class DayAttempt:
    """One attempt of a caller: the patience, and after how many seconds the next follows if it fails; None: never."""

    patience: float
    again_after: float | None


@dataclass(frozen=True, slots=True)
class DayCaller:
    """A citizen with one matter. `at`: the first attempt; `handle`: seconds of talk and wrap-up; `attempts`: at most
    these are made, one after the other while they fail."""

    id: str
    at: float
    handle: float
    attempts: tuple[DayAttempt, ...]

    @property
    def last(self) -> float:
        """The time until which the caller tries, if nobody ever answers."""
        return self.at + sum(one.patience + (one.again_after or 0.0) for one in self.attempts)


def arrival_times(starts: Sequence[float], counts: Sequence[int], length: float, seed: int) -> list[float]:
    """Returns a time for each call, spread evenly over its interval of `length` seconds; sorted."""
    chance = Random(f"arrivals {seed}")  # noqa: S311 - a simulation must be repeatable
    return sorted(start + chance.random() * length for start, n in zip(starts, counts, strict=True) for _ in range(n))


def single_callers(times: Iterable[float], handle: float, patience: CallerPatience, seed: int) -> list[DayCaller]:
    """Returns a caller with one attempt for each time. Handling times are exponential."""
    chance = Random(f"callers {seed}")  # noqa: S311 - a simulation must be repeatable
    return [
        DayCaller(f"{nth:06}", at, chance.expovariate(1 / handle), (DayAttempt(patience.draw(chance), None),))
        for nth, at in enumerate(times)
    ]


@dataclass(frozen=True)
class Redials:
    """A caller who gave up calls again with this chance, after a pause that is exponential with this mean."""

    share: float
    pause: float = 300.0


def callers_behind(
    attempts: Sequence[DayCaller], gave_up: Iterable[float], redials: Redials, patience: CallerPatience, seed: int
) -> list[DayCaller]:
    """Returns the callers behind the attempts of a day of which these gave up at these times.

    After each caller who gave up and calls again, the next attempt of the day that nobody claimed yet becomes theirs;
    the others are first attempts. Replayed by the same rule, the callers make about as many attempts.
    """
    chance = Random(f"redials {seed}")  # noqa: S311 - a simulation must be repeatable
    times = [one.at for one in attempts]
    claimed = [False] * (len(times) + 1)
    for at in sorted(gave_up):
        if chance.random() >= redials.share:
            continue
        nth = bisect_left(times, at + chance.expovariate(1 / redials.pause))
        while claimed[nth]:
            nth += 1
        if nth < len(times):
            claimed[nth] = True
    return [
        DayCaller(one.id, one.at, one.handle, _chain(one.attempts[0].patience, redials, patience, chance))
        for one, taken in zip(attempts, claimed, strict=False)
        if not taken
    ]


def _chain(first: float, redials: Redials, patience: CallerPatience, chance: Random) -> tuple[DayAttempt, ...]:
    """Returns the attempts a caller makes while nobody answers."""
    waits, pauses = [first], list[float | None]()
    while len(waits) < _MOST_ATTEMPTS and chance.random() < redials.share:
        pauses.append(chance.expovariate(1 / redials.pause))
        waits.append(patience.draw(chance))
    return tuple(DayAttempt(wait, pause) for wait, pause in zip(waits, [*pauses, None], strict=True))


def generated_counts(total: int) -> tuple[list[float], list[int]]:
    """Returns the starts and counts of 5-minute intervals from 07:00 to 21:00: a morning peak, a slow decline.

    The curve is this project's own; a city replays its own day. The counts add up to `total`.
    """
    starts = [GENERATED_FROM + 300.0 * nth for nth in range(_SLOTS)]
    return starts, scaled([_level(start / 3600) for start in starts], total)


def _level(hour: float) -> float:
    return 0.5 + exp(-(((hour - 10.4) / 1.6) ** 2) / 2) + exp(-(((hour - 14.2) / 2.6) ** 2) / 2)


def scaled(levels: Sequence[float], total: int) -> list[int]:
    """Returns whole numbers in the proportion of `levels` that add up to `total`."""
    whole = sum(levels)
    counts, done, upto = list[int](), 0, 0.0
    for level in levels:
        upto += level
        counts.append(round(total * upto / whole) - done if whole else 0)
        done += counts[-1]
    return counts
