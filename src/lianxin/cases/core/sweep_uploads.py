"""Deletes old uploads of citizens and staff that belong to no case."""

import asyncio
from collections.abc import Collection
from pathlib import Path

from lianxin.files import aside_in, drop, old_on, put_back, set_aside, shelves
from lianxin.kernel.database import Database

_ATTACHED_DIGESTS = "SELECT DISTINCT sha256 FROM attachments WHERE city_id = %(city)s AND sha256 = ANY(%(digests)s)"


async def sweep_uploads(database: Database, city_id: str, folder: Path) -> int:
    """Sets aside old files that belong to no case, deletes those set aside long ago, and returns how many it deleted.

    A file that was attached meanwhile is put back. Ages are in real time, even in a city whose clock runs fast.
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
    """Returns the digests that belong to an attachment of a case."""
    if not digests:
        return set()
    async with database.read(city_id) as work:
        return set(await work.column(str, _ATTACHED_DIGESTS, digests=list(digests)))
