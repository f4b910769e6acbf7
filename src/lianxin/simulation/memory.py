"""What the stage asks the database about cases beyond their files."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.kernel.feed import last_position
from lianxin.kernel.work import UnitOfWork

ANSWERS_TO = {
    "extension": "grant_extension",
    "suspension": "grant_suspension",
    "exclusion": "grant_exclusion",
    "refusal": "confirm_refusal",
}
MOVED = ["case.opened", "case.moved", "order.moved", "callback.planned"]


async def reminded(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, tuple[str, list[str]]]:
    """For cases met in the middle: the reply their unit really gave, if an import kept it, and what waits."""
    found: dict[UUID, tuple[str, list[str]]] = {}
    rows = await work.tuples(
        "SELECT case_id, kind, coalesce(data->>'reply', '') FROM side_records WHERE city_id = %(city)s"
        " AND case_id = ANY(%(ids)s) AND (status = 'asked' OR kind = 'imported') ORDER BY made_at, id",
        ids=list(ids),
    )
    for case_id, kind, reply in rows:
        own, waiting = found.get(case_id, ("", []))
        if kind in ANSWERS_TO:
            waiting = [*waiting, ANSWERS_TO[kind]]
        found[case_id] = (reply or own, waiting)
    return found


async def waiting_callbacks(work: UnitOfWork, ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the cases whose citizen is to be asked."""
    if not ids:
        return frozenset()
    rows = await work.tuples(
        "SELECT case_id FROM callbacks WHERE city_id = %(city)s AND case_id = ANY(%(ids)s) AND status = 'waiting'",
        ids=list(ids),
    )
    return frozenset(row[0] for row in rows)


async def moved_since(work: UnitOfWork, position: int) -> tuple[int, list[UUID]]:
    """The feed's position, and the cases that went on after an earlier one."""
    last = await last_position(work)
    rows = await work.tuples(
        "SELECT DISTINCT case_id FROM events WHERE city_id = %(city)s AND position > %(after)s"
        " AND case_id IS NOT NULL AND kind = ANY(%(kinds)s)",
        after=position,
        kinds=MOVED,
    )
    return last, [row[0] for row in rows]


@dataclass(frozen=True)
class Seen:
    """Somebody did something to a case, or a limit did."""

    case_id: UUID
    at: datetime
    by_somebody: bool


async def seen_since(work: UnitOfWork, position: int) -> tuple[int, list[Seen]]:
    """The feed's position, and what happened to cases after an earlier one."""
    last = await last_position(work)
    seen = await work.rows(
        Seen,
        "SELECT DISTINCT case_id, at, actor <> 'system' AS by_somebody FROM events WHERE city_id = %(city)s"
        " AND position > %(after)s AND position <= %(last)s AND case_id IS NOT NULL",
        after=position,
        last=last,
    )
    return last, seen


async def next_due(work: UnitOfWork) -> datetime | None:
    """When the next limit ends."""
    return await work.value(
        "SELECT min(due_at) FROM clocks WHERE city_id = %(city)s AND fired_at IS NULL AND stopped_at IS NULL"
        " AND paused_at IS NULL"
    )


async def open_cases_by_number(work: UnitOfWork) -> list[UUID]:
    """Cases that have not come to their end, oldest first."""
    rows = await work.tuples(
        "SELECT id FROM cases WHERE city_id = %(city)s AND status NOT IN ('archived', 'void') ORDER BY number"
    )
    return [row[0] for row in rows]
