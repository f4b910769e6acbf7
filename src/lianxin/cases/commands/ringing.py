"""Records who was rung for a critical order and whether they answered.

With a telephone the system rings by itself (`calls.outgoing`); a person does so where it cannot.
"""

from dataclasses import dataclass

from lianxin.cases.commands.registry import order_command, said
from lianxin.cases.commands.side_records import side_record
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.rows import Order
from lianxin.cases.events import RecordDetails
from lianxin.cases.rules.states import OrderStatus
from lianxin.cases.rules.words import RingResult, Urgency
from lianxin.people import Action


@dataclass(frozen=True)
class RungUnit:
    """Who was rung, by name or telephone, whether they answered, and the unit (empty: the order's own)."""

    rung: str = said("line", limit=100)
    answered: str = said("choice", options=RingResult)
    unit: str = said("unit", "")


def must_ring(file: CaseFile, order: Order | None) -> bool:
    """The order is critical and its unit has not contacted the citizen."""
    return order is not None and file.case.urgency == Urgency.CRITICAL and order.contacted_at is None


@order_command(Action.URGE, OrderStatus.DISPATCHED, OrderStatus.IN_PROGRESS, asks=RungUnit, fits=must_ring)
async def ring_unit(file: CaseFile, order: Order, ask: RungUnit) -> None:
    """Records that somebody rang the duty telephone of a critical order's unit, or of a unit above it."""
    unit = ask.unit or order.unit
    side_record(file, "ring", ask.answered, RecordDetails(unit=unit), ask.rung, order)
