"""What a unit does with its order: sign, speak with the citizen, pass it on, reply, ask for a return or more time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases.commands.registry import order_command, said
from lianxin.cases.commands.side_records import side_record
from lianxin.cases.core.case_attachments import check_evidence, has_evidence, show_to_citizen
from lianxin.cases.core.case_file import CaseFile, at_work
from lianxin.cases.core.clocks import start_clock
from lianxin.cases.core.extensions import check_extension
from lianxin.cases.core.orders import MOST_ASKS, asks_made, follow, give_order, may_stand, parents, seek_information
from lianxin.cases.core.reply_facts import contact_by, contact_ending, judge_reply
from lianxin.cases.core.routing import known_unit
from lianxin.cases.core.rows import Order
from lianxin.cases.events import CitizenContacted, RecordDetails
from lianxin.cases.rules.returns import EvidenceNeeded, check_returnable
from lianxin.cases.rules.states import CaseStatus, OrderMove, OrderStatus
from lianxin.cases.rules.words import ClockKind, NoContact, Outcome, ReturnReason, TextKind
from lianxin.city import Profile
from lianxin.kernel.errors import BadField, Conflict, Invalid
from lianxin.people import Action

REPLY_AT_LEAST = 10  # characters; less cannot say what was done
DISPATCHED, IN_PROGRESS = OrderStatus.DISPATCHED, OrderStatus.IN_PROGRESS
RETURN_REQUESTED = OrderStatus.RETURN_REQUESTED


class NotBelow(Invalid):
    """An order can only be passed to a unit below one's own."""

    code = "cases.not_below"


class SubOrdersOpen(Conflict):
    """Units below still work on it; wait for them or release their orders."""

    code = "cases.sub_orders_open"


class ReplyTooShort(Invalid):
    """A reply must say what was done."""

    code = "cases.reply_too_short"


@dataclass(frozen=True)
class Contact:
    """What the contact with the citizen brought."""

    note: str = said("prose")


@dataclass(frozen=True)
class Forward:
    """The unit below that takes the order over, with a note for it."""

    unit: str = said("unit_below")
    note: str = said("prose", "")


@dataclass(frozen=True)
class Reply:
    """The claimed outcome, the reply to the citizen, and for an order without contact the reason (`no_contact`).

    `shown`: attachments that the citizen sees.
    """

    outcome: str = said("choice", options=Outcome)
    reply: str = said("prose")
    no_contact: str = said("choice", "", options=NoContact)
    shown: list[UUID] = said("facts", [])


@dataclass(frozen=True)
class ReturnRequest:
    """Why the order is not the duty of the unit, its claim in words, and the unit that it proposes."""

    reason: str = said("choice", options=ReturnReason)
    claim: str = said("prose")
    proposed_unit: str = said("unit", "")


@dataclass(frozen=True)
class MoreTime:
    """The extension asked for, in the unit of the limit (working days or hours), and the reason."""

    amount: int = said("count")
    reason: str = said("prose")


@dataclass(frozen=True)
class QuestionToDesk:
    question: str = said("prose")


@dataclass(frozen=True)
class Suspension:
    """The plan of the unit and the day on which it is reviewed."""

    plan: str = said("prose")
    review_on: datetime = said("moment")


@dataclass(frozen=True)
class Reason:
    reason: str = said("prose")


def case_at_work(file: CaseFile, order: Order | None) -> bool:
    """The case is being handled, or its responsibility is under review while a fallback unit acts."""
    return file.case.state in {CaseStatus.HANDLING, CaseStatus.RESPONSIBILITY_REVIEW, CaseStatus.PENDING_DISPATCH}


def leads_or_co(file: CaseFile, order: Order | None) -> bool:
    """An order the desk gave, not one from inside the unit."""
    return case_at_work(file, order) and order is not None and order.role != "sub"


def leads(file: CaseFile, order: Order | None) -> bool:
    """The order that owns the one reply."""
    return case_at_work(file, order) and order is not None and order.role == "lead"


def may_ask(file: CaseFile, _order: Order | None) -> bool:
    """The citizen was not asked too often in this round, nor too long in all."""
    return asks_made(file) < MOST_ASKS and may_stand(file)


