"""Seats whose page says nothing any more: a browser that crashed, a laptop that was closed, a network that is gone.

The page of a seat says every ten seconds that it is there. A seat that never said so is not looked at.
"""

from dataclasses import dataclass, field
from typing import Final, LiteralString
from uuid import UUID

import structlog

from lianxin.calls.control.endings import Endings
from lianxin.calls.control.rows import call_row
from lianxin.calls.control.seats import locked_seat, step_seat
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.parties.conference import Parties
from lianxin.calls.parties.events import SeatLost
from lianxin.calls.rules.parties import IllegalPartyMove
from lianxin.calls.rules.states import SeatMove
from lianxin.calls.rules.words import CallDirection, Queue, SeatState
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.events import SubjectRef

log = structlog.get_logger("lianxin")

TALK_GONE_AFTER: Final = 25.0  # seconds without a word of the page of a seat that talks
READY_GONE_AFTER: Final = 90.0  # a browser runs the timers of a hidden page once a minute, unless it talks
_PAUSE: Final = 10.0  # seconds between two passes after which no silence is known

_NOTE_SEEN: LiteralString = (
    "UPDATE seats SET seen_at = %(real)s WHERE city_id = %(city)s AND staff IN"
    " (SELECT staff FROM seats WHERE city_id = %(city)s AND staff = ANY(%(here)s) ORDER BY staff"
    " FOR UPDATE SKIP LOCKED) RETURNING staff"
)
# A seat whose voice is a telephone, not the browser, goes on talking without its page.
_GONE_SEATS: LiteralString = (
    "SELECT s.staff, s.state, s.call_id FROM seats s LEFT JOIN calls c ON c.city_id = s.city_id AND c.id = s.call_id"
    " WHERE s.city_id = %(city)s AND (s.state = 'ready' AND s.seen_at < %(real)s - make_interval(secs => %(ready)s)"
    " OR s.state IN ('talking', 'hold') AND c.owner = %(name)s"
    " AND s.seen_at < %(real)s - make_interval(secs => %(talk)s)"
    " AND NOT EXISTS (SELECT 1 FROM call_parties p WHERE p.city_id = s.city_id AND p.call_id = s.call_id"
    " AND p.staff = s.staff AND p.line IS NOT NULL AND p.state <> 'left')) ORDER BY s.staff"
)


@dataclass(frozen=True)
class _Gone:
    """A row of _GONE_SEATS."""

    staff: str
    state: str
    call_id: UUID | None


@dataclass
class Vanishing:
    """Notes which pages are there, and sets seats aside whose page is not; `repeat` of the runtime runs `look`."""

    switch: Switch
    parties: Parties
    endings: Endings
    _here: set[str] = field(default_factory=set[str])
    _looked: float = 0.0  # the last pass
    _hears: float = 0.0  # since when passes follow each other without a pause

    def here(self, staff: str) -> None:
        """The page of a seat says that it is there."""
        self._here.add(staff)

    async def look(self) -> None:
        """Writes who is there and sets aside who is not; raises MediaUnreachable.

        After a pause, as after a restart, pages first have time to say that they are there.
        """
        now = stopwatch()
        if not self._looked or now - self._looked > _PAUSE:
            self._hears = now
        async with self.switch.work() as work:
            self._here -= set(await work.column(str, _NOTE_SEEN, here=sorted(self._here)))
            bounds = {"talk": TALK_GONE_AFTER, "ready": READY_GONE_AFTER}
            gone = await work.rows(_Gone, _GONE_SEATS, name=self.switch.name, **bounds)
        self._looked = now
        for seat in gone:
            after = READY_GONE_AFTER if seat.state == SeatState.READY else TALK_GONE_AFTER
            if now - self._hears >= after:
                await self._set_aside(seat)

    async def _set_aside(self, seat: _Gone) -> None:
        log.warning("a seat has vanished", staff=seat.staff, state=seat.state, call=str(seat.call_id))
        free = True
        if seat.call_id is not None:
            try:
                free = await self._free_citizen(seat.staff, seat.call_id)
            except (NotYourCall, IllegalPartyMove):
                return  # the call ended meanwhile, or somebody joined it: the next pass looks again
        async with self.switch.work() as work:
            row = await locked_seat(work, seat.staff)
            if free and row.state in {SeatState.READY, SeatState.WRAP_UP}:
                await step_seat(work, row, SeatMove.LEAVE, call_id=None, rested_at=None)
            lost = SeatLost(seat.staff, seat.call_id)
            work.record(lost, about=SubjectRef("seat", seat.staff), audience=CALL_AUDIENCE)

    async def _free_citizen(self, staff: str, call_id: UUID) -> bool:
        """Gives the citizen to a third party that talks, or to the queue at the old place; ends a call that we placed.

        Returns whether the seat has nothing left to write about the call. Raises NotYourCall, IllegalPartyMove.
        """
        async with self.switch.work() as work:
            row = await call_row(work, call_id)
        if not row.talks:
            raise NotYourCall
        if await self.parties.seat_leaves(staff, call_id):
            return True
        if row.direction == CallDirection.OUT:
            await self.endings.hung_up(call_id)
            return False
        await self.parties.drop(call_id, staff)  # a third party that still rings
        await self.parties.pass_on(staff, call_id, Queue(row.queue or Queue.GENERAL))
        return True
