"""What the return desk and whoever rules look at beside a case: claims, opinions, duty, precedents, the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.locking import case_of_number, read_case
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.cases.reads.case_page import named
from lianxin.cases.reads.precedents import check_reader, same_question
from lianxin.cases.rules.claim_points import points_of
from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.precedents import record_of
from lianxin.city import Profile
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, names_of, units_of

RECORD_DAYS = 90
MOST_RECORDED = 200


@dataclass(frozen=True)
class Asked:
    """A return that was asked for, as the table has it."""

    id: UUID
    order_id: UUID
    unit: str
    role: str
    reason: str
    claim: str
    proposed_unit: str | None
    asked_by: str
    asked_at: datetime
    decision: str | None
    decision_text: str | None
    decided_by: str | None
    decided_at: datetime | None
    findings: list[str]


RETURNS: LiteralString = """
SELECT r.id, r.order_id, r.unit, w.role, r.reason, t.body AS claim, r.proposed_unit, r.asked_by, r.asked_at, r.decision,
       d.body AS decision_text, r.decided_by, r.decided_at, r.findings
FROM order_returns r JOIN work_orders w ON w.city_id = r.city_id AND w.id = r.order_id
JOIN texts t ON t.city_id = r.city_id AND t.id = r.claim_text
LEFT JOIN texts d ON d.city_id = r.city_id AND d.id = r.decision_text
WHERE r.city_id = %(city)s AND r.case_id = %(case_id)s ORDER BY r.asked_at, r.id
"""
EVIDENCE: LiteralString = """
SELECT id, order_id, added_by FROM attachments
WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY added_at, id
"""
OPINIONS: LiteralString = """
SELECT o.id, o.asked, o.asked_by, o.asked_at, o.due_at, q.body, o.given_by, o.given_at, t.body
FROM opinions o JOIN texts q ON q.city_id = o.city_id AND q.id = o.question_text
LEFT JOIN texts t ON t.city_id = o.city_id AND t.id = o.opinion_text
WHERE o.city_id = %(city)s AND o.case_id = %(case_id)s ORDER BY o.asked_at, o.id
"""
RULING: LiteralString = """
SELECT r.id, r.called_by, r.called_at FROM rulings r
WHERE r.city_id = %(city)s AND r.case_id = %(case_id)s AND r.ruled_at IS NULL ORDER BY r.called_at DESC LIMIT 1
"""
RECORD: LiteralString = """
SELECT c.number, c.title, r.reason, r.asked_at, r.decision, r.decided_at FROM order_returns r
JOIN cases c ON c.city_id = r.city_id AND c.id = r.case_id
WHERE r.city_id = %(city)s AND r.unit = %(unit)s AND r.asked_at > %(since)s AND {sight}
ORDER BY r.asked_at DESC LIMIT %(limit)s
"""


async def court_page(work: UnitOfWork, actor: Actor, sight: Sight, number: str) -> dict[str, Any]:
    """Everything beside the case itself; raises NoCase, and NotPermitted for those who neither decide nor rule."""
    check_reader(actor)
    await check_seen(work, sight, number)
    file = await read_case(work, await case_of_number(work, number))
    case, here = file.case, Place(file.case.district, file.case.street)
    asked = await work.rows(Asked, RETURNS, case_id=case.id)
    evidence, opinions, rulings = await work.many(
        (EVIDENCE, {"case_id": case.id}), (OPINIONS, {"case_id": case.id}), (RULING, {"case_id": case.id})
    )
    units = await units_of(work, {row[2] for row in evidence if row[1] is None})
    people = {ref for one in asked for ref in (one.asked_by, one.decided_by) if ref}
    people |= {ref for row in opinions for ref in (row[1], row[2], row[6]) if ref} | {row[1] for row in rulings}
    names = await names_of(work, people)
    waiting = next((one.unit for one in asked if one.decision is None), None)
    unit = waiting or case.lead_unit or (asked[-1].unit if asked else None)
    return {
        "most": file.profile.returns.most,
        "returns": [
            return_view(nth, one, evidence_of(one, evidence, units), names) for nth, one in enumerate(asked, start=1)
        ],
        "duty": duty_view(file.profile, case.topic, here),
        "precedents": await same_question(work, sight, case.topic, here, case.id),
        "record": await unit_record(work, sight, unit) if unit else None,
        "ruling": ruling_view(file, rulings[0], names) if rulings else None,
        "opinions": [opinion_view(row, names) for row in opinions],
    }


def evidence_of(one: Asked, evidence: list[Any], units: dict[str, str]) -> list[UUID]:
    """The files of the order itself, and those that its unit added to the case."""
    return [row[0] for row in evidence if row[1] == one.order_id or (row[1] is None and units.get(row[2]) == one.unit)]


def return_view(nth: int, one: Asked, evidence: list[UUID], names: dict[str, str]) -> dict[str, Any]:
    """A return with its claim in points, and the files that support it."""
    points = [mask_text(point) for point in points_of(one.claim)]
    told = {name: value for name, value in vars(one).items() if name != "claim"}
    told |= {"asked_by": named(one.asked_by, names), "decided_by": named(one.decided_by or "", names) or None}
    told["decision_text"] = mask_text(one.decision_text) if one.decision_text else None
    return {**told, "nth": nth, "points": points, "evidence": evidence}


def duty_view(profile: Profile, topic: str, here: Place) -> dict[str, Any] | None:
    """The line of the duty list for a topic, and the unit it comes to in this place."""
    if topic not in profile.topic_codes:
        return None
    duty = profile.duty(topic)
    answering = profile.answering(topic, here.street or here.district or None)
    told = {"topic": topic, "level": duty.level, "answers": duty.answers, "office": office_name(profile, duty.answers)}
    told |= {"unit": answering.code if answering else None, "basis": duty.basis}
    return {**told, "source": duty.source, "verified": duty.verified}


def office_name(profile: Profile, answers: str | None) -> str | None:
    """What the duty list calls it: a unit's name, or an office's of every district."""
    if answers is None:
        return None
    office = next((one.name for one in profile.offices if one.code == answers), None)
    return office or profile.unit_name(answers)


def ruling_view(file: CaseFile, row: Any, names: dict[str, str]) -> dict[str, Any]:
    """The review that is open, and by when it is to be ruled."""
    ruling, called_by, called_at = row
    due_at = next((clock.due_at for clock in file.clocks if clock.kind == "ruling" and clock.runs), None)
    return {"id": ruling, "called_by": named(called_by, names), "called_at": called_at, "due_at": due_at}


def opinion_view(row: Any, names: dict[str, str]) -> dict[str, Any]:
    """Who was asked, and what they said if they did."""
    opinion, asked, asked_by, asked_at, due_at, question, given_by, given_at, words = row
    kind, _, code = asked.partition(":")
    whom = {"unit": code if kind == "unit" else None, "person": named(asked, names) if kind != "unit" else None}
    by = {"asked_by": named(asked_by, names), "given_by": named(given_by, names) if given_by else None}
    said = {"question": mask_text(question), "words": mask_text(words) if words else None}
    return {"id": opinion, **whom, **by, "asked_at": asked_at, "due_at": due_at, "given_at": given_at, **said}


async def unit_record(work: UnitOfWork, sight: Sight, unit: str) -> dict[str, Any]:
    """The returns a unit asked for in the last 90 days: what was decided of how many, and which."""
    since = work.now - timedelta(days=RECORD_DAYS)
    statement: LiteralString = RECORD.format(sight=sight.where)
    rows = await work.tuples(statement, unit=unit, since=since, limit=MOST_RECORDED, **sight.params)
    columns = ("number", "title", "reason", "asked_at", "decision", "decided_at")
    items = [dict(zip(columns, row, strict=True)) for row in rows]
    return {"unit": unit, "days": RECORD_DAYS, **record_of(item["decision"] for item in items), "items": items}
