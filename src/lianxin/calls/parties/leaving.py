"""How a party leaves a call that goes on: out of the room, then the rows that say so."""

from contextlib import suppress
from uuid import UUID

from lianxin.calls.control.letting_go import hang_up_phones
from lianxin.calls.control.outside_legs import let_outside_go
from lianxin.calls.control.rows import PartyRow, parties_on, record_of_call
from lianxin.calls.control.seats import finish_seat, go_to_state, locked_seat, step_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.wishes import NextState
from lianxin.calls.media.errors import MediaRefused
from lianxin.calls.media.holds import HeldKind
from lianxin.calls.media.rooms import RoomLeg
from lianxin.calls.parties.events import PartyLeft
from lianxin.calls.rules.states import SeatMove
from lianxin.calls.rules.words import PartyKind, PartyState, SeatState
from lianxin.kernel.work import UnitOfWork


async def leave_room(switch: Switch, party: PartyRow) -> None:
    """Takes a party out of its room and hangs the telephone of a seat up; has no effect on one that is in none."""
    if party.kind == PartyKind.SEAT and party.staff:
        await hang_up_phones(switch, party.call_id, party.staff)
    if party.handle is not None:
        with suppress(MediaRefused):
            await switch.media.rooms.leave(RoomLeg(party.handle, party.number))


def party_left(work: UnitOfWork, party: PartyRow) -> None:
    """Writes that a party left."""
    work.change("call_parties", party.id, state=PartyState.LEFT.value, left_at=work.real, handle=None)


def talked_for(work: UnitOfWork, party: PartyRow) -> float:
    """Returns how many seconds a party was on the call."""
    return (work.real - party.joined_at).total_seconds()


async def finish_own(work: UnitOfWork, own: PartyRow) -> None:
    """Lets the seat that had the call wrap up, and writes that it left."""
    await finish_seat(work, await locked_seat(work, own.staff or ""), talked_for(work, own))
    party_left(work, own)


async def take_out(switch: Switch, party: PartyRow) -> None:
    """Takes a third party, or a seat that was recalled, out of the call, whether it rings or talks.

    A seat is ready again; the telephone of a contact is hung up.
    """
    await leave_room(switch, party)
    async with switch.work() as work:
        seat = await locked_seat(work, party.staff) if party.staff else None
        party_left(work, party)
        record_of_call(work, party.call_id, PartyLeft(party.call_id, party.staff or "", party.contact or ""))
        if seat is not None and seat.call_id == party.call_id:
            if seat.state == SeatState.RESERVED:
                await step_seat(work, seat, SeatMove.RELEASE, call_id=None, lease_until=None)
            elif seat.state == SeatState.TALKING:
                seat = await finish_seat(work, seat, talked_for(work, party))
                await go_to_state(work, seat, NextState(SeatState.READY.value))
    if party.kind == PartyKind.THIRD:
        await let_outside_go(switch, party.id, party.line)
    switch.wake.set()


async def end_whisper(switch: Switch, call_id: UUID) -> None:
    """Ends the second room of a call, in which a shift lead speaks to the seat; has no effect without one."""
    async with switch.work() as work:
        there = [one for one in await parties_on(work, call_id) if one.kind == PartyKind.WHISPER]
    for one in there:
        await leave_room(switch, one)
    async with switch.work() as work:
        for one in there:
            party_left(work, one)
            if not one.muted:
                record_of_call(work, call_id, PartyLeft(call_id, one.staff or ""))
        await work.run(
            "UPDATE media_holds SET released_at = %(real)s WHERE city_id = %(city)s AND call_id = %(call)s"
            " AND kind = %(kind)s AND released_at IS NULL",
            call=call_id,
            kind=HeldKind.WHISPER.value,
        )
    for room in {one.room for one in there if one.room is not None}:
        await switch.media.rooms.destroy(room)
