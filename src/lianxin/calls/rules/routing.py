"""The routing rule: which waiting call is connected next, and with which seat.

There is one order for all waiting calls: by priority, then by time. A call is passed over only while no ready seat fits
it. Times are seconds on any one clock. The SQL of `calls.routing` gives the same matches; simulations call this rule.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice


class CallPriority(IntEnum):
    """The first part of the order; smaller comes first. Critical calls may take the seats kept free for them."""

    CRITICAL = 0
    URGENT = 1
    NORMAL = 2


class SeatGroup(IntEnum):
    """Where a seat is. Smaller groups are preferred; the others take calls that have waited for some time."""

    CENTRE = 0
    SUB_CENTRE = 1
    HOME = 2
    DISASTER = 3


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How a skill is relaxed: one level less every `every` seconds, down to `least`; 0 drops the skill."""

    every: float
    least: int = 1


@dataclass(frozen=True)
class RoutingRules:
    """What a city sets. All times are in seconds.

    `relaxed`: skills without an entry are never relaxed. `opens_after`: the wait after which each group takes calls.
    `kept_free`: ready seats that only critical calls may take. `talk_load`, `abusive_load`: how much later a seat is
    ready for the order of seats, for each second of continuous talk and each abusive call. `unanswered`: after so
    many calls that a seat did not answer in a row, it is set aside. `lease`: how long a reservation lasts.
    """

    relaxed: Mapping[str, Relaxation] = field(default_factory=dict[str, Relaxation])
    opens_after: tuple[float, float, float, float] = (0.0, 20.0, 40.0, 90.0)
    kept_free: int = 0
    talk_load: float = 0.1
    abusive_load: float = 300.0
    talk_limit: float = 3600.0
    rest: float = 300.0
    abusive_rest: float = 180.0
    unanswered: int = 2
    lease: float = 20.0


