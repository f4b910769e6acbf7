"""Events of seats and their telephones. They contain codes, no numbers and no passwords."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class SeatSetUp(Event):
    """An administrator changed a seat. `fields`: place, account, password, mobile."""

    kind: ClassVar[str] = "seat.set_up"
    staff: str
    fields: list[str]
    place: str


@dataclass(frozen=True)
class SeatSkilled(Event):
    """An administrator set skills of a seat, each as `skill:level`; without a level it is the usual one again."""

    kind: ClassVar[str] = "seat.skilled"
    staff: str
    skills: list[str]


@dataclass(frozen=True)
class SeatVoiceChosen(Event):
    """A member of staff chose by which telephone the own seat talks: browser, phone, mobile."""

    kind: ClassVar[str] = "seat.voice_chosen"
    staff: str
    voice: str


@dataclass(frozen=True)
class SeatPhoneRung(Event):
    """The telephone of a seat that answered a call is rung."""

    kind: ClassVar[str] = "call.phone_rung"
    call_id: UUID
    staff: str
    voice: str


@dataclass(frozen=True)
class SeatPhoneSilent(Event):
    """The telephone of a seat did not answer, or was refused. `status` is that of SIP."""

    kind: ClassVar[str] = "call.phone_silent"
    call_id: UUID
    staff: str
    status: int
