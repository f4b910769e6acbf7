"""A telephone of plain RTP: sends G.711 tones and keys (RFC 3550, RFC 4733), and hears."""

import asyncio
import random
import struct
import wave
from pathlib import Path
from types import TracebackType
from typing import Self

from lianxin.calls.media.tones import alaw, alaw_tone, tone_share

RATE = 8000  # samples in a second
FRAME = 160  # samples in a packet of 20 ms
PCMA = 8
KEYS = "0123456789*#"
KEYPAD_PAYLOAD, KEY_PACKET = 101, 16
LOOPBACK = "127.0.0.1"


def linear(byte: int) -> int:
    """Returns the 16-bit sample of an A-law byte."""
    byte ^= 0x55
    exponent, rest = byte >> 4 & 7, (byte & 15) << 4 | 8
    size = (rest | 0x100) << (exponent - 1) if exponent else rest
    return size if byte & 0x80 else -size


SILENCE = bytes([alaw(0)] * FRAME)


def channels(path: Path) -> tuple[list[int], list[int]]:
    """Returns the samples of the two channels of a WAV."""
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getframerate(), sound.getsampwidth()) == (2, RATE, 2)
        both = struct.unpack(f"<{2 * sound.getnframes()}h", sound.readframes(sound.getnframes()))
    return list(both[::2]), list(both[1::2])


class Telephone(asyncio.DatagramProtocol):
    """A telephone at a port of loopback; use as an async context manager. `heard` are the payloads received.

    `keys`: the keypad events received (RFC 4733), each once.
    """

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.keys = ""
        self._last_key = b""
        self.target: tuple[str, int] | None = None
        self._frames: tuple[bytes, ...] = (SILENCE,)
        self._number, self._time, self._source = 0, 0, random.getrandbits(32)
        self._speaking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=(LOOPBACK, 0)
        )
        self.port: int = self._transport.get_extra_info("sockname")[1]
        self._speaking = asyncio.create_task(self._speak())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._speaking is not None
        self._speaking.cancel()
        await asyncio.wait([self._speaking])
        self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002
        if len(data) > 12 and data[1] & 127 == PCMA:
            self.heard.append(data[12:])
        elif len(data) == KEY_PACKET and data[1] & 127 == KEYPAD_PAYLOAD and data[4:8] != self._last_key:
            self.keys, self._last_key = self.keys + KEYS[data[12]], data[4:8]  # an event keeps its time

    def error_received(self, exc: Exception) -> None:
        """Nobody listens there now."""

    def play(self, hertz: int) -> None:
        """Plays a tone from now on; 0 is silence."""
        self._frames = alaw_tone(hertz) if hertz else (SILENCE,)

    def hears(self, hertz: int, frames: int = 25) -> float:
        """Returns the share of a frequency in the last half second heard; 0 before half a second was heard."""
        if len(self.heard) < frames:
            return 0.0
        return tone_share([linear(byte) for one in self.heard[-frames:] for byte in one], hertz)

    def press(self, key: str, payload: int = 101) -> None:
        """Sends a key of 80 ms: six events, the last three with the end bit."""
        for nth, length in enumerate((160, 320, 480, 640, 640, 640)):
            event = struct.pack(">BBH", KEYS.index(key), (0x80 if nth > 2 else 0) | 10, length)
            self._send(payload, event, marker=not nth)

    def _send(self, payload: int, body: bytes, *, marker: bool = False) -> None:
        if self.target is not None:
            head = struct.pack(">BBHII", 0x80, payload | marker << 7, self._number & 0xFFFF, self._time, self._source)
            self._transport.sendto(head + body, self.target)
            self._number += 1

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        for nth in range(1_000_000):
            self._send(PCMA, self._frames[nth % len(self._frames)])
            self._time += FRAME
            due += FRAME / RATE
            await asyncio.sleep(max(0.0, due - loop.time()))
