"""Routes for the recordings of calls: the list of a case, and the sound, in parts as players ask for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from lianxin.calls import RecordingShown, Shelf, hear_recording, recordings_of_case
from lianxin.cases import read_number
from lianxin.web.requests import answer, reading, site_of

router = APIRouter(prefix="/api", tags=["calls"])

_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_HEADERS = {
    "Accept-Ranges": "bytes",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
_SOUND = {"content": {"audio/flac": {"schema": {"type": "string", "contentMediaType": "audio/flac"}}}}


@dataclass(frozen=True)
class Recordings:
    """The recordings of a call, the oldest first."""

    items: list[RecordingShown]


@router.get("/cases/{number}/recordings", response_model=Recordings)
async def get_recordings(request: Request, number: str) -> Response:
    """Returns the recordings of the call in which a case was opened; empty if it was not opened in a recorded call.

    It is refused to units, administrators and analysts, and to a viewer who may not see every case of the call.
    """
    async with reading(request) as (work, viewer):
        return answer(Recordings(await recordings_of_case(work, viewer.actor, read_number(number))))


@router.get("/recordings/{recording_id}", response_class=Response, responses={200: _SOUND, 206: _SOUND})
async def get_recording(request: Request, recording_id: UUID) -> Response:
    """Returns the sound of a recording as FLAC, the citizen left, everybody else right; `Range` asks for a part.

    Each request is recorded as listening. It is refused as the list of the case is.
    """
    site = site_of(request)
    async with reading(request) as (_, viewer):
        actor = viewer.actor
    shelf = Shelf(site.settings.home, site.settings.recordings)
    async with site.database.begin(site.city_id, actor=actor.ref) as work:
        opened = await hear_recording(work, actor, recording_id, shelf)
    start, end = asked_part(request.headers.get("range", ""), opened.size)
    part = start > 0 or end < opened.size
    headers = {**_HEADERS, "Content-Length": str(end - start)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{opened.size}"
    pieces: Iterator[bytes] = opened.read(start, end)
    return StreamingResponse(pieces, 206 if part else 200, headers, "audio/flac")


def asked_part(header: str, size: int) -> tuple[int, int]:
    """Returns the first byte and the end of the part that a Range header asks for; the whole for any other header."""
    found = _RANGE.fullmatch(header)
    if found is None or int(found[1]) >= size:
        return 0, size
    return int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
