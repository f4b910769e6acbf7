"""What outgoing calls need of a telephone. The controller's line fulfils it, and a fake one in tests."""

from enum import StrEnum
from typing import Protocol
from uuid import UUID


class DialParty(StrEnum):
    """The two telephones of an outgoing call: that of the person who calls, and the one that is called."""

    DESK = "desk"
    CALLED = "called"


class OutgoingLine(Protocol):
    """A telephone that places calls. News of a call go to `OutgoingCalls`: `answered`, `told`, `over`, `pressed`."""

    @property
    def name(self) -> str:
        """The name of the controller that owns the calls."""
        ...

    async def place(self, dial_id: UUID, party: DialParty, number: str, ring_s: float) -> UUID:
        """Rings a number through the trunk for so many seconds at most; returns the id of the leg."""
        ...

    async def ring_seat(self, dial_id: UUID, staff: str) -> None:
        """Rings the telephone of the seat that placed a call; `answered` by the desk, or `over`, follows."""
        ...

    async def connect(self, dial_id: UUID) -> None:
        """Lets the two parties talk in a recorded room."""
        ...

    async def announce(self, dial_id: UUID, announcement: str) -> None:
        """Plays an announcement of the profile to the called party, several times."""
        ...

    async def tell_recorded(self, dial_id: UUID, announcement: str, language: str) -> None:
        """Begins to say once to each party that the call is recorded; `told` follows at its end.

        `language`: the citizen's; empty: that of the city.
        """
        ...

    async def let_wait(self, dial_id: UUID, call_id: UUID) -> None:
        """Makes the called party the citizen of this call, who hears music until a seat answers."""
        ...

    async def let_join(self, dial_id: UUID, call_id: UUID) -> None:
        """Lets the called party, an outside contact, talk in this call."""
        ...

    async def end(self, dial_id: UUID) -> None:
        """Hangs up every party and ends the media of a call."""
        ...
