"""Outside contacts on a call: their telephones come in from the outgoing line when they answer."""

from dataclasses import dataclass
from uuid import UUID

from lianxin.calls.control.outside_legs import let_outside_go
from lianxin.calls.control.rows import PartyRow, packed_leg, record_of_call
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.talking import Talking
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.events import CallHanded
from lianxin.calls.media.citizen_leg import CitizenLeg, join_leg
from lianxin.calls.media.rooms import CallSide, RoomLeg
from lianxin.calls.parties.call_table import CallTable, call_table
from lianxin.calls.parties.events import PartyJoined
from lianxin.calls.rules.parties import PartyMove, TalkMode, conference_after
from lianxin.calls.rules.words import PartyState


@dataclass
class Outside:
    """The outside contacts on the calls of a controller."""

    switch: Switch
    talks: Talking

    async def join(self, call_id: UUID, party_id: UUID, line: UUID, sound: CitizenLeg) -> None:
        """Lets a contact who answered talk in the room; one who is not wanted any more is hung up."""
        async with self.switch.lock(call_id):
            table = await self._rings_for(call_id, party_id)
            if table is None or table.third is None or table.row.room is None:
                await let_outside_go(self.switch, party_id, line)
                return
            media, number = self.switch.media, table.third.number
            joined = await join_leg(
                media.rtpengine, sound, media.rooms, table.row.room, number, CallSide.SEAT, keypad=True
            )
            await self._joined(table, table.third, line, sound, joined)
            if not table.now.seat:
                await self.talks.citizen_back(table.row)

    async def _rings_for(self, call_id: UUID, party_id: UUID) -> CallTable | None:
        """Returns the parties of the call if this contact still rings for it."""
        async with self.switch.work() as work:
            try:
                table = await call_table(work, call_id)
            except NotYourCall:
                return None
        third = table.third
        return table if third and third.id == party_id and third.state == PartyState.WAITING else None

    async def _joined(self, table: CallTable, third: PartyRow, line: UUID, sound: CitizenLeg, joined: RoomLeg) -> None:
        conference_after(table.now, PartyMove.THIRD_ANSWERS)
        call_id, contact = table.row.id, third.contact or ""
        async with self.switch.work() as work:
            cells = {"handle": joined.handle, "line": line, "media": packed_leg(work, sound)}
            work.change("call_parties", third.id, state=PartyState.TALKING.value, **cells)
            mode = TalkMode.CONSULT if table.now.seat else TalkMode.TALK
            record_of_call(work, call_id, PartyJoined(call_id, "", mode.value, contact))
            if not table.now.seat:
                record_of_call(work, call_id, CallHanded(call_id, table.row.seat or "", ""))