def may_be_returned(file: CaseFile, order: Order | None) -> bool:
    """No ruling and no second round forbids it."""
    return leads_or_co(file, order) and order is not None and order.returnable


def in_its_window(file: CaseFile, order: Order | None) -> bool:
    """It was not asked for before, and there is still time."""
    return order is not None and not order.refusals and bool(file.running((ClockKind.RETURN_WINDOW,), order))


@order_command(Action.HANDLE, DISPATCHED, key="s")
async def sign_order(file: CaseFile, order: Order, _ask: object) -> None:
    """The unit accepts the order."""
    file.move_order(order, OrderMove.SIGN)
    order.signed_at = file.now
    file.stop((ClockKind.SIGN,), order)


@order_command(Action.HANDLE, IN_PROGRESS, asks=Contact, fits=case_at_work, key="c")
async def log_contact(file: CaseFile, order: Order, ask: Contact) -> None:
    """Records that the unit spoke with the citizen. The first contact ends the clocks of first contact and response."""
    first = order.contacted_at is None
    file.write(TextKind.CONTACT, ask.note, order)
    order.contact_by = order.contact_by or await contact_by(file, order)
    file.record(CitizenContacted(order.unit, first, order.contact_by), order)
    for told in [order, *parents(file, order)]:
        if told.contacted_at is None:
            told.contacted_at = file.now
            file.stop((ClockKind.FIRST_CONTACT, ClockKind.RESPOND), told)


@order_command(Action.HANDLE, IN_PROGRESS, asks=Forward, fits=case_at_work, key="f")
async def forward_order(file: CaseFile, order: Order, ask: Forward) -> None:
    """Forwards the work to a unit below. The order and the promise stay with the sender."""
    if order.unit not in file.above(known_unit(file, ask.unit)):
        raise NotBelow(unit=ask.unit, own=order.unit)
    sub = give_order(file, ask.unit, "sub", "forwarded", {"by": order.unit}, parent_id=order.id)
    if ask.note:
        file.write(TextKind.NOTE, ask.note, sub)


@order_command(Action.HANDLE, IN_PROGRESS, asks=Reply, fits=case_at_work, key="r")
async def reply_order(file: CaseFile, order: Order, ask: Reply) -> None:
    """Reports what was done and the outcome. Once every order of the round has a reply, a checker reads it."""
    if (length := len(ask.reply.strip())) < REPLY_AT_LEAST:
        raise ReplyTooShort(minimum=REPLY_AT_LEAST, length=length)
    if waiting := at_work(file.subs(order)):
        raise SubOrdersOpen(units=[sub.unit for sub in waiting])
    await check_evidence(file, order, ask.outcome)
    order.outcome, order.replied_at = ask.outcome, file.now
    order.reply_text = file.write(TextKind.REPLY, ask.reply, order, to_citizen=order.role == "lead")
    await judge_reply(file, order, ask.reply, ask.no_contact)
    await show_to_citizen(file, order, ask.shown)
    facts = {"doubts": order.doubts, "no_contact": order.no_contact, "shown": ask.shown or None}
    file.move_order(order, OrderMove.REPLY, outcome=ask.outcome, **facts)
    file.stop((ClockKind.CLOSE, ClockKind.RESPOND, ClockKind.RETURN_WINDOW), order)
    file.stop((ClockKind.FIRST_CONTACT,), order, ended=contact_ending(order))
    file.end_orders(OrderMove.ACCEPT, file.subs(order))
    if order.role == "lead":
        file.case.outcome_unit = ask.outcome
    if order.role != "sub":
        follow(file)


def wants_evidence(profile: Profile) -> bool:
    """The city's word on returns."""
    return profile.returns.evidence


