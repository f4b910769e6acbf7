"""Looks after the calls of a controller: renews what they hold, finds those that a media server lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import LiteralString
from uuid import UUID

import structlog

from lianxin.calls.control.endings import Endings
from lianxin.calls.control.outside_legs import outside_of_calls
from lianxin.calls.control.rows import CallRow, calls_on_the_line
from lianxin.calls.control.switch import Switch
from lianxin.calls.media.errors import MediaUnreachable
from lianxin.calls.media.holds import renew_holds
from lianxin.calls.seating.seat_legs import forgotten_legs
from lianxin.calls.sip.news import HangUpLeg
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.work import UnitOfWork

log = structlog.get_logger("lianxin")

_OF_OTHERS: LiteralString = (
    "SELECT id FROM calls WHERE city_id = %(city)s AND id = ANY(%(calls)s) AND owner <> %(name)s"
)

WATCH_CALLS_EVERY = 2.0  # seconds
RENEW_EVERY = 60.0  # seconds
GIVEN_UP_AFTER = 20.0  # seconds; a server of ours is restarted in two


@dataclass(frozen=True)
class _WithLeg:
    """A call whose citizen has a leg on rtpengine."""

    call_id: str
    name: str


@dataclass
class Watching:
    """One pass for each task; `repeat` of the runtime runs them."""

    switch: Switch
    endings: Endings
    given_up_after: float = GIVEN_UP_AFTER
    _silent: dict[str, float] = field(default_factory=dict[str, float])

    async def renew(self) -> None:
        """Renews what the calls hold on the media servers."""
        async with self.switch.work() as work:
            rows = await calls_on_the_line(work, self.switch.name)
            calls = [row.id for row in rows]
            await renew_holds(work, [*calls, *await outside_of_calls(work, calls)])

    async def look(self) -> None:
        """Drops calls that a media server lost, and hangs up legs whose calls are over; raises MediaUnreachable.

        A server that has been silent for GIVEN_UP_AFTER seconds has lost all its calls. A call that another controller
        took over while this one was silent is forgotten.
        """
        async with self.switch.work() as work:
            lost = await work.column(UUID, _OF_OTHERS, calls=[*self.switch.busy], name=self.switch.name)
            rows = await calls_on_the_line(work, self.switch.name)
            held = await self._held(work, rows)
        for call in lost:
            self.switch.forget(call)
        legs = await self._listed("rtpengine", self._legs)
        rooms = await self._listed("janus", self._rooms)
        for row in rows:
            lost_leg = row.id in held and held[row.id] not in legs
            lost_room = row.talks and row.room is not None and row.room not in rooms
            if lost_leg or lost_room:
                log.warning("a media server lost a call", call=str(row.id), state=row.state)
                await self.endings.dropped(row.id)
        await self._hang_up_rest()

    async def _legs(self) -> set[object]:
        return {*await self.switch.media.rtpengine.calls()}

    async def _rooms(self) -> set[object]:
        return {one.room for one in await self.switch.media.rooms.listed()}

    async def _listed(self, server: str, ask: Callable[[], Awaitable[set[object]]]) -> set[object]:
        """Returns what a server has, nothing for one that has been silent too long; raises MediaUnreachable."""
        try:
            found = await ask()
        except MediaUnreachable:
            if stopwatch() - self._silent.setdefault(server, stopwatch()) < self.given_up_after:
                raise
            return set()
        self._silent.pop(server, None)
        return found

    async def _held(self, work: UnitOfWork, rows: list[CallRow]) -> "dict[object, str]":
        """Returns the leg on rtpengine by call, for calls whose citizen has one."""
        found = await work.rows(
            _WithLeg,
            "SELECT p.call_id::text AS call_id, h.name FROM call_parties p JOIN media_holds h ON h.city_id = p.city_id"
            " AND h.call_id = p.call_id AND h.kind = 'leg' AND h.released_at IS NULL"
            " WHERE p.city_id = %(city)s AND p.kind = 'citizen' AND p.state <> 'left' AND p.call_id = ANY(%(calls)s)",
            calls=[row.id for row in rows],
        )
        by_text = {one.call_id: one.name for one in found}
        return {row.id: by_text[str(row.id)] for row in rows if str(row.id) in by_text}

    async def _hang_up_rest(self) -> None:
        """Ends legs whose call is over: the controller may have been killed between the two."""
        if self.switch.agent is None:
            return
        lines = [leg.id for leg in self.switch.agent.legs()]
        async with self.switch.work() as work:
            over = await work.column(
                object,
                "SELECT line FROM calls WHERE city_id = %(city)s AND line = ANY(%(lines)s)"
                " AND state IN ('ended', 'missed', 'ring_back') AND over_at < %(real)s - CASE state WHEN 'ring_back'"
                " THEN interval '30 seconds' ELSE interval '3 seconds' END"  # a citizen with a promise hears good bye
                " UNION ALL SELECT line FROM call_parties WHERE city_id = %(city)s AND line = ANY(%(lines)s)"
                " AND kind = 'third' AND left_at < %(real)s - interval '3 seconds'",
                lines=lines,
            )
            over += await forgotten_legs(work, lines)
        for line in lines:
            if line in set(over):
                await self.switch.tell_leg(line, HangUpLeg())
