"""Ends rooms and legs that no call holds, as after a crash of a controller, and marks the tapes of those that talk."""

import asyncio
from collections.abc import Iterable
from typing import Final

import structlog

from lianxin.calls.media.holds import HeldKind, expire_holds, names_held, rooms_held
from lianxin.calls.media.marks import mark_tapes
from lianxin.calls.media.talks import MediaNode
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.database import Database

log = structlog.get_logger("lianxin")

REAP_EVERY: Final = 10.0  # seconds
ORPHAN_AFTER: Final = 25.0  # seconds; a check of the servers may create a room that no call holds


class Reaper:
    """Looks at both servers. What no call holds is ended once it was seen so for `orphan_after` seconds."""

    def __init__(
        self,
        database: Database,
        city_id: str,
        media: MediaNode,
        orphan_after: float = ORPHAN_AFTER,
    ) -> None:
        self._database, self._city_id, self._media = database, city_id, media
        self._orphan_after = orphan_after
        self._seen: dict[tuple[HeldKind, str], float] = {}

    async def run(self) -> None:
        """Ends orphans, transcribes held rooms, marks tapes; raises MediaUnreachable if a server is silent."""
        async with self._database.begin(self._city_id) as work:
            if expired := await expire_holds(work):
                log.warning("calls stopped renewing what they hold", holds=expired)
        legs = await self._media.rtpengine.calls()
        rooms = {one.room for one in await self._media.rooms.listed()}
        async with self._database.read(self._city_id) as work:  # after the lists: a row is older than what it names
            orphans = {(HeldKind.LEG, name) for name in set(legs) - await names_held(work, HeldKind.LEG)}
            held = await rooms_held(work)
            whispers = {int(name) for name in await names_held(work, HeldKind.WHISPER)}
        orphans |= {(HeldKind.ROOM, str(room)) for room in rooms - held.keys() - whispers}
        if self._media.scribe is not None:
            self._media.scribe.follow(held, rooms)
        for kind, name in self._due(orphans):
            log.warning("orphan on a media server", what=kind, name=name)
            await self._end(kind, name)
        await asyncio.to_thread(mark_tapes, self._media.shelf.raw, self._database.wall.now())

    def _due(self, orphans: Iterable[tuple[HeldKind, str]]) -> list[tuple[HeldKind, str]]:
        """Returns the orphans that have been seen long enough; forgets what is no longer an orphan."""
        now = stopwatch()
        self._seen = {one: self._seen.get(one, now) for one in orphans}
        return [one for one, since in self._seen.items() if now - since >= self._orphan_after]

    async def _end(self, kind: HeldKind, name: str) -> None:
        if kind is HeldKind.ROOM:
            await self._media.rooms.destroy(int(name))
        else:
            await self._media.rtpengine.delete(name)
