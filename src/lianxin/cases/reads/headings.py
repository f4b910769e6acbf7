"""Headings of cases, and reasons written in them, for lists of other packages; limited to what the viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.sight import Sight
from lianxin.cases.reads.words_mask import mask_with
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masked_names import HiddenName
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import hidden_names


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
    """A text with the facts that its mask depends on."""

    id: UUID
    body: str
    citizen_id: CitizenId | None
    confidential: bool


async def written_reasons(work: UnitOfWork, sight: Sight, ids: Collection[UUID]) -> dict[UUID, str]:
    """Returns these texts by id, masked as on their case's page; texts of cases outside the sight are left out."""
    if not ids:
        return {}
    statement: LiteralString = (
        "SELECT t.id, t.body, c.citizen_id, c.confidential FROM texts t JOIN cases c ON c.city_id = t.city_id"
        " AND c.id = t.case_id WHERE t.city_id = %(city)s AND t.id = ANY(%(ids)s) AND " + sight.where
    )
    rows = await work.rows(_ReasonRow, statement, ids=list(ids), **sight.params)
    names = await hidden_names(work, {row.citizen_id for row in rows if row.confidential and row.citizen_id})
    return {
        row.id: _masked(row, names.get(row.citizen_id, HiddenName()) if row.citizen_id else HiddenName())
        for row in rows
    }


def _masked(row: _ReasonRow, name: HiddenName) -> str:
    """Returns the text as its case's page shows it."""
    return mask_with(name)(row.body) if row.confidential else mask_text(row.body)
