"""Attachments of a case: sent as multipart, kept outside the database, given back only to who may see the case."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import FileResponse

from lianxin.cases import (
    AttachmentLimits,
    add_attachment,
    attachment_of,
    download_headers,
    path_of,
    read_number,
    sight_of,
    store,
)
from lianxin.city import current_profile
from lianxin.kernel.settings import Settings
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Viewer
from lianxin.web.requests import once, reading, site_of

router = APIRouter(prefix="/api", tags=["attachments"])


CHUNK = 1 << 18


async def chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """An upload piece by piece."""
    while piece := await file.read(CHUNK):
        yield piece


def folder_of(settings: Settings) -> Path:
    """Where attachments lie."""
    return settings.home / "attachments"


@router.post("/cases/{number}/attachments", status_code=201)
async def post_attachment(
    request: Request, number: str, file: Annotated[UploadFile, File()], order_id: Annotated[UUID | None, Form()] = None
) -> Response:
    """Adds a photo, recording or document. The type is what the content is, not what the name says."""
    folder = folder_of(site_of(request).settings)

    async def act(work: UnitOfWork, viewer: Viewer) -> dict[str, Any]:
        stored = await store(chunks(file), file.filename or "", AttachmentLimits(), folder)
        return await add_attachment(work, viewer.actor, read_number(number), stored, order_id)

    return await once(request, act, 201)


@router.get("/cases/{number}/attachments/{attachment_id}")
async def get_attachment(request: Request, number: str, attachment_id: UUID) -> Response:
    """The file, never run in the page's own origin."""
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        found = await attachment_of(work, sight, read_number(number), attachment_id)
    path = path_of(folder_of(site_of(request).settings), found.sha256)
    return FileResponse(path, media_type=found.media_type, headers=download_headers(found.media_type, found.name))
