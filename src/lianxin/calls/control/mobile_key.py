"""Asks whoever answered the mobile of a seat to press a key, so that no mailbox is joined to a citizen."""

from typing import Final
from uuid import UUID

from lianxin.calls.control.playing import Listener, PlayedLine, Player
from lianxin.calls.control.switch import Switch
from lianxin.calls.media.citizen_leg import CitizenLeg
from lianxin.calls.outgoing.placing import ACKNOWLEDGE
from lianxin.city import Profile

TIMES_SAID: Final = 2
LISTENS_FOR: Final = 5.0  # seconds after each
LONGEST: Final = 30.0  # seconds for all of it


async def key_confirms(switch: Switch, line: UUID, leg: CitizenLeg, profile: Profile) -> bool:
    """Says what to press; returns whether the key came. Keys of the leg are passed on until then."""
    switch.media_names[leg.call] = line
    listener, player = Listener(line, leg, profile), Player(switch)
    try:
        for _ in range(TIMES_SAID):
            if await player.ask(listener, [PlayedLine("seat_ring", "zh-CN")], LISTENS_FOR) == ACKNOWLEDGE:
                return True
        return False
    finally:
        switch.forget(line)
