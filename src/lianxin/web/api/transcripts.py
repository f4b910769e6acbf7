"""Routes for the transcripts of calls: of a case, of a call, and live while it is spoken."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from lianxin.calls import Transcript, TranscriptBoard, transcript_of_call, transcript_of_case
from lianxin.cases import read_number
from lianxin.kernel.errors import Forbidden, NotFound, Unauthenticated
from lianxin.web.requests import answer, reading

router = APIRouter(prefix="/api", tags=["calls"])

_BEAT: Final = 15.0  # seconds after which the viewer's session is read again
_LOOKS: Final = 20  # twice a second, for a call that is just being answered
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/event-stream": {"schema": {"$ref": "#/components/schemas/Transcript"}}}}
}


def board_of(request: Request) -> TranscriptBoard:
    """Returns the live transcripts of this process."""
    return request.app.state.transcripts


@router.get("/cases/{number}/transcript", response_model=Transcript)
async def get_case_transcript(request: Request, number: str, call: UUID | None = None) -> Response:
    """Returns the transcript of a call of a case, of the first one by default, with numbers and hidden names masked.

    Everybody who sees the case reads it; it is withheld from a viewer who may not see every case of the call.
    """
    async with reading(request) as (work, viewer):
        return answer(await transcript_of_case(work, viewer.actor, read_number(number), board_of(request), call))


@router.get("/calls/{call_id}/transcript", response_model=Transcript)
async def get_call_transcript(request: Request, call_id: UUID) -> Response:
    """Returns the transcript of a call: in the clear for its operator while it lasts, otherwise masked.

    It is refused to whoever may not hear the recording of the call.
    """
    async with reading(request) as (work, viewer):
        return answer(await transcript_of_call(work, viewer.actor, call_id, board_of(request)))


@router.get(
    "/calls/{call_id}/transcript/live", response_class=StreamingResponse, response_model=Transcript, responses=_STREAM
)
async def get_live_transcript(request: Request, call_id: UUID) -> StreamingResponse:
    """Returns server-sent events: the transcript of a call each time it grows, until the call or the session ends.

    Each event repeats only the sentences that the previous one did not have. It is refused as the transcript is.
    """
    async with reading(request) as (work, viewer):
        first = await transcript_of_call(work, viewer.actor, call_id, board_of(request))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_frames(request, call_id, first), media_type="text/event-stream", headers=headers)


async def _frames(request: Request, call_id: UUID, shown: Transcript) -> AsyncGenerator[bytes]:
    """Yields the transcript, then what is new in it."""
    board, sent = board_of(request), 0
    while True:
        live = board.live(call_id)
        version = live.version if live else 0
        new = replace(shown, lines=shown.lines[sent:], offered=board.offered)
        sent = len(shown.lines)
        yield b"event: transcript\ndata: %b\n\n" % orjson.dumps(new)
        if live is not None:
            await live.wait(version, _BEAT)
        elif sent or not await _begins(board, call_id):
            return
        try:
            async with reading(request) as (work, viewer):
                shown = await transcript_of_call(work, viewer.actor, call_id, board)
        except (Unauthenticated, Forbidden, NotFound):
            return


async def _begins(board: TranscriptBoard, call_id: UUID) -> bool:
    """Waits until this process hears the call; False if it does not within ten seconds, or cannot."""
    for _ in range(_LOOKS if board.offered else 0):
        if board.live(call_id) is not None:
            return True
        await asyncio.sleep(0.5)
    return False
