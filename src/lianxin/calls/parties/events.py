"""Events of parties of a call. `contact` is the code of an outside contact of the city, otherwise empty."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class SeatLost(Event):
    """The page of a seat fell silent, so the seat was set aside; its citizen, if any, waits at the old place again."""

    kind: ClassVar[str] = "seat.lost"
    staff: str
    call_id: UUID | None = None


@dataclass(frozen=True)
class PartyAsked(Event):
    """A seat asked another seat (`to`) or an outside contact into the call; the citizen hears music."""

    kind: ClassVar[str] = "call.party_asked"
    call_id: UUID
    staff: str
    to: str
    contact: str = ""


@dataclass(frozen=True)
class PartyJoined(Event):
    """A third party or a shift lead came into the call. `mode`: see TalkMode; `staff` is empty for a contact."""

    kind: ClassVar[str] = "call.party_joined"
    call_id: UUID
    staff: str
    mode: str
    contact: str = ""


@dataclass(frozen=True)
class KeysPressed(Event):
    """A seat sent so many keys to a telephone that the city dialled; which ones is nowhere written."""

    kind: ClassVar[str] = "call.keys_pressed"
    call_id: UUID
    staff: str
    count: int
    contact: str = ""


@dataclass(frozen=True)
class PartyLeft(Event):
    """A third party or a shift lead left the call, or never came. `staff` is empty for a contact."""

    kind: ClassVar[str] = "call.party_left"
    call_id: UUID
    staff: str
    contact: str = ""


@dataclass(frozen=True)
class SeatRecalled(Event):
    """A citizen who was sent to somebody who did not answer rings again at the seat that sent them."""

    kind: ClassVar[str] = "call.recalled"
    call_id: UUID
    staff: str
