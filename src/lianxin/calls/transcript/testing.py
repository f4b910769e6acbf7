"""A speech recogniser for tests and demonstrations: FunASR's protocol, with a script instead of a model.

Each connection speaks the script of its speaker, one character for so much voiced sound. Silence brings nothing, so a
muted speaker says nothing.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import msgspec
from websockets.asyncio.server import ServerConnection, serve

from lianxin.calls.rules.sound import loudness
from lianxin.calls.transcript.messages import ASR_RATE, OFFLINE, ONLINE, AsrEnd, AsrResult, AsrStart, encode_asr
from lianxin.calls.transcript.recogniser import ASR_PROTOCOL

VOICED: Final = 300.0  # root mean square; the silence of a telephone is below 20
_FRAME: Final = ASR_RATE * 2 * 20 // 1000  # bytes of 20 ms
_PIECE: Final = 3  # characters in one online result


DEMO_SCRIPTS: Final = {
    "citizen": (
        "【演示文字】您好，我要反映一个问题。",
        "【演示文字】我们小区门口的路灯坏了三天，晚上看不清路。",
        "【演示文字】希望尽快修好，谢谢。",
    ),
    "seat": (
        "【演示文字】您好，市民热线，请讲。",
        "【演示文字】请问具体在哪条路、几号？",
        "【演示文字】已经记下，会转给负责的单位。",
    ),
}
"""What the demo shows as a transcript. Every sentence says that it is a script, because nobody recognises anything."""


@dataclass
class _Speaker:
    """What one connection has heard: voiced frames, the sentence it speaks, and how much of it was sent."""

    script: list[str]
    frames_each: int
    rest: bytes = b""
    voiced: int = 0
    sent: int = 0

    def hear(self, sound: bytes) -> list[AsrResult]:
        """Returns the results that this sound brings."""
        self.rest += sound
        results: list[AsrResult] = []
        while len(self.rest) >= _FRAME:
            frame, self.rest = self.rest[:_FRAME], self.rest[_FRAME:]
            if self.script and loudness(frame) >= VOICED:
                self.voiced += 1
                results += self._spoken()
        return results

    def _spoken(self) -> list[AsrResult]:
        sentence = self.script[0]
        known = min(len(sentence), self.voiced // self.frames_each)
        if known == len(sentence):
            del self.script[0]
            self.voiced = self.sent = 0
            return [AsrResult(mode=OFFLINE, text=sentence)]
        if known - self.sent < _PIECE:
            return []
        piece, self.sent = sentence[self.sent : known], known
        return [AsrResult(mode=ONLINE, text=piece)]

    def end(self) -> AsrResult:
        """Returns the last result: what was heard of an unfinished sentence."""
        known = self.voiced // self.frames_each
        return AsrResult(mode=OFFLINE, text=self.script[0][:known] if self.script else "", is_final=True)


@dataclass
class ScriptedRecogniser:
    """Speaks `scripts`, by the last part of `wav_name` (`citizen`, `seat`). `character`: seconds of voice for each.

    `names` are those of all connections so far, `faults` how many connections to break after their first result.
    """

    scripts: Mapping[str, Sequence[str]]
    character: float = 0.2
    names: list[str] = field(default_factory=list[str])
    faults: int = 0

    @asynccontextmanager
    async def serve(self) -> AsyncGenerator[str]:
        """Listens on a free port of loopback during the block; yields the URL."""
        async with serve(self._talk, "127.0.0.1", 0, subprotocols=[ASR_PROTOCOL], ping_interval=None) as server:
            [socket] = server.sockets
            yield f"ws://127.0.0.1:{socket.getsockname()[1]}"

    async def _talk(self, connection: ServerConnection) -> None:
        start = msgspec.json.decode(await connection.recv(), type=AsrStart)
        if start.mode != "2pass" or start.audio_fs != ASR_RATE or start.wav_format != "pcm":
            return
        self.names.append(start.wav_name)
        script = list(self.scripts.get(start.wav_name.rpartition("-")[2], ()))
        speaker = _Speaker(script, max(1, round(self.character / 0.02)))
        async for message in connection:
            if isinstance(message, str):
                if not msgspec.json.decode(message, type=AsrEnd).is_speaking:
                    await self._send(connection, start, speaker.end())
                    return
                continue
            for result in await asyncio.to_thread(speaker.hear, message):
                await self._send(connection, start, result)
                if self.faults:
                    self.faults -= 1
                    connection.transport.abort()
                    return

    async def _send(self, connection: ServerConnection, start: AsrStart, result: AsrResult) -> None:
        await connection.send(encode_asr(msgspec.structs.replace(result, wav_name=start.wav_name)), text=True)
