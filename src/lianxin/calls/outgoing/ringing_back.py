"""Chooses the ring-backs to dial now, as the rule `to_dial` says, and begins them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.outgoing.dialled import AlreadyDialled, NewDial, begin_dial
from lianxin.calls.outgoing.ring_backs import begin_attempt, open_ring_back, strike_off_overdue, unpack_number
from lianxin.calls.rules.dialling import DialPurpose, may_ring_now
from lianxin.calls.rules.routing import RingBack, WaitingCall, to_dial
from lianxin.city import Profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM

_READ_AT_ONCE: Final = 200  # rows of each list; more would not find a free seat in one pass

_ELECT_RINGER: LiteralString = (
    "SELECT pg_try_advisory_xact_lock(hashtextextended('ring-backs of ' || c.city_id, 0)) FROM cities c"
    " WHERE c.city_id = %(city)s"
)
_DUE_RING_BACKS: LiteralString = (
    "SELECT id, promised, priority, since, until, not_before, attempts FROM ring_backs WHERE city_id = %(city)s"
    " AND closed_at IS NULL AND state = 'waiting' AND promised = %(promised)s AND not_before <= %(real)s"
    " ORDER BY priority, since, id LIMIT %(most)s"
)
_LINE_OF_CALLS: LiteralString = (
    "SELECT id, priority, since, queue FROM waiting_calls WHERE city_id = %(city)s AND seat IS NULL"
    " ORDER BY priority, since, id LIMIT %(most)s"
)
_FREE_SEATS: LiteralString = (
    "SELECT (SELECT count(*) FROM seats s WHERE s.city_id = %(city)s AND s.state = 'ready'"
    " AND s.rested_at IS NOT NULL) - (SELECT count(*) FROM dialled_calls d WHERE d.city_id = %(city)s"
    " AND d.ended_at IS NULL AND d.purpose = 'ring_back')"
)


@dataclass(frozen=True)
class _Due:
    """A row of _DUE_RING_BACKS."""

    id: UUID
    promised: bool
    priority: int
    since: datetime
    until: datetime
    not_before: datetime
    attempts: int


@dataclass(frozen=True)
class _InLine:
    """A row of _LINE_OF_CALLS."""

    id: UUID
    priority: int
    since: datetime
    queue: str


async def dial_ring_backs(work: UnitOfWork, profile: Profile) -> list[UUID]:
    """Begins the ring-backs for which a seat will be free; returns their ids. One process at a time does so."""
    if not await work.value(_ELECT_RINGER):
        return []
    await strike_off_overdue(work)
    free: int = await work.value(_FREE_SEATS)
    free -= profile.telephone.kept_free
    if free <= 0:
        return []
    async with work.together() as ask:
        promised = ask.rows(_Due, _DUE_RING_BACKS, promised=True, most=_READ_AT_ONCE)
        missed = ask.rows(_Due, _DUE_RING_BACKS, promised=False, most=_READ_AT_ONCE)
        line = ask.rows(_InLine, _LINE_OF_CALLS, most=_READ_AT_ONCE)
    waiting = [WaitingCall(str(one.id), one.priority, one.since.timestamp(), one.queue, ()) for one in line]
    local = work.now.astimezone(profile.zone)
    chosen = to_dial(
        _allowed(promised, profile, local), _allowed(missed, profile, local), waiting, free, work.real.timestamp()
    )
    return [found for one in chosen if (found := await _dial(work, UUID(one.id)))]


def _allowed(rows: Sequence[_Due], profile: Profile, local: datetime) -> list[RingBack]:
    """Returns the ring-backs that may be dialled at this hour, as the rule reads them."""
    hours = profile.callback.hours
    return [
        RingBack(
            str(row.id),
            row.priority,
            row.since.timestamp(),
            row.until.timestamp(),
            row.promised,
            row.not_before.timestamp(),
        )
        for row in rows
        if may_ring_now(promised=row.promised, attempts=row.attempts, local=local, hours=hours)
    ]


async def _dial(work: UnitOfWork, ring_back_id: UUID) -> UUID | None:
    """Begins one ring-back; leaves it for later if its number is being dialled."""
    row = await open_ring_back(work, ring_back_id)
    number = unpack_number(work, row.number_sealed)
    new = NewDial(DialPurpose.RING_BACK, number, SYSTEM.ref, call_id=row.id, attempt=row.attempts + 1)
    try:
        await begin_dial(work, new)
    except AlreadyDialled:
        return None
    await begin_attempt(work, row)
    return row.id
