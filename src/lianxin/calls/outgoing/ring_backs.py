"""The list of callers to be rung back: promised ring-backs and missed calls, one row for each number.

A later call of the same number joins the row of the first one, which keeps its place in the order of waiting calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.outgoing.call_states import move_listed_call
from lianxin.calls.outgoing.events import RingBackListed, RingBackStruckOff
from lianxin.calls.routing.waiting import CallNeeds, enqueue_call
from lianxin.calls.rules.dialling import DialResult, StrikeReason, try_again_at
from lianxin.calls.rules.routing import RoutingRules
from lianxin.calls.rules.states import CallMove
from lianxin.calls.rules.words import Queue
from lianxin.city import Profile
from lianxin.kernel.errors import NotFound
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork

_NUMBER = "number"

_COLUMNS: LiteralString = (
    "r.id, r.state, r.number_sealed, r.number_hash, r.promised, r.priority, r.queue, r.levels, r.since, r.until,"
    " r.not_before, r.attempts, r.merged"
)
_LIVE_RING_BACK: LiteralString = (
    f"SELECT {_COLUMNS} FROM ring_backs r WHERE r.city_id = %(city)s AND r.number_hash = %(hash)s"
    " AND r.state IN ('waiting', 'dialling') FOR UPDATE"
)
_LOCK_RING_BACK: LiteralString = f"""
SELECT {_COLUMNS} FROM ring_backs r
WHERE r.city_id = %(city)s AND r.id = %(id)s AND r.closed_at IS NULL FOR UPDATE
"""
_OVERDUE_RING_BACKS: LiteralString = (
    f"SELECT {_COLUMNS} FROM ring_backs r WHERE r.city_id = %(city)s AND r.state = 'waiting' AND r.until <= %(real)s"
    " ORDER BY r.id FOR UPDATE SKIP LOCKED"
)


class NoRingBack(NotFound):
    """This caller is not on the list of ring-backs, or not any more."""

    code: ClassVar[str] = "calls.no_ring_back"


@dataclass(frozen=True)
class CallToRingBack:
    """A call that ended before a seat answered. `since`: its place in the order; `number` in its stored form."""

    id: UUID
    number: str
    promised: bool
    since: datetime
    priority: int
    queue: Queue = Queue.GENERAL
    levels: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class RingBackRow:
    """A row of `ring_backs` that is not closed."""

    id: UUID
    state: str
    number_sealed: bytes
    number_hash: str
    promised: bool
    priority: int
    queue: str
    levels: dict[str, int]
    since: datetime
    until: datetime
    not_before: datetime
    attempts: int
    merged: list[UUID]


def pack_number(work: UnitOfWork, number: str) -> bytes:
    """Returns a number sealed by a key of its own."""
    return work.vault.seal({_NUMBER: number}).packed()


def unpack_number(work: UnitOfWork, sealed: bytes) -> str:
    """Returns the number that `pack_number` sealed."""
    return work.vault.open(Sealed.unpacked(bytes(sealed)))[_NUMBER]


async def list_ring_back(work: UnitOfWork, profile: Profile, call: CallToRingBack) -> UUID:
    """Puts a call on the list, or joins it to the earlier call of the same number; returns the id of the row.

    A promise made in a later call holds for the row; the place is the earliest.
    """
    kept = profile.telephone.outgoing
    until = work.real + timedelta(hours=kept.promised_hours if call.promised else kept.missed_hours)
    hashed = work.vault.index(call.number)
    live = await work.row(RingBackRow, _LIVE_RING_BACK, hash=hashed)
    if live is None:
        row = {
            "id": call.id,
            "state": "waiting",
            "number_sealed": pack_number(work, call.number),
            "number_hash": hashed,
            "promised": call.promised,
            "priority": call.priority,
            "queue": call.queue.value,
            "levels": Jsonb(dict(call.levels)),
            "since": call.since,
            "until": until,
            "not_before": work.real,
        }
        work.add("ring_backs", row)
    else:
        work.change(
            "ring_backs",
            live.id,
            promised=live.promised or call.promised,
            priority=min(live.priority, call.priority),
            since=min(live.since, call.since),
            until=max(live.until, until),
            merged=[*live.merged, call.id],
        )
        await move_listed_call(work, call.id, CallMove.STRIKE_OFF)
    first = live.id if live else call.id
    listed = RingBackListed(call.id, call.promised, first if live else None)
    work.record(listed, about=SubjectRef("call", str(call.id)), audience=CALL_AUDIENCE)
    return first


async def begin_attempt(work: UnitOfWork, row: RingBackRow) -> int:
    """Notes that the number is being dialled; returns which attempt this is, from 1."""
    work.change("ring_backs", row.id, state="dialling", attempts=row.attempts + 1)
    await move_listed_call(work, row.id, CallMove.DIAL)
    return row.attempts + 1


async def open_ring_back(work: UnitOfWork, ring_back_id: UUID) -> RingBackRow:
    """Returns a row of the list and locks it; raises NoRingBack."""
    row = await work.row(RingBackRow, _LOCK_RING_BACK, id=ring_back_id)
    if row is None:
        raise NoRingBack
    return row


async def strike_off(work: UnitOfWork, row: RingBackRow, reason: StrikeReason) -> None:
    """Takes a row off the list and deletes its number."""
    work.change("ring_backs", row.id, state="struck_off", reason=reason.value, closed_at=work.real, number_sealed=None)
    await move_listed_call(work, row.id, CallMove.STRIKE_OFF)
    struck = RingBackStruckOff(row.id, reason)
    work.record(struck, about=SubjectRef("call", str(row.id)), audience=CALL_AUDIENCE)


async def strike_off_number(work: UnitOfWork, number_hash: str, reason: StrikeReason) -> UUID | None:
    """Takes a number off the list unless it is being dialled; returns the id of its row, None if there was none."""
    row = await work.row(RingBackRow, _LIVE_RING_BACK, hash=number_hash)
    if row is None or row.state != "waiting":
        return None
    await strike_off(work, row, reason)
    return row.id


async def strike_off_overdue(work: UnitOfWork) -> list[UUID]:
    """Takes rows off the list whose time is over; returns their ids."""
    rows = await work.rows(RingBackRow, _OVERDUE_RING_BACKS)
    for row in rows:
        await strike_off(work, row, StrikeReason.TOO_LATE)
    return [row.id for row in rows]


async def reach_ring_back(work: UnitOfWork, row: RingBackRow, rules: RoutingRules | None) -> None:
    """Closes a row whose citizen answered. With `rules` the citizen waits for a seat, at the first call's place."""
    work.change("ring_backs", row.id, state="reached", closed_at=work.real, number_sealed=None)
    if rules is not None:
        needs = CallNeeds(row.priority, Queue(row.queue), row.levels, row.since)
        await enqueue_call(work, row.id, needs, rules)
    await move_listed_call(work, row.id, CallMove.STRIKE_OFF if rules is None else CallMove.CITIZEN_ANSWER)


async def miss_ring_back(
    work: UnitOfWork, profile: Profile, row: RingBackRow, result: DialResult
) -> StrikeReason | None:
    """Notes an attempt that did not reach the citizen; returns why the row left the list, None if it is tried again."""
    rule = profile.telephone.outgoing
    pause = timedelta(minutes=rule.retry_minutes)
    then = try_again_at(row.attempts, result, work.real, most=rule.attempts, pause=pause)
    if isinstance(then, StrikeReason):
        await strike_off(work, row, then)
        return then
    work.change("ring_backs", row.id, state="waiting", not_before=then)
    await move_listed_call(work, row.id, CallMove.CITIZEN_SILENT)
    return None
