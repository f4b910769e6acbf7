"""The number of a caller whom the actor has spoken to: forms show and send only its mask."""

from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.calls.control.numbers import caller_number
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.ending import WRAP_UP
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow

_OWN_CALLER: LiteralString = (
    "SELECT c.caller_sealed, c.caller_owner, c.citizen_id FROM calls c"
    " WHERE c.city_id = %(city)s AND c.caller_sealed IS NOT NULL AND c.answered_at IS NOT NULL"
    " AND (c.id = %(call)s OR %(call)s::uuid IS NULL AND c.arrived_at > %(real)s - interval '1 day'"
    "   AND (c.over_at IS NULL OR c.over_at > %(since)s))"
    " AND (c.seat = %(me)s OR EXISTS (SELECT FROM call_parties p"
    "   WHERE p.city_id = c.city_id AND p.call_id = c.id AND p.staff = %(me)s AND p.kind = 'seat'))"
    " ORDER BY c.arrived_at DESC LIMIT 20"
)


@dataclass(frozen=True)
class OwnCaller:
    """The number of a caller in the clear, and the citizen who has it."""

    phone: str
    citizen_id: UUID | None


@dataclass(frozen=True)
class _OwnRow:
    """A row of _OWN_CALLER."""

    caller_sealed: bytes
    caller_owner: UUID | None
    citizen_id: UUID | None


async def phone_behind(work: UnitOfWork, actor: Actor, written: str, call_id: UUID | None = None) -> str:
    """Returns the number of the actor's caller whose mask is written in a form; any other text as it is.

    Without `call_id` it is that of the latest caller with whom the actor has spoken within WRAP_UP.
    """
    if "*" not in written:
        return written
    for one in await _own(work, actor, call_id):
        number = await caller_number(work, one.caller_sealed, one.caller_owner)
        if number and mask_phone(number) == written.strip():
            return number
    return written


async def own_caller(work: UnitOfWork, actor: Actor, call_id: UUID) -> OwnCaller:
    """Returns the number of a caller in the clear to the seat that has spoken to them.

    Raises NotPermitted (a volunteer sees no full number), NotYourCall.
    """
    allow(actor, Action.RECORD_CALL)
    allow(actor, Action.SEE_CITIZEN)
    for one in await _own(work, actor, call_id):
        if number := await caller_number(work, one.caller_sealed, one.caller_owner):
            return OwnCaller(number, one.citizen_id)
    raise NotYourCall


async def _own(work: UnitOfWork, actor: Actor, call_id: UUID | None) -> list[_OwnRow]:
    return await work.rows(_OwnRow, _OWN_CALLER, call=call_id, me=actor.ref, since=work.real - WRAP_UP)
