"""What helps a unit to write its reply: templates filled from the case, who else can be answered with it, more time."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.attached import share_evidence
from lianxin.cases.case_file import CaseFile
from lianxin.cases.clockwork import reckon
from lianxin.cases.commands.registry import carry_out
from lianxin.cases.commands.unit import Reply
from lianxin.cases.extending import IN_A_DAY, check_extension
from lianxin.cases.locking import NoCase, check_sight, lock_cases, lock_order, read_case
from lianxin.cases.reply_templates import ReplyTemplate, templates_for
from lianxin.cases.rows import Order
from lianxin.cases.rules.reply_templates import addressed, filled
from lianxin.cases.rules.words import Clock
from lianxin.cases.viewing import Sight
from lianxin.city import Profile
from lianxin.kernel.errors import Conflict
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, masked_citizens, permitted

MOST_TOGETHER = 20
SAME_MATTER: LiteralString = (
    "SELECT c.id, w.id, c.number, c.title, w.status, c.version FROM cases c JOIN work_orders w"
    " ON w.city_id = c.city_id AND w.case_id = c.id AND w.unit = %(unit)s AND w.status = 'in_progress'"
    " AND w.role <> 'sub' WHERE c.city_id = %(city)s AND c.id <> %(case_id)s"
    " AND c.status IN ('handling', 'responsibility_review')"
    " AND (c.linked_to = %(case_id)s OR c.id = %(linked_to)s OR c.topic <> '' AND c.topic = %(topic)s"
    " AND c.street = %(street)s AND c.address <> '' AND c.address = %(address)s) AND "
)


class OtherMatter(Conflict):
    """One of the orders is not about the same matter, or not in this unit's hands any more."""

    code = "cases.other_matter"


async def order_in_sight(work: UnitOfWork, actor: Actor, order_id: UUID) -> tuple[CaseFile, Order]:
    """An order of a case this actor sees and may handle, without a lock; raises NoCase, NotPermitted."""
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


async def reply_help(work: UnitOfWork, actor: Actor, sight: Sight, order_id: UUID) -> dict[str, Any]:
    """Templates that fit, filled; other orders that can be answered together; outcomes that must show evidence."""
    file, order = await order_in_sight(work, actor, order_id)
    facts = await facts_of(work, actor, file, order)
    line = [order.unit, *file.above(order.unit)]
    fitting = [one for one in await templates_for(work, line) if not one.topic or file.case.topic.startswith(one.topic)]
    fitting.sort(key=lambda one: (nearness(line, one), one.name))
    return {
        "templates": [{**template_view(one), "text": filled(one.body, facts)} for one in fitting],
        "together": [together_view(row) for row in await same_matter(work, sight, file, order)],
        "evidence": list(file.profile.replies.evidence) if order.role != "sub" else [],
    }


def nearness(line: list[str], one: ReplyTemplate) -> tuple[int, int]:
    """The closer the topic and the nearer the unit, the sooner it is offered."""
    return -len(one.topic), line.index(one.unit) if one.unit in line else len(line)


def template_view(one: ReplyTemplate) -> dict[str, Any]:
    """What the list of templates shows."""
    return {"template_id": one.template_id, "name": one.name, "unit": one.unit, "outcome": one.outcome}


def together_view(row: Any) -> dict[str, Any]:
    """Another order about the same matter."""
    _case, order_id, number, title, status, version = row
    return {"order_id": order_id, "number": number, "title": title, "status": status, "version": version}


async def facts_of(work: UnitOfWork, actor: Actor, file: CaseFile, order: Order) -> dict[str, str]:
    """What places of a template are filled with; nothing that the page would not show."""
    case, zone = file.case, file.profile.zone
    name = ""
    if case.citizen_id is not None and permitted(actor, Action.SEE_CITIZEN, file.subject):
        citizen = CitizenId(case.citizen_id)
        name = (await masked_citizens(work, [citizen]))[citizen].name
    topic = file.profile.topic(case.topic) if case.topic in file.profile.topic_codes else None
    contacted = order.contacted_at and order.contacted_at.astimezone(zone)
    today = file.now.astimezone(zone)
    return {
        "市民": addressed(name),
        "地点": mask_text(case.address) or place_of(file.profile, case.street or case.district),
        "事项": topic.l3 if topic else "",
        "单位": file.profile.unit_name(order.unit),
        "今天": f"{today.month}月{today.day}日",
        "联系时间": f"{contacted.month}月{contacted.day}日" if contacted else "",
        "编号": case.number,
    }


def place_of(profile: Profile, division: str) -> str:
    """What a street or district is called."""
    return profile.division(division).name if division in profile.division_codes else ""


async def same_matter(work: UnitOfWork, sight: Sight, file: CaseFile, order: Order) -> list[Any]:
    """Orders of the same unit about the same topic at the same address, or of a linked case; at most twenty."""
    case = file.case
    facts = {"topic": case.topic, "street": case.street, "address": case.address, "linked_to": case.linked_to}
    statement: LiteralString = SAME_MATTER + sight.where + " ORDER BY c.opened_at, w.id LIMIT %(most)s"
    return await work.tuples(statement, **sight.params, **facts, unit=order.unit, case_id=case.id, most=MOST_TOGETHER)


async def reply_together(
    work: UnitOfWork,
    actor: Actor,
    sight: Sight,
    order_id: UUID,
    ask: Reply,
    others: Collection[UUID],
    version: int | None,
) -> CaseFile:
    """The same reply and evidence for several orders about one matter: all of them or none. Each is checked and called
    back on its own."""
    file, order = await order_in_sight(work, actor, order_id)
    known = {row[1]: row[0] for row in await same_matter(work, sight, file, order)}
    if strange := [str(other) for other in others if other not in known]:
        raise OtherMatter(orders=strange)
    await lock_cases(work, sorted({file.case.id, *(known[other] for other in others)}))  # one order for everybody
    first, order = await lock_order(work, order_id, version)
    for other in others:
        await share_evidence(first, order, *await lock_order(work, other))
        await carry_out(work, actor, "reply_order", other, ask)
    return await carry_out(work, actor, "reply_order", order_id, ask, version)


async def extension_ahead(work: UnitOfWork, actor: Actor, order_id: UUID, amount: int) -> dict[str, Any]:
    """What the due time would be with so much more, as if it were granted now; raises what asking would raise."""
    file, order = await order_in_sight(work, actor, order_id)
    check_extension(file, order, amount)
    running = file.running((Clock.CLOSE,), order)[0]
    terms, policy = running.terms, file.profile.extensions
    given = terms.get("extensions", ())
    longer = replace(running, terms={**terms, "extensions": [*given, [amount, ""]]})
    reckon(file.profile, longer)
    used = terms["amount"] + sum(more for more, _why in given)
    return {
        "measure": terms["measure"],
        "amount": amount,
        "at_most": policy.most_working_days * IN_A_DAY[terms["measure"]] - used,
        "times_left": policy.times - len(given),
        "due_at": running.due_at,
        "would_be": longer.due_at,
        "promised": file.case.due_at,
    }
