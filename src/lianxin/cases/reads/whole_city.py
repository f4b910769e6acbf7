"""Reads over all cases of a city without a viewer: for the simulation, and for counting the open work of a unit.

Never show the results to people; pages read through `Sight`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases.rules.states import OPEN_ORDER
from lianxin.kernel.work import UnitOfWork

HALTED_CASES: LiteralString = (
    "SELECT count(*) FROM cases c WHERE c.city_id = %(city)s AND c.status IN ('screening', 'pending_dispatch',"
    " 'handling', 'needs_information', 'responsibility_review', 'suspended', 'checking', 'callback_pending', 'review')"
    " AND c.next_due_at IS NULL AND NOT EXISTS (SELECT 1 FROM clocks k WHERE k.city_id = c.city_id"
    " AND k.case_id = c.id AND k.stopped_at IS NULL)"
)
LATE_CLOSINGS: LiteralString = (
    "SELECT count(*) FROM clocks WHERE city_id = %(city)s AND kind = 'close' AND ended = 'late'"
)


@dataclass(frozen=True)
class UnitOrder:
    """An open order of a unit."""

    id: UUID
    unit: str


@dataclass(frozen=True)
class OpenRecord:
    """A side record that waits for an answer, or (`kind` imported) data of an import; `reply` may be empty."""

    case_id: UUID
    kind: str
    reply: str


@dataclass(frozen=True)
class CityCounts:
    """Cases by status; orders by role (lead, co, sub); late closing clocks; open cases without a running clock."""

    by_status: dict[str, int]
    by_role: dict[str, int]
    late: int
    open_without_due: int


async def open_case_ids(work: UnitOfWork) -> list[UUID]:
    """Returns the ids of cases that are neither archived nor void, ordered by number."""
    return await work.column(
        UUID, "SELECT id FROM cases WHERE city_id = %(city)s AND status NOT IN ('archived', 'void') ORDER BY number"
    )


async def open_orders_of(work: UnitOfWork, units: Collection[str]) -> list[UnitOrder]:
    """Returns the orders of these units that have not ended, by case, so that their cases are locked in one order."""
    return await work.rows(
        UnitOrder,
        "SELECT id, unit FROM work_orders WHERE city_id = %(city)s AND unit = ANY(%(units)s)"
        " AND status = ANY(%(open)s) ORDER BY case_id, dispatched_at, id",
        units=list(units),
        open=sorted(OPEN_ORDER),
    )


async def next_due(work: UnitOfWork) -> datetime | None:
    """Returns the earliest due time of all running clocks, or None."""
    return await work.value(
        "SELECT min(due_at) FROM clocks WHERE city_id = %(city)s AND fired_at IS NULL AND stopped_at IS NULL"
        " AND paused_at IS NULL"
    )


async def waiting_for_callback(work: UnitOfWork, ids: Collection[UUID]) -> frozenset[UUID]:
    """Returns those of the cases that have a waiting callback."""
    if not ids:
        return frozenset()
    rows = await work.column(
        UUID,
        "SELECT case_id FROM callbacks WHERE city_id = %(city)s AND case_id = ANY(%(ids)s) AND status = 'waiting'",
        ids=list(ids),
    )
    return frozenset(rows)


async def open_records(work: UnitOfWork, ids: Collection[UUID]) -> list[OpenRecord]:
    """Returns the open records and the import data of these cases, oldest first."""
    return await work.rows(
        OpenRecord,
        "SELECT case_id, kind, coalesce(data->>'reply', '') AS reply FROM side_records WHERE city_id = %(city)s"
        " AND case_id = ANY(%(ids)s) AND (status = 'asked' OR kind = 'imported') ORDER BY made_at, id",
        ids=list(ids),
    )


BY_STATUS: LiteralString = "SELECT status AS word, count(*) FROM cases WHERE city_id = %(city)s GROUP BY 1 ORDER BY 1"
BY_ROLE: LiteralString = "SELECT role AS word, count(*) FROM work_orders WHERE city_id = %(city)s GROUP BY 1"


@dataclass(frozen=True)
class _Count:
    """The number of rows with this status or role."""

    word: str
    count: int


async def city_counts(work: UnitOfWork) -> CityCounts:
    """Returns the counts of the city's cases and orders."""
    async with work.together() as ask:
        cases = ask.rows(
            _Count, "SELECT status AS word, count(*) FROM cases WHERE city_id = %(city)s GROUP BY 1 ORDER BY 1"
        )
        orders = ask.rows(_Count, "SELECT role AS word, count(*) FROM work_orders WHERE city_id = %(city)s GROUP BY 1")
    by_status, by_role = ({one.word: one.count for one in counts} for counts in (cases, orders))
    return CityCounts(by_status, by_role, await work.value(LATE_CLOSINGS), await work.value(HALTED_CASES))
