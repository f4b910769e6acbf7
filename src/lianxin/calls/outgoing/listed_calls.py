"""How callers come on the list of ring-backs by a promise, and leave it because they were served in another way."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, LiteralString
from uuid import UUID

from lianxin.calls.control.numbers import caller_number
from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.events import CallAnswered, CallPromised
from lianxin.calls.outgoing.ring_backs import CallToRingBack, list_ring_back, strike_off_number
from lianxin.calls.routing.waiting import leave_queue
from lianxin.calls.rules.dialling import StrikeReason
from lianxin.calls.rules.states import CallMove, CallState, call_after
from lianxin.calls.rules.words import Queue
from lianxin.cases.events import CaseOpened
from lianxin.city import current_profile
from lianxin.kernel.errors import Conflict, NotFound
from lianxin.kernel.events import Recorded, SubjectRef
from lianxin.kernel.work import UnitOfWork
from lianxin.people import InvalidPhone, number_to_dial, read_phone

SERVED_READER: Final = "ring_backs_served"
_CALLER_OF_CALL: LiteralString = (
    "SELECT id, state, queue, priority, levels, caller_sealed, caller_owner, queued_at, arrived_at FROM calls"
    " WHERE city_id = %(city)s AND id = %(id)s FOR UPDATE"
)
_HASH_OF_CALL: LiteralString = "SELECT caller_hash FROM calls WHERE city_id = %(city)s AND id = %(id)s"


class NumberWithheld(Conflict):
    """The caller's number is withheld or no telephone number, so the caller cannot be rung back."""

    code: ClassVar[str] = "calls.number_withheld"


class NoSuchCall(NotFound):
    """There is no such call."""

    code: ClassVar[str] = "calls.no_such_call"


@dataclass(frozen=True)
class _Caller:
    """A row of _CALLER_OF_CALL."""

    id: UUID
    state: str
    queue: str | None
    priority: int
    levels: dict[str, int]
    caller_sealed: bytes | None
    caller_owner: UUID | None
    queued_at: datetime | None
    arrived_at: datetime | None


async def promise_ring_back(work: UnitOfWork, call_id: UUID) -> UUID:
    """Lets a waiting caller hang up: the call keeps its place on the list. Returns the id of the row of the list.

    The caller has confirmed the number by the key. The line is still open: whoever owns it says good bye and hangs
    up, which no longer counts as giving up. Raises NoSuchCall, NumberWithheld, IllegalCallMove.
    """
    await leave_queue(work, call_id)
    caller = await work.row(_Caller, _CALLER_OF_CALL, id=call_id)
    if caller is None:
        raise NoSuchCall
    after = call_after(CallState(caller.state), CallMove.PROMISE)
    try:
        number = read_phone(await caller_number(work, caller.caller_sealed, caller.caller_owner)).number
    except InvalidPhone:
        raise NumberWithheld from None
    work.change("calls", call_id, state=after.value, over_at=work.real, ended_at=work.now)
    work.record(CallPromised(call_id), about=SubjectRef("call", str(call_id)), audience=CALL_AUDIENCE)
    since = caller.queued_at or caller.arrived_at or work.real
    queue = Queue(caller.queue or Queue.GENERAL)
    call = CallToRingBack(call_id, number, True, since, caller.priority, queue, caller.levels)
    return await list_ring_back(work, await current_profile(work), call)


async def follow_served(work: UnitOfWork, events: list[Recorded]) -> None:
    """Takes callers off the list whom a seat answered in another call, or for whom a case was opened since.

    The feed reader SERVED_READER. A caller who is being dialled at this moment stays.
    """
    for recorded in events:
        match recorded.event:
            case CallAnswered(call_id=call_id):
                number_hash = await work.value(_HASH_OF_CALL, id=call_id)
            case CaseOpened(citizen_id=UUID() as citizen_id):
                number = await number_to_dial(work, citizen_id)
                number_hash = work.vault.index(number) if number else None
            case _:
                continue
        if number_hash:
            await strike_off_number(work, number_hash, StrikeReason.SERVED)
