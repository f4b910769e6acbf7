"""Requests and answers of a seat's telephone."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from lianxin.calls import BreakReason, Disposition, IceServer, Queue, seat_setups

Sdp = Annotated[str, Field(min_length=1, max_length=20_000)]


@dataclass(frozen=True)
class SeatWish:
    """The state that the viewer wants for the own seat; `reason` and `minutes` of a break.

    `voice`: by what the seat talks from now on; null: as before.
    """

    state: Literal["ready", "break", "away", "signed_out"]
    reason: BreakReason | None = None
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None
    voice: seat_setups.SeatVoice | None = None


@dataclass(frozen=True)
class Spoken:
    """A session description (SDP): the browser's offer after it gathered its candidates, or the answer to it."""

    sdp: Sdp


@dataclass(frozen=True)
class CallerNumber:
    """The number of a caller in the clear."""

    phone: str


@dataclass(frozen=True)
class Muting:
    """Whether the others no longer hear this seat."""

    muted: bool


@dataclass(frozen=True)
class PressedKeys:
    """Keys for a telephone that the city dialled. They may be the number of a card and are kept nowhere."""

    keys: Annotated[str, Field(pattern=r"^[0-9*#]{1,32}$")]


@dataclass(frozen=True)
class WrappedUp:
    """The end of a wrap-up. `kind` is needed if no case was opened in the call; `reason`, `minutes` of a break."""

    next: Literal["ready", "break", "away"]
    kind: Disposition | None = None
    reason: BreakReason | None = None
    minutes: Annotated[int, Field(ge=1, le=240)] | None = None


@dataclass(frozen=True)
class Consulted:
    """Who is asked into the call: a member of staff, or the outside contact of the city with this code."""

    staff_id: UUID | None = None
    contact: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True)
class PassedTo:
    """Where the citizen goes: to a queue, a member of staff, or an outside contact of the city.

    Without any, the citizen stays with the third party that talks.
    """

    queue: Queue | None = None
    staff_id: UUID | None = None
    contact: Annotated[str, Field(max_length=100)] = ""


@dataclass(frozen=True)
class Listened:
    """The browser's offer of a shift lead; with `join` the others hear them."""

    sdp: Sdp
    join: bool = False


@dataclass(frozen=True)
class SeatChange:
    """Changes of a seat. A field that is null stays as it is; an empty `mobile` removes it."""

    place: seat_setups.SeatPlace | None = None
    mobile: Annotated[str, Field(max_length=40)] | None = None


@dataclass(frozen=True)
class SeatSkillsChange:
    """Levels by skill, 0 for a skill that the seat does not have, null for the usual level; others stay."""

    levels: dict[str, int | None]


@dataclass(frozen=True)
class IceServers:
    """The TURN servers of a seat's browser, for `RTCConfiguration.iceServers`; empty if the city has none."""

    servers: list[IceServer]
