"""Opinions that a viewer or their unit is asked for in responsibility reviews. They see the question, not the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.words_mask import Mask, words_masks
from lianxin.cases.reads.actor_names import named
from lianxin.cases.reads.duties import DutyHere, duty_here
from lianxin.cases.rules.claim_points import points_of
from lianxin.cases.rules.dispatch import Place
from lianxin.city import Profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, names_of

_REMEMBERED = timedelta(days=30)
_OPINION_IS_OPEN: LiteralString = "o.given_at IS NULL AND c.status = 'responsibility_review'"
_OPINION_IS_MINE: LiteralString = "o.asked = ANY(%(mine)s) AND NOT c.complained && %(line)s::text[] AND "
ASKED_OF_ME: LiteralString = (
    "SELECT o.id, o.asked, c.id AS case_id, c.topic, c.district, c.street, c.urgency, o.asked_by,"
    " o.asked_at, o.due_at, q.body AS question, o.given_at, o.given_by, o.party, t.body AS words"
    " FROM opinions o JOIN cases c ON c.city_id = o.city_id AND c.id = o.case_id"
    " JOIN texts q ON q.city_id = o.city_id AND q.id = o.question_text"
    " LEFT JOIN texts t ON t.city_id = o.city_id AND t.id = o.opinion_text WHERE o.city_id = %(city)s AND "
    + _OPINION_IS_MINE
    + "("
    + _OPINION_IS_OPEN
    + " OR o.given_at > %(since)s) ORDER BY o.given_at NULLS FIRST, o.due_at, o.id LIMIT 200"
)
_PARTIES_OF_DISPUTE: LiteralString = (
    "SELECT r.case_id, r.unit, w.role, r.proposed_unit, t.body AS claim, r.asked_at AS at FROM order_returns r"
    " JOIN work_orders w ON w.city_id = r.city_id AND w.id = r.order_id"
    " JOIN texts t ON t.city_id = r.city_id AND t.id = r.claim_text"
    " WHERE r.city_id = %(city)s AND r.case_id = ANY(%(cases)s)"
    " UNION ALL SELECT o.case_id, split_part(o.asked, ':', 2), 'party', NULL, a.body, o.given_at FROM opinions o"
    " JOIN texts a ON a.city_id = o.city_id AND a.id = o.opinion_text"
    " WHERE o.city_id = %(city)s AND o.case_id = ANY(%(cases)s) AND o.party ORDER BY at"
)
HOW_MANY: LiteralString = (
    "SELECT count(*) FROM opinions o JOIN cases c ON c.city_id = o.city_id AND c.id = o.case_id"
    " WHERE o.city_id = %(city)s AND " + _OPINION_IS_MINE + _OPINION_IS_OPEN
)


@dataclass(frozen=True)
class _AskedRow:
    """A row of ASKED_OF_ME."""

    id: UUID
    asked: str
    case_id: UUID
    topic: str
    district: str
    street: str
    urgency: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    question: str
    given_at: datetime | None
    given_by: str | None
    party: bool
    words: str | None


@dataclass(frozen=True)
class _ClaimRow:
    """A row of _PARTIES_OF_DISPUTE."""

    case_id: UUID
    unit: str
    role: str
    proposed_unit: str | None
    claim: str
    at: datetime


@dataclass(frozen=True)
class PartyClaim:
    """What one party says in points: its reasons and its law, without the citizen's number and name."""

    unit: str
    role: str
    proposed_unit: str | None
    points: list[str]


@dataclass(frozen=True)
class OpinionAsked:
    """A question to this viewer or their unit, with the parties' claims and the entry of the duty list.

    `words` is the opinion, if given. `party`: the unit is a side of the dispute and answers with its claim and law.
    """

    id: UUID
    unit: str | None
    topic: str
    district: str
    street: str
    urgency: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    question: str
    given_at: datetime | None
    given_by: str | None
    party: bool
    words: str | None
    claims: list[PartyClaim]
    duty: DutyHere | None


def asked_as(actor: Actor, profile: Profile) -> dict[str, list[str]]:
    """Returns SQL parameters: the references by which this viewer can be asked (`mine`), and their unit with those
    above (`line`), none of which the citizen may complain about."""
    own = actor.unit if actor.unit in profile.unit_codes else None
    units = [unit.code for unit in profile.units_under(own)] if own else []
    line = [own, *(unit.code for unit in profile.ancestors(own))] if own else []
    return {"mine": [actor.ref, *(f"unit:{unit}" for unit in units)], "line": line}


async def opinions_asked(work: UnitOfWork, actor: Actor, profile: Profile) -> list[OpinionAsked]:
    """Returns the viewer's open questions first, then those answered in the last 30 days; at most 200."""
    since = work.now - _REMEMBERED
    rows = await work.rows(_AskedRow, ASKED_OF_ME, **asked_as(actor, profile), since=since)
    names = await names_of(work, {ref for row in rows for ref in (row.asked_by, row.given_by) if ref})
    claims = await work.rows(_ClaimRow, _PARTIES_OF_DISPUTE, cases=[row.case_id for row in rows])
    masks = await words_masks(work, {row.case_id for row in rows}, always=True)
    said = [(one, _claim_view(one, masks.of(one.case_id))) for one in claims]
    return [
        asked_view(profile, row, names, masks.of(row.case_id), [view for one, view in said if _is_heard(one, row)])
        for row in rows
    ]


def _is_heard(claim: _ClaimRow, row: _AskedRow) -> bool:
    """Whether a claim is shown with a question: those of its case, without the answer to the question itself."""
    return claim.case_id == row.case_id and not (claim.role == "party" and row.asked == f"unit:{claim.unit}")


def _claim_view(row: _ClaimRow, mask: Mask) -> PartyClaim:
    """Returns a claim as an invited office reads it; the mask hides the citizen in every case."""
    return PartyClaim(row.unit, row.role, row.proposed_unit, [mask(point) for point in points_of(row.claim)])


async def opinions_open(work: UnitOfWork, actor: Actor, profile: Profile) -> int:
    """Returns the number of the viewer's open questions."""
    return await work.value(HOW_MANY, **asked_as(actor, profile))


def asked_view(
    profile: Profile, row: _AskedRow, names: Mapping[str, str], mask: Mask, claims: list[PartyClaim]
) -> OpinionAsked:
    """Returns a question as its page shows it, masked, without the number of the case."""
    kind, _, code = row.asked.partition(":")
    return OpinionAsked(
        id=row.id,
        unit=code if kind == "unit" else None,
        topic=row.topic,
        district=row.district,
        street=row.street,
        urgency=row.urgency,
        asked_by=named(row.asked_by, names),
        asked_at=row.asked_at,
        due_at=row.due_at,
        question=mask(row.question),
        given_at=row.given_at,
        given_by=named(row.given_by, names) if row.given_by else None,
        party=row.party,
        words=mask(row.words) if row.words else None,
        claims=claims,
        duty=duty_here(profile, row.topic, Place(row.district, row.street)),
    )
