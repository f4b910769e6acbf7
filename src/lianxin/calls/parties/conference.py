"""Seats ask other seats into a call, hand citizens over, pass them to a queue; shift leads listen and join.

The rule is `calls.rules.parties`; media first, then the rows that say so, as in `calls.control.talking`.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final, LiteralString
from uuid import UUID

from lianxin.calls.control.listening import Listening
from lianxin.calls.control.rows import (
    PartyRow,
    add_party,
    call_row,
    citizen_on,
    leg_of,
    locked_call,
    move_call,
    next_number,
    parties_on,
    record_of_call,
)
from lianxin.calls.control.seats import finish_seat, go_to_state, locked_seat, step_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.talking import Talking
from lianxin.calls.control.wishes import NextState, NotYourCall
from lianxin.calls.events import CallHanded, CallPassed
from lianxin.calls.media.citizen_leg import part_leg
from lianxin.calls.media.errors import MediaRefused
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.rooms import CallSide, RoomLeg
from lianxin.calls.parties.call_table import call_table
from lianxin.calls.parties.events import PartyAsked, PartyJoined, PartyLeft
from lianxin.calls.routing.city_rules import routing_rules
from lianxin.calls.routing.waiting import CallNeeds, NothingRings, enqueue_call
from lianxin.calls.rules.parties import Conference, PartyMove, TalkMode, ThirdState, conference_after
from lianxin.calls.rules.states import CallMove, CallState, SeatMove
from lianxin.calls.rules.words import PartyKind, PartyState, Queue, SeatState
from lianxin.city import current_profile
from lianxin.kernel.errors import Conflict
from lianxin.kernel.work import UnitOfWork

FIRST_OF_LISTENERS: Final = FIRST_OF_SEATS + 500
_LOST: LiteralString = (
    "SELECT p.call_id, p.staff FROM call_parties p JOIN calls c ON c.city_id = p.city_id AND c.id = p.call_id"
    " JOIN seats s ON s.city_id = p.city_id AND s.staff = p.staff"
    " WHERE p.city_id = %(city)s AND p.kind = 'seat' AND p.state = 'waiting' AND c.owner = %(owner)s"
    " AND (s.call_id IS DISTINCT FROM p.call_id OR s.lease_until <= %(real)s)"
)


class SeatNotReady(Conflict):
    """The other seat is not ready for calls now."""

    code: ClassVar[str] = "calls.seat_not_ready"


@dataclass(frozen=True)
class _Lost:
    """A row of _LOST: a seat that was asked and no longer rings."""

    call_id: UUID
    staff: str


@dataclass
class Parties:
    """The calls of a controller on which more than one seat is."""

    switch: Switch
    listening: Listening
    talks: Talking

    async def consult(self, staff: str, call_id: UUID, to: str) -> None:
        """Lets the citizen hear music and rings another seat. Raises NotYourCall, SeatNotReady, IllegalPartyMove."""
        async with self.switch.work() as work:
            conference_after((await call_table(work, call_id, staff)).now, PartyMove.CONSULT)
            other = await locked_seat(work, to)
            if other.state != SeatState.READY:
                raise SeatNotReady
        await self.talks.hold(staff, call_id)
        try:
            async with self.switch.lock(call_id), self.switch.work(staff) as work:
                await self._ring(work, staff, call_id, to)
        except BaseException:
            await self.talks.resume(staff, call_id)  # the way back
            raise

    async def _ring(self, work: UnitOfWork, staff: str, call_id: UUID, to: str) -> None:
        other = await locked_seat(work, to)
        if other.state != SeatState.READY:
            raise SeatNotReady
        ring_s = (await current_profile(work)).telephone.ring_s
        until = work.real + timedelta(seconds=ring_s)
        await step_seat(work, other, SeatMove.RESERVE, call_id=call_id, lease_until=until)
        number = await next_number(work, call_id, PartyKind.SEAT, FIRST_OF_SEATS)
        add_party(work, call_id, PartyKind.SEAT, number=number, staff=to)
        record_of_call(work, call_id, PartyAsked(call_id, staff, to))

    async def rings_at(self, staff: str, call_id: UUID) -> bool:
        """Whether a seat was asked into a call and has not answered."""
        async with self.switch.database.read(self.switch.city_id) as work:
            found = await parties_on(work, call_id)
        return any(one.staff == staff and one.state == PartyState.WAITING for one in found)

    async def answer(self, staff: str, call_id: UUID, sdp: str) -> str:
        """Connects the browser of a seat that was asked; returns the answer to its offer. Raises NothingRings."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id)
                seat = await locked_seat(work, staff)
            if seat.state != SeatState.RESERVED or seat.call_id != call_id or table.row.room is None:
                raise NothingRings
            party = table.seat(staff)
            joined = await self.switch.media.rooms.join_browser(table.row.room, party.number, CallSide.SEAT, sdp)
            async with self.switch.work(staff) as work:
                conference_after(table.now, PartyMove.THIRD_ANSWERS)
                await step_seat(work, await locked_seat(work, staff), SeatMove.ANSWER, lease_until=None)
                work.change("call_parties", party.id, state=PartyState.TALKING.value, handle=joined.handle)
                record_of_call(work, call_id, PartyJoined(call_id, staff, TalkMode.CONSULT.value))
            return joined.sdp

    async def bring_in(self, staff: str, call_id: UUID) -> None:
        """Lets citizen, seat and the third party talk together. Raises NotYourCall, IllegalPartyMove."""
        async with self.switch.work() as work:
            table = await call_table(work, call_id, staff)
            if table.now.third is ThirdState.TALKING and not table.now.private:
                return
            conference_after(table.now, PartyMove.BRING_IN)
        await self.talks.resume(staff, call_id)

    async def drop(self, call_id: UUID, staff: str = "") -> None:
        """Takes the third party out, or ends its ringing: the citizen is with the seat again.

        `staff`: the seat that has the call and asks for it; empty if the third party left by itself.
        """
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id, staff)
            if table.third is None:
                return
            after = conference_after(table.now, PartyMove.THIRD_LEAVES)
            await self._take_out(table.third)
        if table.row.seat and after == Conference() and table.row.state == CallState.ON_HOLD:
            await self.talks.resume(table.row.seat, call_id)

    async def hand_over(self, staff: str, call_id: UUID) -> None:
        """Leaves the citizen with the other seat, which has the call from now on; the seat wraps up.

        Raises NotYourCall, IllegalPartyMove.
        """
        async with self.switch.work() as work:
            table = await call_table(work, call_id, staff)
            conference_after(table.now, PartyMove.HAND_OVER)
        if table.row.state == CallState.ON_HOLD:
            await self.talks.resume(staff, call_id)
        async with self.switch.lock(call_id):
            async with self.switch.work(staff) as work:
                table = await call_table(work, call_id, staff)
                conference_after(table.now, PartyMove.HAND_OVER)
                own, third = table.seat(staff), table.third
                await finish_seat(work, await locked_seat(work, staff), _talked(work, own))
                work.change("calls", call_id, seat=third.staff if third else None)
                work.change("call_parties", own.id, state=PartyState.LEFT.value, left_at=work.real, handle=None)
                record_of_call(work, call_id, CallHanded(call_id, staff, (third.staff if third else None) or ""))
            await self._leave_room(own)

    async def pass_on(self, staff: str, call_id: UUID, queue: Queue) -> None:
        """Passes the citizen to a queue at the time of the first place; the seat wraps up. Raises NotYourCall."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id, staff)
                conference_after(table.now, PartyMove.CONSULT)  # nobody else is on the call
                citizen = await citizen_on(work, call_id)
                leg, own = leg_of(work, citizen), table.seat(staff)
            if citizen.handle is not None:
                await part_leg(self.switch.media.rtpengine, leg, self.switch.media.rooms, citizen.in_room)
            await self._leave_room(own)
            async with self.switch.work(staff) as work:
                await finish_seat(work, await locked_seat(work, staff), _talked(work, own))
                row = await locked_call(work, call_id)
                needs = CallNeeds(row.priority, queue, dict(row.levels), row.queued_at)
                await enqueue_call(work, call_id, needs, routing_rules(await current_profile(work)))
                move_call(work, row, CallMove.PASS_ON, queue=queue.value, room=None)
                work.change("call_parties", own.id, state=PartyState.LEFT.value, left_at=work.real, handle=None)
                work.change("call_parties", citizen.id, state=PartyState.WAITING.value, handle=None)
                record_of_call(work, call_id, CallPassed(call_id, queue.value))
            if row.room is not None:
                await self.switch.media.rooms.destroy(row.room)
            self.switch.begin(call_id, self.listening.wait(call_id))
        self.switch.wake.set()

    async def seat_leaves(self, staff: str, call_id: UUID) -> bool:
        """A seat hangs up. Returns whether others go on: the call must not end. Raises NotYourCall."""
        async with self.switch.work() as work:
            if not (await call_row(work, call_id)).talks:
                return False
            table = await call_table(work, call_id)
        if table.third is not None and table.third.staff == staff:
            await self.drop(call_id)
            return True
        if table.row.seat != staff or conference_after(table.now, PartyMove.SEAT_LEAVES).over:
            return False
        await self.hand_over(staff, call_id)
        return True

    async def listen(self, staff: str, call_id: UUID, sdp: str, *, join: bool) -> str:
        """Lets a shift lead hear a call, or talk on it; returns the answer to the browser's offer. Raises NotYourCall.

        A listener is muted by Janus itself, so neither the others nor the recording hear anything of it.
        """
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id)
                number = await next_number(work, call_id, PartyKind.LISTENER, FIRST_OF_LISTENERS)
            if table.row.room is None:
                raise NotYourCall
            rooms = self.switch.media.rooms
            joined = await rooms.join_browser(table.row.room, number, CallSide.SEAT, sdp, muted=not join)
            async with self.switch.work(staff) as work:
                talking = {"staff": staff, "handle": joined.handle, "state": PartyState.TALKING.value}
                add_party(work, call_id, PartyKind.LISTENER, number=number, muted=not join, **talking)
                mode = TalkMode.JOIN if join else TalkMode.LISTEN
                record_of_call(work, call_id, PartyJoined(call_id, staff, mode.value))
            return joined.sdp

    async def stop_listening(self, staff: str, call_id: UUID) -> None:
        """Takes a shift lead out of a call; has no effect on one who is not on it."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                parties = await parties_on(work, call_id)
            for one in parties:
                if one.kind == PartyKind.LISTENER and one.staff == staff:
                    await self._leave_room(one)
                    async with self.switch.work(staff) as work:
                        gone = {"state": PartyState.LEFT.value, "handle": None}
                        work.change("call_parties", one.id, left_at=work.real, **gone)
                        record_of_call(work, call_id, PartyLeft(call_id, staff))

    async def sweep(self) -> None:
        """Gives citizens back whose consulted seat does not answer or is gone."""
        async with self.switch.work() as work:
            lost = await work.rows(_Lost, _LOST, owner=self.switch.name)
        for one in lost:
            await self.drop(one.call_id)

    async def _take_out(self, third: PartyRow) -> None:
        """Writes that the third party left; a seat that talked or rang is ready again."""
        await self._leave_room(third)
        async with self.switch.work() as work:
            work.change("call_parties", third.id, state=PartyState.LEFT.value, left_at=work.real, handle=None)
            record_of_call(work, third.call_id, PartyLeft(third.call_id, third.staff or ""))
            seat = await locked_seat(work, third.staff or "")
            if seat.call_id != third.call_id:
                return
            if seat.state == SeatState.RESERVED:
                await step_seat(work, seat, SeatMove.RELEASE, call_id=None, lease_until=None)
            elif seat.state == SeatState.TALKING:
                seat = await finish_seat(work, seat, _talked(work, third))
                await go_to_state(work, seat, NextState(SeatState.READY.value))
        self.switch.wake.set()

    async def _leave_room(self, party: PartyRow) -> None:
        if party.handle is not None:
            with suppress(MediaRefused):
                await self.switch.media.rooms.leave(RoomLeg(party.handle, party.number))


def _talked(work: UnitOfWork, party: PartyRow) -> float:
    return (work.real - party.joined_at).total_seconds()
