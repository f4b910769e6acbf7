"""Who answers when nobody wants it: a review is called, opinions are asked for, it is ruled and remembered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases.commands.decisions import Decision, Denial, decide, refused
from lianxin.cases.commands.desk import Statement
from lianxin.cases.commands.registry import case_command, said, waiting
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.locking import lock_case
from lianxin.cases.core.orders import ComplainedUnit, check_may_be_asked, follow, give_order, give_orders, open_ruling
from lianxin.cases.core.rows import Order
from lianxin.cases.events import OpinionGiven, OpinionsInvited, PrecedentBounded, PrecedentWithdrawn, RulingMade
from lianxin.cases.rules.audience import tokens_of_person
from lianxin.cases.rules.dispatch import Direction, Place
from lianxin.cases.rules.precedents import PrecedentReach, precedent_reach
from lianxin.cases.rules.states import OPEN_ORDER, CaseMove, CaseStatus, OrderMove, OrderStatus
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.kernel.errors import BadField, Conflict, NotFound
from lianxin.kernel.ids import StaffId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, names_of, ref_of


@dataclass(frozen=True)
class Ruling:
    """`question` says in one sentence what, where → who, why. `reach` and `until` bound the rule that follows."""

    unit: str = said("unit")
    reason: str = said("prose")
    question: str = said("line", "", limit=200)
    co_units: list[str] = said("units", [])
    reach: str = said("choice", "", options=PrecedentReach)
    until: datetime | None = said("moment", None)
    cites: list[UUID] = said("facts", [])


@dataclass(frozen=True)
class Invitation:
    """`words`: the question put to them; `people` are ids of staff. Without `due` until the ruling is due."""

    words: str = said("prose")
    units: list[str] = said("units", [])
    people: list[UUID] = said("facts", [])
    due: datetime | None = said("moment", None)


@dataclass(frozen=True)
class OpinionWords:
    """The answer of somebody who was asked; a party to the dispute gives its claim in `words`, its law in `basis`."""

    words: str = said("prose")
    basis: str = said("line", "", limit=200)


class NoRuling(NotFound):
    """No responsibility review is open in this case."""

    code = "cases.no_ruling"


class NobodyAsked(Conflict):
    """Name at least one unit or person who was not asked yet."""

    code = "cases.nobody_asked"


class NoOpinionAsked(NotFound):
    """Nobody asked this viewer, it was answered already, or it has been ruled meanwhile."""

    code = "cases.no_opinion_asked"


@case_command(
    Action.CALL_RULING, CaseStatus.PENDING_DISPATCH, CaseStatus.HANDLING, CaseStatus.REVIEW, asks=Denial, key="j"
)
async def call_ruling(file: CaseFile, _actor: Actor, ask: Denial) -> None:
    """Opens a responsibility review with a reason. It takes over the return of the lead, otherwise of a co-unit."""
    asking = [order for order in file.round_orders() if order.state is OrderStatus.RETURN_REQUESTED]
    lead = next((order for order in asking if order is file.lead), asking[0] if asking else None)
    if lead is not None:
        await decide(file, lead, "ruling", ask)
        file.move_order(lead, OrderMove.CALL_RULING)
        file.stop((ClockKind.RETURN_WINDOW,), lead, ended="cancelled")
        lead.signed_at = lead.signed_at or file.now
    else:
        file.write(TextKind.REASON, ask.reason)
    open_ruling(file, "called")


@case_command(Action.RULE, CaseStatus.RESPONSIBILITY_REVIEW, asks=Invitation, key="i")
async def invite_opinions(file: CaseFile, _actor: Actor, ask: Invitation) -> None:
    """Asks units and people for opinions until a given time. They find the question at their desks."""
    ruling = await open_ruling_of(file)
    asked = await newly_asked(file, ask)
    clock = next(iter(file.running((ClockKind.RULING,))), None)
    due_at = ask.due or (clock.due_at if clock else None)
    text = file.write(TextKind.INVITATION, ask.words)
    row = {"case_id": file.case.id, "ruling_id": ruling, "question_text": text, "due_at": due_at}
    parties = await parties_of(file)
    for one in asked:
        asking = {
            "id": file.new_id(),
            "asked": one,
            "party": one in parties,
            "asked_by": file.work.actor,
            "asked_at": file.now,
        }
        file.add("opinions", {**row, **asking})
    file.also = frozenset[str]().union(*map(tokens_of_person, asked))
    file.record(OpinionsInvited(ruling, asked, due_at))


async def parties_of(file: CaseFile) -> set[str]:
    """Returns as `unit:<code>` the units with an order of this round, and those that a unit named as responsible."""
    named = await file.work.column(
        str,
        "SELECT DISTINCT proposed_unit FROM order_returns WHERE city_id = %(city)s AND case_id = %(case_id)s"
        " AND proposed_unit IS NOT NULL",
        case_id=file.case.id,
    )
    ordered = (order.unit for order in file.round_orders() if order.role != "sub")
    return {f"unit:{unit}" for unit in (*named, *ordered)}


async def newly_asked(file: CaseFile, ask: Invitation) -> list[str]:
    """Whom to ask, those asked already left out; raises UnknownUnit, ComplainedUnit, NobodyAsked."""
    for unit in ask.units:
        check_may_be_asked(file, unit)
    people = await names_of(file.work, {ref_of(StaffId(person)) for person in ask.people})
    wanted = dict.fromkeys([*(f"unit:{unit}" for unit in ask.units), *people])
    known = await file.work.column(
        str,
        "SELECT asked FROM opinions WHERE city_id = %(city)s AND case_id = %(case_id)s AND given_at IS NULL",
        case_id=file.case.id,
    )
    asked = [one for one in wanted if one not in known]
    if not asked:
        raise NobodyAsked(number=file.case.number)
    return asked


@case_command(Action.RULE, CaseStatus.RESPONSIBILITY_REVIEW, asks=Statement, key="o")
async def give_opinion(file: CaseFile, _actor: Actor, ask: Statement) -> None:
    """Records an opinion of a person at the desk, whether it was asked for or not."""
    file.write(TextKind.OPINION, ask.words)


OPINION_OF = """
SELECT case_id, asked, party FROM opinions WHERE city_id = %(city)s AND id = %(opinion_id)s AND given_at IS NULL
"""


@dataclass(frozen=True)
class _OpinionAsked:
    """A row of OPINION_OF."""

    case_id: UUID
    asked: str
    party: bool


async def answer_opinion(work: UnitOfWork, actor: Actor, opinion_id: UUID, ask: OpinionWords) -> CaseFile:
    """Records the opinion of somebody who was asked, or the claim and law of a party. They need not see the case.

    Raises NoOpinionAsked, and BadField for a party without its law.
    """
    found = await work.row(_OpinionAsked, OPINION_OF, opinion_id=opinion_id)
    file = await lock_case(work, found.case_id) if found else None
    again = await work.row(_OpinionAsked, OPINION_OF, opinion_id=opinion_id)  # nobody was quicker
    if file is None or again is None or not _is_asked(file, actor, again.asked):
        raise NoOpinionAsked
    if file.case.state is not CaseStatus.RESPONSIBILITY_REVIEW:
        raise NoOpinionAsked
    basis = ask.basis.strip()
    if again.party and not basis:
        raise BadField(field="basis", problem="empty")
    text = file.write(TextKind.OPINION, "\n".join(filter(None, (ask.words, basis))))
    given = {"given_by": actor.ref, "given_at": file.now, "opinion_text": text}
    file.work.change("opinions", opinion_id, **given)
    file.also = tokens_of_person(again.asked)
    file.record(OpinionGiven(opinion_id, again.asked))
    return file


def _is_asked(file: CaseFile, actor: Actor, asked: str) -> bool:
    """The person who was asked, or somebody of the unit asked or of one above it."""
    kind, _, code = asked.partition(":")
    if kind != "unit":
        return actor.ref == asked
    if file.blames(code):
        raise ComplainedUnit(unit=code)
    return actor.unit is not None and actor.unit in {code, *file.above(code)}


@case_command(Action.RULE, CaseStatus.RESPONSIBILITY_REVIEW, asks=Ruling, key="j")
async def rule_responsibility(file: CaseFile, _actor: Actor, ask: Ruling) -> None:
    """Names the responsible unit, which cannot return the order. Within its reach the ruling is a dispatch rule."""
    await make_ruling(file, ask)


async def make_ruling(file: CaseFile, ask: Ruling, rule: str = "ruling") -> None:
    """Closes the open ruling with a unit and a reason, remembers it, and gives the order."""
    ruling_id = await open_ruling_of(file)
    check_may_be_asked(file, ask.unit)
    _remember(file, ruling_id, ask)
    file.stop((ClockKind.RULING,))
    file.move_case(CaseMove.RULE)
    lead = file.lead
    if lead is not None and lead.state in OPEN_ORDER and lead.unit == ask.unit:
        await confirm_lead(file, lead)
        for unit in ask.co_units:
            give_order(file, unit, "co", "ruling", {})
        return
    if lead is not None:
        file.end_orders(OrderMove.CANCEL, file.tree(lead))
    give_orders(file, Direction(ask.unit, rule, {}), ask.co_units, "", returnable=False)


async def open_ruling_of(file: CaseFile) -> UUID:
    """The review that is open; raises NoRuling."""
    ruling: UUID | None = await file.work.value(
        "SELECT id FROM rulings WHERE city_id = %(city)s AND case_id = %(case_id)s AND ruled_at IS NULL"
        " ORDER BY called_at DESC LIMIT 1",
        case_id=file.case.id,
    )
    if ruling is None:
        raise NoRuling(number=file.case.number)
    return ruling


def _remember(file: CaseFile, ruling_id: UUID, ask: Ruling) -> None:
    """Keeps the ruling as a precedent, and as a dispatch rule as far as it reaches."""
    case = file.case
    reach = precedent_reach(ask.reach, Place(case.district, case.street)) if case.topic else PrecedentReach.CASE
    row = {
        "topic": case.topic,
        "district": case.district,
        "street": case.street,
        "unit": ask.unit,
        "ruled_by": file.work.actor,
        "ruled_at": file.now,
        "ruling_text": file.write(TextKind.RULING, ask.reason),
        "question_text": file.write(TextKind.PRECEDENT, ask.question) if ask.question else None,
        "reach": reach,
        "until": ask.until,
        "cites": ask.cites,
    }
    file.work.change("rulings", ruling_id, **row)
    file.record(RulingMade(ruling_id, ask.unit, case.topic, case.district, case.street))
    file.record(PrecedentBounded(ruling_id, reach, ask.cites, ask.until))


async def confirm_lead(file: CaseFile, lead: Order) -> None:
    """The ruling names who has the order already: it stays theirs, and cannot be returned any more."""
    lead.returnable = False
    file.stop((ClockKind.RETURN_WINDOW,), lead, ended="cancelled")
    if lead.state is OrderStatus.RETURN_REQUESTED:
        await decide(file, lead, "refused", Denial(RULED_MEANWHILE))
        refused(file, lead)
    follow(file)


RULED_MEANWHILE = "已确责由该单位承办。"


@case_command(
    Action.RULE,
    *(status for status in CaseStatus if status not in {CaseStatus.DRAFT, CaseStatus.VOID}),
    asks=Decision,
    offered=waiting("precedent"),
)
async def withdraw_precedent(file: CaseFile, _actor: Actor, ask: Decision) -> None:
    """Withdraws the latest ruling as a precedent and dispatch rule; existing orders do not change."""
    ruling: UUID | None = await file.work.value(
        "SELECT id FROM rulings WHERE city_id = %(city)s AND case_id = %(case_id)s AND ruled_at IS NOT NULL"
        " AND withdrawn_at IS NULL ORDER BY ruled_at DESC LIMIT 1",
        case_id=file.case.id,
    )
    if ruling is None:
        raise NoRuling(number=file.case.number)
    text = file.write(TextKind.REASON, ask.reason)
    file.work.change(
        "rulings",
        ruling,
        withdrawn_by=file.work.actor,
        withdrawn_at=file.now,
        withdrawal_text=text,
    )
    file.record(PrecedentWithdrawn(ruling))
