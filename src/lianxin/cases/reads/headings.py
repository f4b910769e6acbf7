"""What a list of another package says of a case: its number, title and status, where the viewer may see the case."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.sight import Sight
from lianxin.kernel.work import UnitOfWork


@dataclass(frozen=True)
class CaseHeading:
    """`title` is masked when it is written."""

    id: UUID
    number: str
    title: str
    status: str


async def headings_of(work: UnitOfWork, sight: Sight, ids: Collection[UUID]) -> dict[UUID, CaseHeading]:
    """The headings of these cases by id, in one statement; cases outside the sight are left out."""
    if not ids:
        return {}
    statement: LiteralString = (
        "SELECT c.id, c.number, c.title, c.status FROM cases c WHERE c.city_id = %(city)s AND c.id = ANY(%(ids)s) AND "
        + sight.where
    )
    return {one.id: one for one in await work.rows(CaseHeading, statement, ids=list(ids), **sight.params)}
