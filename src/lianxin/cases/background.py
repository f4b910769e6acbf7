"""The background parts of cases: deadlines, provisional due times, expired form drafts, unused uploads, place names."""

from functools import partial
from typing import Final

from lianxin.cases.core.form_drafts import forget_drafts
from lianxin.cases.core.sweep_uploads import sweep_uploads
from lianxin.cases.deadlines.recalculate import follow_calendar
from lianxin.cases.deadlines.timers import fire_timers
from lianxin.cases.reads.place_teaching import PLACES_READER, teach_places
from lianxin.kernel.parts import Loop, Parts, Reader
from lianxin.kernel.site import Site

TIMERS_EVERY: Final = 1.0
CALENDAR_EVERY: Final = 60.0
_FORGET_EVERY: Final = 600.0
_SWEEP_EVERY: Final = 6 * 3600.0  # seconds; each run reads the names of all stored files


def background(site: Site) -> Parts:
    """Returns the readers and loops of cases; intervals are in seconds."""
    database, city_id = site.database, site.city_id
    loops = (
        Loop("timers", TIMERS_EVERY, partial(fire_timers, database, city_id)),
        Loop("calendar", CALENDAR_EVERY, partial(follow_calendar, database, city_id)),
        Loop("drafts", _FORGET_EVERY, partial(forget_drafts, database, city_id)),
        Loop("uploads", _SWEEP_EVERY, partial(sweep_uploads, database, city_id, site.settings.attachments)),
    )
    return Parts(readers=(Reader(PLACES_READER, teach_places),), loops=loops)
