"""Who else has a case open, so that two people do not write the same answer. Uses real time, keeps no history."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from lianxin.cases.core.locking import case_of_number
from lianxin.cases.core.sight import Sight, check_seen
from lianxin.kernel.ids import StaffId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import names_of, ref_of

STILL_HERE = 40  # seconds after the last report of a page

_UPSERT_PRESENCE: LiteralString = """
INSERT INTO open_pages (city_id, case_id, staff_id, writing, since, seen_at)
VALUES (%(city)s, %(case_id)s, %(staff_id)s, %(writing)s, %(real)s, %(real)s)
ON CONFLICT (city_id, case_id, staff_id) DO UPDATE SET writing = excluded.writing, seen_at = excluded.seen_at,
  since = CASE WHEN open_pages.seen_at < excluded.seen_at - make_interval(secs => %(still)s)
               THEN excluded.since ELSE open_pages.since END
"""
_DELETE_OLD_PRESENCE: LiteralString = (
    "DELETE FROM open_pages WHERE city_id = %(city)s AND seen_at < %(real)s - make_interval(mins => 5)"
)
_DELETE_PRESENCE: LiteralString = (
    "DELETE FROM open_pages WHERE city_id = %(city)s AND case_id = %(case_id)s AND staff_id = %(staff_id)s"
)
OTHERS_PRESENT: LiteralString = """
SELECT staff_id, writing, since FROM open_pages WHERE city_id = %(city)s AND case_id = %(case_id)s
AND staff_id <> %(staff_id)s AND seen_at > %(real)s - make_interval(secs => %(still)s) ORDER BY since
"""


@dataclass(frozen=True)
class Other:
    """Another person who has the case open; `since` is a real time."""

    name: str
    writing: bool
    since: datetime


@dataclass(frozen=True)
class _OpenPage:
    """A row of OTHERS_PRESENT."""

    staff_id: StaffId
    writing: bool
    since: datetime


async def say_here(
    work: UnitOfWork, sight: Sight, number: str, me: StaffId, *, writing: bool, leaving: bool
) -> list[Other]:
    """Records that a person has the case open (or left it), and returns the others who have; raises NoCase."""
    await check_seen(work, sight, number)
    params = {"case_id": await case_of_number(work, number), "staff_id": me}
    await work.run(_DELETE_OLD_PRESENCE)
    if leaving:
        await work.run(_DELETE_PRESENCE, **params)
        return []
    await work.run(_UPSERT_PRESENCE, **params, writing=writing, still=STILL_HERE)
    found = {
        ref_of(one.staff_id): one for one in await work.rows(_OpenPage, OTHERS_PRESENT, **params, still=STILL_HERE)
    }
    names = await names_of(work, found.keys())
    return [Other(names[ref], one.writing, one.since) for ref, one in found.items() if ref in names]
