"""Events of parties of a call."""

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
    """A seat asked another seat into the call; the citizen hears music."""

    kind: ClassVar[str] = "call.party_asked"
    call_id: UUID
    staff: str
    to: str


@dataclass(frozen=True)
class PartyJoined(Event):
    """A third party or a shift lead came into the call. `mode`: see TalkMode."""

    kind: ClassVar[str] = "call.party_joined"
    call_id: UUID
    staff: str
    mode: str


@dataclass(frozen=True)
class PartyLeft(Event):
    """A third party or a shift lead left the call, or never came."""

    kind: ClassVar[str] = "call.party_left"
    call_id: UUID
    staff: str