@order_command(
    Action.HANDLE,
    DISPATCHED,
    IN_PROGRESS,
    asks=ReturnRequest,
    fits=may_be_returned,
    key="b",
    offered=in_its_window,
    brings=wants_evidence,
)
async def ask_return(file: CaseFile, order: Order, ask: ReturnRequest) -> None:
    """Requests a return with reason and argument within the return window; the unit's clock continues."""
    check_returnable(order.returnable, order.refusals, file.running((ClockKind.RETURN_WINDOW,), order), file.now)
    if wants_evidence(file.profile) and not await has_evidence(file, [order]):
        raise EvidenceNeeded(unit=order.unit)
    claim = file.write(TextKind.RETURN_REASON, ask.claim, order)
    file.move_order(order, OrderMove.ASK_RETURN, return_reason=ask.reason)
    file.stop((ClockKind.SIGN, ClockKind.RETURN_WINDOW), order)
    file.add(
        "order_returns",
        {
            "id": file.new_id(),
            "case_id": file.case.id,
            "order_id": order.id,
            "unit": order.unit,
            "reason": ask.reason,
            "proposed_unit": ask.proposed_unit or None,
            "claim_text": claim,
            "asked_by": file.work.actor,
            "asked_at": file.now,
        },
    )
    start_clock(file, ClockKind.RETURN_DECISION, order)


def is_sub(file: CaseFile, order: Order | None) -> bool:
    """An order from inside the unit."""
    return case_at_work(file, order) and order is not None and order.role == "sub"


@order_command(Action.HANDLE, DISPATCHED, IN_PROGRESS, asks=Reason, fits=is_sub)
async def return_inside(file: CaseFile, order: Order, ask: Reason) -> None:
    """A unit below returns the work to the unit that forwarded it; it stays inside the unit's tree."""
    file.write(TextKind.RETURN_REASON, ask.reason, order)
    file.move_order(order, OrderMove.ASK_RETURN, return_reason="inside")
    file.stop((ClockKind.SIGN,), order)


@order_command(Action.HANDLE, RETURN_REQUESTED, asks=Reason, fits=is_sub)
async def accept_inside(file: CaseFile, order: Order, ask: Reason) -> None:
    """The unit above takes the work back."""
    check_stands_above(file, order)
    file.write(TextKind.RETURN_DECISION, ask.reason, order)
    file.end_orders(OrderMove.CANCEL, file.tree(order)[1:])
    file.move_order(order, OrderMove.GRANT_RETURN)


@order_command(Action.HANDLE, RETURN_REQUESTED, asks=Reason, fits=is_sub)
async def refuse_inside(file: CaseFile, order: Order, ask: Reason) -> None:
    """The unit above refuses to take the work back."""
    check_stands_above(file, order)
    file.write(TextKind.RETURN_DECISION, ask.reason, order)
    file.move_order(order, OrderMove.REFUSE_RETURN)
    order.refusals += 1


@order_command(Action.HANDLE, IN_PROGRESS, asks=MoreTime, fits=leads_or_co, key="e")
async def ask_extension(file: CaseFile, order: Order, ask: MoreTime) -> None:
    """Requests more time, in the measure of the limit, before it ends. The clock continues until the decision."""
    check_extension(file, order, ask.amount)
    side_record(file, "extension", "asked", RecordDetails(amount=ask.amount), ask.reason, order)


@order_command(Action.HANDLE, IN_PROGRESS, asks=Suspension, fits=leads_or_co)
async def ask_suspension(file: CaseFile, order: Order, ask: Suspension) -> None:
    """Requests a suspension with a plan and a review date. The hotline office decides."""
    if ask.review_on <= file.now:
        raise BadField(field="review_on", problem="past")
    details = RecordDetails(review_on=ask.review_on)
    side_record(file, "suspension", "asked", details, ask.plan, order)


@order_command(Action.HANDLE, IN_PROGRESS, asks=QuestionToDesk, fits=leads, key="q", offered=may_ask)
async def ask_desk(file: CaseFile, order: Order, ask: QuestionToDesk) -> None:
    """Asks the hotline to get missing information from the citizen. The clocks are paused for a limited time."""
    seek_information(file, ask.question, order)


@order_command(Action.HANDLE, IN_PROGRESS, asks=Reason, fits=leads_or_co)
async def ask_exclusion(file: CaseFile, order: Order, ask: Reason) -> None:
    """Requests that the order be left out of the unit's indicators; it stays listed whatever is decided."""
    side_record(file, "exclusion", "asked", RecordDetails(unit=order.unit), ask.reason, order)


def check_stands_above(file: CaseFile, order: Order) -> None:
    """A return inside the unit is decided by those above the unit that asks."""
    acting = file.acting_unit
    if acting is not None and acting == order.unit:
        raise NotBelow(unit=order.unit, own=acting)
