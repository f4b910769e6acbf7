"""Where a seat hears and speaks during a call: in its browser, or at a telephone that the agent rang."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from lianxin.calls.media.citizen_leg import CitizenLeg, join_leg
from lianxin.calls.media.rooms import CallSide, RoomLeg
from lianxin.calls.media.talks import MediaNode


class SeatSound(Protocol):
    """Joins a seat to a room. `line` and `leg`: its SIP leg and its sound on rtpengine, None for a browser."""

    @property
    def line(self) -> UUID | None: ...

    @property
    def leg(self) -> CitizenLeg | None: ...

    async def join(self, media: MediaNode, room: int, number: int) -> RoomLeg: ...


@dataclass(frozen=True)
class BrowserSound:
    """A seat that talks by its browser, with the browser's offer."""

    offer: str
    line: UUID | None = None
    leg: CitizenLeg | None = None

    async def join(self, media: MediaNode, room: int, number: int) -> RoomLeg:
        return await media.rooms.join_browser(room, number, CallSide.SEAT, self.offer)


@dataclass(frozen=True)
class PhoneSound:
    """A seat that talks by a telephone which has answered."""

    leg: CitizenLeg
    line: UUID | None

    async def join(self, media: MediaNode, room: int, number: int) -> RoomLeg:
        return await join_leg(media.rtpengine, self.leg, media.rooms, room, number, CallSide.SEAT)
