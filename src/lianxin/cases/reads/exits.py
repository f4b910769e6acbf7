"""Who ends cases without a unit's work, and on what grounds: withdrawals that staff report, and refusals."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from lianxin.cases.core.sight import Sight
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, names_of

_WITHDRAWALS_BY_PERSON: LiteralString = """
SELECT s.made_by, count(*) AS asked, count(*) FILTER (WHERE s.status = 'confirmed') AS confirmed,
       count(*) FILTER (WHERE s.status = 'refused') AS refused
FROM side_records s JOIN cases c ON c.city_id = s.city_id AND c.id = s.case_id
WHERE s.city_id = %(city)s AND s.kind = 'withdrawal' AND s.made_by LIKE 'staff:%%' AND s.made_at >= %(since)s AND """
_REFUSALS_BY_GROUND: LiteralString = """
SELECT s.data->>'reason' AS ground, count(*) AS cases, count(*) FILTER (WHERE s.status = 'objected') AS objected,
       count(*) FILTER (WHERE s.status = 'overturned') AS overturned
FROM side_records s JOIN cases c ON c.city_id = s.city_id AND c.id = s.case_id
WHERE s.city_id = %(city)s AND s.kind = 'refusal' AND s.made_at >= %(since)s AND """


@dataclass(frozen=True)
class Withdrawals:
    """How often a person reported that a citizen withdraws, and what a second person found. `made_by`: `staff:<id>`."""

    made_by: str
    asked: int
    confirmed: int
    refused: int


@dataclass(frozen=True)
class Refusals:
    """How many requests were refused on a ground (its code), and how many of them citizens objected to or got back."""

    ground: str
    cases: int
    objected: int
    overturned: int


@dataclass(frozen=True)
class CaseExits:
    """Ends without a unit's work since a moment, most frequent first. `names` has the people's names by reference."""

    since: datetime
    withdrawals: list[Withdrawals]
    refusals: list[Refusals]
    names: dict[str, str]


async def case_exits(work: UnitOfWork, actor: Actor, sight: Sight, since: datetime) -> CaseExits:
    """Returns withdrawals by person and refusals by ground since a moment; raises NotPermitted."""
    allow(actor, Action.SUPERVISE)
    withdrawals: LiteralString = _WITHDRAWALS_BY_PERSON + sight.where + " GROUP BY 1 ORDER BY 2 DESC, 1"
    refusals: LiteralString = _REFUSALS_BY_GROUND + sight.where + " GROUP BY 1 ORDER BY 2 DESC, 1"
    async with work.together() as ask:
        by_person = ask.rows(Withdrawals, withdrawals, **sight.params, since=since)
        by_ground = ask.rows(Refusals, refusals, **sight.params, since=since)
    names = await names_of(work, {one.made_by for one in by_person})
    return CaseExits(since, by_person, by_ground, dict(names))
