"""A year's holidays were announced: due times that were provisional are reckoned again, by the feed's own reader."""

from lianxin.cases.case_file import CaseFile
from lianxin.cases.clockwork import change
from lianxin.cases.locking import lock_case
from lianxin.cases.rows import ClockRow
from lianxin.city import ProfileAdopted, follow_profile
from lianxin.kernel.events import Recorded
from lianxin.kernel.work import UnitOfWork

READER = "calendar"


async def reckon_announced(work: UnitOfWork, events: list[Recorded]) -> None:
    """For `kernel.feed.react` under READER: after a new profile, running provisional clocks are reckoned anew."""
    if not any(event.kind == ProfileAdopted.kind for event in events):
        return
    await follow_profile(work)
    rows = await work.tuples(
        "SELECT DISTINCT case_id FROM clocks WHERE city_id = %(city)s AND provisional AND stopped_at IS NULL"
        " AND fired_at IS NULL ORDER BY case_id"
    )
    for (case_id,) in rows:
        reckon_file(await lock_case(work, case_id))


def reckon_file(file: CaseFile) -> None:
    """The provisional clocks of one case, under the profile in force. One that has fired keeps its due time."""
    live = [c for c in file.clocks if c.runs and c.provisional and c.fired_at is None]
    change(file, "calendar", live, nothing)


def nothing(_clock: ClockRow) -> None:
    """The terms stay; only the calendar is another."""
