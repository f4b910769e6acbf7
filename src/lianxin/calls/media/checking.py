"""Tries each part of the media: programs, memory, both servers, a room, and a tone that must be in its channel.

Uses the servers of a running `lianxin serve` of the same home; otherwise it starts its own for a moment.
"""

import asyncio
import secrets
import shutil
import struct
import tempfile
import wave
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from websockets.exceptions import WebSocketException

from lianxin.calls.media.addresses import BadListener, MediaAddress, check_here, read_media_address, read_sip_address
from lianxin.calls.media.captures import capture_folder
from lianxin.calls.media.citizen_leg import answer_leg, join_leg
from lianxin.calls.media.errors import MediaFailed, MediaRefused, MediaUnreachable
from lianxin.calls.media.faults import TelephoneFault
from lianxin.calls.media.janus import JanusClient
from lianxin.calls.media.mixing import mix, tapes_in
from lianxin.calls.media.processes import LOCAL_ADDRESS, noted_process, read_note
from lianxin.calls.media.rooms import Rooms
from lianxin.calls.media.rtpengine import RtpengineClient
from lianxin.calls.media.sdp import plain_sdp, port_of
from lianxin.calls.media.servers import JanusServer, RtpengineServer
from lianxin.calls.media.tones import FRAME_SAMPLES, alaw_tone, tone_share
from lianxin.calls.media.turn_trying import TurnFailed, try_turn
from lianxin.calls.transcript.recogniser import try_recogniser
from lianxin.kernel.clock import WallClock
from lianxin.kernel.settings import Settings

MEDIA_PROGRAMS: Final = ("rtpengine", "janus", "janus-pp-rec", "sox", "ffmpeg")
_TONE: Final = 440  # Hz
_PCMA: Final = 8
_FOUND: Final = 0.5  # share of the power of a channel
_S = TypeVar("_S", RtpengineServer, JanusServer)


class TelephonePart(StrEnum):
    """What is tried, in this order; the last three by `edge.checking`."""

    ADDRESSES = "addresses"
    PROGRAMS = "programs"
    MEMORY = "memory"
    RTPENGINE = "rtpengine"
    JANUS = "janus"
    ROOM = "room"
    TONE = "tone"
    RECOGNISER = "recogniser"
    RELAY = "relay"
    EDGE_FILES = "edge_files"
    EDGE = "edge"
    AGENT = "agent"


@dataclass(frozen=True)
class TriedPart:
    """A part and whether it works; `reason` says what failed, in the words of the program that failed.

    `fault`: what is wrong, if the program knows it.
    """

    part: TelephonePart
    works: bool
    reason: str = ""
    fault: TelephoneFault | None = None


def missing_programs() -> list[str]:
    """Returns the programs of the media that are not installed."""
    return [name for name in MEDIA_PROGRAMS if shutil.which(name) is None]


async def check_media(settings: Settings, seconds: float = 2.0) -> list[TriedPart]:
    """Tries each part, with a tone of so many seconds, and recogniser and TURN servers if there are any.

    What needs a part that fails is not tried.
    """
    tried = check_addresses(settings)
    if not tried or tried[0].works:
        tried += await _check_servers(settings, seconds)
    if settings.asr_url:
        try:
            await try_recogniser(settings.asr_url)
            tried.append(TriedPart(TelephonePart.RECOGNISER, works=True))
        except (OSError, TimeoutError, WebSocketException) as error:
            reason = f"{settings.asr_url}: {error or type(error).__name__}"
            tried.append(TriedPart(TelephonePart.RECOGNISER, works=False, reason=reason))
    if settings.turn_url:
        tried.append(await check_relay(settings))
    return tried


def check_addresses(settings: Settings) -> list[TriedPart]:
    """Tries whether the telephone can listen at the addresses that are set; returns nothing if none is."""
    if not (settings.sip_address or settings.media_address):
        return []
    try:
        for address in (read_sip_address(settings.sip_address)[0], read_media_address(settings.media_address).own):
            check_here(address)
    except BadListener as error:
        fault = TelephoneFault(str(error.facts["fault"]))
        return [TriedPart(TelephonePart.ADDRESSES, works=False, reason=str(error.facts["reason"]), fault=fault)]
    return [TriedPart(TelephonePart.ADDRESSES, works=True)]


async def check_relay(settings: Settings) -> TriedPart:
    """Asks each of the city's TURN servers for an address."""
    try:
        await try_turn(settings.turn_url, settings.turn_secret, WallClock().now())
    except TurnFailed as error:
        return TriedPart(TelephonePart.RELAY, works=False, reason=error.words, fault=error.fault)
    return TriedPart(TelephonePart.RELAY, works=True)


