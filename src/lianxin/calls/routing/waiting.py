"""Calls that wait for a seat, and seats that become ready, answer, or lose a call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from psycopg.types.json import Jsonb

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.events import CallQueued, SeatMoved
from lianxin.calls.routing import statements
from lianxin.calls.rules.routing import Demand, RoutingRules, demand_at, demands_of, offers_of, rested_at
from lianxin.calls.rules.words import Queue, SeatState
from lianxin.kernel.errors import Conflict
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork


class NothingRings(Conflict):
    """No call rings at this seat any more: its reservation ended, or the citizen hung up."""

    code: ClassVar[str] = "calls.nothing_rings"


@dataclass(frozen=True)
class CallNeeds:
    """What a call needs of a seat. `since`: the place of a ring-back; without it, the call takes its place now."""

    priority: int
    queue: Queue = Queue.GENERAL
    levels: Mapping[str, int] = field(default_factory=dict[str, int])
    since: datetime | None = None


@dataclass(frozen=True)
class SeatSkills:
    """What a seat can take. `talk`: seconds of talk since the last break; `abusive`: abusive calls since then."""

    group: int = 0
    queues: tuple[Queue, ...] = (Queue.GENERAL,)
    levels: Mapping[str, int] = field(default_factory=dict[str, int])
    talk: float = 0.0
    abusive: int = 0


@dataclass(frozen=True)
class QueuedRow:
    """A row of `waiting_calls` whose demand is computed again."""

    id: UUID
    priority: int
    since: datetime
    queue: str
    demands: list[Any]
    refused: list[str]


@dataclass(frozen=True)
class _Released:
    """A seat whose reservation ended, and its state now."""

    staff: str
    state: str


async def enqueue_call(work: UnitOfWork, call_id: UUID, needs: CallNeeds, rules: RoutingRules) -> None:
    """Puts a call into the one order. Times of waiting are real ones, also in a fast demo."""
    demands = demands_of(needs.levels, needs.priority, rules)
    since = needs.since or work.real
    stored = [[one.after, sorted(one.needs), one.reach] for one in demands]
    row = QueuedRow(call_id, needs.priority, since, needs.queue, stored, [])
    standing = {"priority": needs.priority, "since": since, "queue": needs.queue, "demands": Jsonb(stored)}
    work.add("waiting_calls", {"id": call_id, **standing, **_in_force(row, work.real)})
    queued = CallQueued(call_id, needs.queue, needs.priority, skills=sorted(needs.levels) or None)
    work.record(queued, about=SubjectRef("call", str(call_id)), audience=CALL_AUDIENCE)


def _in_force(row: QueuedRow, now: datetime) -> dict[str, Any]:
    """Returns the columns of a waiting call that change with time and with seats that do not answer."""
    demands = [Demand(after, frozenset(needs), reach) for after, needs, reach in row.demands]
    waited = (now - row.since).total_seconds()
    demand = demand_at(demands, waited)
    later = next((one.after for one in demands if one.after > waited), None)
    needs = sorted(demand.needs)
    # a call that seats refused is a demand of its own: other seats fit it
    own = f"|{row.id}" if row.refused else ""
    return {
        "needs": needs,
        "reach": demand.reach,
        "relaxes_at": None if later is None else row.since + timedelta(seconds=later),
        "refused": row.refused,
        "demand": f"{row.queue}|{demand.reach}|{','.join(needs)}{own}",
    }


def requeue_call(work: UnitOfWork, row: QueuedRow) -> None:
    """Writes the demand of a call that is in force now; a call that rang at a seat waits again, at its place."""
    work.change("waiting_calls", row.id, **_in_force(row, work.real), seat=None)


async def leave_queue(work: UnitOfWork, call_id: UUID) -> bool:
    """Ends the wait of a call whose citizen hung up; its seat is ready again. Returns whether the call waited.

    A seat that got no calls before it placed one gets none afterwards.
    """
    for seat in await work.rows(_Released, statements.RELEASE_SEAT, id=call_id):
        seat_moved(work, seat.staff, SeatState(seat.state), SeatState.RESERVED)
    return bool(await work.run(statements.LEAVE_QUEUE, id=call_id))


async def ready_seat(work: UnitOfWork, staff: str, skills: SeatSkills, rules: RoutingRules) -> None:
    """Makes a seat ready for calls."""
    rested = rested_at(0.0, skills.talk, skills.abusive, rules)
    await work.run(
        statements.GET_SEAT_READY,
        staff=staff,
        group=skills.group,
        queues=[queue.value for queue in skills.queues],
        offers=sorted(offers_of(skills.levels)),
        rested_at=work.real + timedelta(seconds=rested),
    )
    seat_moved(work, staff, SeatState.READY)


async def answer_offer(work: UnitOfWork, staff: str) -> UUID:
    """Connects a seat with the call that rings at it, and returns the call; raises NothingRings."""
    call_id: UUID | None = await work.value(statements.ANSWER_CALL, staff=staff)
    if call_id is None:
        raise NothingRings
    await work.run(statements.LEAVE_QUEUE, id=call_id)
    seat_moved(work, staff, SeatState.TALKING, SeatState.RESERVED)
    return call_id


def seat_moved(work: UnitOfWork, staff: str, after: SeatState, before: SeatState | None = None) -> None:
    """Records the new state of a seat."""
    work.record(SeatMoved(staff, after, before), about=SubjectRef("seat", staff), audience=CALL_AUDIENCE)
