"""What is decided: returns, refusals, extensions, suspensions, exclusions."""

from dataclasses import dataclass
from uuid import UUID

from lianxin.cases.commands.registry import case_command, order_command, said, waiting
from lianxin.cases.commands.side_records import decide_record, words_of_record
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import extend_clock, pause_clocks, start_clock, start_until
from lianxin.cases.core.extensions import check_extension
from lianxin.cases.core.orders import follow, give_order, give_orders, resume_case
from lianxin.cases.core.promises import take_up
from lianxin.cases.core.routing import check_not_pushed_down
from lianxin.cases.core.rows import Order
from lianxin.cases.events import ReturnDecided
from lianxin.cases.rules.claim_points import Holding, points_of
from lianxin.cases.rules.dispatch import Direction
from lianxin.cases.rules.states import CaseMove, CaseStatus, OrderMove, OrderStatus
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.kernel.errors import BadField, Conflict, NotFound
from lianxin.people import Action, Actor

LIVED = sorted(status for status in CaseStatus if status not in {CaseStatus.DRAFT, CaseStatus.VOID})


@dataclass(frozen=True)
class Decision:
    """A decision and its reason."""

    reason: str = said("prose")


@dataclass(frozen=True)
class RecordDecision(Decision):
    """`record`: which of those that wait; it may be left out where only one does."""

    record: UUID | None = said("facts", None)


@dataclass(frozen=True)
class GrantedRequest(RecordDecision):
    """`told`: the words that the citizen reads; if it is empty, the unit's own reason or plan."""

    told: str = said("prose", "")


@dataclass(frozen=True)
class Denial:
    """`findings`: what the desk finds of each point of the claim, in order; `cites`: earlier decisions it goes by."""

    reason: str = said("prose")
    findings: list[str] = said("facts", [], options=Holding)
    cites: list[UUID] = said("facts", [])


@dataclass(frozen=True)
class Grant(Denial):
    """With a `unit` the case goes on to it at once; without one the dispatch desk decides."""

    unit: str = said("unit", "")
    co_units: list[str] = said("units", [])


class RulingFollows(Conflict):
    """Returned too often: who answers is ruled, so that no next unit can be named."""

    code = "cases.ruling_follows"


def from_the_desk(_file: CaseFile, order: Order | None) -> bool:
    """Returns inside a unit never reach the return desk."""
    return order is not None and order.role != "sub"


@order_command(Action.DECIDE_RETURN, OrderStatus.RETURN_REQUESTED, asks=Grant, fits=from_the_desk, key="y")
async def grant_return(file: CaseFile, order: Order, ask: Grant) -> None:
    """Grants the return. The next unit gets a new clock, at once if it is named; after two such returns a review
    opens."""
    await decide(file, order, "granted", ask)
    file.move_order(order, OrderMove.GRANT_RETURN)
    file.end_orders(OrderMove.CANCEL, file.tree(order))
    if order.role == "lead":
        file.case.returns += 1
        file.case.lead_unit = None
    follow(file)
    if ask.unit:
        await pass_on(file, order, ask)


async def pass_on(file: CaseFile, order: Order, ask: Grant) -> None:
    """Gives the order to the next unit; raises RulingFollows, AlreadyAsked, PushedDown."""
    if order.role == "co":
        give_order(file, ask.unit, "co", "desk", {})
    elif file.case.state is CaseStatus.PENDING_DISPATCH:
        await check_not_pushed_down(file, ask.unit)
        file.move_case(CaseMove.DISPATCH)
        file.stop((ClockKind.DISPATCH,))
        give_orders(file, Direction(ask.unit, "desk", {}), ask.co_units, "")
    else:
        raise RulingFollows(number=file.case.number, returns=file.case.returns)


@order_command(Action.DECIDE_RETURN, OrderStatus.RETURN_REQUESTED, asks=Denial, fits=from_the_desk, key="x")
async def refuse_return(file: CaseFile, order: Order, ask: Denial) -> None:
    """Refuses the return. The unit continues; its clock has never stopped."""
    await decide(file, order, "refused", ask)
    refused(file, order)


def refused(file: CaseFile, order: Order) -> None:
    """Somebody decided that it is theirs: the order goes on, and is not argued about again."""
    file.move_order(order, OrderMove.REFUSE_RETURN)
    order.refusals += 1
    order.signed_at = order.signed_at or file.now


def back_to_work(file: CaseFile, order: Order) -> None:
    """Nobody decided: it is handled first and argued about later, so the window to ask opens again."""
    file.move_order(order, OrderMove.REFUSE_RETURN, return_decision="lapsed")
    order.signed_at = order.signed_at or file.now
    start_clock(file, ClockKind.RETURN_WINDOW, order)


@dataclass(frozen=True)
class _Claim:
    """The id of a return that is asked for, and the unit's claim."""

    id: UUID
    body: str


