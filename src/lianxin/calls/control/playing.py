"""Plays announcements and music to a citizen, and hears the keys that interrupt them."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

from lianxin.calls.control.switch import Switch
from lianxin.calls.media.citizen_leg import CitizenLeg
from lianxin.city import Profile

MUSIC_TURNS: Final = 400  # of a piece of about a minute


@dataclass(frozen=True)
class PlayedLine:
    """An announcement in a language, with the values of its placeholders."""

    name: str
    language: str
    values: Mapping[str, str | int] = field(default_factory=dict[str, str | int])


@dataclass(frozen=True)
class Listener:
    """A citizen who hears something: the call, the leg on rtpengine, and the profile whose texts are spoken."""

    call_id: UUID
    leg: CitizenLeg
    profile: Profile


@dataclass
class Player:
    """Plays to the citizens of a controller."""

    switch: Switch

    async def music(self, leg: CitizenLeg) -> None:
        """Plays music until something else is played."""
        await self._repeat(leg, await self.switch.announcer.music())

    async def ringing(self, leg: CitizenLeg) -> None:
        """Plays the ringing tone until something else is played."""
        await self._repeat(leg, await self.switch.announcer.ringing())

    async def _repeat(self, leg: CitizenLeg, file: Path | None) -> None:
        if file is not None:
            await self.switch.media.rtpengine.play(leg.call, leg.tag, str(file), MUSIC_TURNS)

    async def ask(self, to: Listener, lines: Sequence[PlayedLine], wait_s: float = 0.0) -> str | None:
        """Says lines and waits; returns the key pressed meanwhile or after them, None for silence."""
        for line in lines:
            key = await self.key(to.call_id, await self._play(to, line))
            if key is not None:
                await self.switch.media.rtpengine.stop_playing(to.leg.call, to.leg.tag)
                return key
        return await self.key(to.call_id, wait_s)

    async def say(self, to: Listener, lines: Sequence[PlayedLine]) -> None:
        """Says lines to their end; keys pressed meanwhile mean nothing."""
        for line in lines:
            await asyncio.sleep(await self._play(to, line))
        self.switch.keys.pop(to.call_id, None)

    async def key(self, call_id: UUID, seconds: float) -> str | None:
        """Returns the next key of a call, None if none comes within some seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self.switch.keys[call_id].get()
        return None

    async def _play(self, to: Listener, line: PlayedLine) -> float:
        """Begins an announcement; returns its length in seconds, 0 without a file."""
        file = await self.switch.announcer.announcement(to.profile, line.name, line.language, **line.values)
        return await self.switch.media.rtpengine.play(to.leg.call, to.leg.tag, str(file)) if file else 0.0
