"""Reads the event log in order of position; readers react to each event exactly once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import LiteralString

from lianxin.kernel.database import Database
from lianxin.kernel.decoding import EVENT_COLUMNS, EventRow
from lianxin.kernel.events import Recorded, SubjectRef
from lianxin.kernel.work import UnitOfWork

Reaction = Callable[[UnitOfWork, list[Recorded]], Awaitable[None]]

FEED_BATCH = 500
FEED_PAGE: LiteralString = (
    f"SELECT {EVENT_COLUMNS} FROM events e WHERE e.city_id = %(city)s AND e.position > %(after)s"
    " ORDER BY e.position LIMIT %(limit)s"
)
CASE_HISTORY: LiteralString = (
    f"SELECT {EVENT_COLUMNS} FROM events e WHERE e.city_id = %(city)s AND e.case_id = %(case_id)s ORDER BY e.position"
)
SUBJECT_HISTORY: LiteralString = (
    f"SELECT {EVENT_COLUMNS} FROM events e WHERE e.city_id = %(city)s AND e.subject_kind = %(kind)s"
    " AND e.subject_id = %(id)s AND e.subject_kind <> 'case' ORDER BY e.position"
)
BEGIN_CURSOR: LiteralString = (
    "INSERT INTO feed_cursors (city_id, reader, position) VALUES (%(city)s, %(reader)s, 0) ON CONFLICT DO NOTHING"
)
SELECT_CURSOR: LiteralString = "SELECT position FROM feed_cursors WHERE city_id = %(city)s AND reader = %(reader)s"


@dataclass(frozen=True)
class _Cursor:
    """A row of `feed_cursors`."""

    reader: str
    position: int


async def last_position(work: UnitOfWork) -> int:
    """The last position of the city's feed; 0 if there are no events."""
    return await work.value("SELECT position FROM cities WHERE city_id = %(city)s") or 0


async def read_feed(work: UnitOfWork, after: int, limit: int = FEED_BATCH) -> list[Recorded]:
    """Up to `limit` events after a position, in order."""
    rows = await work.rows(EventRow, FEED_PAGE, after=after, limit=limit)
    return [row.recorded() for row in rows]


async def history_of(work: UnitOfWork, subject: SubjectRef) -> list[Recorded]:
    """Every event about a subject, in order; for a case also those of its calls and messages."""
    if subject.case_id is not None:
        rows = await work.rows(EventRow, CASE_HISTORY, case_id=subject.case_id)
    else:
        rows = await work.rows(EventRow, SUBJECT_HISTORY, kind=subject.kind, id=subject.id)
    return [row.recorded() for row in rows]


async def react(database: Database, city_id: str, reader: str, reaction: Reaction, limit: int = FEED_BATCH) -> int:
    """Passes the next events to `reaction` and moves the reader's cursor in the same transaction.

    Returns the number of handled events. Two processes may call it at the same time: the cursor's row is the lock, and
    the second call returns 0.
    """
    async with database.begin(city_id, actor=reader) as work:
        await work.run(BEGIN_CURSOR, reader=reader)
        after = await work.value(SELECT_CURSOR + " FOR UPDATE SKIP LOCKED", reader=reader)
        if after is None:
            return 0
        found = await read_feed(work, after, limit)
        if found:
            await reaction(work, found)
            await move_cursor(work, reader, found[-1].position)
        return len(found)


async def cursors(work: UnitOfWork) -> dict[str, int]:
    """The position of each reader of the city's feed, by the reader's name."""
    found = await work.rows(_Cursor, "SELECT reader, position FROM feed_cursors WHERE city_id = %(city)s")
    return {one.reader: one.position for one in found}


async def reader_position(work: UnitOfWork, reader: str) -> int:
    """The position of a reader; 0 if it never read."""
    return await work.value(SELECT_CURSOR, reader=reader) or 0


async def hold_cursor(work: UnitOfWork, reader: str) -> None:
    """Locks a reader's cursor until the work ends; waits if it is locked, inserts it if it is missing."""
    await work.run(BEGIN_CURSOR, reader=reader)
    await work.run(SELECT_CURSOR + " FOR UPDATE", reader=reader)


async def move_cursor(work: UnitOfWork, reader: str, to: int) -> None:
    """Sets the position of a reader's cursor, which the work has locked."""
    await work.run(
        "UPDATE feed_cursors SET position = %(to)s WHERE city_id = %(city)s AND reader = %(reader)s",
        reader=reader,
        to=to,
    )
