"""Number, title and status of cases for lists of other packages, limited to cases that the viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.sight import Sight
from lianxin.kernel.work import UnitOfWork


@dataclass(frozen=True)
class CaseHeading:
    """The heading of a case. Titles are masked when written, so that lists can show them."""

    id: UUID
    number: str
    title: str
    status: str


async def headings_of(work: UnitOfWork, sight: Sight, ids: Collection[UUID]) -> dict[UUID, CaseHeading]:
    """Returns the headings of these cases by id, with one statement; cases outside the sight are left out."""
    if not ids:
        return {}
    statement: LiteralString = (
        "SELECT c.id, c.number, c.title, c.status FROM cases c WHERE c.city_id = %(city)s AND c.id = ANY(%(ids)s) AND "
        + sight.where
    )
    return {one.id: one for one in await work.rows(CaseHeading, statement, ids=list(ids), **sight.params)}
