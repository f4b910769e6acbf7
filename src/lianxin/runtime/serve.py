"""`lianxin serve`: the web application and everything that runs beside it, in one process; Ctrl-C stops it all."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from uuid import UUID

import structlog
import uvicorn
from procrastinate import App, PsycopgConnector

from lianxin.cases import PLACES_READER, forget_drafts, sweep_uploads, teach_places, told_of
from lianxin.insight import READER as INSIGHT
from lianxin.insight import keep_facts
from lianxin.kernel.database import Database
from lianxin.kernel.feed import Reaction, react
from lianxin.kernel.settings import Settings
from lianxin.kernel.work import UnitOfWork
from lianxin.notify import QUEUE, READER, CaseFacts, open_outbox
from lianxin.notify.testing import SmsGateway
from lianxin.runtime.background import every, keep_up
from lianxin.runtime.city import (
    PROFILE_EVERY,
    TIMERS_EVERY,
    City,
    city_in,
    engine,
    fire_timers,
    follow_calendar,
    opened,
    watch_profile,
)
from lianxin.simulation import live_city
from lianxin.web.application import create_app
from lianxin.web.requests import Site, forget_requests

log = structlog.get_logger("lianxin")

FEED_EVERY = 1.0
CALENDAR_EVERY = 60.0
FORGET_EVERY = 600.0
SWEEP_EVERY = 6 * 3600.0  # it looks at every file that was ever attached
PORTS_TRIED = 20
DEMO_KEY = "demo"


async def serve(settings: Settings, port: int, *, told: Callable[[str], None]) -> None:
    """Serves until stopped. `told` is given the address once it is known; a busy port is passed over for the next."""
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(engine(settings))
        city = city_in(dsn)
        listening = listen(port)
        address = f"http://localhost:{listening.getsockname()[1]}"
        settings = await stack.enter_async_context(
            demo_gateway(known_as(settings, address, demo=city.demo), demo=city.demo)
        )
        database = await stack.enter_async_context(opened(settings, dsn, city.clock))
        jobs = App(connector=PsycopgConnector(conninfo=dsn))
        await stack.enter_async_context(jobs.open_async())
        app = create_app(Site(database, city.city_id, settings), demo=city.demo)
        background = beside(database, city, settings, jobs, app.state.down)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2))
        told(address)
        await run_together(server, listening, background)


def known_as(settings: Settings, address: str, *, demo: bool) -> Settings:
    """Settings whose links lead here: a demo's, and those of a city that was not told its public address."""
    return replace(settings, public_url=address) if demo or not settings.public_url else settings


async def run_together(
    server: uvicorn.Server, listening: socket.socket, background: Collection[Awaitable[object]]
) -> None:
    """The server and what runs beside it; when the server ends, so does the rest."""
    tasks = [asyncio.ensure_future(part) for part in background]
    try:
        await server.serve(sockets=[listening])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def beside(database: Database, city: City, settings: Settings, jobs: App, down: set[str]) -> list[Awaitable[object]]:
    """Timers, messages, jobs, the profile; in a demo also the people who live there. What fails is named in `down`."""
    outbox = open_outbox(
        jobs,
        database,
        settings,
        read_cases=case_reader(settings.public_url),
    )

    async def read_on(reader: str, reaction: Reaction) -> None:
        while await react(database, city.city_id, reader, reaction):
            pass

    readers: dict[str, Reaction] = {READER: outbox.react, INSIGHT: keep_facts, PLACES_READER: teach_places}

    async def work_jobs() -> None:
        await jobs.run_worker_async(queues=[QUEUE], install_signal_handlers=False, delete_jobs="successful")

    parts: list[Awaitable[object]] = [
        every(TIMERS_EVERY, "timers", lambda: fire_timers(database, city.city_id), down),
        *(every(FEED_EVERY, name, partial(read_on, name, reaction), down) for name, reaction in readers.items()),
        every(PROFILE_EVERY, "profile", lambda: watch_profile(database, city.city_id), down),
        every(CALENDAR_EVERY, "calendar", lambda: follow_calendar(database, city.city_id), down),
        every(FORGET_EVERY, "requests", lambda: forget_requests(database, city.city_id), down),
        every(FORGET_EVERY, "drafts", lambda: forget_drafts(database, city.city_id), down),
        every(SWEEP_EVERY, "uploads", lambda: sweep_uploads(database, city.city_id, settings.attachments), down),
        keep_up("jobs", work_jobs, down),
    ]
    if city.demo:
        parts.append(keep_up("simulation", lambda: live_city(database, city.city_id, seed=1), down))
    return parts


def case_reader(public_url: str) -> Callable[[UnitOfWork, Collection[UUID]], Awaitable[Mapping[UUID, CaseFacts]]]:
    """What notify may say of cases, with the address of each citizen's page."""

    async def read(work: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, CaseFacts]:
        return {
            case_id: CaseFacts(
                number=told.number,
                citizen_id=told.citizen_id,
                language=told.language,
                unit=told.unit,
                confidential=told.confidential,
                link=f"{public_url}/c/{told.token}",
                audience=told.audience,
            )
            for case_id, told in (await told_of(work, ids)).items()
        }

    return read


@asynccontextmanager
async def demo_gateway(settings: Settings, *, demo: bool) -> AsyncGenerator[Settings]:
    """In a demo without a gateway, messages go to a small one of our own, on loopback."""
    if not demo or settings.sms_url:
        yield settings
        return
    async with SmsGateway(DEMO_KEY).serve() as url:
        yield replace(settings, sms_url=url, sms_key=DEMO_KEY)


def listen(port: int) -> socket.socket:
    """A socket on loopback at this port, or the next free one."""
    for candidate in range(port, port + PORTS_TRIED):
        try:
            return socket.create_server(("127.0.0.1", candidate))
        except OSError:
            continue
    return socket.create_server(("127.0.0.1", 0))
