"""What calls hold on the media servers: each room and leg has a row before it exists, renewed while its call lives.

The reaper ends what no row holds. A controller that dies stops renewing; one that takes its calls over renews again.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork

HOLD_LASTS: Final = timedelta(seconds=180)  # longer than Janus keeps a session that nobody claims


class HeldKind(StrEnum):
    """A room of Janus, or a leg (a call) of rtpengine. `whisper`: a room that is neither recorded nor transcribed."""

    ROOM = "room"
    WHISPER = "whisper"
    LEG = "leg"


@dataclass(frozen=True)
class Held:
    """A room or a leg that a call holds."""

    id: UUID
    call_id: UUID
    kind: str
    name: str


def hold_media(work: UnitOfWork, call_id: UUID, kind: HeldKind, name: str, hold_id: UUID | None = None) -> UUID:
    """Records that a call will use this room or leg; to be committed before it is created."""
    held = hold_id or new_id()
    work.add(
        "media_holds",
        {"id": held, "call_id": call_id, "kind": kind, "name": name, "held_at": work.real, "renewed_at": work.real},
    )
    return held


async def renew_holds(work: UnitOfWork, calls: list[UUID]) -> None:
    """Renews what these calls hold; their controller does so at least every minute."""
    await work.run(
        "UPDATE media_holds SET renewed_at = %(real)s"
        " WHERE city_id = %(city)s AND call_id = ANY(%(calls)s) AND released_at IS NULL",
        calls=calls,
    )


async def release_holds(work: UnitOfWork, call_id: UUID) -> list[Held]:
    """Ends what a call holds; returns it, to be deleted on the servers."""
    return await work.rows(
        Held,
        "UPDATE media_holds SET released_at = %(real)s WHERE city_id = %(city)s AND call_id = %(call)s"
        " AND released_at IS NULL RETURNING id, call_id, kind, name",
        call=call_id,
    )


async def release_hold(work: UnitOfWork, hold_id: UUID) -> None:
    """Ends one hold; that of a room has the id of its recording."""
    work.change("media_holds", hold_id, released_at=work.real)


async def expire_holds(work: UnitOfWork) -> int:
    """Ends what was not renewed for HOLD_LASTS; returns how many."""
    return await work.run(
        "UPDATE media_holds SET released_at = %(real)s WHERE city_id = %(city)s AND released_at IS NULL"
        " AND renewed_at < %(before)s",
        before=work.real - HOLD_LASTS,
    )


async def rooms_held(work: UnitOfWork) -> dict[int, UUID]:
    """Returns the calls of all rooms that are held."""
    rows = await work.rows(
        Held,
        "SELECT id, call_id, kind, name FROM media_holds"
        " WHERE city_id = %(city)s AND kind = %(kind)s AND released_at IS NULL",
        kind=HeldKind.ROOM.value,
    )
    return {int(row.name): row.call_id for row in rows}


async def names_held(work: UnitOfWork, kind: HeldKind) -> set[str]:
    """Returns the names of all rooms or legs that are held."""
    found = await work.column(
        str,
        "SELECT name FROM media_holds WHERE city_id = %(city)s AND kind = %(kind)s AND released_at IS NULL",
        kind=kind.value,
    )
    return set(found)
