"""Handing out case numbers: a process takes a block at a time, so that opening cases never queues for one row."""

from datetime import date

from lianxin.cases.rules.number import case_number
from lianxin.kernel.work import UnitOfWork

BLOCK = 50

TAKE = """
INSERT INTO number_days AS d (city_id, day, taken) VALUES (%(city)s, %(day)s, %(count)s)
ON CONFLICT (city_id, day) DO UPDATE SET taken = d.taken + %(count)s RETURNING taken
"""


async def take_number(work: UnitOfWork, day: date) -> str:
    """The next number of a city's day. Numbers of a block left over when a process ends stay unused."""
    key = ("numbers", work.city_id)
    held_day, following, last = work.store.get(key, (None, 1, 0))
    if held_day != day or following > last:
        last = await work.apart(TAKE, day=day.isoformat(), count=BLOCK)
        following = last - BLOCK + 1
    work.store[key] = (day, following + 1, last)
    return case_number(day, following)
