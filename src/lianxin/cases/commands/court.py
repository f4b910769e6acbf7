"""What is decided: returns and who answers, refusals, extensions, suspensions, exclusions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases.case_file import CaseFile
from lianxin.cases.clockwork import extend_clock, pause_clocks, start_clock, start_until
from lianxin.cases.commands.desk import Words
from lianxin.cases.commands.registry import case_command, order_command, said, waiting
from lianxin.cases.commands.side import decide_record
from lianxin.cases.events import RulingMade
from lianxin.cases.extending import check_extension
from lianxin.cases.ordering import check_may_be_asked, follow, give_orders, open_ruling, resume_case
from lianxin.cases.promises import take_up
from lianxin.cases.rows import Order
from lianxin.cases.rules.dispatch import Direction
from lianxin.cases.rules.states import OPEN_ORDER, CaseMove, CaseStatus, OrderMove, OrderStatus
from lianxin.cases.rules.words import Clock, TextKind
from lianxin.kernel.errors import NotFound
from lianxin.people import Action, Actor

C = CaseStatus


@dataclass(frozen=True)
class Decision:
    reason: str = said("prose")


@dataclass(frozen=True)
class Ruling:
    unit: str = said("unit")
    reason: str = said("prose")


class NoRuling(NotFound):
    """No responsibility review is open in this case."""

    code = "cases.no_ruling"


def from_the_desk(_file: CaseFile, order: Order | None) -> bool:
    """Returns inside a unit never reach the return desk."""
    return order is not None and order.role != "sub"


@order_command(Action.DECIDE_RETURN, OrderStatus.RETURN_REQUESTED, asks=Decision, fits=from_the_desk, key="y")
async def grant_return(file: CaseFile, order: Order, ask: Decision) -> None:
    """Rightly returned. The next unit gets a fresh clock; after two such returns the responsibility is ruled."""
    await decide(file, order, "granted", ask.reason)
    file.move_order(order, OrderMove.GRANT_RETURN)
    file.end_orders(OrderMove.CANCEL, file.tree(order))
    if order.role == "lead":
        file.case.returns += 1
        file.case.lead_unit = None
    follow(file)


@order_command(Action.DECIDE_RETURN, OrderStatus.RETURN_REQUESTED, asks=Decision, fits=from_the_desk, key="x")
async def refuse_return(file: CaseFile, order: Order, ask: Decision) -> None:
    """It is theirs after all; their clock never stopped."""
    await decide(file, order, "refused", ask.reason)
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
    start_clock(file, Clock.RETURN_WINDOW, order)


async def decide(file: CaseFile, order: Order, decision: str, reason: str) -> None:
    """Writes the decision beside the request, and ends its clock."""
    request: UUID | None = await file.work.value(
        "SELECT id FROM order_returns WHERE city_id = %(city)s AND case_id = %(case_id)s AND order_id = %(order_id)s"
        " AND decision IS NULL",
        case_id=file.case.id,
        order_id=order.id,
    )
    if request is None:
        raise NotFound(order=str(order.id))
    text = file.write(TextKind.RETURN_DECISION, reason, order)
    decided = {"decision": decision, "decision_text": text, "decided_by": file.work.actor, "decided_at": file.now}
    file.work.change("order_returns", request, decided)
    file.stop((Clock.RETURN_DECISION,), order)


@case_command(Action.CONFIRM, C.NOT_ACCEPTED, asks=Decision, offered=waiting("refusal"))
async def overturn_refusal(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """A lead finds that it is for the city after all; the dispatch desk sends it."""
    await decide_record(file, "refusal", "overturned", "")
    take_up(file, TextKind.REASON, ask.reason)


@case_command(Action.RULE, C.PENDING_DISPATCH, C.HANDLING, C.REVIEW, asks=Decision, key="j")
async def call_ruling(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """Opens a responsibility review, with the reason it is unclear."""
    file.write(TextKind.REASON, ask.reason)
    open_ruling(file, "called")


@case_command(Action.RULE, C.RESPONSIBILITY_REVIEW, asks=Words, key="o")
async def give_opinion(file: CaseFile, _actor: Actor, ask: Words) -> None:
    """What the legal or organisation office thinks."""
    file.write(TextKind.OPINION, ask.words)


@case_command(Action.RULE, C.RESPONSIBILITY_REVIEW, asks=Ruling, key="j")
async def rule_responsibility(file: CaseFile, _actor: Actor, ask: Ruling) -> None:
    """This unit answers, and cannot return it. The ruling is remembered for the same topic and place."""
    await make_ruling(file, Direction(ask.unit, "ruling", {}), ask.reason)


async def make_ruling(file: CaseFile, direction: Direction, reason: str) -> None:
    """Closes the open ruling with a unit and a reason, and gives the order."""
    ruling_id: UUID | None = await file.work.value(
        "SELECT id FROM rulings WHERE city_id = %(city)s AND case_id = %(case_id)s AND ruled_at IS NULL"
        " ORDER BY called_at DESC LIMIT 1",
        case_id=file.case.id,
    )
    if ruling_id is None or direction.unit is None:
        raise NoRuling(number=file.case.number)
    check_may_be_asked(file, direction.unit)
    text = file.write(TextKind.RULING, reason)
    ruled = {"unit": direction.unit, "ruled_by": file.work.actor, "ruled_at": file.now, "ruling_text": text}
    file.work.change("rulings", ruling_id, ruled)
    case = file.case
    file.record(RulingMade(ruling_id, direction.unit, case.topic, case.district, case.street))
    file.stop((Clock.RULING,))
    file.move_case(CaseMove.RULE)
    lead = file.lead
    if lead is not None and lead.state in OPEN_ORDER and lead.unit == direction.unit:
        await confirm_lead(file, lead)
        return
    if lead is not None:
        file.end_orders(OrderMove.CANCEL, file.tree(lead))
    give_orders(file, direction, [], "", returnable=False)


async def confirm_lead(file: CaseFile, lead: Order) -> None:
    """The ruling names who has the order already: it stays theirs, and cannot be returned any more."""
    lead.returnable = False
    file.stop((Clock.RETURN_WINDOW,), lead, ended="cancelled")
    if lead.state is OrderStatus.RETURN_REQUESTED:
        await decide(file, lead, "refused", RULED_MEANWHILE)
        refused(file, lead)
    follow(file)


RULED_MEANWHILE = "已确责由该单位承办。"


@case_command(Action.SUPERVISE, C.HANDLING, asks=Decision, offered=waiting("extension"))
async def grant_extension(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """More time, as asked; the citizen is told."""
    order_id, data = await decide_record(file, "extension", "granted", "")
    file.write(TextKind.PLAN, ask.reason, to_citizen=True)
    if order_id is not None:
        order = file.order(order_id)
        check_extension(file, order, data["amount"])
        extend_clock(file, order, data["amount"], "extension")


@case_command(
    Action.SUPERVISE,
    C.HANDLING,
    C.PENDING_DISPATCH,
    C.RESPONSIBILITY_REVIEW,
    C.CHECKING,
    asks=Decision,
    offered=waiting("extension"),
)
async def refuse_extension(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """No more time."""
    await decide_record(file, "extension", "refused", ask.reason)


@case_command(Action.APPROVE, C.HANDLING, asks=Decision, offered=waiting("suspension"))
async def grant_suspension(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """The hotline office approves plan and review date; the clocks stand and the citizen is told."""
    _order, data = await decide_record(file, "suspension", "granted", "")
    file.write(TextKind.PLAN, ask.reason, to_citizen=True)
    file.case.resume_to = C.HANDLING
    file.move_case(CaseMove.SUSPEND)
    pause_clocks(file)
    start_until(file, Clock.SUSPENSION, datetime.fromisoformat(data["review_on"]))


@case_command(Action.APPROVE, C.HANDLING, asks=Decision, offered=waiting("suspension"))
async def refuse_suspension(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """It has to be done now."""
    await decide_record(file, "suspension", "refused", ask.reason)


@case_command(Action.APPROVE, C.SUSPENDED, asks=Decision)
async def end_suspension(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """It can be done now; handling goes on."""
    file.write(TextKind.NOTE, ask.reason)
    resume_case(file, "suspension")


@case_command(
    Action.APPROVE, *(s for s in CaseStatus if s not in {C.DRAFT, C.VOID}), asks=Decision, offered=waiting("exclusion")
)
async def grant_exclusion(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """Left out of the unit's indicators, listed for all to see."""
    await decide_record(file, "exclusion", "granted", ask.reason)


@case_command(
    Action.APPROVE, *(s for s in CaseStatus if s not in {C.DRAFT, C.VOID}), asks=Decision, offered=waiting("exclusion")
)
async def refuse_exclusion(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """It counts."""
    await decide_record(file, "exclusion", "refused", ask.reason)
