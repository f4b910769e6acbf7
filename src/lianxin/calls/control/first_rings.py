"""Telephones of seats that ring before the citizen's on a call that the seat places: nobody answers to silence.

A telephone that has answered hears the ringing tone until the citizen is there. It is known in memory only: a
controller that starts again ends the calls that it was placing.
"""

from dataclasses import dataclass, field
from uuid import UUID

from lianxin.calls.control.playing import Player
from lianxin.calls.control.rows import call_row
from lianxin.calls.control.seat_sounds import PhoneSound
from lianxin.calls.control.switch import Switch
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.outgoing.line import DialParty
from lianxin.calls.outgoing.trunk_line import HearsDials
from lianxin.calls.rules.states import CallState


@dataclass
class FirstRings:
    """The telephones of a controller's seats that wait for a citizen. `dials`: who places the calls."""

    switch: Switch
    dials: HearsDials | None = None
    _here: dict[UUID, PhoneSound] = field(default_factory=dict[UUID, PhoneSound])

    async def waits(self, call_id: UUID) -> bool:
        """Whether the citizen of a call has not answered yet, and may not even have been rung."""
        async with self.switch.work() as work:
            try:
                return (await call_row(work, call_id)).state == CallState.DIALLING
            except NotYourCall:
                return False

    async def answered(self, call_id: UUID, sound: PhoneSound) -> None:
        """The seat is at its telephone: it hears the ringing tone, and the citizen is rung."""
        self._here[call_id] = sound
        await Player(self.switch).ringing(sound.leg)
        if self.dials is not None:
            await self.dials.answered(call_id, DialParty.DESK)

    def take(self, call_id: UUID) -> PhoneSound | None:
        """Returns the telephone that waits for the citizen of a call, None without one; it waits no more."""
        return self._here.pop(call_id, None)

    async def ended(self, call_id: UUID, status: int) -> None:
        """The telephone of the seat did not answer, or hung up: the citizen is rung no longer."""
        self._here.pop(call_id, None)
        if self.dials is not None:
            await self.dials.over(call_id, status)
