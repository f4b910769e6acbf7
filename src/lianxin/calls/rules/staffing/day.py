"""A day of a centre: its seats, who is rung back, and what became of its callers. Times are seconds of the day."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

HALF_HOUR = 1800.0


@dataclass(frozen=True)
class RingBackPlan:
    """Who is rung back. Times in seconds; `answered`: the share of attempts that the citizen answers.

    `missed`: callers who gave up are on the list. `missed_in_place`: they compete by the time of their call, as
    promised ones do; otherwise they get only seats that nobody on the line can use. A ring-back is promised to callers
    whose expected wait is at least `offer_from`, while fewer than `promises` per seat are open; `accepted` of them
    accept. An attempt rings for `ring` seconds; `tries` are made, `pause` apart, until `within` after the call.
    """

    missed: bool = False
    missed_in_place: bool = False
    promises: float = 0.0
    offer_from: float = 60.0
    accepted: float = 0.5
    answered: float = 0.8
    ring: float = 15.0
    tries: int = 3
    pause: float = 900.0
    within: float = 7200.0
    patience: float = 60.0


NO_RING_BACKS = RingBackPlan()


@dataclass(frozen=True)
class DaySetting:
    """Seats in each half hour from `start`; nobody is rung back after `end`. `handle`: the mean, for expected waits."""

    start: float
    end: float
    seats: tuple[int, ...]
    handle: float
    ring_backs: RingBackPlan = NO_RING_BACKS
    seconds: float = 15.0


@dataclass
class HalfHour:
    """Attempts of a half hour, by the time of the attempt."""

    offered: int = 0
    answered: int = 0
    within: int = 0
    gave_up: int = 0


@dataclass
class SimulatedDay:
    """What became of a day. `waits`: of answered attempts; `gave_up`: the times of attempts that failed.

    `rung_back`: callers served by a ring-back, `back_waits` after their last call. `promised` were offered a ring-back
    and accepted; `broken`: of those, not served. `busy`: seat-seconds.
    """

    callers: int = 0
    attempts: int = 0
    answered: int = 0
    within: int = 0
    rung_back: int = 0
    promised: int = 0
    broken: int = 0
    dialled: int = 0
    busy: float = 0.0
    waits: list[float] = field(default_factory=list[float])
    back_waits: list[float] = field(default_factory=list[float])
    gave_up: list[float] = field(default_factory=list[float])
    halves: dict[int, HalfHour] = field(default_factory=lambda: defaultdict(HalfHour))

    @property
    def served(self) -> int:
        """Callers answered or rung back in time; each caller is served once."""
        return self.answered + self.rung_back


def with_seats(setting: DaySetting, seats: int) -> DaySetting:
    """Returns the setting with the same number of seats all day."""
    halves = max(1, -int(-(setting.end - setting.start) // HALF_HOUR))
    return replace(setting, seats=(seats,) * halves)
