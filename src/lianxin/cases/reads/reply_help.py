"""Help for a unit's reply: facts for templates, orders that one reply can answer, the preview of an extension."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases.commands.registry import carry_out
from lianxin.cases.commands.unit import Reply
from lianxin.cases.core.case_attachments import share_evidence
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import extended_clock
from lianxin.cases.core.extensions import IN_A_DAY, check_extension
from lianxin.cases.core.locking import NoCase, check_sight, lock_cases, lock_order, read_case
from lianxin.cases.core.rows import Order
from lianxin.cases.core.sight import Sight
from lianxin.cases.core.words_mask import words_masks
from lianxin.cases.rules.words import ClockKind
from lianxin.city import Profile
from lianxin.kernel.errors import Conflict
from lianxin.kernel.ids import CitizenId, OrderId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, masked_citizens, permitted

MOST_TOGETHER = 20
SAME_MATTER: LiteralString = (
    "SELECT c.id AS case_id, w.id AS order_id, c.number, c.title, w.status, c.version FROM cases c JOIN work_orders w"
    " ON w.city_id = c.city_id AND w.case_id = c.id AND w.unit = %(unit)s AND w.status = 'in_progress'"
    " AND w.role <> 'sub' WHERE c.city_id = %(city)s AND c.id <> %(case_id)s"
    " AND c.status IN ('handling', 'responsibility_review')"
    " AND (c.linked_to = %(case_id)s OR c.id = %(linked_to)s OR c.topic <> '' AND c.topic = %(topic)s"
    " AND c.street = %(street)s AND c.address <> '' AND c.address = %(address)s) AND "
)


class OtherMatter(Conflict):
    """One of the orders is about another matter, or this unit no longer works on it."""

    code = "cases.other_matter"


async def order_in_sight(work: UnitOfWork, actor: Actor, order_id: UUID) -> tuple[CaseFile, Order]:
    """Returns an order that this actor may handle, with its case, unlocked; raises NoCase, NotPermitted."""
    case_id = await work.value(
        "SELECT case_id FROM work_orders WHERE city_id = %(city)s AND id = %(order_id)s", order_id=order_id
    )
    if case_id is None:
        raise NoCase(order=str(order_id))
    file = await read_case(work, case_id)
    check_sight(file, actor)
    order = file.order(order_id)
    allow(actor, Action.HANDLE, file.subject_of(order))
    return file, order


@dataclass(frozen=True)
class SameMatter:
    """Another order that the same reply can answer."""

    order_id: UUID
    number: str
    title: str
    status: str
    version: int


@dataclass(frozen=True)
class _SameMatterRow(SameMatter):
    """SameMatter with the id of the case."""

    case_id: UUID


@dataclass(frozen=True)
class ExtensionAhead:
    """The due time after an extension; `amount`, `at_most` are in `measure`, `promised` is the citizen's, unchanged."""

    measure: str
    amount: int
    at_most: int
    times_left: int
    due_at: datetime
    would_be: datetime
    promised: datetime | None


@dataclass(frozen=True)
class ReplyFacts:
    """The facts of a case that a reply template may use, masked like on the case page. Days are in the city's zone."""

    name: str
    place: str
    topic: str
    unit: str
    today: date
    contacted: date | None
    number: str


@dataclass(frozen=True)
class _ReplyHelp:
    """Help for writing a reply. `line` is the unit and those above it, nearest first."""

    line: list[str]
    topic: str
    facts: ReplyFacts
    together: list[SameMatter]
    evidence: list[str]


async def reply_help(work: UnitOfWork, actor: Actor, sight: Sight, order_id: UUID) -> _ReplyHelp:
    """Returns facts for templates, orders to answer together, and outcomes that require evidence.

    Raises NoCase, NotPermitted.
    """
    file, order = await order_in_sight(work, actor, order_id)
    return _ReplyHelp(
        [order.unit, *file.above(order.unit)],
        file.case.topic,
        await _facts_of(work, actor, file, order),
        [
            SameMatter(row.order_id, row.number, row.title, row.status, row.version)
            for row in await same_matter(work, sight, file, order)
        ],
        list(file.profile.replies.evidence) if order.role != "sub" else [],
    )


