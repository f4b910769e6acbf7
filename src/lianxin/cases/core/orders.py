"""Gives orders to units, and moves the case by the state of its orders: the only code that does either."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lianxin.cases.core.case_file import CaseFile, at_work
from lianxin.cases.core.clocks import pause_clocks, resume_clocks, start_clock, start_order_clocks
from lianxin.cases.core.routing import known_unit, unit_again
from lianxin.cases.core.rows import Order
from lianxin.cases.events import MoveDetails, OrderHandedOver
from lianxin.cases.rules.dispatch import Direction
from lianxin.cases.rules.pauses import NOTHING, PauseSpent, pause_left
from lianxin.cases.rules.returns import needs_ruling
from lianxin.cases.rules.states import AT_WORK, CaseMove, CaseStatus, OrderMove
from lianxin.cases.rules.words import ClockKind, TextKind, Urgency
from lianxin.kernel.errors import Conflict, Invalid


class ComplainedUnit(Invalid):
    """A complaint cannot be dispatched to the unit complained about or one below it."""

    code = "cases.complained_unit"


class AlreadyAsked(Conflict):
    """The unit already works on this case."""

    code = "cases.already_asked"


class AskedEnough(Conflict):
    """The unit has asked the citizen too often in this round; the dispatch desk may still ask."""

    code = "cases.asked_enough"


MOST_ASKS = 2  # in one round, so that a unit cannot pause its clocks again and again


def give_orders(file: CaseFile, direction: Direction, co_units: list[str], reason: str, **more: Any) -> Order:
    """Gives the lead order by a direction, and co-orders; raises ValueError for a direction without a unit."""
    if direction.unit is None:
        raise ValueError("a direction without a unit gives no order")
    if reason:
        file.write(TextKind.REASON, reason)
    for co in at_work(file.round_orders()):
        if co.role == "co" and co.unit == direction.unit:  # the new lead order replaces it
            file.end_orders(OrderMove.RELEASE, file.tree(co))
    lead = give_order(file, direction.unit, "lead", direction.rule, dict(direction.reasons), **more)
    for unit in co_units:
        give_order(file, unit, "co", direction.rule, {})
    return lead


def orders_again(file: CaseFile, rule: str, **more: Any) -> bool:
    """Gives a new lead order to the last lead unit or its successor, never a blamed one, else to the fallback.

    A tip-off goes to the unit above a street or team. Returns False if there is no such unit.
    """
    had = (_heir(file, order.unit) for order in reversed(file.orders) if order.role == "lead")
    last = next((unit for unit in had if unit and not is_blamed(file, unit)), None)
    direction = Direction(unit_again(file, last), rule, {}) if last else fallback(file)
    if direction.unit is None:
        return False
    give_orders(file, direction, [], "", **more)
    return True


def give_order(file: CaseFile, unit: str, role: str, rule: str, reasons: dict[str, str], **more: Any) -> Order:
    """Adds one order and starts its clocks; raises UnknownUnit, ComplainedUnit or AlreadyAsked."""
    check_may_be_asked(file, unit)
    if role != "lead" and any(other.unit == unit for other in at_work(file.orders)):
        raise AlreadyAsked(unit=unit)
    order = file.add_order(unit, role, rule, reasons, **more)
    start_order_clocks(file, order)
    return order


def check_may_be_asked(file: CaseFile, unit: str) -> None:
    """Raises UnknownUnit, or ComplainedUnit if the citizen complains about the unit or one above it."""
    known_unit(file, unit)
    if is_blamed(file, unit):
        raise ComplainedUnit(unit=unit)


def is_blamed(file: CaseFile, unit: str) -> bool:
    """Whether the citizen complains about the unit or one above it."""
    return file.blames(unit)


def follow(file: CaseFile) -> None:
    """Moves the case if its orders call for it: to the check, to the dispatch desk, or to a ruling."""
    match file.follow_orders():
        case CaseMove.ALL_REPLIED:
            start_clock(file, ClockKind.CHECK)
        case CaseMove.RETURN_GRANTED if needs_ruling(file.case.returns, file.profile.returns.most):
            open_ruling(file, "two_returns")
        case CaseMove.RETURN_GRANTED:
            start_clock(file, ClockKind.DISPATCH)
        case _:
            pass


def successor_of(file: CaseFile, order: Order) -> str:
    """Returns the unit that takes over from an order's retired unit, never one complained about.

    It is the successor that the profile names, otherwise a unit above it, otherwise the fallback.
    """
    able = [_heir(file, order.unit), *file.above(order.unit), fallback(file).unit]
    return next((unit for unit in able if unit and not is_blamed(file, unit)), order.unit)


def _heir(file: CaseFile, unit: str) -> str | None:
    """Returns the unit, or the one that took over its work of this topic and place."""
    case = file.case
    return file.profile.heir(unit, case.topic, case.street, case.district)


def hand_over(file: CaseFile, order: Order, unit: str) -> None:
    """Gives an order to another unit; its state and its clocks continue."""
    before, order.unit = order.unit, unit
    if order.role == "lead" and file.case.lead_unit == before:
        file.case.lead_unit = unit
    file.record(OrderHandedOver(unit, before, order.role), order)


def parents(file: CaseFile, order: Order) -> list[Order]:
    """Returns the orders above a sub-order, nearest first."""
    found: list[Order] = []
    while order.parent_id is not None:
        order = file.order(order.parent_id)
        found.append(order)
    return found


def asks_made(file: CaseFile) -> int:
    """Returns how often the citizen was asked for information since the round's first order."""
    began = min((order.dispatched_at for order in file.orders if order.round == file.case.round), default=file.now)
    return sum(clock.kind == ClockKind.INFORMATION and clock.started_at >= began for clock in file.clocks)


