"""Recalculates provisional due times when a new profile contains the year's announced holidays."""

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.clocks import change
from lianxin.cases.core.locking import CASE_COLUMNS, hold
from lianxin.cases.core.rows import Case, ClockRow
from lianxin.city import current_profile, follow_profile
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork

CALENDAR = "calendar"
_BATCH = 200

OUTDATED_CASES = f"""
SELECT {CASE_COLUMNS} FROM cases WHERE city_id = %(city)s AND id IN (
  SELECT case_id FROM clocks WHERE city_id = %(city)s AND provisional AND stopped_at IS NULL AND fired_at IS NULL
  AND terms->>'profile' IS DISTINCT FROM %(version)s
) ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""


async def follow_calendar(database: Database, city_id: str) -> int:
    """Recalculates provisional due times under the profile in force, in batches; returns how many cases."""
    reckoned = 0
    while True:
        async with database.begin(city_id, actor=CALENDAR) as work:
            found = await reckon_announced(work)
        reckoned += found
        if not found:
            return reckoned


async def reckon_announced(work: UnitOfWork, limit: int = _BATCH) -> int:
    """Recalculates running provisional clocks of an older profile in at most `limit` cases; returns how many cases.

    Returns 0 if none is left or all are locked; locked ones are found in the next run.
    """
    await follow_profile(work)
    profile = await current_profile(work)
    files = await hold(work, await work.rows(Case, OUTDATED_CASES, version=profile.version, limit=limit))
    for file in files:
        reckon_file(file)
    return len(files)


def reckon_file(file: CaseFile) -> None:
    """Recalculates a case's provisional clocks under the profile in force. A fired clock keeps its due time."""
    live = [c for c in file.clocks if c.runs and c.provisional and c.fired_at is None]
    change(file, CALENDAR, live, _nothing)


def _nothing(_clock: ClockRow) -> None:
    """Leaves the terms unchanged, because only the calendar is new."""