async def _facts_of(work: UnitOfWork, actor: Actor, file: CaseFile, order: Order) -> ReplyFacts:
    """Returns the facts for this viewer: the name is masked, or empty if the viewer may not see the citizen."""
    case, zone = file.case, file.profile.zone
    name, mask = "", (await words_masks(work, [case.id])).of(case.id)
    if case.citizen_id is not None and permitted(actor, Action.REACH_CITIZEN, file.subject):
        citizen = CitizenId(case.citizen_id)
        name = (await masked_citizens(work, [citizen]))[citizen].name
    topic = file.profile.topic(case.topic) if case.topic in file.profile.topic_codes else None
    return ReplyFacts(
        name,
        mask(case.address) or _place_of(file.profile, case.street or case.district),
        topic.l3 if topic else "",
        file.profile.unit_name(order.unit),
        file.now.astimezone(zone).date(),
        order.contacted_at.astimezone(zone).date() if order.contacted_at else None,
        case.number,
    )


def _place_of(profile: Profile, division: str) -> str:
    """Returns the name of a street or district, empty if the city does not have it."""
    return profile.division(division).name if division in profile.division_codes else ""


async def same_matter(work: UnitOfWork, sight: Sight, file: CaseFile, order: Order) -> list[_SameMatterRow]:
    """Returns orders of the same unit on the same topic at the same address, or of a linked case; at most 20."""
    case = file.case
    facts = {"topic": case.topic, "street": case.street, "address": case.address, "linked_to": case.linked_to}
    statement: LiteralString = SAME_MATTER + sight.where + " ORDER BY c.opened_at, w.id LIMIT %(most)s"
    params = {**sight.params, **facts, "unit": order.unit, "case_id": case.id, "most": MOST_TOGETHER}
    return await work.rows(_SameMatterRow, statement, **params)


async def reply_together(
    work: UnitOfWork,
    actor: Actor,
    sight: Sight,
    order_id: UUID,
    ask: Reply,
    others: Collection[UUID],
    version: int | None,
) -> CaseFile:
    """Replies to several orders on one matter with the same text and evidence, all or none; returns the first case.

    Each case is checked and called back separately. Raises OtherMatter and what reply_order raises.
    """
    file, order = await order_in_sight(work, actor, order_id)
    known = {row.order_id: row.case_id for row in await same_matter(work, sight, file, order)}
    if strange := [str(other) for other in others if other not in known]:
        raise OtherMatter(orders=strange)
    await lock_cases(work, sorted({file.case.id, *(known[other] for other in others)}))  # sorted, against deadlocks
    first, order = await lock_order(work, order_id, version)
    for other in others:
        copies = await share_evidence(first, order, *await lock_order(work, other))
        own = replace(ask, shown=[copies[one] for one in ask.shown if one in copies])
        await carry_out(work, actor, "reply_order", OrderId(other), own)
    return await carry_out(work, actor, "reply_order", OrderId(order_id), ask, version)


async def extension_ahead(work: UnitOfWork, actor: Actor, order_id: UUID, amount: int) -> ExtensionAhead:
    """Returns the due time if `amount` were granted now; raises NoCase, NotPermitted and as check_extension."""
    file, order = await order_in_sight(work, actor, order_id)
    check_extension(file, order, amount)
    running = file.running((ClockKind.CLOSE,), order)[0]
    terms, policy = running.terms, file.profile.extensions
    return ExtensionAhead(
        measure=terms.measure,
        amount=amount,
        at_most=policy.most_working_days * IN_A_DAY[terms.measure] - terms.amount - terms.extended_by,
        times_left=policy.times - len(terms.extensions),
        due_at=running.due_at,
        would_be=extended_clock(file.profile, running, amount).due_at,
        promised=file.case.due_at,
    )
