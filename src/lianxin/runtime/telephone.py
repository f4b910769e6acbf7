"""The telephone of `lianxin serve`: owns rtpengine and Janus, or uses a city's own, and ends what no call holds."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from lianxin.calls import (
    REAP_EVERY,
    JanusClient,
    JanusServer,
    MediaNode,
    Reaper,
    Rooms,
    RtpengineClient,
    RtpengineServer,
    Scribe,
    Shelf,
    TranscriptBoard,
    capture_folder,
)
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.runtime.background import repeat
from lianxin.runtime.children import owned


@asynccontextmanager
async def media_running(settings: Settings, down: set[str]) -> AsyncGenerator[MediaNode]:
    """Yields the media servers of this process; its own ones are restarted if they die, meanwhile they are in `down`.

    Janus' session is noted, so that the next process claims it. Raises MediaFailed, MediaUnreachable.
    """
    async with AsyncExitStack() as stack:
        shelf = Shelf(capture_folder(settings.home), settings.recordings)
        address = _place(settings.rtpengine)
        if address is None:
            rtpengine = RtpengineServer(settings.media / RtpengineServer.name)
            await stack.enter_async_context(owned(rtpengine, down))
            address = ("127.0.0.1", rtpengine.port)
        url, secret = settings.janus_url, settings.janus_secret
        if not url:
            janus = JanusServer(settings.media / JanusServer.name)
            await stack.enter_async_context(owned(janus, down))
            url, secret = janus.url, janus.secret
        client = await stack.enter_async_context(RtpengineClient(address))
        note = settings.media / "session"
        session = await stack.enter_async_context(
            JanusClient(url, secret, session=_noted(note), kept=lambda number: _note(note, number))
        )
        yield MediaNode(client, Rooms(session), shelf)


async def run_telephone(site: Site, down: set[str], board: TranscriptBoard) -> None:
    """Runs the media servers, the reaper and the transcripts until cancelled."""
    async with media_running(site.settings, down) as servers:
        scribe = Scribe(site.database, site.city_id, servers.rooms, site.settings.asr_url, board)
        node = replace(servers, scribe=scribe)
        try:
            await repeat(REAP_EVERY, "media_reaper", Reaper(site.database, site.city_id, node).run, down)
        finally:
            await scribe.close()


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
