"""A client of a speech recogniser for one speaker: sound in, pieces and sentences out.

It connects again whenever the connection ends. Meanwhile it keeps the latest sound; it never makes a caller wait.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedOK, WebSocketException
from websockets.typing import Subprotocol

from lianxin.calls.transcript.messages import (
    ASR_RATE,
    OFFLINE,
    ONLINE,
    AsrEnd,
    AsrResult,
    AsrStart,
    encode_asr,
    read_result,
)

log = structlog.get_logger("lianxin")

ASR_PROTOCOL: Final = Subprotocol("binary")
ASR_FRAME: Final = ASR_RATE * 2 * 60 // 1000  # bytes of 60 ms
ASR_ANSWERS: Final = 5.0  # seconds to connect, or to take a frame
LAST_WORDS: Final = 2.0  # seconds for the last sentence
LONGEST_SENTENCE: Final = 2000  # characters
_KEPT: Final = 10 * ASR_RATE * 2  # bytes of sound kept while there is no connection
_AGAIN: Final = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds before each try, then the last one again


@dataclass(frozen=True)
class Said:
    """Words of a speaker: a sentence, or (`final` false) what is known of a sentence that is being spoken."""

    text: str
    final: bool


class Recogniser:
    """Sends the sound of one speaker to the recogniser at `url`; `heard` gets what it understood, in order."""

    def __init__(self, url: str, name: str, heard: Callable[[Said], None]) -> None:
        self._url, self._name, self._heard = url, name, heard
        self._sound: deque[bytes] = deque()
        self._bytes = 0
        self._more = asyncio.Event()
        self._over = asyncio.Event()
        self._piece = ""

    def feed(self, pcm: bytes) -> None:
        """Takes sound (s16le, 16 kHz); drops the oldest that could not be sent in time."""
        self._sound.append(pcm)
        self._bytes += len(pcm)
        while self._bytes > _KEPT:
            self._bytes -= len(self._sound.popleft())
        if self._bytes >= ASR_FRAME:
            self._more.set()

    def end(self) -> None:
        """Ends the sound: `run` sends what is left, waits for the last sentence, and returns."""
        self._over.set()
        self._more.set()

    async def run(self) -> None:
        """Recognises until `end`, or until cancelled."""
        failures = 0
        while not self._over.is_set():
            try:
                async with connect(
                    self._url, subprotocols=[ASR_PROTOCOL], open_timeout=ASR_ANSWERS, ping_interval=None
                ) as socket:
                    failures = 0
                    await self._use(socket)
            except (OSError, TimeoutError, WebSocketException) as error:
                if not failures:
                    log.warning("recogniser connection", error=type(error).__name__)
            self._keep_piece()
            await happened_within(self._over, _AGAIN[min(failures, len(_AGAIN) - 1)])
            failures += 1

    async def _use(self, socket: ClientConnection) -> None:
        """Sends sound and reads results until the connection or the sound ends."""
        reading = asyncio.create_task(self._read(socket))
        reading.add_done_callback(lambda _: self._more.set())
        try:
            await socket.send(encode_asr(AsrStart(wav_name=self._name)), text=True)
            while not reading.done():
                await self._more.wait()
                self._more.clear()
                if sound := self._taken():
                    async with asyncio.timeout(ASR_ANSWERS):
                        await socket.send(sound)
                if self._over.is_set():
                    await socket.send(encode_asr(AsrEnd()), text=True)
                    await asyncio.wait([reading], timeout=LAST_WORDS)
                    return
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    def _taken(self) -> bytes:
        """Returns the sound that waits."""
        sound = b"".join(self._sound)
        self._sound.clear()
        self._bytes = 0
        return sound

    async def _read(self, socket: ClientConnection) -> None:
        """Passes on results until the connection ends, or the last one after `end`."""
        with contextlib.suppress(WebSocketException):
            async for text in socket:
                result = read_result(text)
                if result is None:
                    log.warning("recogniser sent no result")
                    continue
                self._take(result)
                if self._over.is_set() and result.is_final and result.mode == OFFLINE:
                    return

    def _take(self, result: AsrResult) -> None:
        text = result.text[:LONGEST_SENTENCE]
        if result.mode == ONLINE and text:
            self._piece = (self._piece + text)[:LONGEST_SENTENCE]
            self._heard(Said(self._piece, final=False))
        elif result.mode == OFFLINE:
            self._piece = ""
            self._heard(Said(text.strip(), final=True))

    def _keep_piece(self) -> None:
        """Makes a sentence of the words whose sentence the recogniser can no longer complete."""
        if self._piece:
            piece, self._piece = self._piece, ""
            self._heard(Said(piece, final=True))


async def try_recogniser(url: str) -> None:
    """Sends 600 ms of silence to a recogniser; raises OSError, TimeoutError, WebSocketException."""
    async with connect(url, subprotocols=[ASR_PROTOCOL], open_timeout=ASR_ANSWERS, ping_interval=None) as socket:
        await socket.send(encode_asr(AsrStart(wav_name="check")), text=True)
        await socket.send(bytes(10 * ASR_FRAME))
        await socket.send(encode_asr(AsrEnd()), text=True)
        with contextlib.suppress(TimeoutError, ConnectionClosedOK):  # silence need not bring a result
            async with asyncio.timeout(LAST_WORDS):
                await socket.recv()


async def happened_within(event: asyncio.Event, seconds: float) -> bool:
    """Waits for an event, at most so long; returns whether it happened."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()
