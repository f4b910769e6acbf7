"""Asks another seat or an outside contact into a call: the seat is reserved, the contact dialled through the trunk."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

from lianxin.calls.control.rows import add_party, next_number, record_of_call
from lianxin.calls.control.seats import SeatRow, locked_seat, step_seat
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.outgoing.contacts import dial_contact, outside_contact
from lianxin.calls.parties.events import PartyAsked
from lianxin.calls.rules.states import SeatMove
from lianxin.calls.rules.words import PartyKind, SeatState
from lianxin.city import current_profile
from lianxin.kernel.errors import Conflict
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

FIRST_OF_CONTACTS: Final = FIRST_OF_SEATS + 300


class SeatNotReady(Conflict):
    """The other seat is not ready for calls now."""

    code: ClassVar[str] = "calls.seat_not_ready"


@dataclass(frozen=True)
class AskedParty:
    """Whom a seat wants on its call: another seat (`staff`), or the `contact` of the city with this code."""

    staff: str = ""
    contact: str = ""


async def check_asked(work: UnitOfWork, asked: AskedParty) -> None:
    """Checks that the other seat is ready, or that there is such a contact; raises SeatNotReady, NoOutsideContact."""
    if asked.contact:
        outside_contact(await current_profile(work), asked.contact)
    else:
        await _ready_seat(work, asked.staff)


async def ask_party(work: UnitOfWork, actor: Actor, call_id: UUID, asked: AskedParty) -> None:
    """Rings the other seat or the contact, as a party of the call.

    Raises SeatNotReady, NoOutsideContact, NoTelephone, DialsUsedUp.
    """
    if asked.contact:
        number = await next_number(work, call_id, PartyKind.THIRD, FIRST_OF_CONTACTS)
        dial_id = await dial_contact(work, actor, call_id, asked.contact)
        add_party(work, call_id, PartyKind.THIRD, id=dial_id, number=number, contact=asked.contact)
    else:
        for ref in sorted({asked.staff, actor.ref}):  # two seats that ask each other wait in one order
            await locked_seat(work, ref)
        await ring_seat(work, await _ready_seat(work, asked.staff), call_id, SeatMove.RESERVE)
    record_of_call(work, call_id, PartyAsked(call_id, actor.ref, asked.staff, asked.contact))


async def ring_seat(work: UnitOfWork, seat: SeatRow, call_id: UUID, move: SeatMove) -> None:
    """Reserves a seat for a call that goes on, and adds its party, who waits."""
    until = work.real + timedelta(seconds=(await current_profile(work)).telephone.ring_s)
    await step_seat(work, seat, move, call_id=call_id, lease_until=until)
    number = await next_number(work, call_id, PartyKind.SEAT, FIRST_OF_SEATS)
    add_party(work, call_id, PartyKind.SEAT, number=number, staff=seat.staff)


async def _ready_seat(work: UnitOfWork, staff: str) -> SeatRow:
    seat = await locked_seat(work, staff)
    if seat.state != SeatState.READY:
        raise SeatNotReady
    return seat
