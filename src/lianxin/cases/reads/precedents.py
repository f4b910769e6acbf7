"""Earlier rulings and return decisions: on the same topic by nearness, or all of them by a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.core.sight import Sight
from lianxin.cases.core.words_mask import Mask, words_masks
from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.precedents import fared, nearest_first, nearness
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, NotPermitted, permitted

_SHOWN = 12
_LOOKED_AT = 300
_PAGE = 40
_READERS = (Action.DISPATCH, Action.DECIDE_RETURN, Action.RULE)


@dataclass(frozen=True)
class _PrecedentRow:
    """A decision and its later effect. `unit` is the responsible unit of a ruling, or the unit that asked to return."""

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


@dataclass(frozen=True)
class Precedent:
    """An earlier decision. `kind`: ruling, granted, refused; `near`: street, district, elsewhere; `fared`: solved,
    explained, unsolved, closed, again, withdrawn, open; `followed`: orders dispatched by its rule, `followed_back` of
    them returned; `cited`: number of later decisions that cite it.
    """

    kind: str
    id: UUID
    number: str
    title: str
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
    near: str
    fared: str
    followed: int
    followed_back: int
    cited: int


@dataclass(frozen=True)
class PrecedentSearch:
    """Conditions of a search; empty ones are not applied. `kind` is `ruling` or `return`."""

    words: str = ""
    topic: str = ""
    district: str = ""
    kind: str = ""


@dataclass(frozen=True)
class _Followed:
    """A row of _TIMES_FOLLOWED: how many orders the ruling of a case dispatched, and how many were returned."""

    number: str
    times: int = 0
    back: int = 0


@dataclass(frozen=True)
class _Cited:
    """A row of TIMES_CITED."""

    id: UUID
    times: int


PRECEDENTS_FOUND: LiteralString = """
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
_TIMES_FOLLOWED: LiteralString = """
SELECT w.reasons ->> 'ruling' AS number, count(*) AS times, count(*) FILTER (WHERE w.status = 'returned') AS back
FROM work_orders w WHERE w.city_id = %(city)s AND w.unit = ANY(%(units)s) AND w.rule = 'ruling'
  AND w.reasons ->> 'ruling' = ANY(%(numbers)s) GROUP BY 1
"""
TIMES_CITED: LiteralString = """
SELECT u.id, count(*) AS times FROM (
  SELECT unnest(cites) AS id FROM order_returns WHERE city_id = %(city)s AND cites && %(ids)s::uuid[]
  UNION ALL SELECT unnest(cites) FROM rulings WHERE city_id = %(city)s AND cites && %(ids)s::uuid[]
) u WHERE u.id = ANY(%(ids)s) GROUP BY 1
"""


def check_reader(actor: Actor) -> None:
    """Raises NotPermitted unless the actor may dispatch, decide returns or rule."""
    if not any(permitted(actor, action) for action in _READERS):
        raise NotPermitted(action=Action.RULE.value)


async def same_question(work: UnitOfWork, sight: Sight, topic: str, here: Place, but: UUID) -> list[Precedent]:
    """Returns the decisions on the same topic in other cases: this street first, then the district, then the rest."""
    if not topic:
        return []
    found = await precedents(work, sight, "topic = %(topic)s AND case_id <> %(but)s", _LOOKED_AT, topic=topic, but=but)
    return await views(work, nearest_first(found, here)[:_SHOWN], here)


async def search_precedents(
    work: UnitOfWork, actor: Actor, sight: Sight, asked: PrecedentSearch, before: datetime | None
) -> list[Precedent]:
    """Returns a page of the matching decisions made before `before`, newest first; raises NotPermitted."""
    check_reader(actor)
    conditions: LiteralString = "(%(before)s::timestamptz IS NULL OR decided_at < %(before)s)"
    facts: dict[str, str] = vars(asked)
    for name, condition in CONDITIONS.items():
        if facts[name]:
            conditions += " AND " + condition
    words = "%" + asked.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = await precedents(work, sight, conditions, _PAGE, **{**facts, "words": words}, before=before)
    return await views(work, found, Place(asked.district))


CONDITIONS: dict[str, LiteralString] = {
    "words": "concat_ws(' ', title, question, reason) ILIKE %(words)s",
    "topic": "topic = %(topic)s",
    "district": "district = %(district)s",
    "kind": "(kind = 'ruling') = (%(kind)s = 'ruling')",
}


async def precedents(
    work: UnitOfWork, sight: Sight, where: LiteralString, limit: int, **params: Any
) -> list[_PrecedentRow]:
    """Returns decisions that this viewer may see, newest first; `where` is a condition on PRECEDENTS_FOUND."""
    statement: LiteralString = PRECEDENTS_FOUND.format(sight=sight.where, where=where)
    return await work.rows(_PrecedentRow, statement, **sight.params, **params, limit=limit)


async def views(work: UnitOfWork, found: Sequence[_PrecedentRow], here: Place) -> list[Precedent]:
    """Returns the decisions as pages show them, with their later effect and how often they were followed and cited."""
    if not found:
        return []
    ruled = [one for one in found if one.kind == "ruling"]
    async with work.together() as ask:
        units, numbers = [one.unit for one in ruled], [one.number for one in ruled]
        sent = ask.rows(_Followed, _TIMES_FOLLOWED, units=units, numbers=numbers)
        cites = ask.rows(_Cited, TIMES_CITED, ids=[one.id for one in found])
    followed = {row.number: row for row in sent}
    cited = {row.id: row.times for row in cites}
    masks = await words_masks(work, {one.case_id for one in found})
    return [_view_of(one, here, followed.get(one.number), cited.get(one.id, 0), masks.of(one.case_id)) for one in found]


def _view_of(one: _PrecedentRow, here: Place, followed: _Followed | None, cited: int, mask: Mask) -> Precedent:
    """Returns one precedent with its texts masked."""
    sent = followed if followed and one.kind == "ruling" else _Followed(one.number)
    facts = {name: value for name, value in vars(one).items() if name not in {"case_id", "again", "status"}}
    facts |= {name: mask(facts[name]) if facts[name] else None for name in ("question", "reason", "withdrawal")}
    return Precedent(
        **facts,
        near=nearness(one, here),
        fared=fared(one.status, one.outcome_verified, again=one.again),
        followed=sent.times,
        followed_back=sent.back,
        cited=cited,
    )