@dataclass(frozen=True, slots=True)
class Demand:
    """From `after` seconds of waiting, a call needs these skills and reaches the groups up to `reach`."""

    after: float
    needs: frozenset[str]
    reach: int


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A citizen on the line. `since`: the place, kept by a ring-back; `refused`: seats that did not answer this call.

    `demands` begin with one whose `after` is 0.
    """

    id: str
    priority: int
    since: float
    queue: str
    demands: tuple[Demand, ...]
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadySeat:
    """A seat that can take a call. `rested`: see `rested_at`; `offers`: see `offers_of`."""

    id: str
    group: int
    rested: float
    queues: frozenset[str]
    offers: frozenset[str]


@dataclass(frozen=True, slots=True)
class SeatMatch:
    """A call and the seat that it is offered to."""

    call: WaitingCall
    seat: ReadySeat


def call_place(call: WaitingCall) -> tuple[int, float, str]:
    """Returns the place of a call in the one order; the smallest is first."""
    return call.priority, call.since, call.id


def seat_place(seat: ReadySeat) -> tuple[int, float, str]:
    """Returns the place of a seat among those that fit: own seats first, the longest idle first."""
    return seat.group, seat.rested, seat.id


def rested_at(ready_since: float, talk: float, abusive: int, rules: RoutingRules) -> float:
    """Returns the time by which a seat is ordered: ready since, moved later by its load.

    `talk`: seconds of talk since the last break; `abusive`: abusive calls since then.
    """
    return ready_since + talk * rules.talk_load + abusive * rules.abusive_load


def rest_due(talk: float, *, abusive: bool, rules: RoutingRules) -> float:
    """Returns the seconds of rest due after a call: for long continuous talk, otherwise for an abusive call, or 0."""
    if talk >= rules.talk_limit:
        return rules.rest
    return rules.abusive_rest if abusive else 0.0


def offers_of(levels: Mapping[str, int]) -> frozenset[str]:
    """Returns what a seat with these skills offers: `skill:level` for its level and every lower one."""
    return frozenset(f"{skill}:{level}" for skill, best in levels.items() for level in range(1, best + 1))


def levels_with(usual: Mapping[str, int], own: Mapping[str, int]) -> dict[str, int]:
    """Returns the levels of a seat: the usual ones, except those set for this seat; with 0 it does not have a skill."""
    return {skill: level for skill, level in {**usual, **own}.items() if level > 0}


def demands_of(needs: Mapping[str, int], priority: int, rules: RoutingRules) -> tuple[Demand, ...]:
    """Returns how a call is relaxed with time. A critical call reaches every group at once."""
    opens = [0.0 if priority == CallPriority.CRITICAL else after for after in rules.opens_after]
    turns = {0.0, *opens}
    for skill, level in needs.items():
        if relaxed := rules.relaxed.get(skill):
            turns.update(relaxed.every * nth for nth in range(1, level - relaxed.least + 1))
    return tuple(
        Demand(after, _needed(needs, after, rules), sum(opened <= after for opened in opens) - 1)
        for after in sorted(turns)
    )


def _needed(needs: Mapping[str, int], waited: float, rules: RoutingRules) -> frozenset[str]:
    """Returns the skills needed after some waiting, as `skill:level`."""
    return frozenset(
        f"{skill}:{level}" for skill, first in needs.items() if (level := _level(skill, first, waited, rules))
    )


def _level(skill: str, first: int, waited: float, rules: RoutingRules) -> int:
    """Returns the level of a skill that is needed after some waiting."""
    relaxed = rules.relaxed.get(skill)
    if relaxed is None:
        return first
    return min(first, max(relaxed.least, first - int(waited // relaxed.every)))


def demand_at(demands: Sequence[Demand], waited: float) -> Demand:
    """Returns the demand in force after some waiting."""
    found = demands[0]
    for demand in islice(demands, 1, None):
        if demand.after > waited:
            break
        found = demand
    return found


def may_take(call: WaitingCall, demand: Demand, seat: ReadySeat) -> bool:
    """Whether a seat may take a call that has reached this demand."""
    return (
        seat.group <= demand.reach
        and call.queue in seat.queues
        and demand.needs <= seat.offers
        and seat.id not in call.refused
    )


def kept_seats(kept_free: int, on_duty: int) -> int:
    """Returns how many seats are kept free: what the city wants, but never more than a fifth of the seats on duty.

    Otherwise two operators at night would keep both seats free, and nobody else would be answered.
    """
    return min(kept_free, on_duty // 5)


def next_match(
    calls: Iterable[WaitingCall], seats: Sequence[ReadySeat], now: float, kept_free: int = 0
) -> SeatMatch | None:
    """Returns the next call and its seat, or None. Calls are sorted by `call_place`, seats by `seat_place`.

    While no more than `kept_free` seats are ready, only critical calls get one.
    """
    hopeless: set[tuple[str, Demand]] = set()  # demands that no ready seat fits; many calls have the same
    for call in calls if seats else ():
        if call.priority > CallPriority.CRITICAL and len(seats) <= kept_free:
            return None  # later calls are not more urgent
        demand = demand_at(call.demands, now - call.since)
        if hopeless and (call.queue, demand) in hopeless:
            continue
        seat = next((one for one in seats if may_take(call, demand, one)), None)
        if seat is not None:
            return SeatMatch(call, seat)
        if not call.refused:
            hopeless.add((call.queue, demand))
    return None


def all_matches(
    calls: Iterable[WaitingCall],
    seats: Iterable[ReadySeat],
    now: float,
    kept_free: int = 0,
    most: int | None = None,
) -> list[SeatMatch]:
    """Returns the matches that can be made now, at most so many, in order; calls and seats may come in any order."""
    waiting, ready = sorted(calls, key=call_place), sorted(seats, key=seat_place)
    made: list[SeatMatch] = []
    while most is None or len(made) < most:
        match = next_match(waiting, ready, now, kept_free)
        if match is None:
            break
        made.append(match)
        waiting.remove(match.call)
        ready.remove(match.seat)
    return made


@dataclass(frozen=True, slots=True)
class RingBack:
    """A citizen to be telephoned. `promised`: accepted the offer and keeps the place; otherwise a missed call.

    `not_before`: after an attempt without answer, the time of the next one; `until`: the latest time of an attempt.
    """

    id: str
    priority: int
    since: float
    until: float
    promised: bool
    not_before: float = 0.0


def ring_back_place(one: RingBack) -> tuple[int, float, str]:
    """Returns the place of a ring-back: that of its call."""
    return one.priority, one.since, one.id


def to_dial(
    promised: Sequence[RingBack], missed: Sequence[RingBack], line: Sequence[WaitingCall], free: int, now: float
) -> list[RingBack]:
    """Returns the ring-backs to dial now, in order, so that each citizen who answers finds a seat almost at once.

    The citizen is dialled first; a seat is given only to a citizen on the line. `free`: seats that are ready or will be
    within the ringing time, less the citizens being dialled. `line`: the citizens on the line. All are sorted by place.
    A promised ring-back competes by its place. A missed call gets a seat that nobody on the line or promised can use.
    """
    chosen: list[RingBack] = []
    ahead = 0
    for one in promised if free > 0 else ():
        if not one.not_before <= now < one.until:
            continue
        left = free - len(chosen)
        while ahead < min(left, len(line)) and call_place(line[ahead]) < ring_back_place(one):
            ahead += 1
        if ahead >= left:
            return chosen
        chosen.append(one)
    spare = free - len(line) - len(chosen)
    if spare > 0:
        due = (one for one in missed if one.not_before <= now < one.until)
        chosen += islice(due, spare)
    return chosen
