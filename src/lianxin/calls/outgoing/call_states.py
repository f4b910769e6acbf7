"""The state of the call behind a row of the list of ring-backs."""

from typing import Any, LiteralString
from uuid import UUID

from lianxin.calls.rules.states import CALL_MOVES, CallMove, CallState
from lianxin.kernel.work import UnitOfWork

_LOCK_STATE: LiteralString = "SELECT state FROM calls WHERE city_id = %(city)s AND id = %(id)s FOR UPDATE"


async def move_listed_call(work: UnitOfWork, call_id: UUID, move: CallMove, **cells: Any) -> None:
    """Moves a call of the list; has no effect where its state does not allow that, or without a row of `calls`."""
    state: str | None = await work.value(_LOCK_STATE, id=call_id)
    after = CALL_MOVES[CallState(state)].get(move) if state else None
    if after is not None:
        work.change("calls", call_id, state=after.value, **cells)
