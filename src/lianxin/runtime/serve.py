"""`lianxin serve`: the web application and all background parts in one process, until Ctrl-C, SIGTERM or SIGHUP."""

import asyncio
import signal
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Final

import uvicorn

from lianxin import administration, calls, cases, city, insight, notify
from lianxin.calls.transcript.testing import DEMO_SCRIPTS, ScriptedRecogniser
from lianxin.kernel.jobs import Worker
from lianxin.kernel.parts import Parts
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.notify.testing import SmsGateway
from lianxin.runtime.background import end, keep_up, running
from lianxin.runtime.children import ended_by_signals
from lianxin.runtime.city import city_in, engine, opened
from lianxin.runtime.telephone import run_demo_callers, run_telephone, shown_sip_address
from lianxin.simulation import live_city
from lianxin.web import background as web
from lianxin.web.application import create_app

PACKAGES: Final[tuple[Callable[[Site], Parts], ...]] = (
    city.background,
    administration.background,
    cases.background,
    calls.background,
    notify.background,
    insight.background,
    web.background,
)
PORTS_TRIED = 20
DEMO_KEY = "demo"


async def serve(settings: Settings, port: int, *, told: Callable[[str, str], None]) -> None:
    """Serves until stopped. Calls `told` with its address and that for SIP; if a port is busy, tries the next."""
    down = set[str]()
    async with AsyncExitStack() as stack:
        stack.enter_context(ended_by_signals())
        dsn = await stack.enter_async_context(engine(settings, down))
        found = city_in(dsn)
        listening = listen(port)
        address = f"http://localhost:{listening.getsockname()[1]}"
        settings = await stack.enter_async_context(
            demo_gateway(known_as(settings, address, demo=found.demo), demo=found.demo)
        )
        settings = await stack.enter_async_context(demo_recogniser(settings, demo=found.demo))
        database = await stack.enter_async_context(opened(settings, dsn, found.clock))
        site = Site(database, found.city_id, settings)
        parts = all_parts(site)
        worker = await stack.enter_async_context(Worker(site, parts.jobs))
        app = create_app(site, demo=found.demo)
        app.state.down = down
        background = running(parts, site, worker, down)
        if found.demo:
            background.append(keep_up("simulation", lambda: live_city(database, site.city_id, seed=1), down))
        if not calls.missing_programs():
            has = partial(setattr, app.state, "controller")
            board = app.state.transcripts
            background.append(keep_up("telephone", lambda: run_telephone(site, down, board, has), down))
            if found.demo and settings.demo_calls and calls.edge_installed():
                background.append(keep_up("callers", lambda: run_demo_callers(site), down))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2))
        told(address, shown_sip_address(settings))
        await run_together(server, listening, background)


def all_parts(site: Site, packages: Collection[Callable[[Site], Parts]] = PACKAGES) -> Parts:
    """The background parts of all packages; raises NameTaken."""
    return Parts.joined(background(site) for background in packages)


def known_as(settings: Settings, address: str, *, demo: bool) -> Settings:
    """Sets the public address to `address` for a demo and for a city without a configured one; links use it."""
    return replace(settings, public_url=address) if demo or not settings.public_url else settings


async def run_together(
    server: uvicorn.Server, listening: socket.socket, background: Collection[Awaitable[object]]
) -> None:
    """Runs the server and the background parts; when the server ends, the background parts end too."""
    tasks = [asyncio.ensure_future(part) for part in background]
    before = signal.signal(signal.SIGHUP, server.handle_exit)  # the server itself handles only SIGINT and SIGTERM
    try:
        await server.serve(sockets=[listening])
    finally:
        signal.signal(signal.SIGHUP, before)
        await end(tasks)


@asynccontextmanager
async def demo_gateway(settings: Settings, *, demo: bool) -> AsyncGenerator[Settings]:
    """For a demo without a gateway, runs a test gateway for text messages on loopback."""
    if not demo or settings.sms_url:
        yield settings
        return
    async with SmsGateway(DEMO_KEY).serve() as url:
        yield replace(settings, sms_url=url, sms_key=DEMO_KEY)


@asynccontextmanager
async def demo_recogniser(settings: Settings, *, demo: bool) -> AsyncGenerator[Settings]:
    """For a demo without a recogniser of speech, runs the test one, whose sentences say that they are a script."""
    if not demo or settings.asr_url:
        yield settings
        return
    async with ScriptedRecogniser(DEMO_SCRIPTS).serve() as url:
        yield replace(settings, asr_url=url)


def listen(port: int) -> socket.socket:
    """Returns a socket on loopback at this port, or at the next free one."""
    for candidate in range(port, port + PORTS_TRIED):
        try:
            return socket.create_server(("127.0.0.1", candidate))
        except OSError:
            continue
    return socket.create_server(("127.0.0.1", 0))
