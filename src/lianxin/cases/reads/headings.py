"""Headings of cases, and reasons written in them, for lists of other packages; limited to what the viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.sight import Sight
from lianxin.cases.core.words_mask import words_masks
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


@dataclass(frozen=True)
class _ReasonRow:
    """A text and its case."""

    id: UUID
    body: str
    case_id: UUID


async def written_reasons(work: UnitOfWork, sight: Sight, ids: Collection[UUID]) -> dict[UUID, str]:
    """Returns these texts by id, masked as on their case's page; texts of cases outside the sight are left out."""
    if not ids:
        return {}
    statement: LiteralString = (
        "SELECT t.id, t.body, t.case_id FROM texts t JOIN cases c ON c.city_id = t.city_id"
        " AND c.id = t.case_id WHERE t.city_id = %(city)s AND t.id = ANY(%(ids)s) AND " + sight.where
    )
    rows = await work.rows(_ReasonRow, statement, ids=list(ids), **sight.params)
    masks = await words_masks(work, {row.case_id for row in rows})
    return {row.id: masks.of(row.case_id)(row.body) for row in rows}
