"""Public summaries: the approved summary with topic, district and month, and nothing else of a case."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.public_terms import IS_PUBLIC
from lianxin.city import current_profile
from lianxin.kernel.errors import NotFound
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork

EACH_PAGE = 20
_PUBLISHED_MATTERS: LiteralString = (
    "SELECT s.id, c.topic, c.district, coalesce(c.closed_at, s.made_at) AS closed_at, t.body AS summary,"
    " count(*) OVER () AS found"
    " FROM side_records s JOIN cases c ON c.city_id = s.city_id AND c.id = s.case_id"
    " JOIN texts t ON t.city_id = s.city_id AND t.id = s.text_id"
    f" WHERE s.city_id = %(city)s AND {IS_PUBLIC} AND t.body <> ''"
)
PUBLISHED_SUMMARIES: LiteralString = (
    _PUBLISHED_MATTERS + " ORDER BY s.made_at DESC, s.id LIMIT %(most)s OFFSET %(skip)s"
)
_ONE_PUBLISHED_MATTERS: LiteralString = (
    _PUBLISHED_MATTERS + " AND s.case_id = (SELECT o.case_id FROM side_records o WHERE o.city_id = %(city)s"
    " AND o.id = %(shared)s AND o.kind = 'publication') ORDER BY s.made_at DESC, s.id LIMIT 1"
)
_PUBLISHED_NEARBY = (
    "SELECT s.id, c.topic, t.body AS summary, (SELECT count(DISTINCT o.citizen_id) FROM cases o"
    "   WHERE o.city_id = c.city_id AND (o.id = c.id OR o.merged_into = c.id OR o.linked_to = c.id)"
    "   AND o.status <> 'void') AS people"
    " FROM side_records s JOIN cases c ON c.city_id = s.city_id AND c.id = s.case_id"
    " JOIN texts t ON t.city_id = s.city_id AND t.id = s.text_id"
    f" WHERE s.city_id = %(city)s AND {IS_PUBLIC} AND t.body <> '' AND c.topic = ANY(%(topics)s)"
    " AND c.district = %(district)s AND (%(street)s = '' OR c.street = %(street)s)"
    " AND coalesce(c.closed_at, s.made_at) > %(now)s - %(since)s"
    " ORDER BY s.made_at DESC, s.id LIMIT 3"
)
_SINCE = timedelta(days=180)
_COUNTED = 3  # people; a smaller number could point to somebody


class NotPublic(NotFound):
    """The city does not publish summaries, or there is no such page."""

    code = "cases.not_public"


@dataclass(frozen=True)
class _Publication:
    """A public summary. `topic` and `district` are codes, empty if unknown; of `closed_at` only the month is shown."""

    id: UUID
    topic: str
    district: str
    closed_at: datetime
    summary: str


@dataclass(frozen=True)
class _PublicationRow(_Publication):
    """A row of PUBLISHED_SUMMARIES; `found` is the number on all pages."""

    found: int


@dataclass(frozen=True)
class PublicPage:
    """A page of summaries. Pages count from 1; the first one always exists."""

    page: int
    pages: int
    entries: list[_Publication]


async def public_summaries(work: UnitOfWork, page: int, shared: UUID | None = None) -> PublicPage:
    """Returns one page, the latest summary first, personal numbers masked; raises NotPublic.

    Leaves out cases that were re-opened, withdrawn or made confidential later. `shared`: only the matter of this
    publication, with its summary of today, even if that replaced the one that was shared.
    """
    if page < 1 or not (await current_profile(work)).public.summaries:
        raise NotPublic
    if shared is None:
        rows = await work.rows(_PublicationRow, PUBLISHED_SUMMARIES, most=EACH_PAGE, skip=(page - 1) * EACH_PAGE)
    else:
        rows = await work.rows(_PublicationRow, _ONE_PUBLISHED_MATTERS, shared=shared)
    if not rows and (page > 1 or shared):
        raise NotPublic
    entries = [_Publication(row.id, row.topic, row.district, row.closed_at, mask_text(row.summary)) for row in rows]
    return PublicPage(page, -(-rows[0].found // EACH_PAGE) if rows else 1, entries)


@dataclass(frozen=True)
class PublicMatter:
    """A published matter near the place of a request. `people` told the hotline of it; 0 if they are few."""

    id: UUID
    topic: str
    summary: str
    people: int


async def matters_nearby(work: UnitOfWork, topics: list[str], district: str, street: str) -> list[PublicMatter]:
    """Returns published matters of these topics in the street, or in the district if no street is given.

    Empty where the city does not publish summaries. Shows nothing that `public_summaries` does not, except the number
    of people where it is at least _COUNTED.
    """
    if not (district and topics and (await current_profile(work)).public.summaries):
        return []
    found = await work.rows(
        PublicMatter, _PUBLISHED_NEARBY, topics=topics, district=district, street=street, since=_SINCE
    )
    return [
        replace(one, summary=mask_text(one.summary), people=one.people if one.people >= _COUNTED else 0)
        for one in found
    ]
