"""Rings the duty telephone of a unit for a critical order: one person after the other, until one presses the key.

Each ring is recorded in the case like one that a person made by hand (`ring_unit`).
"""

from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.outgoing.dialled import DialRow, NewDial, begin_dial, has_telephone
from lianxin.calls.rules.dialling import DialPurpose, DialResult
from lianxin.cases import CaseFile, IllegalMove, Order, OrderStatus, asks, carry_out, lock_cases, lock_order
from lianxin.cases.events import CaseChanged, OrderDispatched
from lianxin.city import DutyEntry, ringing_order
from lianxin.kernel.events import Event, Recorded
from lianxin.kernel.ids import OrderId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, InvalidPhone, read_phone

DUTY_READER: Final = "duty_rings"
ROUNDS: Final = 2
"""How often everybody on duty is rung; afterwards a person rings by hand."""

_RINGS_MADE: LiteralString = (
    "SELECT unit, name, acknowledged_at IS NOT NULL AS acknowledged, ended_at IS NULL AS live FROM dialled_calls"
    " WHERE city_id = %(city)s AND purpose = 'duty' AND order_id = %(order)s"
)
_WAITING: Final = frozenset({OrderStatus.DISPATCHED, OrderStatus.IN_PROGRESS})
_CRITICAL: Final = "critical"


@dataclass(frozen=True)
class _Rung:
    """A ring of an order's duty telephones."""

    unit: str
    name: str
    acknowledged: bool
    live: bool


async def follow_orders(work: UnitOfWork, events: list[Recorded]) -> None:
    """Begins to ring for each critical order that a unit receives, as feed reader DUTY_READER.

    When a case becomes critical later, its orders ring. An order that its unit has signed by then does not ring.
    Without a telephone a person rings by hand.
    """
    if not await has_telephone(work):
        return
    for recorded in events:
        later = becomes_critical(recorded.event)
        if recorded.case_id is None or not (later or isinstance(recorded.event, OrderDispatched)):
            continue
        for file in await lock_cases(work, [recorded.case_id]):
            for order in file.orders:
                if order.state is OrderStatus.DISPATCHED and (later or order.id == recorded.order_id):
                    await ring_duty(work, order.id)


def becomes_critical(event: Event) -> bool:
    """Whether an event makes a case critical that was not."""
    return isinstance(event, CaseChanged) and event.changes.get("urgency", ("", ""))[1] == _CRITICAL


async def ring_duty(work: UnitOfWork, order_id: UUID) -> UUID | None:
    """Begins to ring the next person on duty for an order; returns the call, None if nobody must be rung now.

    Nobody is rung while a telephone rings for the order, after somebody acknowledged it, after the unit's first
    contact with the citizen, or after everybody was rung ROUNDS times.
    """
    file, order = await lock_order(work, order_id)
    if file.case.urgency != _CRITICAL or order.state not in _WAITING or order.contacted_at is not None:
        return None
    rung = await work.rows(_Rung, _RINGS_MADE, order=order_id)
    if any(one.live or one.acknowledged for one in rung):
        return None
    entry = _next(file, order, rung)
    if entry is None:
        return None
    new = NewDial(
        DialPurpose.DUTY,
        read_phone(entry.phone).number,
        SYSTEM.ref,
        case_id=file.case.id,
        order_id=order.id,
        unit=entry.unit,
        name=entry.name,
    )
    return await begin_dial(work, new)


def _next(file: CaseFile, order: Order, rung: list[_Rung]) -> DutyEntry | None:
    """Returns whom to ring next: those rung least often first, in the order of the roster."""
    profile = file.profile
    line = (order.unit, *profile.codes_above(order.unit))
    local = file.now.astimezone(profile.zone)
    people = [one for one in ringing_order(profile.duty_rules.roster, line, local) if _can_ring(one)]
    times = [sum((one.unit, one.name) == (by.unit, by.name) for by in rung) for one in people]
    fewest = min(times, default=ROUNDS)
    return people[times.index(fewest)] if fewest < ROUNDS else None


def _can_ring(entry: DutyEntry) -> bool:
    try:
        read_phone(entry.phone)
    except InvalidPhone:
        return False
    return True


async def settle_duty_ring(work: UnitOfWork, row: DialRow, result: DialResult) -> None:
    """Records a ring that has ended in the case, and rings the next person unless somebody acknowledged."""
    if row.order_id is None:
        return
    reached = row.acknowledged_at is not None and result is DialResult.ANSWERED
    ask = asks.ringing.RungUnit(row.name, "reached" if reached else "no_answer", row.unit or "")
    try:
        await carry_out(work, SYSTEM, "ring_unit", OrderId(row.order_id), ask)
    except IllegalMove:  # the unit has acted meanwhile
        return
    if not reached:
        await ring_duty(work, row.order_id)
