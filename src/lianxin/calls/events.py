"""Facts of calls and seats. They name codes and ids; nobody's words or numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class CallerWarned(Event):
    """An abusive caller was told that the call will end, and was asked to say what the matter is."""

    kind: ClassVar[str] = "call.warned"
    call_id: UUID


@dataclass(frozen=True)
class CallEnded(Event):
    """A call ended without a case. `form_time`: seconds from its end until this was recorded, measured by the page."""

    kind: ClassVar[str] = "call.ended"
    call_id: UUID
    disposition: str
    channel: str
    started_at: datetime
    ended_at: datetime
    known: bool
    form_time: float | None = None
    about: UUID | None = None


@dataclass(frozen=True)
class SeatMoved(Event):
    """A seat began to do something else."""

    kind: ClassVar[str] = "seat.moved"
    staff: str
    after: str
    before: str | None = None


@dataclass(frozen=True)
class SeatAssigned(Event):
    """A seat serves these queues from now on."""

    kind: ClassVar[str] = "seat.assigned"
    staff: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class HelpAsked(Event):
    """An operator asked the shift lead to come."""

    kind: ClassVar[str] = "help.asked"
    help_id: UUID
    staff: str
    reason: str


@dataclass(frozen=True)
class HelpAnswered(Event):
    """The shift lead is on the way."""

    kind: ClassVar[str] = "help.answered"
    help_id: UUID
    staff: str


@dataclass(frozen=True)
class HelpCleared(Event):
    """It is settled, or was taken back."""

    kind: ClassVar[str] = "help.cleared"
    help_id: UUID
    staff: str
