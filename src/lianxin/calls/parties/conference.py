"""Seats ask other seats and outside contacts into a call, hand citizens over, or send them without waiting.

The rule is `calls.rules.parties`; media first, then the rows that say so, as in `calls.control.talking`.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from lianxin.calls.control.endings import Endings
from lianxin.calls.control.letting_go import hang_up_phones
from lianxin.calls.control.listening import Listening
from lianxin.calls.control.rows import call_row, parties_on, record_of_call, sound_cells
from lianxin.calls.control.seat_sounds import SeatSound
from lianxin.calls.control.seats import locked_seat, step_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.talking import Talking
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.events import CallHanded, CallSent
from lianxin.calls.outgoing.dialling import refuse_dial
from lianxin.calls.parties.asking import AskedParty, ask_party, check_asked
from lianxin.calls.parties.call_table import CallTable, call_table
from lianxin.calls.parties.events import PartyJoined
from lianxin.calls.parties.leaving import end_whisper, finish_own, leave_room, take_out
from lianxin.calls.parties.lost import LostParty, lost_parties, party_of_leg
from lianxin.calls.parties.outside import Outside
from lianxin.calls.parties.sending import Sending
from lianxin.calls.routing.waiting import NothingRings
from lianxin.calls.rules.dialling import DialPurpose
from lianxin.calls.rules.parties import Conference, PartyMove, TalkMode, ThirdState, conference_after
from lianxin.calls.rules.states import CallState, SeatMove
from lianxin.calls.rules.words import PartyState, Queue, SeatState
from lianxin.kernel.errors import DomainError
from lianxin.people import Actor


@dataclass
class Parties:
    """The calls of a controller on which others than one seat and the citizen are."""

    switch: Switch
    listening: Listening
    talks: Talking
    endings: Endings
    outside: Outside = field(init=False)
    sending: Sending = field(init=False)

    def __post_init__(self) -> None:
        self.outside = Outside(self.switch, self.talks)
        self.sending = Sending(self.switch, self.listening)

    async def consult(self, actor: Actor, call_id: UUID, asked: AskedParty) -> None:
        """Lets the citizen hear music and rings another seat or a contact; the seat waits for the answer.

        Raises NotYourCall, IllegalPartyMove, SeatNotReady, NoOutsideContact, NoTelephone, DialsUsedUp.
        """
        await self._ask(actor, call_id, asked, PartyMove.CONSULT)

    async def send(self, actor: Actor, call_id: UUID, asked: AskedParty) -> None:
        """Rings another seat or a contact for the citizen, who hears music; the seat wraps up at once.

        Without an answer the citizen comes back to the seat, or to the first place in the queue. Raises as `consult`.
        """
        await self._ask(actor, call_id, asked, PartyMove.SEND)

    async def _ask(self, actor: Actor, call_id: UUID, asked: AskedParty, move: PartyMove) -> None:
        async with self.switch.work() as work:
            conference_after((await call_table(work, call_id, actor.ref)).now, move)
            await check_asked(work, asked)
        await self.talks.hold(actor.ref, call_id)
        try:
            async with self.switch.lock(call_id):
                await self._ring(actor, call_id, asked, move)
        except BaseException as error:
            with suppress(NotYourCall):
                await self.talks.resume(actor.ref, call_id)  # the way back
            if asked.contact and isinstance(error, DomainError):
                await refuse_dial(self.switch.database, self.switch.city_id, actor, DialPurpose.THIRD, error)
            raise

    async def _ring(self, actor: Actor, call_id: UUID, asked: AskedParty, move: PartyMove) -> None:
        async with self.switch.work(actor.ref) as work:
            table = await call_table(work, call_id, actor.ref)
            conference_after(table.now, move)
            own = table.seat(actor.ref)
            await ask_party(work, actor, call_id, asked)
            if move is PartyMove.SEND:
                await finish_own(work, own)
                record_of_call(work, call_id, CallSent(call_id, actor.ref, asked.staff, asked.contact))
        if move is PartyMove.SEND:
            await end_whisper(self.switch, call_id)
            await leave_room(self.switch, own)

    async def rings_at(self, staff: str, call_id: UUID) -> bool:
        """Whether a seat was asked into a call, or recalled, and has not answered."""
        async with self.switch.database.read(self.switch.city_id) as work:
            found = await parties_on(work, call_id)
        return any(one.staff == staff and one.state == PartyState.WAITING for one in found)

    async def answer(self, staff: str, call_id: UUID, sound: SeatSound) -> str:
        """Connects a seat that was asked; returns the answer to its browser's offer. Raises NothingRings.

        A citizen who was sent there, or comes back, talks with this seat from now on.
        """
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id)
                seat = await locked_seat(work, staff)
            if seat.state != SeatState.RESERVED or seat.call_id != call_id or table.row.room is None:
                raise NothingRings
            move = PartyMove.SEAT_ANSWERS if table.now.recalled else PartyMove.THIRD_ANSWERS
            conference_after(table.now, move)
            joined = await sound.join(self.switch.media, table.row.room, table.seat(staff).number)
            await self._joined(table, staff, joined.handle, sound)
            await hang_up_phones(self.switch, call_id, staff, sound.line)
            if not table.now.seat:
                await self.talks.citizen_back(table.row)
            return joined.sdp

    async def _joined(self, table: CallTable, staff: str, handle: int, sound: SeatSound) -> None:
        """Writes that a seat came into the call; a citizen whom no seat has is handed over to it."""
        call_id, party = table.row.id, table.seat(staff)
        async with self.switch.work(staff) as work:
            await step_seat(work, await locked_seat(work, staff), SeatMove.ANSWER, lease_until=None)
            talking = {"state": PartyState.TALKING.value, "handle": handle, **sound_cells(work, sound)}
            work.change("call_parties", party.id, **talking)
            mode = TalkMode.CONSULT if table.now.seat else TalkMode.TALK
            record_of_call(work, call_id, PartyJoined(call_id, staff, mode.value))
            if not table.now.seat:
                work.change("calls", call_id, seat=staff)
                record_of_call(work, call_id, CallHanded(call_id, table.row.seat or "", staff))

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
            over = table.third is not None and await self._third_leaves(table)
        if over:
            await self.endings.hung_up(call_id)

    async def _third_leaves(self, table: CallTable) -> bool:
        """Takes the third party out; returns whether nobody is left for the citizen. The caller has the lock."""
        after = conference_after(table.now, PartyMove.THIRD_LEAVES)
        if table.third is not None:
            await take_out(self.switch, table.third)
        if after.recalled:
            await self.sending.recall(table)
        elif after == Conference() and table.row.state == CallState.ON_HOLD:
            await self.talks.citizen_back(table.row, table.row.seat or "")
        return after.over

    async def hand_over(self, staff: str, call_id: UUID) -> None:
        """Leaves the citizen with the other seat, which has the call from now on, or with the contact.

        The seat wraps up. Raises NotYourCall, IllegalPartyMove.
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
                own, to = table.seat(staff), (table.third and table.third.staff) or ""
                await finish_own(work, own)
                if to:
                    work.change("calls", call_id, seat=to)
                record_of_call(work, call_id, CallHanded(call_id, staff, to))
            await end_whisper(self.switch, call_id)
            await leave_room(self.switch, own)

    async def pass_on(self, staff: str, call_id: UUID, queue: Queue) -> None:
        """Passes the citizen to a queue at the time of the first place; the seat wraps up. Raises NotYourCall."""
        await self.sending.pass_on(staff, call_id, queue)

    async def seat_leaves(self, staff: str, call_id: UUID) -> bool:
        """A seat hangs up. Returns whether others go on: the call must not end. Raises NotYourCall."""
        async with self.switch.work() as work:
            if not (await call_row(work, call_id)).talks:
                return False
            table = await call_table(work, call_id)
        if table.third is not None and table.third.staff == staff:
            await self.drop(call_id)
            return True
        if table.row.seat != staff:
            return False
        if table.own is not None and table.now.recalled:
            await self._lost(LostParty(call_id, table.own.id, table.own.state))
            return True
        if not table.now.seat:
            raise NotYourCall
        if conference_after(table.now, PartyMove.SEAT_LEAVES).over:
            return False
        await self.hand_over(staff, call_id)
        return True

    async def leg_over(self, line: UUID) -> None:
        """Hears that a SIP leg is over: if it is that of a contact, the contact leaves its call."""
        async with self.switch.database.read(self.switch.city_id) as work:
            gone = await party_of_leg(work, line)
        if gone is not None:
            await self._lost(gone)

    async def sweep(self) -> None:
        """Gives citizens back whose third party does not answer or is gone, and finds those whom nobody has."""
        agent = self.switch.agent
        legs = None if agent is None else [leg.id for leg in agent.legs()]
        async with self.switch.work() as work:
            lost = await lost_parties(work, self.switch.name, legs)
        for one in lost:
            await self._lost(one)

    async def _lost(self, lost: LostParty) -> None:
        """Takes out a party that is still in the state in which it was lost."""
        over = False
        async with self.switch.lock(lost.call_id):
            async with self.switch.work() as work:
                try:
                    table = await call_table(work, lost.call_id)
                except NotYourCall:
                    return
            queue = Queue(table.row.queue or Queue.GENERAL)
            if table.third is not None and (table.third.id, table.third.state) == (lost.party_id, lost.state):
                over = await self._third_leaves(table)
            elif table.own is not None and table.own.id == lost.party_id and table.now.recalled:
                await take_out(self.switch, table.own)
                await self.sending.to_queue(table, queue)
            elif lost.party_id is None and table.own is None and table.third is None:
                await self.sending.to_queue(table, queue)
        if over:
            await self.endings.hung_up(lost.call_id)
