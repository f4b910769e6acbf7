"""Places the outgoing calls of one controller. Each step is committed before the telephone hears of it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

import structlog

from lianxin.calls.outgoing.dialled import (
    DialRow,
    asked_dials,
    end_dial,
    given_up_dials,
    move_dial,
    open_dial,
    orphan_dials,
    owned_dials,
    spoken_language,
)
from lianxin.calls.outgoing.line import DialParty, OutgoingLine
from lianxin.calls.outgoing.ring_backs import open_ring_back, reach_ring_back, unpack_number
from lianxin.calls.outgoing.ringing_back import dial_ring_backs
from lianxin.calls.outgoing.seat_dials import BY_SEAT, first_party, offer_to_seat
from lianxin.calls.outgoing.settling import settle_dial
from lianxin.calls.routing.city_rules import routing_rules
from lianxin.calls.rules.dialling import ANNOUNCED, WITH_KEY, DialMove, DialPurpose, DialState
from lianxin.calls.surge.in_force import profile_in_force
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork

log = structlog.get_logger("lianxin")

PLACED_AT_ONCE: Final = 20  # calls begun in one pass
ACKNOWLEDGE: Final = "1"
_CANCELLED: Final = 487
_GONE: Final = 500  # the status of a leg of ours that no longer exists


class OutgoingCalls:
    """The outgoing calls of one process. `run` is called every second, the other methods by the line's news."""

    def __init__(self, database: Database, city_id: str, line: OutgoingLine) -> None:
        self._database, self._city_id, self._line = database, city_id, line

    @asynccontextmanager
    async def _work(self) -> AsyncGenerator[UnitOfWork]:
        async with self._database.begin(self._city_id) as work:
            yield work

    async def run(self) -> int:
        """Chooses the ring-backs that are due, and places every call that is asked for; returns how many."""
        async with self._work() as work:
            orphans = await orphan_dials(work)
            for row in orphans:
                await settle_dial(work, row, end_dial(work, row, _GONE))
            await dial_ring_backs(work, await current_profile(work))
        async with self._work() as work:
            given_up = await given_up_dials(work, self._line.name)
            rows = await asked_dials(work, PLACED_AT_ONCE, self._line.name)
            firsts = [await first_party(work, row) for row in rows]
            for row, first in zip(rows, firsts, strict=True):
                move = DialMove.RING_CALLED if first is DialParty.CALLED else DialMove.RING_CALLER
                move_dial(work, row, move, owner=self._line.name)
        for row in orphans:
            await self._line.end(row.id)
        for dial_id in given_up:
            await self.over(dial_id, _CANCELLED)
        for row, first in zip(rows, firsts, strict=True):
            if first is DialParty.DESK and row.desk_sealed is None:
                await self._line.ring_seat(row.id, row.made_by)
            else:
                await self._place(row, first)
        return len(rows)

    async def begin_again(self) -> None:
        """Ends the calls that this controller was placing when it stopped; to be called before the first `run`."""
        async with self._work() as work:
            rows = await owned_dials(work, self._line.name)
            for row in rows:
                await settle_dial(work, row, end_dial(work, row, _GONE))
        for row in rows:
            await self._line.end(row.id)

    async def answered(self, dial_id: UUID, party: DialParty) -> None:
        """A telephone answered: the other one is rung, or the called party hears the announcement."""
        async with self._work() as work:
            row = await open_dial(work, dial_id)
            if row is None:
                return
            if party is DialParty.DESK:
                move_dial(work, row, DialMove.RING_CALLED)
            else:
                move_dial(work, row, DialMove.CALLED_ANSWER, answered_at=work.real)
            language = await spoken_language(work, row)
        words = ANNOUNCED[DialPurpose(row.purpose)]
        if party is DialParty.DESK:
            await self._place(row, DialParty.CALLED)
        elif row.purpose in WITH_KEY:
            await self._line.announce(row.id, words)
        else:
            await self._line.tell_recorded(row.id, words, language)

    async def told(self, dial_id: UUID) -> None:
        """The citizen has heard that the call is recorded: now others may talk with them."""
        async with self._work() as work:
            row = await open_dial(work, dial_id)
        if row is None or row.state != DialState.TALKING:
            return
        purpose = DialPurpose(row.purpose)
        if purpose is DialPurpose.RING_BACK and row.call_id:
            await self._hand_over(row, row.call_id)
        elif purpose is DialPurpose.THIRD and row.call_id:
            await self._to_call(row, row.call_id)
        elif purpose in BY_SEAT and row.desk_sealed is None:
            await self._to_seat(row)
        else:
            await self._line.connect(row.id)

    async def _hand_over(self, row: DialRow, call_id: UUID) -> None:
        """Lets a citizen who was rung back wait at the old place; the outgoing call goes on as the first call."""
        async with self._work() as work:
            talking = await open_dial(work, row.id)
            if talking is None:
                return
            rules = routing_rules(await profile_in_force(work))
            await reach_ring_back(work, await open_ring_back(work, call_id), rules)
            end_dial(work, talking, 200)
        await self._line.let_wait(row.id, call_id)

    async def _to_seat(self, row: DialRow) -> None:
        """Lets a citizen who answered talk with the seat that placed the call, as a call of the controller."""
        async with self._work() as work:
            talking = await open_dial(work, row.id)
            if talking is None:
                return
            await offer_to_seat(work, row.id)
            await settle_dial(work, talking, end_dial(work, talking, 200))
        await self._line.let_wait(row.id, row.id)

    async def _to_call(self, row: DialRow, call_id: UUID) -> None:
        """Lets an outside contact who answered into the call for which it was dialled."""
        async with self._work() as work:
            talking = await open_dial(work, row.id)
            if talking is None:
                return
            end_dial(work, talking, 200)
            work.change("call_parties", row.id, line=talking.called_line)  # its way into the call has begun
        await self._line.let_join(row.id, call_id)

    async def over(self, dial_id: UUID, status: int) -> None:
        """A telephone of the call hung up, was busy or did not answer: the call ends."""
        async with self._work() as work:
            row = await open_dial(work, dial_id)
            if row is None:
                return
            await settle_dial(work, row, end_dial(work, row, status))
        await self._line.end(dial_id)

    async def pressed(self, dial_id: UUID, key: str) -> None:
        """A key of the called party: it acknowledges an announcement, and the call ends."""
        if key != ACKNOWLEDGE:
            return
        async with self._work() as work:
            row = await open_dial(work, dial_id)
            if row is None or row.purpose not in WITH_KEY or row.state != DialState.TALKING:
                return
            work.change("dialled_calls", row.id, acknowledged_at=work.real)
        await self.over(dial_id, 200)

    async def _place(self, row: DialRow, party: DialParty) -> None:
        """Rings one telephone of a call."""
        sealed = row.desk_sealed if party is DialParty.DESK else row.number_sealed
        try:
            async with self._work() as work:
                number = unpack_number(work, sealed or b"")
                ring_s = (await current_profile(work)).telephone.outgoing.ring_s
            leg = await self._line.place(row.id, party, number, ring_s)
        except Exception:
            log.exception("an outgoing call could not be placed", call=str(row.id))
            await self.over(row.id, _GONE)
            return
        async with self._work() as work:
            work.change("dialled_calls", row.id, **{f"{party}_line": leg})
