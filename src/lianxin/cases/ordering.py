"""Giving orders, and what a case does because of them: one way into a unit's hands, one way on when they are done."""

from typing import Any

from lianxin.cases.case_file import CaseFile
from lianxin.cases.clockwork import resume_clocks, start_clock, start_order_clocks
from lianxin.cases.directions import known_unit
from lianxin.cases.rows import Order
from lianxin.cases.rules.dispatch import Direction
from lianxin.cases.rules.returns import needs_ruling
from lianxin.cases.rules.states import AT_WORK, CaseMove, CaseStatus
from lianxin.cases.rules.words import Clock, TextKind, Urgency
from lianxin.kernel.errors import Invalid


class ComplainedUnit(Invalid):
    """A complaint is never dispatched to the unit complained about."""

    code = "cases.complained_unit"


def give_orders(file: CaseFile, direction: Direction, co_units: list[str], reason: str, **more: Any) -> Order:
    """A lead order by a direction, and co-orders beside it."""
    if direction.unit is None:
        raise ValueError("a direction without a unit gives no order")
    if reason:
        file.write(TextKind.REASON, reason)
    lead = give_order(file, direction.unit, "lead", direction.rule, dict(direction.reasons), **more)
    for unit in co_units:
        give_order(file, unit, "co", direction.rule, {})
    return lead


def give_order(file: CaseFile, unit: str, role: str, rule: str, reasons: dict[str, Any], **more: Any) -> Order:
    """One order with its clocks; never to a unit complained about."""
    known_unit(file, unit)
    if unit in file.case.complained:
        raise ComplainedUnit(unit=unit)
    order = file.add_order(unit, role, rule, reasons, **more)
    start_order_clocks(file, order)
    return order


def follow(file: CaseFile) -> None:
    """The case moves if its orders call for it: to the checker, or back to the desk, or to the ruling."""
    match file.follow_orders():
        case CaseMove.ALL_REPLIED:
            start_clock(file, Clock.CHECK)
        case CaseMove.RETURN_GRANTED if needs_ruling(file.case.returns):
            open_ruling(file, "two_returns")
        case CaseMove.RETURN_GRANTED:
            start_clock(file, Clock.DISPATCH)
        case _:
            pass


def resume_case(file: CaseFile, why: str) -> None:
    """Back to dispatch or handling, clocks running, and on at once if the orders ended meanwhile."""
    to = file.case.resume_to
    file.move_case(CaseMove.RESUME_DISPATCH if to == CaseStatus.PENDING_DISPATCH else CaseMove.RESUME_HANDLING)
    file.case.resume_to = None
    file.stop((Clock.INFORMATION, Clock.SUSPENSION))
    resume_clocks(file, why)
    follow(file)


def open_ruling(file: CaseFile, why: str) -> None:
    """The case waits for a ruling; a critical one is handled meanwhile by the fallback."""
    if file.case.state is CaseStatus.REVIEW:
        file.stop((Clock.REVIEW,))
    file.move_case(CaseMove.CALL_RULING, why=why)
    file.stop((Clock.DISPATCH,))
    case = file.case
    file.add(
        "rulings",
        {
            "id": file.new_id(),
            "case_id": case.id,
            "topic": case.topic,
            "district": case.district,
            "street": case.street,
            "called_by": file.work.actor,
            "called_at": file.now,
        },
    )
    start_clock(file, Clock.RULING)
    lead = file.lead
    if case.urgency == Urgency.CRITICAL and (lead is None or lead.state not in AT_WORK):
        give_orders(file, fallback(file), [], "", returnable=False)


def fallback(file: CaseFile) -> Direction:
    """The district government of the place, or the city's own fallback unit: somebody always answers."""
    return Direction(fallback_unit(file), "fallback", {"district": file.case.district})


def fallback_unit(file: CaseFile) -> str:
    """Who takes what nobody else does; never whom the citizen complains about."""
    place = file.profile.unit_of_place(file.case.district) if file.case.district else None
    able = [*([place.code] if place else []), file.profile.fallback.unit, *file.above(file.profile.fallback.unit)]
    return next((unit for unit in able if unit not in file.case.complained), able[-1])
