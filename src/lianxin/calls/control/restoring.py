"""Goes on with calls after a restart or a take-over: from their rows, and the legs that the agent still has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import LiteralString
from uuid import UUID

import structlog

from lianxin.calls.control.arriving import Arriving
from lianxin.calls.control.endings import Endings
from lianxin.calls.control.listening import Listening
from lianxin.calls.control.outside_legs import party_lines
from lianxin.calls.control.rows import (
    ON_THE_LINE,
    CallRow,
    add_citizen,
    calls_hearing_good_bye,
    calls_on_the_line,
    citizen_on,
    leg_of,
    locked_call,
)
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.talking import Talking
from lianxin.calls.media.citizen_leg import CitizenLeg
from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.rules.states import CallState
from lianxin.calls.rules.words import CallDirection
from lianxin.calls.seating.seat_legs import ringing_legs
from lianxin.calls.sip.legs import Leg, LegState
from lianxin.calls.sip.news import AnswerLeg, LegOffered
from lianxin.kernel.work import UnitOfWork

log = structlog.get_logger("lianxin")

_OF_LINE: LiteralString = (
    "SELECT id FROM calls WHERE city_id = %(city)s AND line = %(line)s"
    " AND state NOT IN ('ended', 'missed', 'ring_back')"
    " ORDER BY arrived_at DESC LIMIT 1"
)
_INHERIT_CALLS: LiteralString = (
    "UPDATE calls SET owner = %(name)s WHERE city_id = %(city)s AND owner = %(dead)s AND state = ANY(%(states)s)"
    " RETURNING id"
)
_CALLS_FROM_BROWSERS: LiteralString = (
    "SELECT call_id FROM call_parties WHERE city_id = %(city)s AND kind = 'citizen' AND state <> 'left'"
    " AND line IS NULL AND call_id = ANY(%(calls)s)"
)


@dataclass
class Restoring:
    """Finds the call of a leg, and goes on with calls that this process did not begin.

    `inherited`: calls of dead controllers that were taken over and not gone on with yet.
    """

    switch: Switch
    listening: Listening
    arriving: Arriving
    talks: Talking
    endings: Endings
    inherited: set[UUID] = field(default_factory=set[UUID])
    _begun: bool = False

    async def call_of(self, line: UUID) -> UUID | None:
        """Returns the call that a line belongs to, None for an outgoing one that is no citizen's yet."""
        async with self.switch.database.read(self.switch.city_id) as work:
            return await work.value(_OF_LINE, line=line)

    async def inherit(self, work: UnitOfWork, dead: str) -> None:
        """Takes all calls of a dead controller, those of browsers too; `adopt` goes on with them."""
        names = {"name": self.switch.name, "dead": dead, "states": [*ON_THE_LINE, CallState.RING_BACK]}
        self.inherited |= set(await work.column(UUID, _INHERIT_CALLS, **names))

    async def adopt(self, legs: Sequence[Leg]) -> None:
        """Goes on with calls and legs: at the start with all calls of this controller, later with inherited ones."""
        alive = {leg.id: leg for leg in legs if leg.state not in {LegState.ENDED, LegState.ENDING}}
        await self._answer_early(legs)
        async with self.switch.work() as work:
            own = await calls_on_the_line(work, self.switch.name)
            own += await calls_hearing_good_bye(work, self.switch.name)
            rows = [row for row in own if row.id in self.inherited or not self._begun]
            browsers = set(await work.column(UUID, _CALLS_FROM_BROWSERS, calls=[row.id for row in rows]))
        self._begun = True
        self.inherited &= {row.id for row in rows}
        if rows:
            log.warning("going on with calls", controller=self.switch.name, calls=len(rows))
        for row in rows:
            await self._restore(row, alive.pop(row.line, None) if row.line else None, browser=row.id in browsers)
        await self._leave_or_keep(alive)

    async def _restore(self, row: CallRow, leg: Leg | None, *, browser: bool) -> None:
        """Goes on with one call; one whose citizen is gone ends."""
        taken = row.id in self.inherited
        self.inherited.discard(row.id)
        if row.state == CallState.RING_BACK:
            await self.endings.released(row)
        elif leg is None and not browser and not self._has(row.line):
            await self.endings.hung_up(row.id)
        elif row.talks and taken:
            await self._take_talk(row)
            await self._go_on(row, leg)
        elif row.state == CallState.ARRIVED and browser:
            await self.arriving.talking(row.id)
        else:
            await self._go_on(row, leg)

    async def _leave_or_keep(self, alive: dict[UUID, Leg]) -> None:
        """Takes new calls, keeps the telephones of parties and seats, and hangs up what belongs to no call."""
        async with self.switch.work() as work:
            kept = {*await party_lines(work, [*alive]), *await ringing_legs(work, [*alive])}
        for leg in alive.values():
            if leg.id in kept:
                continue
            if leg.incoming and leg.state is LegState.OFFERED:
                await self.arriving.offered(leg, LegOffered(leg.remote, leg.local, leg.asked.body))
            else:  # of a call that is over, or an outgoing one that its controller left when it died
                await self.switch.hang_up_leg(leg.id)

    async def _answer_early(self, legs: Sequence[Leg]) -> None:
        """Answers the calls that were to be answered late: nobody knows any more how far they have come."""
        for leg in legs:
            if leg.incoming and leg.state is LegState.RINGING:
                await self.switch.tell_leg(leg.id, AnswerLeg(leg.sdp))

    async def _take_talk(self, row: CallRow) -> None:
        """Goes on with a talk of a dead controller; one that the media servers lost is left to `Watching`."""
        try:
            await self.talks.take_over(row)
        except (MediaRefused, MediaUnreachable) as error:
            log.warning("a talk could not be taken over", call=str(row.id), error=str(error))

    def _has(self, line: UUID | None) -> bool:
        """Whether the agent has this leg: it may have been taken over earlier."""
        return self.switch.agent is not None and any(one.id == line for one in self.switch.agent.legs())

    async def _go_on(self, row: CallRow, leg: Leg | None) -> None:
        """Lets the citizen of a call hear again what belongs to its state."""
        if row.state == CallState.ARRIVED and leg is not None:
            if leg.state is LegState.OFFERED:
                await self.arriving.offered(leg, LegOffered(leg.remote, leg.local, leg.asked.body))
            elif leg.state is LegState.TALKING:
                await self.arriving.talking(row.id)
        elif row.state == CallState.MENU:
            self.switch.begin(row.id, self.listening.walk(row.id))
        elif row.state in {CallState.QUEUED, CallState.OFFERED}:
            self.switch.begin(row.id, self.listening.wait(row.id))
        elif row.state == CallState.ON_HOLD:
            async with self.switch.work() as work:
                sound = leg_of(work, await citizen_on(work, row.id))
            self.switch.begin(row.id, self.listening.music(sound))

    async def rung_back(self, call_id: UUID, line: UUID, leg: CitizenLeg) -> None:
        """Makes an outgoing leg the citizen's of a call that waits at its old place, or for the seat that placed it.

        `OutgoingCalls` has moved the call already.
        """
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                row = await locked_call(work, call_id)
                seat = row.seat if row.direction == CallDirection.OUT else None
                work.change("calls", call_id, line=line, owner=self.switch.name, over_at=None, seat=seat)
                add_citizen(work, call_id, leg, line)
            self.switch.media_names[leg.call] = call_id
            self.switch.begin(call_id, self.listening.wait(call_id))
        self.switch.wake.set()
