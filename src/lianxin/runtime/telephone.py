"""The telephone of `lianxin serve`: owns rtpengine, Janus and Kamailio, runs the call controller of this process."""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from lianxin.calls import (
    COUNTS_EVERY,
    REAP_EVERY,
    SEAL_EVERY,
    Announcer,
    CallController,
    CallerVoice,
    EdgeNote,
    JanusClient,
    JanusServer,
    MediaFailed,
    MediaNode,
    Reaper,
    Rooms,
    RtpengineClient,
    RtpengineServer,
    Scribe,
    Shelf,
    SipSide,
    TranscriptBoard,
    TrunkCounter,
    capture_folder,
    edge_addresses,
    edge_folder,
    edge_installed,
    missing_programs,
    read_media_address,
    seal_ended,
    sip_side,
    sweep_tapes,
)
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.runtime.background import end, keep_up, repeat
from lianxin.runtime.children import owned
from lianxin.simulation import DemoCallers

HasController = Callable[[CallController | None], None]
SUCCEEDS_EVERY = 1.0  # seconds
WATCHES_EVERY = 2.0
RENEWS_EVERY = 60.0
DIALS_EVERY = 1.0
ACCOUNTS_EVERY = 5.0


@asynccontextmanager
async def media_running(settings: Settings, down: set[str]) -> AsyncGenerator[MediaNode]:
    """Yields the media servers of this process; its own ones are restarted if they die, meanwhile they are in `down`.

    Janus' session is noted, so that the next process claims it. Raises MediaFailed, MediaUnreachable.
    """
    async with AsyncExitStack() as stack:
        shelf = Shelf(capture_folder(settings.home), settings.recordings)
        address, keypad = _place(settings.rtpengine), 0
        media = read_media_address(settings.media_address)
        two_sides = address is None and media.beyond
        if address is None:
            rtpengine = RtpengineServer(settings.media / RtpengineServer.name, address=media)
            await stack.enter_async_context(owned(rtpengine, down))
            address, keypad = ("127.0.0.1", rtpengine.port), rtpengine.second_port
        url, secret = settings.janus_url, settings.janus_secret
        if not url:
            janus = JanusServer(settings.media / JanusServer.name, address=media)
            await stack.enter_async_context(owned(janus, down))
            url, secret = janus.url, janus.secret
        client = await stack.enter_async_context(RtpengineClient(address, two_sides=two_sides))
        note = settings.media / "session"
        session = await stack.enter_async_context(
            JanusClient(url, secret, session=_noted(note), kept=lambda number: _note(note, number))
        )
        yield MediaNode(client, Rooms(session), shelf, keypad=keypad)


async def run_telephone(site: Site, down: set[str], board: TranscriptBoard, has_controller: HasController) -> None:
    """Runs the servers, the controller and the reaper until cancelled; tells which controller takes commands."""
    async with AsyncExitStack() as stack:
        servers = await stack.enter_async_context(media_running(site.settings, down))
        scribe = Scribe(site.database, site.city_id, servers.rooms, site.settings.asr_url, board)
        stack.push_async_callback(scribe.close)
        node = replace(servers, scribe=scribe)
        note = sip_addresses(site.settings)
        folder = site.settings.media / "sounds"
        announcer = Announcer(folder, site.settings.home / "announcements")
        controller = CallController(site.database, site.city_id, note.name, node, announcer)
        if node.keypad:
            await stack.enter_async_context(controller.keypad(node.keypad))
        await sweep_tapes(site.database, site.city_id, node.shelf)
        of_edge: list[Coroutine[None, None, None]] = []
        if edge_installed():
            sip = await stack.enter_async_context(sip_side(site, note, controller, announcer, os.environ))
            await stack.enter_async_context(owned(sip.edge, down))
            await sip.go_on()
            of_edge = _sip_parts(site, note, sip, down)
        else:
            await controller.adopt([])
        tasks = [asyncio.ensure_future(part) for part in (*_watching(site, node, controller, down), *of_edge)]
        has_controller(controller)
        try:
            await asyncio.gather(*tasks)
        finally:
            has_controller(None)
            await end(tasks)
            await controller.stop()


def _watching(
    site: Site, node: MediaNode, controller: CallController, down: set[str]
) -> list[Coroutine[None, None, None]]:
    """Returns what runs beside the calls, with or without an edge."""
    return [
        repeat(SEAL_EVERY, "sealing", partial(seal_ended, site.database, site.city_id, node.shelf), down),
        repeat(REAP_EVERY, "media_reaper", Reaper(site.database, site.city_id, node).run, down),
        repeat(WATCHES_EVERY, "call_watch", controller.watching.look, down),
        repeat(WATCHES_EVERY, "seat_watch", controller.vanishing.look, down),
        repeat(WATCHES_EVERY, "browser_watch", controller.browsers.look, down),
        repeat(RENEWS_EVERY, "call_holds", controller.watching.renew, down),
        keep_up("call_router", controller.run_router, down),
    ]


def _sip_parts(site: Site, note: EdgeNote, sip: SipSide, down: set[str]) -> list[Coroutine[None, None, None]]:
    """Returns what runs beside the calls of an edge."""
    counter = TrunkCounter(site.database, site.city_id, note.inner, note.listen)
    return [
        repeat(SUCCEEDS_EVERY, "call_succession", sip.succeed, down),
        repeat(COUNTS_EVERY, "trunk_counts", counter.look, down),
        repeat(DIALS_EVERY, "outgoing_calls", sip.dials.run, down),
        repeat(RENEWS_EVERY, "dial_holds", sip.line.renew, down),
        repeat(ACCOUNTS_EVERY, "seat_accounts", sip.accounts.follow, down),
    ]


async def run_demo_callers(site: Site) -> None:
    """Lets simulated citizens call a demonstration through its edge until cancelled."""
    folders = site.settings.media / "sounds", site.settings.home / "announcements"
    edge = sip_addresses(site.settings).listen
    await DemoCallers(site.database, site.city_id, edge, CallerVoice(Announcer(*folders)), seed=1).run()


def sip_addresses(settings: Settings) -> EdgeNote:
    """Returns the SIP addresses of this installation."""
    return edge_addresses(edge_folder(settings), settings.sip_address)


def shown_sip_address(settings: Settings) -> str:
    """Returns the SIP address that can be called, empty without a telephone or if it cannot listen as it is set."""
    if not edge_installed() or missing_programs():
        return ""
    try:
        return sip_addresses(settings).listen
    except MediaFailed:
        return ""  # `run_telephone` fails and says why


def _place(address: str) -> tuple[str, int] | None:
    host, _, port = address.rpartition(":")
    return (host, int(port)) if host else None


def _noted(note: Path) -> int:
    try:
        return int(note.read_text())
    except (FileNotFoundError, ValueError):
        return 0


def _note(note: Path, session: int) -> None:
    note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    note.write_text(str(session))
