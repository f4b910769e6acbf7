"""Reads the rows of any query, for tests that inspect tables."""

from typing import Any

from lianxin.kernel.work import UnitOfWork


async def tuples_of(work: UnitOfWork, query: str, **params: Any) -> list[tuple[Any, ...]]:
    """Returns all rows as plain tuples; the query may use `%(city)s`, `%(now)s` and `%(real)s`."""
    await work.flush()
    known = {"city": work.city_id, "now": work.now, "real": work.real}
    cursor = await work.conn.execute(query.encode(), {**known, **params})
    return await cursor.fetchall()
