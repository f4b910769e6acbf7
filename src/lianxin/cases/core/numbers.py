"""Allocates case numbers: each process takes a block at a time, so that new cases do not queue for one row lock."""

from datetime import date
from typing import Final

from lianxin.cases.rules.number import case_number
from lianxin.kernel.shared import CacheKey
from lianxin.kernel.work import UnitOfWork

BLOCK = 50
NUMBERS: Final = CacheKey[tuple[date | None, int, int]]("numbers")  # day, next number, last of the block

_TAKE_NUMBERS = """
INSERT INTO number_days AS d (city_id, day, taken) VALUES (%(city)s, %(day)s, %(count)s)
ON CONFLICT (city_id, day) DO UPDATE SET taken = d.taken + %(count)s RETURNING taken
"""


async def take_number(work: UnitOfWork, day: date) -> str:
    """Returns the next case number of the day. Numbers left in a block when a process ends stay unused."""
    held_day, following, last = work.cache.get(NUMBERS, work.city_id) or (None, 1, 0)
    if held_day != day or following > last:
        last = await work.apart(_TAKE_NUMBERS, day=day.isoformat(), count=BLOCK)
        following = last - BLOCK + 1
    work.cache.put(NUMBERS, (day, following + 1, last), work.city_id)
    return case_number(day, following)
