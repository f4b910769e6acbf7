"""The telephone of a city that browsers visit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from pathlib import Path

from builders.cases import MONDAY, Town, shanghai
from builders.hotline import Hotline, a_hotline
from builders.rtp import Telephone, linear
from builders.site import AppSite
from builders.telephone import an_edge, plan_for, until_true
from builders.telephone_line import Servers
from journeys.city import CITY, City
from lianxin.calls import Rooms
from lianxin.city import Profile, adopt_profile
from lianxin.kernel.clock import ManualClock

LOUD = 1000  # of 32,768


@asynccontextmanager
async def hotline_of(city: City, servers: Servers, folder: Path) -> AsyncIterator[Hotline]:
    """Runs the telephone in the server's own loop."""
    up: asyncio.Future[Hotline] = asyncio.get_running_loop().create_future()
    tell, over = asyncio.get_running_loop().call_soon_threadsafe, asyncio.Event()

    async def running() -> None:
        site = AppSite(city.app, Town(city.database, ManualClock(MONDAY), CITY), folder)
        plan = plan_for()
        async with a_hotline(site, servers, plan, folder, rooms=Rooms) as hotline, an_edge(plan, folder / "edge"):
            await until_true(lambda: hotline.agent.joined)
            tell(up.set_result, hotline)
            await over.wait()

    async def end() -> None:
        over.set()

    runs = asyncio.create_task(city.within(running()))
    await asyncio.wait([up, runs], return_when=asyncio.FIRST_COMPLETED)
    try:
        yield up.result() if up.done() else await runs  # pyright: ignore[reportReturnType]
    finally:
        await city.within(end())
        await runs


async def keep_no_seat_free(city: City) -> None:
    """One seat takes ordinary calls too, and a call rings there for as long as a busy machine needs."""
    document = deepcopy(shanghai().to_document())
    document["version"] += "-one-seat"
    document["city"]["telephone"] |= {"kept_free": 0, "ring_s": 120}
    changed = Profile.from_document(document)
    await city.work(lambda work: adopt_profile(work, changed))


def hears_voice(citizen: Telephone) -> bool:
    """The microphone of the browser beeps once a second."""
    return any(abs(linear(byte)) > LOUD for frame in citizen.heard[-60:] for byte in frame)
