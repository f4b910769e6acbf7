"""Events of outgoing calls and of the list of ring-backs. They contain codes and ids, no numbers."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class RingBackListed(Event):
    """A promised or missed call came on the list of ring-backs. `merged_into`: the earlier call of the same number."""

    kind: ClassVar[str] = "ring_back.listed"
    call_id: UUID
    promised: bool
    merged_into: UUID | None = None


@dataclass(frozen=True)
class RingBackStruckOff(Event):
    """A ring-back left the list without being reached; `reason` is a StrikeReason."""

    kind: ClassVar[str] = "ring_back.struck_off"
    call_id: UUID
    reason: str


@dataclass(frozen=True)
class CallDialled(Event):
    """An outgoing call was begun. `purpose` is a DialPurpose; `attempt` counts those of a ring-back from 1."""

    kind: ClassVar[str] = "call.dialled"
    call_id: UUID
    purpose: str
    rings_back: UUID | None = None
    attempt: int | None = None
    unit: str | None = None


@dataclass(frozen=True)
class DialOver(Event):
    """An outgoing call ended. `result` is a DialResult, `talked` in seconds.

    `acknowledged`: the key was pressed that acknowledges an announcement; `staff`: the member of staff called in.
    """

    kind: ClassVar[str] = "call.dial_over"
    call_id: UUID
    purpose: str
    result: str
    talked: float | None = None
    rings_back: UUID | None = None
    unit: str | None = None
    acknowledged: bool | None = None
    staff: str | None = None


@dataclass(frozen=True)
class DialRefused(Event):
    """The actor wanted to place a call that is not permitted; `why` is the code of the error."""

    kind: ClassVar[str] = "call.dial_refused"
    purpose: str
    why: str


@dataclass(frozen=True)
class DialsAlarmed(Event):
    """A person or the city has used most of its budget of outgoing calls. `whose` is `person` or `city`."""

    kind: ClassVar[str] = "call.dials_alarmed"
    whose: str
    most: int
