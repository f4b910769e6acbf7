"""What callers of a demonstration say: sentences spoken by espeak-ng, as A-law for their telephones."""

import asyncio
import wave
from functools import cache
from pathlib import Path

from lianxin.calls.announcements.announcer import Announcer
from lianxin.calls.media.tones import alaw


class CallerVoice:
    """Speaks sentences; each is made once, by the announcer."""

    def __init__(self, announcer: Announcer) -> None:
        self._announcer = announcer

    async def sound_of(self, text: str, language: str) -> bytes:
        """Returns a sentence as A-law of 8 kHz; empty where this machine cannot speak."""
        file = await self._announcer.spoken(text, language)
        return await asyncio.to_thread(_alaw_of, file) if file else b""


def _alaw_of(file: Path) -> bytes:
    with wave.open(str(file)) as sound:
        samples = memoryview(sound.readframes(sound.getnframes())).cast("h")
    return bytes(map(_byte_of, samples))


@cache
def _byte_of(sample: int) -> int:
    return alaw(sample)
