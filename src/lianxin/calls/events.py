"""Events of calls and seats. They contain codes and ids, no texts and no telephone numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class CallerWarned(Event):
    """An abusive caller was warned that the call will be ended, and was asked for the matter."""

    kind: ClassVar[str] = "call.warned"
    call_id: UUID


@dataclass(frozen=True)
class CallEnded(Event):
    """A call ended without a case. `form_time`: seconds from its end until it was recorded, by the page."""

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
class CallArrived(Event):
    """A call reached us, or is about to leave. `direction`: `in`, `out`; `called`: the code of our number."""

    kind: ClassVar[str] = "call.arrived"
    call_id: UUID
    direction: str
    called: str
    known: bool = False


@dataclass(frozen=True)
class CallQueued(Event):
    """A call began to wait for a seat, or returned to its place because a seat did not answer.

    `skills`: the names of the skills it needs.
    """

    kind: ClassVar[str] = "call.queued"
    call_id: UUID
    queue: str
    priority: int
    refused_by: str | None = None
    skills: list[str] | None = None


@dataclass(frozen=True)
class CallOffered(Event):
    """The router reserved a seat for a call. `waited`: seconds since the call took its place."""

    kind: ClassVar[str] = "call.offered"
    call_id: UUID
    staff: str
    waited: float


@dataclass(frozen=True)
class CallAnswered(Event):
    """A seat answered a call. `waited`: seconds since the call took its place."""

    kind: ClassVar[str] = "call.answered"
    call_id: UUID
    staff: str
    waited: float


@dataclass(frozen=True)
class CallHeld(Event):
    """The seat let the citizen wait with music."""

    kind: ClassVar[str] = "call.held"
    call_id: UUID


@dataclass(frozen=True)
class CallResumed(Event):
    """The seat talks with the citizen again."""

    kind: ClassVar[str] = "call.resumed"
    call_id: UUID


@dataclass(frozen=True)
class CallPassed(Event):
    """The seat passed the citizen on to a queue."""

    kind: ClassVar[str] = "call.passed"
    call_id: UUID
    queue: str


@dataclass(frozen=True)
class CallHanded(Event):
    """The talk of one seat with the citizen was continued by another seat; `to` is empty for an outside contact."""

    kind: ClassVar[str] = "call.handed"
    call_id: UUID
    staff: str
    to: str


@dataclass(frozen=True)
class CallSent(Event):
    """A seat left the citizen with music while another seat (`to`) or an outside contact is rung."""

    kind: ClassVar[str] = "call.sent"
    call_id: UUID
    staff: str
    to: str
    contact: str = ""


@dataclass(frozen=True)
class CallPromised(Event):
    """The citizen hung up with the promise of a ring-back, which keeps the place."""

    kind: ClassVar[str] = "call.promised"
    call_id: UUID


@dataclass(frozen=True)
class CallMissed(Event):
    """The citizen gave up before a seat answered. `waited`: seconds since the call took its place."""

    kind: ClassVar[str] = "call.missed"
    call_id: UUID
    waited: float


@dataclass(frozen=True)
class CallDropped(Event):
    """A call ended because a server of ours failed."""

    kind: ClassVar[str] = "call.dropped"
    call_id: UUID


@dataclass(frozen=True)
class CallFinished(Event):
    """A call is over. `talked`: seconds of talk with seats."""

    kind: ClassVar[str] = "call.over"
    call_id: UUID
    talked: float
    state_before: str


@dataclass(frozen=True)
class TrunkCounted(Event):
    """The edge counted the trunks' calls in the five minutes that began at `since`, a time of the city.

    `attempts` are new calls; the others say what became of calls in these minutes, whenever they began: `refused` by
    the edge or a controller, `abandoned` before any answer. `slot`: the five minutes in real time, since 1970.
    """

    kind: ClassVar[str] = "trunk.counted"
    since: datetime
    attempts: int
    answered: int = 0
    refused: int = 0
    abandoned: int = 0
    slot: int = 0


@dataclass(frozen=True)
class SeatMoved(Event):
    """The state of a seat changed. `reason`: of a break."""

    kind: ClassVar[str] = "seat.moved"
    staff: str
    after: str
    before: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class SeatAssigned(Event):
    """A seat was assigned to these queues."""

    kind: ClassVar[str] = "seat.assigned"
    staff: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True)
class HelpAsked(Event):
    """An operator asked the shift lead for help."""

    kind: ClassVar[str] = "help.asked"
    help_id: UUID
    staff: str
    reason: str


@dataclass(frozen=True)
class HelpAnswered(Event):
    """The shift lead accepted the request for help."""

    kind: ClassVar[str] = "help.answered"
    help_id: UUID
    staff: str


@dataclass(frozen=True)
class HelpCleared(Event):
    """The request for help was settled or withdrawn."""

    kind: ClassVar[str] = "help.cleared"
    help_id: UUID
    staff: str


@dataclass(frozen=True)
class CallRecorded(Event):
    """The recording of a call was sealed. `sha256` is that of the plain FLAC of two channels, `bytes` its size.

    `intact`: every mark made while the raw tapes were written still fits them.
    """

    kind: ClassVar[str] = "call.recorded"
    recording_id: UUID
    call_id: UUID
    seconds: float
    bytes: int
    sha256: str
    intact: bool = True


@dataclass(frozen=True)
class CallNotRecorded(Event):
    """A room of a call ended without any sound on its tapes."""

    kind: ClassVar[str] = "call.not_recorded"
    recording_id: UUID
    call_id: UUID


@dataclass(frozen=True)
class RecordingHeard(Event):
    """The actor opened a recording to listen to it; one event for each opening, not for each part that is fetched."""

    kind: ClassVar[str] = "call.heard"
    recording_id: UUID
    call_id: UUID


@dataclass(frozen=True)
class CallTranscribed(Event):
    """The transcript of a call is complete. `lines`: how many sentences it has."""

    kind: ClassVar[str] = "call.transcribed"
    call_id: UUID
    lines: int


@dataclass(frozen=True)
class CallErased(Event):
    """The recordings (`part` voice) or the transcript of a call were erased by their age.

    `count`: how many recordings or transcripts; `days`: how long the city keeps them.
    """

    kind: ClassVar[str] = "call.erased"
    call_id: UUID
    part: str
    count: int
    days: int


@dataclass(frozen=True)
class LegalHoldSet(Event):
    """The recordings and the transcript of a call are kept for a lawsuit or an inquiry, whatever their age."""

    kind: ClassVar[str] = "call.hold_set"
    call_id: UUID
    hold_id: UUID


@dataclass(frozen=True)
class LegalHoldLifted(Event):
    """A legal hold ended. `signature`: keyed hash of the hold with who lifted it, when and why."""

    kind: ClassVar[str] = "call.hold_lifted"
    call_id: UUID
    hold_id: UUID
    signature: str
