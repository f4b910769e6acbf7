"""What a case waits for: its next clock, the unit that this clock belongs to, and the units that ask for a return."""

from collections.abc import Sequence
from datetime import datetime

from lianxin.cases.core.rows import Case, ClockRow, Order
from lianxin.cases.rules.states import AT_WORK, CaseStatus, OrderStatus
from lianxin.cases.rules.words import ClockKind

SILENT_CLOCKS = frozenset({ClockKind.REOPEN, ClockKind.OBJECT, ClockKind.RETURN_WINDOW, ClockKind.ANSWER})
"""Clocks that require no action, so they do not order work lists; ANSWER does if no other clock runs."""


def look_ahead(case: Case, orders: Sequence[Order], clocks: Sequence[ClockRow], now: datetime) -> None:
    """Sets the fields of the case that lists and sentences read: next clock, its unit, the promise, the returns."""
    live = [c for c in clocks if c.runs and c.paused_at is None]
    acted = [c for c in live if c.kind not in SILENT_CLOCKS] or [c for c in live if c.kind == ClockKind.ANSWER]
    coming = min(acted, key=lambda c: (c.due_at, now - c.started_at), default=None)
    case.next_due_at = coming.due_at if coming else None
    case.next_clock = coming.kind if coming else None
    case.next_since = coming.started_at if coming else None
    case.next_unit = unit_awaited(case, orders, coming)
    case.return_units = [o.unit for o in orders if o.state is OrderStatus.RETURN_REQUESTED and o.role != "sub"]
    if promise := [c for c in clocks if c.kind == ClockKind.ANSWER]:
        case.due_at = promise[-1].due_at


def unit_awaited(case: Case, orders: Sequence[Order], clock: ClockRow | None) -> str | None:
    """Returns the unit of the order that the clock belongs to; without one, the first unit at work in handling.

    A clock of the hotline (dispatch, check, callback, review, ruling) belongs to no unit.
    """
    owner = next((o for o in orders if clock is not None and o.id == clock.order_id), None)
    if owner is None and case.state is CaseStatus.HANDLING:
        owner = next((o for o in orders if o.state in AT_WORK and o.role != "sub"), None)
    return owner.unit if owner else None
