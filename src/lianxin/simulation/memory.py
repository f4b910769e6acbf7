"""What the stage asks the database about cases beyond their files."""

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
    """For cases met in the middle: the reply their unit really gave, if an import kept it, and what waits."""
    found: dict[UUID, tuple[str, list[str]]] = {}
    for record in await whole_city.open_records(work, ids):
        own, waiting = found.get(record.case_id, ("", []))
        if record.kind in ANSWERS_TO:
            waiting = [*waiting, ANSWERS_TO[record.kind]]
        found[record.case_id] = (record.reply or own, waiting)
    return found


async def moved_since(work: UnitOfWork, position: int) -> tuple[int, list[UUID]]:
    """The feed's position, and the cases that went on after an earlier one."""
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
