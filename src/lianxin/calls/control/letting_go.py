"""Hangs up the telephones of seats that have left a call."""

from uuid import UUID

from lianxin.calls.control.switch import Switch
from lianxin.calls.seating.seat_legs import let_phones_go


async def hang_up_phones(switch: Switch, call_id: UUID, staff: str | None = None, but: UUID | None = None) -> None:
    """Hangs up the telephones of a seat, or of all seats, on a call, except `but`; browsers have none.

    Their rows end first, so that the end of a leg is not taken for a seat that hung up.
    """
    async with switch.work() as work:
        lines = await let_phones_go(work, call_id, staff, but)
    for line in lines:
        await switch.hang_up_leg(line)
