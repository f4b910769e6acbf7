"""The transcripts of the calls that this process hears now: in memory, for the pages that show them while they grow."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from lianxin.calls.transcript.recogniser import Said
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.ids import new_id


@dataclass(frozen=True)
class SpokenLine:
    """A sentence of one speaker (`citizen`, `seat`); `began`: seconds since the start of the transcript."""

    id: UUID
    speaker: str
    began: float
    text: str


@dataclass
class LiveTranscript:
    """The transcript of a call in progress: its sentences, and by speaker the sentence that is being spoken."""

    call_id: UUID
    earlier: float = 0.0  # seconds that another process heard before
    lines: list[SpokenLine] = field(default_factory=list[SpokenLine])
    spoken_now: dict[str, str] = field(default_factory=dict[str, str])
    version: int = 0
    over: bool = False
    saved: int = 0
    _since: float = field(default_factory=stopwatch)
    _began: dict[str, float] = field(default_factory=dict[str, float])
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, speaker: str, said: Said) -> None:
        """Takes what a recogniser understood."""
        began = self._began.setdefault(speaker, self.earlier + stopwatch() - self._since)
        if not said.final:
            self.spoken_now[speaker] = said.text
        else:
            self.spoken_now.pop(speaker, None)
            del self._began[speaker]
            if said.text:
                self.lines.append(SpokenLine(new_id(), speaker, round(began, 2), said.text))
        self.change()

    def unsaved(self) -> list[SpokenLine]:
        """Returns the sentences after the first `saved`."""
        return self.lines[self.saved :]

    def end(self) -> None:
        """Wakes everybody who waits: nothing more will be heard."""
        self.over = True
        self.change()

    def change(self) -> None:
        """Wakes everybody who waits for a change."""
        self.version += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait(self, version: int, seconds: float) -> None:
        """Waits for a change after `version`, at most `seconds`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.version == version:
                    await self._changed.wait()


class TranscriptBoard:
    """The live transcripts of this process, by call. `offered`: the city has a recogniser."""

    def __init__(self, *, offered: bool = False) -> None:
        self.offered = offered
        self._live: dict[UUID, LiveTranscript] = {}

    def live(self, call_id: UUID) -> LiveTranscript | None:
        """Returns the transcript of a call that this process hears now."""
        return self._live.get(call_id)

    def put(self, live: LiveTranscript) -> Callable[[], None]:
        """Shows a transcript; call what is returned to take it off."""
        self._live[live.call_id] = live

        def take_off() -> None:
            live.end()
            if self._live.get(live.call_id) is live:
                del self._live[live.call_id]

        return take_off
