"""A year's holidays were announced: due times that were provisional are reckoned again under the new profile."""

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import change
from lianxin.cases.core.locking import CASE_COLUMNS, hold
from lianxin.cases.core.rows import Case, ClockRow
from lianxin.city import current_profile, follow_profile
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork

CALENDAR = "calendar"
_BATCH = 200

OUTDATED = f"""
SELECT {CASE_COLUMNS} FROM cases WHERE city_id = %(city)s AND id IN (
  SELECT case_id FROM clocks WHERE city_id = %(city)s AND provisional AND stopped_at IS NULL AND fired_at IS NULL
  AND terms->>'profile' IS DISTINCT FROM %(version)s
) ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""


async def follow_calendar(database: Database, city_id: str) -> int:
    """Reckons provisional due times under the profile in force, a batch a transaction; returns how many cases."""
    reckoned = 0
    while True:
        async with database.begin(city_id, actor=CALENDAR) as work:
            found = await reckon_announced(work)
        reckoned += found
        if not found:
            return reckoned


async def reckon_announced(work: UnitOfWork, limit: int = _BATCH) -> int:
    """Reckons running provisional clocks of at most `limit` cases that an older profile reckoned; returns how many.

    0 when none is left, or when somebody holds those that are: they are found again the next time.
    """
    await follow_profile(work)
    profile = await current_profile(work)
    files = await hold(work, await work.rows(Case, OUTDATED, version=profile.version, limit=limit))
    for file in files:
        reckon_file(file)
    return len(files)


def reckon_file(file: CaseFile) -> None:
    """The provisional clocks of one case, under the profile in force. One that has fired keeps its due time."""
    live = [c for c in file.clocks if c.runs and c.provisional and c.fired_at is None]
    change(file, CALENDAR, live, _nothing)


def _nothing(_clock: ClockRow) -> None:
    """The terms stay; only the calendar is another."""