async def _check_servers(settings: Settings, seconds: float) -> list[TriedPart]:
    """Tries the media servers."""
    if missing := missing_programs():
        return [TriedPart(TelephonePart.PROGRAMS, works=False, reason=", ".join(missing))]
    tried = [TriedPart(TelephonePart.PROGRAMS, works=True)]
    part = TelephonePart.MEMORY
    try:
        raw = capture_folder(settings.home)
        async with AsyncExitStack() as stack:
            tried.append(TriedPart(part, works=True))
            part = TelephonePart.RTPENGINE
            media = read_media_address(settings.media_address)
            rtpengine = await stack.enter_async_context(_server(RtpengineServer, settings.media / part, media))
            address = (LOCAL_ADDRESS, rtpengine.port)
            client = await stack.enter_async_context(RtpengineClient(address, two_sides=media.beyond))
            await client.ping()
            tried.append(TriedPart(part, works=True))
            part = TelephonePart.JANUS
            janus = await stack.enter_async_context(_server(JanusServer, settings.media / part, media))
            session = await stack.enter_async_context(JanusClient(janus.url, janus.secret))
            stack.push_async_callback(session.end_session)
            tried.append(TriedPart(part, works=True))
            part = TelephonePart.ROOM
            await _try_room(Rooms(session))
            tried.append(TriedPart(part, works=True))
            part = TelephonePart.TONE
            await _try_tone(client, Rooms(session), raw, (media, seconds))
            tried.append(TriedPart(part, works=True))
    except (MediaFailed, MediaRefused, MediaUnreachable, OSError) as error:
        facts = getattr(error, "facts", {})
        tried.append(TriedPart(part, works=False, reason=str(facts.get("reason") or error)))
    return tried


@asynccontextmanager
async def _server(kind: type[_S], folder: Path, media: MediaAddress) -> AsyncGenerator[_S]:
    """Yields the running server of this folder, or one of its own; raises MediaFailed."""
    note = read_note(folder)
    if note is not None and noted_process(note) is not None:
        found = kind(folder, address=media)
        found.port, found.second_port, found.secret = note.port, note.second_port, note.secret
        yield found
        return
    with tempfile.TemporaryDirectory(prefix="lianxin-check-") as own:
        started = kind(Path(own), address=media)
        try:
            await asyncio.to_thread(started.start)
            yield started
        finally:
            await asyncio.to_thread(started.stop)


async def _try_room(rooms: Rooms) -> None:
    """Creates and ends a room; raises MediaRefused."""
    room = secrets.randbits(50) | 1
    await rooms.create(room, "check", None)
    if not await rooms.destroy(room):
        raise MediaRefused(server="janus", reason="the room was gone")


async def _try_tone(rtpengine: RtpengineClient, rooms: Rooms, raw: Path, how: tuple[MediaAddress, float]) -> None:
    """Plays a tone as a citizen and looks for it in the left channel; raises MediaFailed, MediaRefused.

    `how`: the address of the sound, and for how many seconds.
    """
    media, seconds = how
    room, call = secrets.randbits(50) | 1, f"check-{secrets.token_hex(8)}"
    with tempfile.TemporaryDirectory(prefix="check-", dir=raw) as folder:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=(LOCAL_ADDRESS, 0))
        try:
            port: int = transport.get_extra_info("sockname")[1]
            leg = await answer_leg(rtpengine, call, "citizen", plain_sdp(LOCAL_ADDRESS, port, _PCMA))
            await rooms.create(room, "check", Path(folder))
            await join_leg(rtpengine, leg, rooms, room)
            await _play(transport, (media.own, port_of(leg.answer)), seconds)
        finally:
            transport.close()
            await rooms.destroy(room)
            await rtpengine.delete(call)
        await asyncio.to_thread(_look_for_tone, Path(folder), seconds)


async def _play(transport: asyncio.DatagramTransport, place: tuple[str, int], seconds: float) -> None:
    """Sends a tone as RTP (RFC 3550), a packet every 20 ms."""
    loop, frames = asyncio.get_running_loop(), alaw_tone(_TONE)
    began = loop.time()
    for nth in range(round(seconds * len(frames))):
        head = struct.pack(">BBHII", 0x80, _PCMA, nth & 0xFFFF, nth * FRAME_SAMPLES, 1)
        transport.sendto(head + frames[nth % len(frames)], place)
        await asyncio.sleep(max(0.0, began + (nth + 1) / len(frames) - loop.time()))


def _look_for_tone(folder: Path, seconds: float) -> None:
    """Raises MediaFailed unless the tone, and only in the left channel, was recorded."""
    mixed = mix(tapes_in(folder), folder / "check.wav")
    with wave.open(str(mixed.path)) as sound:
        both = struct.unpack(f"<{2 * sound.getnframes()}h", sound.readframes(sound.getnframes()))
    left, right = tone_share(both[::2], _TONE), tone_share(both[1::2], _TONE)
    if left < _FOUND or right > 1 - _FOUND or mixed.seconds < seconds / 2:
        words = f"{mixed.seconds:.1f} s recorded, tone {left:.0%} in the left and {right:.0%} in the right channel"
        raise MediaFailed(server="recording", reason=words)
