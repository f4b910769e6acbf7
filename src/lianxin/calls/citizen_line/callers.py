"""What the callers of a demonstration know of the hotline: the state of their own call, and the seats on calls."""

from lianxin.calls.rules.states import CallState
from lianxin.kernel.work import UnitOfWork


async def call_of_number(work: UnitOfWork, number: str) -> str:
    """Returns the state of the latest call of a number (as the trunk sends it); ended without one."""
    state = await work.value(
        "SELECT state FROM calls WHERE city_id = %(city)s AND caller_hash = %(hash)s ORDER BY arrived_at DESC LIMIT 1",
        hash=work.vault.index(number),
    )
    return state or CallState.ENDED.value


async def seats_on_calls(work: UnitOfWork) -> int:
    """Returns how many seats take calls of the telephone now, or talk."""
    return await work.value(
        "SELECT count(*) FROM seats WHERE city_id = %(city)s AND (rested_at IS NOT NULL OR call_id IS NOT NULL)"
    )