async def decide(file: CaseFile, order: Order, decision: str, ask: Denial) -> None:
    """Writes the decision beside the request with what was found of each point, and ends its clock."""
    found = await file.work.row(
        _Claim,
        "SELECT r.id, t.body FROM order_returns r JOIN texts t ON t.city_id = r.city_id AND t.id = r.claim_text"
        " WHERE r.city_id = %(city)s AND r.case_id = %(case_id)s AND r.order_id = %(order_id)s AND r.decision IS NULL",
        case_id=file.case.id,
        order_id=order.id,
    )
    if found is None:
        raise NotFound(order=str(order.id))
    points = len(points_of(found.body))
    if ask.findings and len(ask.findings) != points:
        raise BadField(field="findings", problem="not_as_many", points=points)
    text = file.write(TextKind.RETURN_DECISION, ask.reason, order)
    decided = {"decision": decision, "decision_text": text, "decided_by": file.work.actor, "decided_at": file.now}
    file.work.change("order_returns", found.id, findings=ask.findings, cites=ask.cites, **decided)
    file.record(ReturnDecided(found.id, decision, ask.findings, ask.cites), order)
    file.stop((ClockKind.RETURN_DECISION,), order)


@case_command(Action.CONFIRM, CaseStatus.NOT_ACCEPTED, asks=Decision, offered=waiting("refusal"))
async def overturn_refusal(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """A shift lead overturns the refusal; the dispatch desk sends the case to a unit."""
    await decide_record(file, "refusal", "overturned", "")
    take_up(file, TextKind.REASON, ask.reason)


@case_command(Action.SUPERVISE, CaseStatus.HANDLING, asks=GrantedRequest, decides="extension")
async def grant_extension(file: CaseFile, _actor: Actor, ask: GrantedRequest) -> None:
    """Grants the requested time. For the lead's order the citizen reads why, and the new due time."""
    request = await decide_record(file, "extension", "granted", ask.reason, record=ask.record)
    order = file.order(request.order_id) if request.order_id else None
    if order is None or order.role == "lead":
        told = ask.told or await words_of_record(file, request)
        file.write(TextKind.EXTENSION, told, order, to_citizen=True)
    if order is not None:
        check_extension(file, order, request.details.amount or 0)
        extend_clock(file, order, request.details.amount or 0, "extension")


@case_command(
    Action.SUPERVISE,
    CaseStatus.HANDLING,
    CaseStatus.PENDING_DISPATCH,
    CaseStatus.RESPONSIBILITY_REVIEW,
    CaseStatus.CHECKING,
    asks=RecordDecision,
    decides="extension",
)
async def refuse_extension(file: CaseFile, _actor: Actor, ask: RecordDecision) -> None:
    """Refuses the extension."""
    await decide_record(file, "extension", "refused", ask.reason, record=ask.record)


@case_command(Action.APPROVE, CaseStatus.HANDLING, asks=GrantedRequest, decides="suspension")
async def grant_suspension(file: CaseFile, _actor: Actor, ask: GrantedRequest) -> None:
    """The hotline office approves plan and review date. The clocks are paused, and the citizen reads the plan."""
    request = await decide_record(file, "suspension", "granted", ask.reason, record=ask.record)
    file.write(TextKind.PLAN, ask.told or await words_of_record(file, request), to_citizen=True)
    file.case.resume_to = CaseStatus.HANDLING
    file.move_case(CaseMove.SUSPEND)
    pause_clocks(file)
    start_until(file, ClockKind.SUSPENSION, request.details.review_on or file.now)


@case_command(Action.APPROVE, CaseStatus.HANDLING, asks=RecordDecision, decides="suspension")
async def refuse_suspension(file: CaseFile, _actor: Actor, ask: RecordDecision) -> None:
    """Refuses the suspension; the unit has to act now."""
    await decide_record(file, "suspension", "refused", ask.reason, record=ask.record)


@case_command(Action.APPROVE, CaseStatus.SUSPENDED, asks=Decision)
async def end_suspension(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """Ends the suspension; handling continues."""
    file.write(TextKind.NOTE, ask.reason)
    resume_case(file, "suspension")


@case_command(Action.APPROVE, *LIVED, asks=RecordDecision, decides="exclusion")
async def grant_exclusion(file: CaseFile, _actor: Actor, ask: RecordDecision) -> None:
    """Leaves the order out of the unit's indicators; it stays listed."""
    await decide_record(file, "exclusion", "granted", ask.reason, record=ask.record)


@case_command(Action.APPROVE, *LIVED, asks=RecordDecision, decides="exclusion")
async def refuse_exclusion(file: CaseFile, _actor: Actor, ask: RecordDecision) -> None:
    """Refuses the exclusion; the order counts."""
    await decide_record(file, "exclusion", "refused", ask.reason, record=ask.record)