def may_stand(file: CaseFile, _order: Order | None = None) -> bool:
    """Whether questions to the citizen may still pause the case; the bound covers all rounds."""
    return time_to_stand(file) != NOTHING


def time_to_stand(file: CaseFile) -> timedelta | None:
    """Returns the time left for questions to the citizen; None before the first one."""
    return pause_left(clock for clock in file.clocks if clock.kind == ClockKind.INFORMATION)


def seek_information(file: CaseFile, question: str, order: Order | None) -> None:
    """Asks the citizen for information and pauses the case; raises AskedEnough, PauseSpent.

    `order` is None if the desk asks. This is the only move into needs_information.
    """
    if order is not None and asks_made(file) >= MOST_ASKS:
        raise AskedEnough(most=MOST_ASKS)
    left = time_to_stand(file)
    if left == NOTHING:
        raise PauseSpent(number=file.case.number)
    file.case.resume_to = file.case.status
    file.write(TextKind.QUESTION, question, order, to_citizen=True)
    file.move_case(CaseMove.ASK_INFORMATION)
    file.stop((ClockKind.SCREENING,))
    pause_clocks(file)
    start_clock(file, ClockKind.INFORMATION, at_most=left)


_RESUMES: Mapping[str, CaseMove] = {
    CaseStatus.SCREENING: CaseMove.RESUME_SCREENING,
    CaseStatus.PENDING_DISPATCH: CaseMove.RESUME_DISPATCH,
}


def resume_case(file: CaseFile, why: str) -> None:
    """Resumes screening, dispatch or handling and the paused clocks, and moves on if the orders ended meanwhile."""
    file.move_case(_RESUMES.get(file.case.resume_to or "", CaseMove.RESUME_HANDLING))
    file.case.resume_to = None
    bounds = [clock.due_at for clock in file.running((ClockKind.INFORMATION,))]
    file.stop((ClockKind.INFORMATION, ClockKind.SUSPENSION))
    resume_clocks(file, why, min([file.now, *bounds]))
    if file.case.state is CaseStatus.SCREENING:
        start_clock(file, ClockKind.SCREENING)
    follow(file)


def open_ruling(file: CaseFile, why: str) -> None:
    """Opens a responsibility review; meanwhile the fallback unit handles a critical case on which no lead works."""
    if file.case.state is CaseStatus.REVIEW:
        file.stop((ClockKind.REVIEW,))
        file.case.forget_verdict()
    file.move_case(CaseMove.CALL_RULING, MoveDetails(why=why))
    file.stop((ClockKind.DISPATCH,))
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
    start_clock(file, ClockKind.RULING)
    lead = file.lead
    direction = fallback(file)
    if direction.unit and case.urgency == Urgency.CRITICAL and (lead is None or lead.state not in AT_WORK):
        give_orders(file, direction, [], "", returnable=False)


def fallback(file: CaseFile) -> Direction:
    """Returns the district government of the place, otherwise the city's fallback unit, never a unit complained about.

    `unit` is None only for a complaint about the city as a whole.
    """
    place = file.profile.unit_of_place(file.case.district) if file.case.district else None
    own = file.profile.fallback.unit
    able = [*([place.code] if place else []), own, *file.above(own)]
    unit = next((unit for unit in able if not is_blamed(file, unit)), None)
    return Direction(unit, "fallback", {"district": file.case.district})
