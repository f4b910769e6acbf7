"""Transcribes calls: the sound of each side of a room to a recogniser of its own, its sentences into the database.

Nothing here stops a call: what fails is logged without words, and tried again while the call lasts.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

import structlog

from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.janus_messages import RtpPlace
from lianxin.calls.media.processes import LOCAL_ADDRESS
from lianxin.calls.media.rooms import CallSide, Rooms
from lianxin.calls.rules.sound import alaw_samples, doubled, forwarded_alaw, little_endian
from lianxin.calls.transcript.board import LiveTranscript, TranscriptBoard
from lianxin.calls.transcript.keeping import TranscriptErased, begin_transcript, end_transcript, keep_lines
from lianxin.calls.transcript.recogniser import LAST_WORDS, Recogniser, happened_within
from lianxin.kernel.database import Database
from lianxin.kernel.log import places

log = structlog.get_logger("lianxin")

SAVED_EVERY: Final = 2.0  # seconds
_AGAIN: Final = 2.0  # seconds after a failure
_TRIES: Final = 60  # to save the last sentences


@dataclass(frozen=True)
class _Task:
    """What transcribes one call."""

    room: int
    ending: asyncio.Event
    task: asyncio.Task[None]


class SoundPort(asyncio.DatagramProtocol):
    """Receives RTP of PCMA and passes it on as s16le of 16 kHz."""

    def __init__(self, feed: Callable[[bytes], None]) -> None:
        self._feed = feed
        self._last = 0

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002
        if alaw := forwarded_alaw(data):
            samples = alaw_samples(alaw)
            self._feed(little_endian(doubled(samples, self._last)))
            self._last = samples[-1]


class Scribe:
    """Transcribes the calls of this process; does nothing without the address of a recogniser."""

    def __init__(self, database: Database, city_id: str, rooms: Rooms, url: str, board: TranscriptBoard) -> None:
        self._database, self._city_id, self._rooms = database, city_id, rooms
        self._url, self._board = url, board
        self._calls: dict[UUID, _Task] = {}
        self._ending: set[asyncio.Task[None]] = set()

    def start(self, call_id: UUID, room: int) -> None:
        """Begins to transcribe the call in this room, or goes on with it after a restart or in another room."""
        known = self._calls.get(call_id)
        if not self._url or (known and known.room == room):
            return
        self.end(call_id)
        ending = asyncio.Event()
        self._calls[call_id] = _Task(room, ending, asyncio.create_task(self._transcribe(call_id, room, ending)))

    def end(self, call_id: UUID) -> None:
        """Ends the transcript of a call; its last sentence is still waited for, in the background."""
        ended = self._calls.pop(call_id, None)
        if ended is not None:
            ended.ending.set()
            self._ending.add(ended.task)
            ended.task.add_done_callback(self._ending.discard)

    def follow(self, held: Mapping[int, UUID], rooms: Collection[int]) -> None:
        """Ends calls that hold no room, and starts those that hold one of `rooms`, as after a restart."""
        for call_id in self._calls.keys() - set(held.values()):
            self.end(call_id)
        for room, call_id in held.items():
            if room in rooms:
                self.start(call_id, room)

    async def close(self) -> None:
        """Stops transcribing; the next process may go on with the calls that last."""
        tasks = [*self._ending, *(one.task for one in self._calls.values())]
        self._calls.clear()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _transcribe(self, call_id: UUID, room: int, ending: asyncio.Event) -> None:
        while not ending.is_set():
            try:
                await self._hear(call_id, room, ending)
            except TranscriptErased:
                return
            except Exception as error:  # noqa: BLE001 - a transcript never stops a call
                log.warning("transcript", error=type(error).__qualname__, where=places(error))
                await happened_within(ending, _AGAIN)

    async def _hear(self, call_id: UUID, room: int, ending: asyncio.Event) -> None:
        """Transcribes until the call ends."""
        async with self._database.begin(self._city_id) as work:
            key, earlier = await begin_transcript(work, call_id)
        live = LiveTranscript(call_id, earlier)
        async with AsyncExitStack() as stack:
            stack.callback(self._board.put(live))
            recognisers = [await self._listen(stack, live, room, side) for side in CallSide]
            running = asyncio.gather(*(one.run() for one in recognisers))
            stack.callback(running.cancel)
            try:
                while not await happened_within(ending, SAVED_EVERY):
                    await self._save(live, key)
                for one in recognisers:
                    one.end()
                await asyncio.wait([running], timeout=2 * LAST_WORDS)
            except asyncio.CancelledError:
                await self._save(live, key)
                raise
            for _ in range(_TRIES):
                if await self._save(live, key, over=True):
                    return
                await asyncio.sleep(_AGAIN)

    async def _listen(self, stack: AsyncExitStack, live: LiveTranscript, room: int, side: CallSide) -> Recogniser:
        """Opens a port for the sound of one side, and returns its recogniser."""
        recogniser = Recogniser(self._url, f"call-{live.call_id}-{side}", partial(live.hear, side.value))
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: SoundPort(recogniser.feed), local_addr=(LOCAL_ADDRESS, 0)
        )
        stack.callback(transport.close)
        port: int = transport.get_extra_info("sockname")[1]
        stream = await self._rooms.forward(room, side, RtpPlace(LOCAL_ADDRESS, port))
        stack.push_async_callback(self._stop_forward, room, stream)
        return recogniser

    async def _stop_forward(self, room: int, stream: int) -> None:
        try:
            await self._rooms.stop_forward(room, stream)
        except (MediaRefused, MediaUnreachable):
            return  # the room is gone, and the forward with it

    async def _save(self, live: LiveTranscript, key: bytes, *, over: bool = False) -> bool:
        """Saves new sentences, and with `over` the end; False if that failed: the sentences wait."""
        lines = live.unsaved()
        try:
            if lines or over:
                async with self._database.begin(self._city_id) as work:
                    keep_lines(work, live.call_id, key, lines)
                    if over:
                        await end_transcript(work, live.call_id)
        except Exception as error:  # noqa: BLE001 - the database may be away; the sentences are saved later
            log.warning("transcript not saved", error=type(error).__qualname__, where=places(error))
            return False
        live.saved += len(lines)
        return True
