"""The media of one call from its first port to the end of its room, with a row in the database before each step."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from lianxin.calls.media.citizen_leg import CitizenLeg, answer_leg
from lianxin.calls.media.holds import HeldKind, hold_media, release_hold, release_holds
from lianxin.calls.media.recordings import Recording, Shelf, begin_recording
from lianxin.calls.media.rooms import Rooms
from lianxin.calls.media.rtpengine import RtpengineClient
from lianxin.calls.transcript.scribe import Scribe
from lianxin.kernel.database import Database


@dataclass(frozen=True)
class MediaNode:
    """The media servers of a node, where its recordings are, and what transcribes its rooms.

    `keypad`: the port to which keys come; 0: none.
    """

    rtpengine: RtpengineClient
    rooms: Rooms
    shelf: Shelf
    scribe: Scribe | None = None
    keypad: int = 0


async def take_leg(database: Database, city_id: str, media: MediaNode, call_id: UUID, tag: str, sdp: str) -> CitizenLeg:
    """Holds a leg for a call and answers the citizen's SDP; the leg's id on rtpengine is that of the call.

    Raises BadSdp, MediaRefused, MediaUnreachable.
    """
    async with database.begin(city_id) as work:
        hold_media(work, call_id, HeldKind.LEG, str(call_id))
    return await answer_leg(media.rtpengine, str(call_id), tag, sdp)


async def open_room(database: Database, city_id: str, media: MediaNode, call_id: UUID) -> Recording:
    """Holds and creates a recorded room for a call; raises MediaRefused, MediaUnreachable."""
    async with database.begin(city_id) as work:
        begun = begin_recording(work, call_id)
    tapes = media.shelf.tapes(begun.id)
    await asyncio.to_thread(tapes.mkdir, mode=0o700, parents=True, exist_ok=True)
    await media.rooms.create(begun.room, str(call_id), tapes)
    if media.scribe is not None:
        media.scribe.start(call_id, begun.room)
    return begun


async def close_room(database: Database, city_id: str, media: MediaNode, begun: Recording) -> None:
    """Ends one room of a call, which keeps its leg; raises MediaRefused, MediaUnreachable."""
    async with database.begin(city_id) as work:
        await release_hold(work, begun.id)
    await media.rooms.destroy(begun.room)
    if media.scribe is not None:
        media.scribe.end(begun.call_id)


async def end_media(database: Database, city_id: str, media: MediaNode, call_id: UUID) -> None:
    """Ends everything that a call holds; what fails is left to the reaper. `seal_ended` seals its recording.

    Raises MediaUnreachable.
    """
    async with database.begin(city_id) as work:
        held = await release_holds(work, call_id)
    for one in held:
        if one.kind in {HeldKind.ROOM, HeldKind.WHISPER}:
            await media.rooms.destroy(int(one.name))
        else:
            await media.rtpengine.delete(one.name)
    if media.scribe is not None:
        media.scribe.end(call_id)
