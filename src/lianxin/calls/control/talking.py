"""A call at a seat: answered by browser or telephone, held, muted, resumed. Media first, then the rows that say so."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from lianxin.calls.control.early import answer_late
from lianxin.calls.control.endings import Endings
from lianxin.calls.control.events import CallTakenOver
from lianxin.calls.control.letting_go import hang_up_phones
from lianxin.calls.control.listening import Listening
from lianxin.calls.control.outside_legs import rejoin_telephones
from lianxin.calls.control.rows import (
    CallRow,
    PartyRow,
    add_seat,
    call_row,
    citizen_on,
    leg_of,
    locked_call,
    move_call,
    next_number,
    record_of_call,
    seat_on,
)
from lianxin.calls.control.seat_sounds import SeatSound
from lianxin.calls.control.seats import locked_seat, step_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.events import CallAnswered, CallHeld, CallResumed
from lianxin.calls.media.citizen_leg import CitizenLeg, join_leg, part_leg
from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.rooms import RoomLeg
from lianxin.calls.media.talks import close_room, open_room
from lianxin.calls.routing.waiting import NothingRings, answer_offer
from lianxin.calls.rules.states import CallMove, CallState, SeatMove
from lianxin.calls.rules.words import CallDirection, PartyKind, PartyState, SeatState
from lianxin.city import AnswerAt
from lianxin.kernel.work import UnitOfWork


@dataclass
class Talking:
    """The talking calls of a controller. A seat that the call does not ring at, or is not at, is refused."""

    switch: Switch
    listening: Listening
    endings: Endings

    async def answer(self, staff: str, call_id: UUID, sound: SeatSound) -> str:
        """Connects a seat with a call; returns the answer to a browser's offer. Raises NothingRings, MediaRefused."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                row = await _known(work, call_id)
                old = await seat_on(work, call_id, staff)
                if row.talks and old is not None and old.state == PartyState.TALKING:
                    number = await next_number(work, call_id, PartyKind.SEAT, FIRST_OF_SEATS)
                else:
                    await self._check_rings(work, staff, call_id)
                    number = FIRST_OF_SEATS
            if row.talks and old is not None:
                return await self._rejoin(row, staff, old, number, sound)
            return await self._first(staff, row, sound)

    async def _check_rings(self, work: UnitOfWork, staff: str, call_id: UUID) -> None:
        seat = await locked_seat(work, staff)
        if seat.state != SeatState.RESERVED or seat.call_id != call_id:
            raise NothingRings

    async def _first(self, staff: str, row: CallRow, sound: SeatSound) -> str:
        """Opens the room for a seat that answers; its reservation may have ended meanwhile."""
        switch, call_id = self.switch, row.id
        begun = await open_room(switch.database, switch.city_id, switch.media, call_id)
        try:
            seat = await sound.join(switch.media, begun.room, FIRST_OF_SEATS)
            async with switch.work(staff) as work:
                leg = await self._answered(work, staff, call_id, begun.room)
                add_seat(work, call_id, staff, seat, sound)
        except BaseException:
            with suppress(MediaRefused, MediaUnreachable):
                await close_room(switch.database, switch.city_id, switch.media, begun)
            raise
        switch.stop(call_id)
        await answer_late(switch, call_id, AnswerAt.ON_SEAT)
        await hang_up_phones(switch, call_id, staff, sound.line)
        await self._join_citizen(row, leg, begun.room, 1)
        return seat.sdp

    async def _answered(self, work: UnitOfWork, staff: str, call_id: UUID, room: int) -> CitizenLeg:
        """Writes that a seat answered; returns the citizen's leg. Raises NothingRings."""
        if await answer_offer(work, staff) != call_id:
            raise NothingRings
        row = await locked_call(work, call_id)
        waited = (work.real - row.queued_at).total_seconds() if row.queued_at else 0.0
        move_call(work, row, CallMove.SEAT_ANSWER, seat=staff, room=room, answered_at=row.answered_at or work.real)
        record_of_call(work, call_id, CallAnswered(call_id, staff, waited))
        return leg_of(work, await citizen_on(work, call_id))

    async def _join_citizen(self, row: CallRow, leg: CitizenLeg, room: int, number: int) -> None:
        """Lets the citizen talk in a room, under a number that no tape of the room has yet."""
        media, keypad = self.switch.media, row.direction == CallDirection.OUT
        joined = await join_leg(media.rtpengine, leg, media.rooms, room, number, keypad=keypad)
        async with self.switch.work() as work:
            citizen = await citizen_on(work, row.id)
            work.change(
                "call_parties", citizen.id, state=PartyState.TALKING.value, handle=joined.handle, number=joined.number
            )

    async def _rejoin(self, row: CallRow, staff: str, old: PartyRow, number: int, sound: SeatSound) -> str:
        """Replaces the browser of a seat that talks, as after a reload of its page, or its telephone."""
        rooms = self.switch.media.rooms
        if row.room is None:
            raise NotYourCall
        seat = await sound.join(self.switch.media, row.room, number)
        async with self.switch.work(staff) as work:
            work.change("call_parties", old.id, state=PartyState.LEFT.value, left_at=work.real, handle=None)
            add_seat(work, row.id, staff, seat, sound)
        await hang_up_phones(self.switch, row.id, staff, sound.line)
        if old.handle is not None and not await rooms.leave(RoomLeg(old.handle, old.number)):
            await rooms.kick(row.room, old.number)
        return seat.sdp

    async def take_over(self, row: CallRow) -> None:
        """Goes on with the talk of a controller that is dead; raises MediaRefused, MediaUnreachable.

        Janus ends the participants of its session after two minutes, so the citizen gets one of ours, unless on hold,
        and telephones get theirs. The page of each seat on it hears `call.taken_over` and offers again.
        """
        async with self.switch.lock(row.id):
            async with self.switch.work() as work:
                citizen = await citizen_on(work, row.id)
                leg = leg_of(work, citizen)
            if row.room is None:
                return
            if row.state == CallState.TALKING:
                await self.switch.media.rooms.kick(row.room, citizen.number)
                await self._join_citizen(row, leg, row.room, citizen.number + 1)
            await rejoin_telephones(self.switch, row)
            async with self.switch.work() as work:
                record_of_call(work, row.id, CallTakenOver(row.id))

    async def hold(self, staff: str, call_id: UUID) -> None:
        """Lets the citizen hear music; a held call stays held. Raises NotYourCall."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                row = await self._own(work, staff, call_id)
                citizen = await citizen_on(work, call_id)
                leg = leg_of(work, citizen)
            if row.state == CallState.ON_HOLD:
                return
            await part_leg(self.switch.media.rtpengine, leg, self.switch.media.rooms, citizen.in_room)
            async with self.switch.work(staff) as work:
                await step_seat(work, await locked_seat(work, staff), SeatMove.HOLD)
                move_call(work, await locked_call(work, call_id), CallMove.HOLD)
                work.change("call_parties", citizen.id, state=PartyState.HELD.value, handle=None)
                record_of_call(work, call_id, CallHeld(call_id))
            self.switch.begin(call_id, self.listening.music(leg))

    async def resume(self, staff: str, call_id: UUID) -> None:
        """Ends the hold; a call that talks goes on. Raises NotYourCall."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                row = await self._own(work, staff, call_id)
            if row.state == CallState.ON_HOLD:
                await self.citizen_back(row, staff)

    async def citizen_back(self, row: CallRow, holding: str = "") -> None:
        """Ends the music of a citizen who is on hold; `holding`: the seat that held the call. The caller has the lock.

        Others than the seat may talk in the room: somebody to whom the citizen was sent.
        """
        async with self.switch.work() as work:
            leg = leg_of(work, citizen := await citizen_on(work, row.id))
        if row.room is None:
            return
        self.switch.stop(row.id)
        await self._join_citizen(row, leg, row.room, citizen.number + 1)
        async with self.switch.work(holding or "system") as work:
            if holding:
                await step_seat(work, await locked_seat(work, holding), SeatMove.RESUME)
            move_call(work, await locked_call(work, row.id), CallMove.RESUME)
            record_of_call(work, row.id, CallResumed(row.id))

    async def mute(self, staff: str, call_id: UUID, *, muted: bool) -> None:
        """Mutes a seat for the others and the recording, or ends that. Raises NotYourCall."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                await self._own(work, staff, call_id)
                seat = await seat_on(work, call_id, staff)
            if seat is None:
                raise NotYourCall
            await self.switch.media.rooms.mute(seat.in_room, muted=muted)
            async with self.switch.work(staff) as work:
                work.change("call_parties", seat.id, muted=muted)

    async def hang_up(self, staff: str, call_id: UUID) -> None:
        """Ends a call; one that has ended stays so. Raises NotYourCall."""
        async with self.switch.work() as work:
            row = await call_row(work, call_id)
        if row.seat != staff:
            raise NotYourCall
        if row.talks:
            await self.endings.hung_up(call_id)

    async def _own(self, work: UnitOfWork, staff: str, call_id: UUID) -> CallRow:
        """Returns the call of a seat that has not left it."""
        row = await call_row(work, call_id)
        if row.seat != staff or not row.talks or await seat_on(work, call_id, staff) is None:
            raise NotYourCall
        return row


async def _known(work: UnitOfWork, call_id: UUID) -> CallRow:
    """Returns a call; raises NothingRings for an unknown one."""
    try:
        return await call_row(work, call_id)
    except NotYourCall:
        raise NothingRings from None
