"""What the return desk and the ruling person see with a case: claims, opinions, duty, precedents, the unit's record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.locking import case_of_number, read_case
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.cases.core.words_mask import Mask, words_masks
from lianxin.cases.reads.actor_names import named
from lianxin.cases.reads.duties import DutyHere, duty_here
from lianxin.cases.reads.precedents import Precedent, check_reader, same_question
from lianxin.cases.rules.claim_points import points_of
from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.precedents import record_of
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, names_of, units_of

RECORD_DAYS = 90
MOST_RECORDED = 200


@dataclass(frozen=True)
class _AskedRow:
    """A row of _RETURNS_OF_CASE."""

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


_RETURNS_OF_CASE: LiteralString = """
SELECT r.id, r.order_id, r.unit, w.role, r.reason, t.body AS claim, r.proposed_unit, r.asked_by, r.asked_at, r.decision,
       d.body AS decision_text, r.decided_by, r.decided_at, r.findings
FROM order_returns r JOIN work_orders w ON w.city_id = r.city_id AND w.id = r.order_id
JOIN texts t ON t.city_id = r.city_id AND t.id = r.claim_text
LEFT JOIN texts d ON d.city_id = r.city_id AND d.id = r.decision_text
WHERE r.city_id = %(city)s AND r.case_id = %(case_id)s ORDER BY r.asked_at, r.id
"""
EVIDENCE_FILES: LiteralString = """
SELECT id, order_id, added_by FROM attachments
WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY added_at, id
"""
OPINIONS_OF_CASE: LiteralString = """
SELECT o.id, o.asked, o.asked_by, o.asked_at, o.due_at, q.body AS question, o.given_by, o.given_at, o.party,
       t.body AS words
FROM opinions o JOIN texts q ON q.city_id = o.city_id AND q.id = o.question_text
LEFT JOIN texts t ON t.city_id = o.city_id AND t.id = o.opinion_text
WHERE o.city_id = %(city)s AND o.case_id = %(case_id)s ORDER BY o.asked_at, o.id
"""
RULING_OF_CASE: LiteralString = """
SELECT r.id, r.called_by, r.called_at FROM rulings r
WHERE r.city_id = %(city)s AND r.case_id = %(case_id)s AND r.ruled_at IS NULL ORDER BY r.called_at DESC LIMIT 1
"""
RETURN_RECORD: LiteralString = """
SELECT c.number, c.title, r.reason, r.asked_at, r.decision, r.decided_at FROM order_returns r
JOIN cases c ON c.city_id = r.city_id AND c.id = r.case_id
WHERE r.city_id = %(city)s AND r.unit = %(unit)s AND r.asked_at > %(since)s AND {sight}
ORDER BY r.asked_at DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class _EvidenceRow:
    """A row of EVIDENCE_FILES."""

    id: UUID
    order_id: UUID | None
    added_by: str


@dataclass(frozen=True)
class _OpinionRow:
    """A row of OPINIONS_OF_CASE."""

    id: UUID
    asked: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    question: str
    given_by: str | None
    given_at: datetime | None
    party: bool
    words: str | None


@dataclass(frozen=True)
class _RulingRow:
    """A row of RULING_OF_CASE."""

    id: UUID
    called_by: str
    called_at: datetime


@dataclass(frozen=True)
class ReturnAsked:
    """A return: the claim in points, the ids of the unit's files, and the findings and decision, if any."""

    id: UUID
    nth: int
    order_id: UUID
    unit: str
    role: str
    reason: str
    points: list[str]
    evidence: list[UUID]
    proposed_unit: str | None
    asked_by: str
    asked_at: datetime
    decision: str | None
    decision_text: str | None
    decided_by: str | None
    decided_at: datetime | None
    findings: list[str]


@dataclass(frozen=True)
class RecordedReturn:
    """One return of a unit's record."""

    number: str
    title: str
    reason: str
    asked_at: datetime
    decision: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class UnitRecord:
    """A unit's returns of the last `days` days, counted and listed; at most 200."""

    unit: str
    days: int
    asked: int
    granted: int
    refused: int
    ruling: int
    lapsed: int
    waiting: int
    items: list[RecordedReturn]


@dataclass(frozen=True)
class OpenRuling:
    """The open responsibility review."""

    id: UUID
    called_by: str
    called_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class OpinionOf:
    """A unit or person that was asked, and the opinion, if given. `party`: the unit's claim and law."""

    id: UUID
    unit: str | None
    person: str | None
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    question: str
    given_by: str | None
    given_at: datetime | None
    party: bool
    words: str | None


@dataclass(frozen=True)
class CourtPage:
    """Information for deciding a return or a ruling. `most`: granted returns after which a ruling is required."""

    most: int
    returns: list[ReturnAsked]
    duty: DutyHere | None
    precedents: list[Precedent]
    record: UnitRecord | None
    ruling: OpenRuling | None
    opinions: list[OpinionOf]


