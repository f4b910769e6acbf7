"""Every way in which the line of a call ends: the citizen or the seat hangs up, a server of ours fails."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog

from lianxin.calls.control.letting_go import hang_up_phones
from lianxin.calls.control.numbers import caller_number
from lianxin.calls.control.outside_legs import let_outside_go, outside_on
from lianxin.calls.control.rows import CallRow, call_row, locked_call, move_call, part_all, record_of_call
from lianxin.calls.control.seats import SeatRow, finish_seat, seats_on_call, step_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.events import CallDropped, CallFinished, CallMissed
from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.talks import end_media
from lianxin.calls.outgoing.ring_backs import CallToRingBack, list_ring_back
from lianxin.calls.routing.waiting import leave_queue
from lianxin.calls.rules.states import CALL_MOVES, CallMove, CallState, SeatMove
from lianxin.calls.rules.words import CallDirection, Queue, SeatState
from lianxin.city import current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import InvalidPhone, read_phone

log = structlog.get_logger("lianxin")


@dataclass
class Endings:
    """Ends the lines of a controller. Each ending is committed first; legs and media follow, and may fail."""

    switch: Switch

    async def hung_up(self, call_id: UUID) -> None:
        """The citizen hung up, or a seat did: the call is over, or missed if no seat answered."""
        await self._end(call_id, dropped=False)

    async def dropped(self, call_id: UUID) -> None:
        """A media server lost the call: the citizen is rung back at the old place."""
        await self._end(call_id, dropped=True)

    async def released(self, row: CallRow) -> None:
        """The citizen hung up with a promise and has heard good bye: ends the line."""
        async with self.switch.work() as work:
            await part_all(work, row.id)
            record_of_call(work, row.id, CallFinished(row.id, 0.0, row.state))
        await self._release(row)
        self.switch.forget(row.id)
        self.switch.wake.set()

    async def _end(self, call_id: UUID, *, dropped: bool) -> None:
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                outside = await outside_on(work, call_id)
                row = await self._over(work, call_id, dropped=dropped)
            if row is None:
                return
            await self._release(row)
            for one in outside:
                await let_outside_go(self.switch, one.id, one.line)
        self.switch.forget(call_id)
        self.switch.wake.set()

    async def _release(self, row: CallRow) -> None:
        """Ends what a call that is over still holds; the reaper and the next sweep end what this cannot reach."""
        self.switch.stop(row.id)
        await self.switch.hang_up_leg(row.line)
        await hang_up_phones(self.switch, row.id)
        with suppress(MediaUnreachable, MediaRefused):
            await end_media(self.switch.database, self.switch.city_id, self.switch.media, row.id)

    async def _over(self, work: UnitOfWork, call_id: UUID, *, dropped: bool) -> CallRow | None:
        """Writes the end of a line; None if it had ended before."""
        seats = await seats_on_call(work, call_id)
        try:
            await _end_recall(work, call_id, seats)
            await leave_queue(work, call_id)
            row = await locked_call(work, call_id)
        except NotYourCall:
            return None
        move = _move(CallState(row.state), dropped=dropped)
        if move is None:  # its end was written elsewhere; whoever is still there leaves
            return row if await part_all(work, call_id) else None
        talked = (work.real - row.answered_at).total_seconds() if row.answered_at else 0.0
        move_call(work, row, move, over_at=work.real, ended_at=work.now, room=None)
        for seat in seats:
            if seat.state in {SeatState.TALKING, SeatState.HOLD}:
                await finish_seat(work, seat, talked)
        await part_all(work, call_id)
        await self._tell(work, row, move, talked)
        return row

    async def _tell(self, work: UnitOfWork, row: CallRow, move: CallMove, talked: float) -> None:
        """Records the end, and lists a citizen whom nobody served to be rung back."""
        waited = (work.real - row.queued_at).total_seconds() if row.queued_at else 0.0
        if move is CallMove.DROP:
            record_of_call(work, row.id, CallDropped(row.id))
        elif move is CallMove.GIVE_UP and row.direction == CallDirection.IN:
            record_of_call(work, row.id, CallMissed(row.id, waited))
        record_of_call(work, row.id, CallFinished(row.id, talked, row.state))
        if move in {CallMove.DROP, CallMove.GIVE_UP} and row.direction == CallDirection.IN:
            await self._list(work, row, promised=move is CallMove.DROP)

    async def _list(self, work: UnitOfWork, row: CallRow, *, promised: bool) -> None:
        number = await caller_number(work, row.caller_sealed, row.caller_owner)
        with suppress(InvalidPhone):
            stored = read_phone(number).number
            call = CallToRingBack(
                row.id, stored, promised, row.queued_at or work.real, row.priority, Queue(row.queue or "general"),
                dict(row.levels),
            )  # fmt: skip
            await list_ring_back(work, await current_profile(work), call)


async def _end_recall(work: UnitOfWork, call_id: UUID, seats: list[SeatRow]) -> None:
    """Lets a seat that rings again for a citizen whom it sent away wrap up; raises NotYourCall."""
    row = await call_row(work, call_id)
    for seat in seats:
        if seat.state == SeatState.RESERVED and row.talks and row.seat == seat.staff:
            await step_seat(work, seat, SeatMove.END_RECALL, lease_until=None)


def _move(state: CallState, *, dropped: bool) -> CallMove | None:
    """Returns the move by which a line ends; None if it has ended."""
    moves = CALL_MOVES[state]
    if dropped and CallMove.DROP in moves:
        return CallMove.DROP
    return next((move for move in (CallMove.HANG_UP, CallMove.GIVE_UP) if move in moves), None)
