"""Reads facts about cases that their case files do not contain: waiting records, moved cases, acts of others."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases import whole_city
from lianxin.cases.events import CallbackPlanned, CaseMoved, CaseOpened, OrderMoved
from lianxin.kernel.feed import last_position
from lianxin.kernel.work import UnitOfWork

ANSWERS_TO = {
    "extension": "grant_extension",
    "suspension": "grant_suspension",
    "exclusion": "grant_exclusion",
    "refusal": "confirm_refusal",
}
MOVED = [kind.kind for kind in (CaseOpened, CaseMoved, OrderMoved, CallbackPlanned)]


async def reminded(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, tuple[str, list[str]]]:
    """Returns for each case the unit's real reply, if an import stored it, and the commands its records wait for."""
    found: dict[UUID, tuple[str, list[str]]] = {}
    for record in await whole_city.open_records(work, ids):
        own, waiting = found.get(record.case_id, ("", []))
        if record.kind in ANSWERS_TO:
            waiting = [*waiting, ANSWERS_TO[record.kind]]
        found[record.case_id] = (record.reply or own, waiting)
    return found


async def moved_since(work: UnitOfWork, position: int) -> tuple[int, list[UUID]]:
    """Returns the position of the feed, and the cases that moved after an earlier position."""
    last = await last_position(work)
    moved = await work.column(
        UUID,
        "SELECT DISTINCT case_id FROM events WHERE city_id = %(city)s AND position > %(after)s"
        " AND case_id IS NOT NULL AND kind = ANY(%(kinds)s)",
        after=position,
        kinds=MOVED,
    )
    return last, moved


@dataclass(frozen=True)
class Seen:
    """An event of a case; `by_somebody` if a person caused it, not a limit."""

    case_id: UUID
    at: datetime
    by_somebody: bool


async def seen_since(work: UnitOfWork, position: int) -> tuple[int, list[Seen]]:
    """Returns the position of the feed, and the events of cases after an earlier position."""
    last = await last_position(work)
    seen = await work.rows(
        Seen,
        "SELECT DISTINCT case_id, at, actor <> 'system' AS by_somebody FROM events WHERE city_id = %(city)s"
        " AND position > %(after)s AND position <= %(last)s AND case_id IS NOT NULL",
        after=position,
        last=last,
    )
    return last, seen
