"""A call that a seat places: the seat is reserved while the citizen's telephone rings, and talks when that answers.

The telephone of a seat that does not talk by its browser rings first.
"""

from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

from lianxin.calls.control.numbers import caller_cells
from lianxin.calls.control.rows import locked_call, move_call, record_of_call
from lianxin.calls.control.seats import locked_seat, step_seat
from lianxin.calls.events import CallArrived
from lianxin.calls.outgoing.call_states import move_listed_call
from lianxin.calls.outgoing.dialled import DialRow, NewDial
from lianxin.calls.outgoing.line import DialParty
from lianxin.calls.routing.waiting import leave_queue
from lianxin.calls.rules.dialling import DialPurpose
from lianxin.calls.rules.states import CallMove, SeatMove
from lianxin.calls.rules.words import CallChannel, CallDirection, SeatState, SeatVoice
from lianxin.calls.seating.setups import setup_row
from lianxin.city import Profile
from lianxin.kernel.errors import Conflict
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

BY_SEAT: Final = frozenset({DialPurpose.CASE, DialPurpose.CALLBACK, DialPurpose.MISSED})
"""Purposes of calls that a seat places, unless a desk telephone rings first."""
_RESERVED_FOR: Final = timedelta(minutes=10)  # longer than any telephone rings
_FREE: Final = frozenset({SeatState.READY, SeatState.AWAY})


class SeatNotFree(Conflict):
    """The seat is signed out, on a break, or has a call, so it cannot place one."""

    code: ClassVar[str] = "calls.seat_not_free"


async def check_seat_free(work: UnitOfWork, actor: Actor) -> str:
    """Locks the actor's seat and checks that it can place a call; raises SeatNotFree.

    Returns the telephone that rings first: a masked number, or the user of a SIP phone; empty for a browser.
    """
    seat = await locked_seat(work, actor.ref)
    if seat.call_id is not None or seat.state not in _FREE:
        raise SeatNotFree(state=seat.state)
    if seat.voice == SeatVoice.BROWSER:
        return ""
    setup = await setup_row(work, actor.ref)
    return (setup.account or "") if seat.voice == SeatVoice.PHONE else mask_phone(setup.mobile(work))


async def first_party(work: UnitOfWork, row: DialRow) -> DialParty:
    """Returns whose telephone rings first: that of the person who calls, unless it is a browser or nobody calls."""
    if row.desk_sealed is not None:
        return DialParty.DESK
    if row.purpose not in BY_SEAT or (await locked_seat(work, row.made_by)).voice == SeatVoice.BROWSER:
        return DialParty.CALLED
    return DialParty.DESK


async def begin_seat_dial(work: UnitOfWork, profile: Profile, actor: Actor, dial_id: UUID, new: NewDial) -> None:
    """Reserves the seat for an outgoing call, and adds the call with the citizen's number.

    Only a call back to a missed caller needs a disposition, like an incoming one.
    """
    until = work.real + _RESERVED_FOR
    seat = await locked_seat(work, actor.ref)
    await step_seat(work, seat, SeatMove.RESERVE, call_id=dial_id, lease_until=until)
    cells = vars(await caller_cells(work, new.number))
    row = {
        "id": dial_id,
        "channel": CallChannel.PHONE.value,
        "state": "dialling",
        "direction": CallDirection.OUT.value,
        "called": profile.telephone.shown,
        "seat": actor.ref,
        "kind": None if new.purpose is DialPurpose.MISSED else new.purpose.value,
        "case_id": new.case_id,
        "started_at": work.now,
        "arrived_at": work.real,
    }
    work.add("calls", {**row, **cells})
    arrived = CallArrived(dial_id, CallDirection.OUT, profile.telephone.shown, cells["citizen_id"] is not None)
    record_of_call(work, dial_id, arrived)


async def offer_to_seat(work: UnitOfWork, dial_id: UUID) -> None:
    """The citizen answered: the call rings at the seat that placed it, whose browser answers by itself."""
    row = await locked_call(work, dial_id)
    row = move_call(work, row, CallMove.CITIZEN_ANSWER, queued_at=work.real)
    move_call(work, row, CallMove.OFFER)


async def end_seat_dial(work: UnitOfWork, dial_id: UUID) -> None:
    """The citizen did not answer: the seat is as it was before, and the call is over."""
    await leave_queue(work, dial_id)
    await move_listed_call(work, dial_id, CallMove.STRIKE_OFF, over_at=work.real, ended_at=work.now)
