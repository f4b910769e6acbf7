"""Keys that a seat sends to a telephone which the city dialled: the menu of an office asks for them."""

import asyncio
from typing import ClassVar, Final
from uuid import UUID

from lianxin.calls.control.rows import PartyRow, leg_of, record_of_call
from lianxin.calls.control.switch import Switch
from lianxin.calls.media.citizen_leg import CitizenLeg, press_key
from lianxin.calls.media.errors import MediaRefused
from lianxin.calls.parties.call_table import CallTable, call_table
from lianxin.calls.parties.events import KeysPressed
from lianxin.calls.rules.parties import hears_keys
from lianxin.calls.rules.words import PartyKind
from lianxin.kernel.errors import Conflict

_FIRST_SOUND: Final = 20  # tries, a tenth of a second apart


class NoFarKeypad(Conflict):
    """Nobody whom the city dialled talks on this call, so nobody would hear keys."""

    code: ClassVar[str] = "calls.no_keypad"


async def press_keys(switch: Switch, staff: str, call_id: UUID, keys: str, request: str) -> None:
    """Sends keys to the outside contact of a call, or to the citizen of a call that was placed.

    They may be the number of a card, so no log and no event contains them. `request`: a name of the request; one that
    comes again sends nothing. Raises NotYourCall, NoFarKeypad, MediaRefused, MediaUnreachable.
    """
    async with switch.lock(call_id):
        async with switch.work() as work:
            table = await call_table(work, call_id, staff)
            party = _hearing(table)
            leg = leg_of(work, party)
        if switch.asked_keys.get(call_id) == request:
            return
        switch.asked_keys[call_id] = request
        for key in keys:
            await _press(switch, leg, key)
        async with switch.work(staff) as work:
            record_of_call(work, call_id, KeysPressed(call_id, staff, len(keys), party.contact or ""))


async def _press(switch: Switch, leg: CitizenLeg, key: str) -> None:
    """Sends a key; rtpengine refuses it until the room sends, which it does from the telephone's own first sound on."""
    for _ in range(_FIRST_SOUND):
        try:
            return await press_key(switch.media.rtpengine, leg, key)
        except MediaRefused:
            await asyncio.sleep(0.1)
    return await press_key(switch.media.rtpengine, leg, key)


def _hearing(table: CallTable) -> PartyRow:
    """Returns the party that hears keys; raises NoFarKeypad."""
    for kind in (PartyKind.THIRD, PartyKind.CITIZEN):
        for one in table.parties:
            if one.kind == kind and hears_keys(one.kind, one.state, table.row.direction):
                return one
    raise NoFarKeypad
