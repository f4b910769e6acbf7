"""Rooms of Janus' AudioBridge: one for each talking call, mixed at 8000 Hz, with each participant recorded apart."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from lianxin.calls.media.errors import MediaRefused
from lianxin.calls.media.janus import JanusClient
from lianxin.calls.media.janus_messages import (
    NO_ROOM,
    Configure,
    CreateRoom,
    DestroyRoom,
    EndForward,
    ForwardGroup,
    JoinRoom,
    Jsep,
    KickParticipant,
    LeaveRoom,
    ListParticipants,
    ListRooms,
    RoomListed,
    RoomParticipant,
    RtpPlace,
)

SAMPLING_RATE: Final = 8000  # Hz


class CallSide(StrEnum):
    """The two sides of a call: its sound is forwarded and recorded by side."""

    CITIZEN = "citizen"
    SEAT = "seat"


@dataclass(frozen=True)
class RoomLeg:
    """A participant in a room: `handle` removes it, `number` identifies it in the room and in its recording.

    A plain RTP participant sends to `place`; a browser gets `sdp`, the answer to its offer.
    """

    handle: int
    number: int
    place: RtpPlace | None = None
    sdp: str = ""


class Rooms:
    """The rooms of one Janus."""

    def __init__(self, janus: JanusClient) -> None:
        self.janus = janus
        self._handle = 0
        self._session = 0  # the session of the handle

    async def create(self, room: int, description: str, tapes: Path | None) -> None:
        """Creates a room; records every participant in the folder `tapes` of this machine. Raises MediaRefused."""
        request = CreateRoom(
            room=room,
            description=description,
            sampling_rate=SAMPLING_RATE,
            groups=tuple(CallSide),
            allow_rtp_participants=True,
            mjrs=tapes is not None,
            mjrs_dir=str(tapes or ""),
            audiolevel_event=True,
        )
        await self.janus.message(await self._control(), request)

    async def destroy(self, room: int) -> bool:
        """Ends a room with all participants; False if there was none."""
        try:
            await self.janus.message(await self._control(), DestroyRoom(room=room))
        except MediaRefused as error:
            if error.facts.get("error") == NO_ROOM:
                return False
            raise
        return True

    async def listed(self) -> list[RoomListed]:
        """Returns all rooms of the server."""
        data, _ = await self.janus.message(await self._control(), ListRooms())
        return list(data.list)

    async def participants(self, room: int) -> list[RoomParticipant]:
        """Returns the participants of a room; raises MediaRefused."""
        data, _ = await self.janus.message(await self._control(), ListParticipants(room=room))
        return list(data.participants)

    async def join_rtp(self, room: int, number: int, side: CallSide, place: RtpPlace, codec: str) -> RoomLeg:
        """Adds a participant who sends and receives plain RTP of `codec` (`pcma`, `pcmu`) at `place`."""
        request = JoinRoom(room=room, id=number, group=side, codec=codec, display=side, rtp=place)
        return await self._joined(request, None)

    async def join_browser(self, room: int, number: int, side: CallSide, offer: str, *, muted: bool = False) -> RoomLeg:
        """Adds a participant over WebRTC, by the offer of the browser."""
        request = JoinRoom(room=room, id=number, group=side, codec="opus", display=side, muted=muted)
        return await self._joined(request, Jsep("offer", offer))

    async def leave(self, leg: RoomLeg) -> bool:
        """Removes a participant and its handle; False if it was gone."""
        try:
            await self.janus.message(leg.handle, LeaveRoom())
        except MediaRefused:
            await self.janus.detach(leg.handle)
            return False
        return await self.janus.detach(leg.handle)

    async def kick(self, room: int, number: int) -> bool:
        """Removes a participant whose handle belongs to another session; False if it was gone."""
        try:
            await self.janus.message(await self._control(), KickParticipant(room=room, id=number))
        except MediaRefused:
            return False
        return True

    async def mute(self, leg: RoomLeg, *, muted: bool) -> None:
        """Mutes a participant for the others and for the recording, or ends that."""
        await self.janus.message(leg.handle, Configure(muted=muted))

    async def forward(self, room: int, side: CallSide, place: RtpPlace) -> int:
        """Sends the sound of one side to `place` as RTP of PCMA; returns the id for `stop_forward`."""
        request = ForwardGroup(room=room, group=side, codec="pcma", host=place.ip, port=place.port)
        data, _ = await self.janus.message(await self._control(), request)
        return data.stream_id

    async def stop_forward(self, room: int, stream: int) -> None:
        """Ends a forward."""
        await self.janus.message(await self._control(), EndForward(room=room, stream_id=stream))

    async def _joined(self, request: JoinRoom, jsep: Jsep | None) -> RoomLeg:
        handle = await self.janus.attach()
        try:
            data, sdp = await self.janus.message(handle, request, jsep)
        except MediaRefused:
            await self.janus.detach(handle)
            raise
        return RoomLeg(handle, request.id, data.rtp, sdp)

    async def _control(self) -> int:
        """Returns the handle for requests about rooms; attaches a new one in a new session."""
        await self.janus.connected()
        if self._session != self.janus.session or not self._handle:
            self._session, self._handle = self.janus.session, await self.janus.attach()
        return self._handle
