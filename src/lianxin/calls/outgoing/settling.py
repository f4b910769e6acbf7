"""What the end of an outgoing call changes: the list of ring-backs, the attempts of a callback, the duty telephone."""

from typing import Final

from lianxin.calls.outgoing.call_states import move_listed_call
from lianxin.calls.outgoing.dialled import DialRow
from lianxin.calls.outgoing.duty_rings import settle_duty_ring
from lianxin.calls.outgoing.ring_backs import NoRingBack, miss_ring_back, open_ring_back, reach_ring_back
from lianxin.calls.outgoing.seat_dials import BY_SEAT, end_seat_dial
from lianxin.calls.rules.dialling import DialPurpose, DialResult
from lianxin.calls.rules.states import CallMove
from lianxin.calls.surge.calling_in import settle_call_in
from lianxin.cases import IllegalMove, asks, carry_out
from lianxin.city import Profile, current_profile
from lianxin.kernel.ids import CaseId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

_ATTEMPTS: Final = frozenset({DialResult.BUSY, DialResult.NO_ANSWER, DialResult.REFUSED, DialResult.WRONG_NUMBER})


async def settle_dial(work: UnitOfWork, row: DialRow, result: DialResult) -> None:
    """Applies the result of a call that has ended."""
    if row.purpose in BY_SEAT and row.desk_sealed is None and result is not DialResult.ANSWERED:
        await end_seat_dial(work, row.id)
    match DialPurpose(row.purpose):
        case DialPurpose.RING_BACK | DialPurpose.MISSED:
            await _ring_back(work, await current_profile(work), row, result)
        case DialPurpose.CALLBACK if result in _ATTEMPTS:
            await _attempt(work, row, result)
        case DialPurpose.DUTY:
            await settle_duty_ring(work, row, result)
        case DialPurpose.CALL_IN if row.acknowledged_at is not None:
            await settle_call_in(work, row.id, row.name)
        case _:
            pass


async def _ring_back(work: UnitOfWork, profile: Profile, row: DialRow, result: DialResult) -> None:
    """A caller who answered has left the list already if they wait for a seat; otherwise leaves it now."""
    if row.call_id is None:
        return
    try:
        listed = await open_ring_back(work, row.call_id)
    except NoRingBack:
        return
    if result is DialResult.ANSWERED:
        await reach_ring_back(work, listed, None)
    elif result is DialResult.NO_CALLER:  # the citizen's telephone did not ring
        work.change("ring_backs", listed.id, state="waiting", attempts=max(0, listed.attempts - 1))
        await move_listed_call(work, listed.id, CallMove.CITIZEN_SILENT)
    else:
        await miss_ring_back(work, profile, listed, result)


async def _attempt(work: UnitOfWork, row: DialRow, result: DialResult) -> None:
    """Records an attempt of a callback for the person who made it, unless the callback was answered meanwhile."""
    if row.case_id is None:
        return
    actor = Actor(row.made_by, everything=True)  # who may call back was checked when the call was begun
    before, work.actor = work.actor, actor.ref
    try:
        await carry_out(work, actor, "attempt_callback", CaseId(row.case_id), asks.followup.Attempt(result.value))
    except IllegalMove:
        return
    finally:
        work.actor = before
