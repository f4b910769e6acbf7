"""The end of a wrap-up: every call has a case or a disposition before its seat goes on."""

from uuid import UUID

from lianxin.calls.control.events import CallDisposed
from lianxin.calls.control.rows import CallRow, call_row, record_of_call
from lianxin.calls.control.seats import leave_wrap_up, locked_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.wishes import NextState, NoDisposition, NotYourCall
from lianxin.calls.ending import EndOfCall, end_call
from lianxin.calls.media.case_calls import cases_of_call
from lianxin.calls.media.hearing import CALL_CASES_READER, follow_cases
from lianxin.calls.rules.words import Disposition, SeatState
from lianxin.kernel.feed import react
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

BY_CASE = "case"


async def end_wrap_up(switch: Switch, actor: Actor, call_id: UUID, wish: NextState, kind: Disposition | None) -> None:
    """Records the disposition, if no case was opened in the call, and lets the seat go on.

    A seat whose wrap-up of this call has ended changes nothing. Raises NotYourCall, NoDisposition, NotWarned.
    """
    if kind is None:  # a case that was opened a moment ago
        while await react(switch.database, switch.city_id, CALL_CASES_READER, follow_cases):
            pass
    async with switch.work(actor.ref) as work:
        seat = await locked_seat(work, actor.ref)
        if seat.call_id is None and seat.state in {SeatState.READY, SeatState.BREAK, SeatState.AWAY}:
            return
        if seat.call_id != call_id or seat.state != SeatState.WRAP_UP:
            raise NotYourCall
        disposed = await _disposed(work, actor, await call_row(work, call_id), kind)
        record_of_call(work, call_id, CallDisposed(call_id, disposed, actor.ref))
        await leave_wrap_up(work, seat, wish, kind)


async def _disposed(work: UnitOfWork, actor: Actor, row: CallRow, kind: Disposition | None) -> str:
    """Returns what becomes of a call; records a disposition that is not recorded yet."""
    if row.kind is not None:
        return row.kind
    if kind is None:
        if await cases_of_call(work, row.id):
            return BY_CASE
        raise NoDisposition
    if row.seat == actor.ref:  # otherwise another seat has the call, and its disposition
        await end_call(work, actor, row.id, EndOfCall(kind, row.started_at, work.now))
    return kind.value
