"""Sweeps up what citizens and staff uploaded and no case holds."""

import asyncio
from collections.abc import Collection
from pathlib import Path

from lianxin.files import aside_in, drop, old_on, put_back, set_aside, shelves
from lianxin.kernel.database import Database

_HELD = "SELECT DISTINCT sha256 FROM attachments WHERE city_id = %(city)s AND sha256 = ANY(%(digests)s)"


async def sweep_uploads(database: Database, city_id: str, folder: Path) -> int:
    """Sets aside what is old and held by no case, and deletes what was set aside long ago; returns how many.

    Never takes what a case holds. Times are real ones, also in a city whose clock runs fast.
    """
    for shelf in await asyncio.to_thread(shelves, folder):
        old = await asyncio.to_thread(old_on, shelf)
        unheld = set(old) - await held(database, city_id, old)
        if unheld:
            await asyncio.to_thread(set_aside, folder, unheld)
    missed = await held(database, city_id, await asyncio.to_thread(aside_in, folder))
    await asyncio.to_thread(put_back, folder, missed)
    return await asyncio.to_thread(drop, folder)


async def held(database: Database, city_id: str, digests: Collection[str]) -> set[str]:
    """Those of these that belong to a case."""
    if not digests:
        return set()
    async with database.read(city_id) as work:
        return set(await work.column(str, _HELD, digests=list(digests)))
