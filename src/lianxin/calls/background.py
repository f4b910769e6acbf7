"""The background parts of calls: readers of the log, the watch over surges, erasing what is too old."""

from functools import partial
from typing import Final

from lianxin.calls.figures.keeping import CALL_FIGURES_READER, keep_call_figures
from lianxin.calls.media.erasing import erase_aged
from lianxin.calls.media.hearing import CALL_CASES_READER, follow_cases
from lianxin.calls.media.recordings import Shelf
from lianxin.calls.outgoing.duty_rings import DUTY_READER, follow_orders
from lianxin.calls.outgoing.erasing_callers import ERASED_CALLERS_READER, follow_erasures
from lianxin.calls.outgoing.listed_calls import SERVED_READER, follow_served
from lianxin.calls.surge.form_age import erase_aged_forms
from lianxin.calls.surge.switching import SURGE_EVERY, watch_surge
from lianxin.kernel.jobs import Job, NoArguments
from lianxin.kernel.parts import Loop, Parts, Reader
from lianxin.kernel.site import Site

ERASE_CALLS: Final = "calls.erase_aged"
_NIGHTLY: Final = "20 18 * * *"  # in UTC; 02:20 in China


def background(site: Site) -> Parts:
    """Returns the readers, the loop and the nightly job of calls."""
    return Parts(
        readers=(
            Reader(CALL_CASES_READER, follow_cases),
            Reader(CALL_FIGURES_READER, keep_call_figures),
            Reader(DUTY_READER, follow_orders),
            Reader(ERASED_CALLERS_READER, follow_erasures),
            Reader(SERVED_READER, follow_served),
        ),
        jobs=(Job(ERASE_CALLS, "calls", NoArguments, _erase_aged, cron=_NIGHTLY),),
        loops=(Loop("surge", SURGE_EVERY, partial(watch_surge, site.database, site.city_id)),),
    )


async def _erase_aged(site: Site, _asked: NoArguments) -> None:
    """Erases recordings, transcripts and forms of surge mode that are older than the profile keeps them."""
    await erase_aged_forms(site.database, site.city_id)
    await erase_aged(site.database, site.city_id, Shelf(site.settings.media, site.settings.recordings))
