"""Shift leads on a call: they listen, whisper to the seat, or join.

A whisper is a second room: the lead speaks in it and the seat hears it, with a connection of its own. It is neither
recorded nor transcribed.
"""

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from lianxin.calls.control.rows import PartyRow, add_party, next_number, parties_on, record_of_call
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.media.holds import HeldKind, hold_media
from lianxin.calls.media.mjr import FIRST_OF_SEATS
from lianxin.calls.media.recordings import new_room
from lianxin.calls.media.rooms import CallSide, RoomLeg
from lianxin.calls.parties.call_table import CallTable, call_table
from lianxin.calls.parties.events import PartyJoined, PartyLeft
from lianxin.calls.parties.leaving import end_whisper, leave_room, party_left
from lianxin.calls.rules.parties import TalkMode
from lianxin.calls.rules.words import PartyKind, PartyState
from lianxin.kernel.errors import Conflict

FIRST_OF_LISTENERS: Final = FIRST_OF_SEATS + 500


class NoWhisper(Conflict):
    """No shift lead whispers to this seat."""

    code: ClassVar[str] = "calls.no_whisper"


@dataclass
class Leading:
    """The shift leads on the calls of a controller."""

    switch: Switch

    async def listen(self, staff: str, call_id: UUID, sdp: str, *, join: bool) -> str:
        """Lets a shift lead hear a call, or talk on it; returns the answer to the browser's offer. Raises NotYourCall.

        A listener is muted by Janus itself, so neither the others nor the recording hear anything of it. The new
        connection replaces an earlier one of the same lead.
        """
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id)
                number = await next_number(work, call_id, PartyKind.LISTENER, FIRST_OF_LISTENERS)
            if table.row.room is None:
                raise NotYourCall
            await self._replace(_of(table.parties, PartyKind.LISTENER, staff))
            rooms = self.switch.media.rooms
            joined = await rooms.join_browser(table.row.room, number, CallSide.SEAT, sdp, muted=not join)
            async with self.switch.work(staff) as work:
                talking = {"staff": staff, "handle": joined.handle, "state": PartyState.TALKING.value}
                add_party(work, call_id, PartyKind.LISTENER, number=number, muted=not join, **talking)
                mode = TalkMode.JOIN if join else TalkMode.LISTEN
                record_of_call(work, call_id, PartyJoined(call_id, staff, mode.value))
            return joined.sdp

    async def stop_listening(self, staff: str, call_id: UUID) -> None:
        """Takes a shift lead out of a call, the whisper included; has no effect on one who is not on it."""
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                parties = await parties_on(work, call_id)
            if _of(parties, PartyKind.WHISPER, staff):
                await end_whisper(self.switch, call_id)
            for one in _of(parties, PartyKind.LISTENER, staff):
                await leave_room(self.switch, one)
                async with self.switch.work(staff) as work:
                    party_left(work, one)
                    record_of_call(work, call_id, PartyLeft(call_id, staff))

    async def whisper(self, staff: str, call_id: UUID, sdp: str) -> str:
        """Lets a shift lead speak to the seat alone; returns the answer to the browser's offer.

        Another lead who whispers is replaced. Raises NotYourCall, also while no seat is on the call.
        """
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id)
            if not table.now.seat:
                raise NotYourCall
            await end_whisper(self.switch, call_id)
            room = new_room()
            async with self.switch.work() as work:
                hold_media(work, call_id, HeldKind.WHISPER, str(room))
            await self.switch.media.rooms.create(room, f"whisper {call_id}", None)
            joined = await self._in_whisper(table, room, staff, sdp, muted=False)
            return joined.sdp

    async def hear_whisper(self, staff: str, call_id: UUID, sdp: str) -> str:
        """Lets the seat hear the shift lead; returns the answer to the browser's offer. Raises NotYourCall, NoWhisper.

        The new connection replaces an earlier one of the seat, as after a reload of its page.
        """
        async with self.switch.lock(call_id):
            async with self.switch.work() as work:
                table = await call_table(work, call_id, staff)
            table.seat(staff)
            room = next((one.room for one in table.parties if one.kind == PartyKind.WHISPER), None)
            if room is None:
                raise NoWhisper
            await self._replace(_of(table.parties, PartyKind.WHISPER, staff))
            return (await self._in_whisper(table, room, staff, sdp, muted=True)).sdp

    async def stop_whispering(self, call_id: UUID) -> None:
        """Ends the whisper of a call; has no effect without one."""
        async with self.switch.lock(call_id):
            await end_whisper(self.switch, call_id)

    async def _in_whisper(self, table: CallTable, room: int, staff: str, sdp: str, *, muted: bool) -> RoomLeg:
        """Joins the second room; who is muted there only hears."""
        call_id = table.row.id
        async with self.switch.work() as work:
            number = await next_number(work, call_id, PartyKind.WHISPER, FIRST_OF_SEATS)
        joined = await self.switch.media.rooms.join_browser(room, number, CallSide.SEAT, sdp, muted=muted)
        async with self.switch.work(staff) as work:
            talking = {"staff": staff, "handle": joined.handle, "state": PartyState.TALKING.value, "room": room}
            add_party(work, call_id, PartyKind.WHISPER, number=number, muted=muted, **talking)
            if not muted:
                record_of_call(work, call_id, PartyJoined(call_id, staff, TalkMode.WHISPER.value))
        return joined

    async def _replace(self, earlier: list[PartyRow]) -> None:
        for one in earlier:
            await leave_room(self.switch, one)
            async with self.switch.work() as work:
                party_left(work, one)


def _of(parties: list[PartyRow], kind: PartyKind, staff: str) -> list[PartyRow]:
    return [one for one in parties if one.kind == kind and one.staff == staff]
