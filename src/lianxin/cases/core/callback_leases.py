"""Leases on callbacks: one agent holds a callback for ten minutes, then the lease expires.

Leases use real time even in a city whose clock runs fast, because telephone calls are not faster there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.callbacks import NoCallback, check_calling_time
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.city import Profile
from lianxin.kernel.errors import Conflict
from lianxin.kernel.ids import StaffId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, names_of, ref_of

HELD_FOR = 10  # minutes; the page renews the lease whenever the agent writes

_WAITING_CALLBACKS: LiteralString = (
    "SELECT b.id, b.method, b.promised_at, c.urgency FROM callbacks b"
    " JOIN cases c ON c.city_id = b.city_id AND c.id = b.case_id"
    " WHERE b.city_id = %(city)s AND c.number = %(number)s AND b.status = 'waiting' ORDER BY b.created_at DESC LIMIT 1"
)
_INSERT_CLAIM: LiteralString = """
INSERT INTO callback_claims (city_id, callback_id, staff_id, since, until)
VALUES (%(city)s, %(callback_id)s, %(staff_id)s, %(real)s, %(real)s + make_interval(mins => %(held_for)s))
ON CONFLICT (city_id, callback_id) DO UPDATE SET staff_id = excluded.staff_id, until = excluded.until,
  since = CASE WHEN callback_claims.staff_id = excluded.staff_id AND callback_claims.until > %(real)s
               THEN callback_claims.since ELSE %(real)s END
WHERE callback_claims.staff_id = excluded.staff_id OR callback_claims.until <= %(real)s
RETURNING since, until
"""
_DELETE_CLAIM: LiteralString = (
    "DELETE FROM callback_claims WHERE city_id = %(city)s AND callback_id = %(callback_id)s AND staff_id = %(staff_id)s"
)
DELETE_OLD_CLAIMS: LiteralString = (
    "DELETE FROM callback_claims WHERE city_id = %(city)s AND until < %(real)s - interval '1 hour'"
)
_CLAIM_OF_CALLBACK: LiteralString = (
    "SELECT staff_id, until FROM callback_claims WHERE city_id = %(city)s AND callback_id = %(callback_id)s"
    " AND until > %(real)s"
)
_HOLDER_OF_CASE: LiteralString = (
    "SELECT k.staff_id FROM callback_claims k JOIN callbacks b ON b.city_id = k.city_id AND b.id = k.callback_id"
    " WHERE k.city_id = %(city)s AND b.case_id = %(case_id)s AND k.until > %(real)s"
)
CLAIMS_OF_CITY: LiteralString = (
    "SELECT c.number, k.staff_id, k.since, k.until FROM callback_claims k"
    " JOIN callbacks b ON b.city_id = k.city_id AND b.id = k.callback_id"
    " JOIN cases c ON c.city_id = b.city_id AND c.id = b.case_id"
    " WHERE k.city_id = %(city)s AND k.until > %(real)s AND "
)


@dataclass(frozen=True)
class _WaitingRow:
    """A row of _WAITING_CALLBACKS."""

    id: UUID
    method: str
    promised_at: datetime | None
    urgency: str


class CallTaken(Conflict):
    """Another agent is calling this citizen."""

    code = "cases.call_taken"


async def waiting_callback(work: UnitOfWork, sight: Sight, number: str) -> _WaitingRow:
    """Returns the waiting callback of a case that the viewer may see; raises NoCase, NoCallback."""
    await check_seen(work, sight, number)
    found = await work.row(_WaitingRow, _WAITING_CALLBACKS, number=number)
    if found is None:
        raise NoCallback(number=number)
    return found


@dataclass(frozen=True)
class CallTime:
    """The start and end of the viewer's lease; null after it was given up."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class Claim:
    """A lease on the callback of a case; it expires at `until` unless it is renewed."""

    number: str
    name: str
    mine: bool
    since: datetime
    until: datetime


@dataclass(frozen=True)
class _Holder:
    """A row of _CLAIM_OF_CALLBACK."""

    staff_id: StaffId
    until: datetime


@dataclass(frozen=True)
class _ClaimRow(_Holder):
    """A row of CLAIMS_OF_CITY."""

    number: str
    since: datetime


async def take_call(
    work: UnitOfWork, actor: Actor, profile: Profile, sight: Sight, number: str, me: StaffId, *, leaving: bool
) -> CallTime:
    """Takes or renews a lease on a callback, or gives it up.

    Raises NoCase, NoCallback, CallTaken, NotPermitted; NotCallingTime for a new lease outside the hours of calls.
    """
    allow(actor, Action.CALL_BACK)
    call = await waiting_callback(work, sight, number)
    callback_id = call.id
    await work.run(DELETE_OLD_CLAIMS)
    if leaving:
        await work.run(_DELETE_CLAIM, callback_id=callback_id, staff_id=me)
        return CallTime(None, None)
    if not await check_free(work, callback_id, actor):
        check_calling_time(profile, call.urgency, call.method, call.promised_at, work.now)
    taken = await work.row(CallTime, _INSERT_CLAIM, callback_id=callback_id, staff_id=me, held_for=HELD_FOR)
    if taken is None:
        await check_free(work, callback_id, actor)
        raise CallTaken(name="")
    return taken


async def check_free(work: UnitOfWork, callback_id: UUID, actor: Actor) -> bool:
    """Raises CallTaken while another person holds the lease; returns whether the actor holds it."""
    held = await work.row(_Holder, _CLAIM_OF_CALLBACK, callback_id=callback_id)
    if held and ref_of(held.staff_id) != actor.ref:
        names = await names_of(work, {ref_of(held.staff_id)})
        raise CallTaken(name=names.get(ref_of(held.staff_id), ""), until=held.until.isoformat())
    return held is not None


async def holds_callback(work: UnitOfWork, case_id: UUID, actor: Actor) -> bool:
    """Whether the actor holds the lease on a callback of this case."""
    holders = await work.column(UUID, _HOLDER_OF_CASE, case_id=case_id)
    return actor.ref in {ref_of(StaffId(holder)) for holder in holders}


async def end_claim(work: UnitOfWork, callback_id: UUID) -> None:
    """Deletes the lease, because the call is over."""
    await work.run("DELETE FROM callback_claims WHERE city_id = %(city)s AND callback_id = %(id)s", id=callback_id)


async def claims_now(work: UnitOfWork, actor: Actor, sight: Sight) -> list[Claim]:
    """Returns the leases on the cases that the viewer may see, oldest first; `mine` marks the viewer's own."""
    allow(actor, Action.CALL_BACK)
    statement: LiteralString = CLAIMS_OF_CITY + sight.where + " ORDER BY k.since"
    rows = await work.rows(_ClaimRow, statement, **sight.params)
    names = await names_of(work, {ref_of(row.staff_id) for row in rows})
    return [
        Claim(row.number, names.get(ref_of(row.staff_id), ""), ref_of(row.staff_id) == actor.ref, row.since, row.until)
        for row in rows
    ]
