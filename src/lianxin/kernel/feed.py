"""Reading the event log in position order, and reacting to it exactly once."""

from collections.abc import Awaitable, Callable

from lianxin.kernel.database import Database
from lianxin.kernel.events import Recorded
from lianxin.kernel.work import UnitOfWork

Reaction = Callable[[UnitOfWork, list[Recorded]], Awaitable[None]]

BATCH = 500


async def position(work: UnitOfWork) -> int:
    """The last position of the city's feed; 0 when nothing happened yet."""
    return await work.value("SELECT position FROM cities WHERE city_id = %(city)s") or 0


async def read_feed(work: UnitOfWork, after: int, limit: int = BATCH) -> list[Recorded]:
    """Up to `limit` events after a position, in order."""
    return await work.rows(
        Recorded,
        "SELECT position, at, kind, actor, case_id, order_id, data, audience FROM events"
        " WHERE city_id = %(city)s AND position > %(after)s ORDER BY position LIMIT %(limit)s",
        after=after,
        limit=limit,
    )


async def react(database: Database, city_id: str, reader: str, reaction: Reaction, limit: int = BATCH) -> int:
    """Hands the next events to `reaction` and moves the reader's cursor in the same transaction.

    Returns how many events were handled. Two processes may call it at once: the cursor's row is the lock.
    """
    async with database.begin(city_id, actor=reader) as work:
        await work.run(
            "INSERT INTO feed_cursors (city_id, reader, position) VALUES (%(city)s, %(reader)s, 0)"
            " ON CONFLICT DO NOTHING",
            reader=reader,
        )
        after = await work.value(
            "SELECT position FROM feed_cursors WHERE city_id = %(city)s AND reader = %(reader)s FOR UPDATE SKIP LOCKED",
            reader=reader,
        )
        if after is None:
            return 0
        found = await read_feed(work, after, limit)
        if found:
            await reaction(work, found)
            await work.run(
                "UPDATE feed_cursors SET position = %(to)s WHERE city_id = %(city)s AND reader = %(reader)s",
                reader=reader,
                to=found[-1].position,
            )
        return len(found)
