"""Routes for the recordings of calls: the list of a case, openings, the sound in parts, and legal holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from lianxin.calls import (
    CallRecord,
    Hearing,
    LegalHold,
    Shelf,
    hear_recording,
    heard_sound,
    holds_of,
    lift_hold,
    records_of_case,
    set_hold,
)
from lianxin.cases import read_number
from lianxin.city import current_profile
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Viewer, permitted
from lianxin.web.requests import answer, once, reading, site_of
from lianxin.web.shapes.calls import Done

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
    """The calls of a case, the oldest first, whose recordings are kept for `voice_days`.

    `holds`: the legal holds that keep those of a call longer. `may_hold`: the viewer may set and lift one.
    """

    calls: list[CallRecord]
    voice_days: int
    holds: list[LegalHold]
    may_hold: bool


@dataclass(frozen=True)
class LegalReason:
    """Why a legal hold is set or lifted."""

    reason: str


@router.get("/cases/{number}/recordings", response_model=Recordings)
async def get_recordings(request: Request, number: str) -> Response:
    """Returns the recorded calls of a case: the one in which it was opened, and those to its citizen about it.

    Units, administrators and analysts, and whoever may not see every case of a call, find no recording of it.
    """
    async with reading(request) as (work, viewer):
        calls = await records_of_case(work, viewer.actor, read_number(number))
        held = await holds_of(work, {one.call_id for one in calls if one.may_hear})
        holds = [replace(one, reason=mask_text(one.reason)) for one in held.values()]
        days = (await current_profile(work)).telephone.recording.voice_days
        return answer(Recordings(calls, days, holds, permitted(viewer.actor, Action.HOLD_RECORDING)))


@router.post("/recordings/{recording_id}/hearing", response_model=Hearing)
async def post_hearing(request: Request, recording_id: UUID) -> Response:
    """Opens a recording to listen to it, which is recorded, and returns what a player needs.

    It is refused to whoever gets no list of them.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> Hearing:
        return await hear_recording(work, viewer.actor, recording_id, _shelf(request))

    return await once(request, act, keep=False)


@router.get("/recordings/{recording_id}", response_class=Response, responses={200: _SOUND, 206: _SOUND})
async def get_recording(request: Request, recording_id: UUID, hearing: str = "") -> Response:
    """Returns the sound of an opened recording as FLAC: the citizen left, everybody else right; `Range` asks for parts.

    `hearing` is the token of the opening. It is refused without one, to anybody else, and after two hours.
    """
    async with reading(request) as (work, viewer):
        opened = await heard_sound(work, viewer.actor, recording_id, hearing, _shelf(request))
    start, end = asked_part(request.headers.get("range", ""), opened.size)
    part = start > 0 or end < opened.size
    headers = {**_HEADERS, "Content-Length": str(end - start)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{opened.size}"
    pieces: Iterator[bytes] = opened.read(start, end)
    return StreamingResponse(pieces, 206 if part else 200, headers, "audio/flac")


@router.post("/calls/{call_id}/legal-hold", response_model=LegalHold)
async def post_legal_hold(request: Request, call_id: UUID, body: LegalReason) -> Response:
    """Keeps the recordings and the transcript of a call whatever their age. Only for the hotline office."""

    async def act(work: UnitOfWork, viewer: Viewer) -> LegalHold:
        return await set_hold(work, viewer.actor, call_id, body.reason)

    return await once(request, act)


@router.post("/calls/{call_id}/legal-hold/lift", response_model=Done)
async def post_lifted_hold(request: Request, call_id: UUID, body: LegalReason) -> Response:
    """Ends the legal hold of a call. Only for the hotline office."""

    async def act(work: UnitOfWork, viewer: Viewer) -> Done:
        await lift_hold(work, viewer.actor, call_id, body.reason)
        return Done(done=True)

    return await once(request, act)


def _shelf(request: Request) -> Shelf:
    settings = site_of(request).settings
    return Shelf(settings.media, settings.recordings)


def asked_part(header: str, size: int) -> tuple[int, int]:
    """Returns the first byte and the end of the part that a Range header asks for; the whole for any other header."""
    found = _RANGE.fullmatch(header)
    if found is None or int(found[1]) >= size:
        return 0, size
    return int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
