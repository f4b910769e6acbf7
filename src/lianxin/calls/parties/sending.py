"""A citizen whom no seat has for a moment: passed to a queue, or back at the seat that sent them to somebody else."""

from dataclasses import dataclass
from uuid import UUID

from lianxin.calls.control.listening import Listening
from lianxin.calls.control.rows import PartyRow, leg_of, locked_call, move_call, record_of_call
from lianxin.calls.control.seats import locked_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.events import CallPassed
from lianxin.calls.media.citizen_leg import part_leg
from lianxin.calls.parties.asking import ring_seat
from lianxin.calls.parties.call_table import CallTable, call_table
from lianxin.calls.parties.events import SeatRecalled
from lianxin.calls.parties.leaving import end_whisper, finish_own, leave_room
from lianxin.calls.routing.city_rules import routing_rules
from lianxin.calls.routing.waiting import CallNeeds, enqueue_call
from lianxin.calls.rules.parties import PartyMove, conference_after
from lianxin.calls.rules.states import CallMove, SeatMove
from lianxin.calls.rules.words import PartyState, Queue, SeatState
from lianxin.city import current_profile


@dataclass
class Sending:
    """Brings the citizens of a controller back into the one order, or to the seat that had them."""

    switch: Switch
    listening: Listening

    async def pass_on(self, staff: str, call_id: UUID, queue: Queue) -> None:
        """Passes the citizen to a queue at the time of the first place; the seat wraps up. Raises NotYourCall."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id, staff)
            conference_after(table.now, PartyMove.PASS_ON)
            await end_whisper(self.switch, call_id)
            await self.to_queue(table, queue, table.seat(staff))

    async def recall(self, table: CallTable) -> None:
        """Rings the seat that sent the citizen away; if it has gone on, the citizen waits at the first place.

        The caller has the lock of the call.
        """
        async with self.switch.work() as work:
            seat = await locked_seat(work, table.row.seat or "")
            if seat.state == SeatState.WRAP_UP and seat.call_id == table.row.id:
                await ring_seat(work, seat, table.row.id, SeatMove.RECALL)
                record_of_call(work, table.row.id, SeatRecalled(table.row.id, seat.staff))
                return
        await self.to_queue(table, Queue(table.row.queue or Queue.GENERAL))

    async def to_queue(self, table: CallTable, queue: Queue, own: PartyRow | None = None) -> None:
        """Lets the citizen wait in a queue at the time of the first place; the caller has the lock of the call.

        `own`: the seat that has the call, which wraps up.
        """
        row, citizen, switch = table.row, table.citizen, self.switch
        if citizen.handle is not None:
            async with switch.work() as work:
                leg = leg_of(work, citizen)
            await part_leg(switch.media.rtpengine, leg, switch.media.rooms, citizen.in_room)
        if own is not None:
            await leave_room(switch, own)
        async with switch.work((own and own.staff) or "system") as work:
            if own is not None:
                await finish_own(work, own)
            record_of_call(work, row.id, CallPassed(row.id, queue.value))
            needs = CallNeeds(row.priority, queue, dict(row.levels), row.queued_at)
            await enqueue_call(work, row.id, needs, routing_rules(await current_profile(work)))
            move_call(work, await locked_call(work, row.id), CallMove.PASS_ON, queue=queue.value, room=None)
            work.change("call_parties", citizen.id, state=PartyState.WAITING.value, handle=None)
        if row.room is not None:
            await switch.media.rooms.destroy(row.room)
        switch.begin(row.id, self.listening.wait(row.id))
        switch.wake.set()
