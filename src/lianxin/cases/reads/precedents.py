"""Earlier rulings and return decisions: on the same question nearest first, and all of them by words and place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.core.sight import Sight
from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.precedents import fared, nearest_first, nearness
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, NotPermitted, permitted

SHOWN = 12
LOOKED_AT = 300
PAGE = 40
READERS = (Action.DISPATCH, Action.DECIDE_RETURN, Action.RULE)


@dataclass(frozen=True)
class Precedent:
    """A decision and what is known of it since. `unit` answers (a ruling), or asked to give it back (a return)."""

    kind: str
    id: UUID
    case_id: UUID
    number: str
    title: str
    status: str
    outcome_verified: str | None
    topic: str
    district: str
    street: str
    unit: str
    decided_at: datetime
    question: str | None
    reason: str | None
    reach: str
    until: datetime | None
    withdrawn_at: datetime | None
    withdrawal: str | None
    again: bool


PRECEDENTS: LiteralString = """
SELECT * FROM (
SELECT 'ruling' AS kind, r.id, c.id AS case_id, c.number, c.title, c.status, c.outcome_verified, r.topic, c.district,
       c.street, r.unit, r.ruled_at AS decided_at, q.body AS question, t.body AS reason, r.reach, r.until,
       r.withdrawn_at, w.body AS withdrawal,
       EXISTS (SELECT 1 FROM rulings l WHERE l.city_id = r.city_id AND l.case_id = r.case_id
               AND l.called_at > r.ruled_at) AS again
FROM rulings r JOIN cases c ON c.city_id = r.city_id AND c.id = r.case_id
LEFT JOIN texts q ON q.city_id = r.city_id AND q.id = r.question_text
LEFT JOIN texts t ON t.city_id = r.city_id AND t.id = r.ruling_text
LEFT JOIN texts w ON w.city_id = r.city_id AND w.id = r.withdrawal_text
WHERE r.city_id = %(city)s AND r.ruled_at IS NOT NULL AND r.ruled_by <> 'system' AND {sight}
UNION ALL
SELECT r.decision, r.id, c.id, c.number, c.title, c.status, c.outcome_verified, c.topic, c.district, c.street, r.unit,
       r.decided_at, NULL, t.body, 'case', NULL, NULL, NULL,
       EXISTS (SELECT 1 FROM order_returns l WHERE l.city_id = r.city_id AND l.case_id = r.case_id
               AND l.asked_at > r.decided_at)
       OR EXISTS (SELECT 1 FROM rulings l WHERE l.city_id = r.city_id AND l.case_id = r.case_id
                  AND l.called_at > r.decided_at)
FROM order_returns r JOIN cases c ON c.city_id = r.city_id AND c.id = r.case_id
LEFT JOIN texts t ON t.city_id = r.city_id AND t.id = r.decision_text
WHERE r.city_id = %(city)s AND r.decision IN ('granted', 'refused') AND r.decided_by <> 'system' AND {sight}
) p WHERE {where} ORDER BY decided_at DESC LIMIT %(limit)s
"""
FOLLOWED: LiteralString = """
SELECT w.reasons ->> 'ruling', count(*), count(*) FILTER (WHERE w.status = 'returned')
FROM work_orders w WHERE w.city_id = %(city)s AND w.unit = ANY(%(units)s) AND w.rule = 'ruling'
  AND w.reasons ->> 'ruling' = ANY(%(numbers)s) GROUP BY 1
"""
CITED: LiteralString = """
SELECT u.id, count(*) FROM (
  SELECT unnest(cites) AS id FROM order_returns WHERE city_id = %(city)s AND cites && %(ids)s::uuid[]
  UNION ALL SELECT unnest(cites) FROM rulings WHERE city_id = %(city)s AND cites && %(ids)s::uuid[]
) u WHERE u.id = ANY(%(ids)s) GROUP BY 1
"""


def check_reader(actor: Actor) -> None:
    """Precedents are for those who dispatch, decide returns or rule; raises NotPermitted for others."""
    if not any(permitted(actor, action) for action in READERS):
        raise NotPermitted(action=Action.RULE.value)


async def same_question(work: UnitOfWork, sight: Sight, topic: str, here: Place, but: UUID) -> list[dict[str, Any]]:
    """The decisions on the same topic in other cases: this street first, then the district, then elsewhere."""
    if not topic:
        return []
    found = await precedents(work, sight, "topic = %(topic)s AND case_id <> %(but)s", LOOKED_AT, topic=topic, but=but)
    return await views(work, nearest_first(found, here)[:SHOWN], here)


async def search_precedents(
    work: UnitOfWork, actor: Actor, sight: Sight, facts: dict[str, str], before: datetime | None
) -> list[dict[str, Any]]:
    """A page of the decisions that fit, newest first. `facts`: words, topic, district, kind (`ruling`, `return`)."""
    check_reader(actor)
    conditions: LiteralString = "(%(before)s::timestamptz IS NULL OR decided_at < %(before)s)"
    for name, condition in CONDITIONS.items():
        if facts.get(name):
            conditions += " AND " + condition
    words = "%" + facts.get("words", "").replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = await precedents(work, sight, conditions, PAGE, **{**facts, "words": words}, before=before)
    return await views(work, found, Place(facts.get("district", "")))


CONDITIONS: dict[str, LiteralString] = {
    "words": "concat_ws(' ', title, question, reason) ILIKE %(words)s",
    "topic": "topic = %(topic)s",
    "district": "district = %(district)s",
    "kind": "(kind = 'ruling') = (%(kind)s = 'ruling')",
}


async def precedents(
    work: UnitOfWork, sight: Sight, where: LiteralString, limit: int, **params: Any
) -> list[Precedent]:
    """Decisions this viewer may see, newest first."""
    statement: LiteralString = PRECEDENTS.format(sight=sight.where, where=where)
    return await work.rows(Precedent, statement, **sight.params, **params, limit=limit)


async def views(work: UnitOfWork, found: Sequence[Precedent], here: Place) -> list[dict[str, Any]]:
    """What pages show of them, with how they fared, and how often they were followed and cited."""
    followed, cited = await used(work, found)
    return [view_of(one, here, followed.get(one.number, (0, 0)), cited.get(one.id, 0)) for one in found]


async def used(work: UnitOfWork, found: Collection[Precedent]) -> tuple[dict[str, tuple[int, int]], dict[UUID, int]]:
    """By number of the case: cases sent by its ruling, and those given back; by id: how often cited."""
    if not found:
        return {}, {}
    ruled = [one for one in found if one.kind == "ruling"]
    orders, cites = await work.many(
        (FOLLOWED, {"units": [one.unit for one in ruled], "numbers": [one.number for one in ruled]}),
        (CITED, {"ids": [one.id for one in found]}),
    )
    return {number: (times, back) for number, times, back in orders}, dict(cites)  # pyright: ignore[reportArgumentType]


def view_of(one: Precedent, here: Place, followed: tuple[int, int], cited: int) -> dict[str, Any]:
    """One precedent. Words in it are masked like everywhere."""
    told = {name: value for name, value in vars(one).items() if name not in {"case_id", "again", "status"}}
    for name in ("question", "reason", "withdrawal"):
        told[name] = mask_text(told[name]) if told[name] else None
    times, back = followed if one.kind == "ruling" else (0, 0)
    fate = fared(one.status, one.outcome_verified, again=one.again)
    return {
        **told,
        "near": nearness(one, here),
        "fared": fate,
        "followed": times,
        "followed_back": back,
        "cited": cited,
    }