async def court_page(work: UnitOfWork, actor: Actor, sight: Sight, number: str) -> CourtPage:
    """Returns the information for a decision; raises NoCase, and NotPermitted as check_reader does."""
    check_reader(actor)
    await check_seen(work, sight, number)
    file = await read_case(work, await case_of_number(work, number))
    case, here = file.case, Place(file.case.district, file.case.street)
    async with work.together() as ask:
        asked = ask.rows(_AskedRow, _RETURNS_OF_CASE, case_id=case.id)
        evidence = ask.rows(_EvidenceRow, EVIDENCE_FILES, case_id=case.id)
        opinions = ask.rows(_OpinionRow, OPINIONS_OF_CASE, case_id=case.id)
        rulings = ask.rows(_RulingRow, RULING_OF_CASE, case_id=case.id)
    units = await units_of(work, {row.added_by for row in evidence if row.order_id is None})
    people = {ref for one in asked for ref in (one.asked_by, one.decided_by)}
    people |= {ref for one in opinions for ref in (one.asked, one.asked_by, one.given_by)}
    people |= {one.called_by for one in rulings}
    names = await names_of(work, {ref for ref in people if ref})
    mask = (await words_masks(work, [case.id])).of(case.id)
    waiting = next((one.unit for one in asked if one.decision is None), None)
    unit = waiting or case.lead_unit or (asked[-1].unit if asked else None)
    return CourtPage(
        most=file.profile.returns.most,
        returns=[
            return_view(nth, one, evidence_of(one, evidence, units), names, mask)
            for nth, one in enumerate(asked, start=1)
        ],
        duty=duty_here(file.profile, case.topic, here),
        precedents=await same_question(work, sight, case.topic, here, case.id),
        record=await unit_record(work, sight, unit) if unit else None,
        ruling=ruling_view(file, rulings[0], names) if rulings else None,
        opinions=[opinion_view(one, names, mask) for one in opinions],
    )


def evidence_of(one: _AskedRow, evidence: Sequence[_EvidenceRow], units: Mapping[str, str]) -> list[UUID]:
    """Returns the ids of the files of the order, and of those that its unit added to the case."""
    return [
        row.id
        for row in evidence
        if row.order_id == one.order_id or (row.order_id is None and units.get(row.added_by) == one.unit)
    ]


def return_view(nth: int, one: _AskedRow, evidence: list[UUID], names: Mapping[str, str], mask: Mask) -> ReturnAsked:
    """Returns a return request as the page shows it, masked, with its claim in points."""
    return ReturnAsked(
        id=one.id,
        nth=nth,
        order_id=one.order_id,
        unit=one.unit,
        role=one.role,
        reason=one.reason,
        points=[mask(point) for point in points_of(one.claim)],
        evidence=evidence,
        proposed_unit=one.proposed_unit,
        asked_by=named(one.asked_by, names),
        asked_at=one.asked_at,
        decision=one.decision,
        decision_text=mask(one.decision_text) if one.decision_text else None,
        decided_by=named(one.decided_by, names) if one.decided_by else None,
        decided_at=one.decided_at,
        findings=one.findings,
    )


def ruling_view(file: CaseFile, row: _RulingRow, names: Mapping[str, str]) -> OpenRuling:
    """Returns the open responsibility review and the due time of the ruling."""
    due_at = next((clock.due_at for clock in file.clocks if clock.kind == "ruling" and clock.runs), None)
    return OpenRuling(row.id, named(row.called_by, names), row.called_at, due_at)


def opinion_view(row: _OpinionRow, names: Mapping[str, str], mask: Mask) -> OpinionOf:
    """Returns an opinion as the page shows it, masked."""
    kind, _, code = row.asked.partition(":")
    return OpinionOf(
        id=row.id,
        unit=code if kind == "unit" else None,
        person=named(row.asked, names) if kind != "unit" else None,
        asked_by=named(row.asked_by, names),
        asked_at=row.asked_at,
        due_at=row.due_at,
        question=mask(row.question),
        given_by=named(row.given_by, names) if row.given_by else None,
        given_at=row.given_at,
        party=row.party,
        words=mask(row.words) if row.words else None,
    )


async def unit_record(work: UnitOfWork, sight: Sight, unit: str) -> UnitRecord:
    """Returns the returns that a unit asked for in the last 90 days, counted by decision and listed."""
    since = work.now - timedelta(days=RECORD_DAYS)
    statement: LiteralString = RETURN_RECORD.format(sight=sight.where)
    params = {**sight.params, "unit": unit, "since": since, "limit": MOST_RECORDED}
    items = await work.rows(RecordedReturn, statement, **params)
    return UnitRecord(unit=unit, days=RECORD_DAYS, **record_of(item.decision for item in items), items=items)
