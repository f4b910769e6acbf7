"""Routes for attachments of a case: uploaded as multipart, stored outside the database, visible like the case."""

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import FormData, UploadFile

from lianxin.cases import add_attachment, answers, attachment_of, check_seen, read_number, sight_of
from lianxin.city import current_profile
from lianxin.files import AttachmentLimits, StoredFile, download_headers, path_of, shown_file, store
from lianxin.kernel.errors import BadField
from lianxin.kernel.work import UnitOfWork
from lianxin.looks import LookWay, look_at_case, unrecorded
from lianxin.people import Viewer
from lianxin.web.requests import kept_look, key_of, once, reading, site_of

router = APIRouter(prefix="/api", tags=["attachments"])

CHUNK = 1 << 18
_UPLOAD = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
        "order_id": {"type": "string", "format": "uuid", "description": "The order it belongs to, if to one."},
    },
}


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    """Yields an upload in pieces of CHUNK bytes."""
    while piece := await file.read(CHUNK):
        yield piece


@router.post(
    "/cases/{number}/attachments",
    status_code=201,
    response_model=answers.Attachment,
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _UPLOAD}}}},
)
async def post_attachment(request: Request, number: str) -> Response:
    """Adds a photo, recording or document to a case that the viewer may see.

    The type is detected from the content, not from the name. A file is refused if its type is not allowed, if it is
    damaged or if it is too large.
    """
    key_of(request)
    async with reading(request) as (work, viewer):  # before any byte of the file is read
        await check_seen(work, sight_of(viewer.actor, await current_profile(work)), read_number(number))
    async with request.form(max_files=1, max_fields=1) as form:
        file, order_id = parts_of(form)
        stored = await store(
            _chunks(file), file.filename or "", AttachmentLimits(), site_of(request).settings.attachments
        )

    async def act(work: UnitOfWork, viewer: Viewer) -> answers.Attachment:
        return await add_attachment(work, viewer.actor, read_number(number), stored, order_id)

    return await once(request, act, 201, said=told_by(stored, order_id))


def parts_of(form: FormData) -> tuple[UploadFile, UUID | None]:
    """Returns the file and the order it belongs to, if any; raises BadField."""
    file, order_id = form.get("file"), form.get("order_id")
    if not isinstance(file, UploadFile):
        raise BadField(field="file", problem="empty")
    try:
        return file, UUID(order_id) if isinstance(order_id, str) and order_id else None
    except ValueError as error:
        raise BadField(field="order_id", problem="unknown") from error


def told_by(stored: StoredFile, order_id: UUID | None) -> bytes:
    """Returns a digest that is equal for two uploads of the same file to the same order."""
    return hashlib.sha256(orjson.dumps([stored.sha256, stored.name, order_id])).digest()


@router.get(
    "/cases/{number}/attachments/{attachment_id}",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}},
)
async def get_attachment(
    request: Request,
    number: str,
    attachment_id: UUID,
    view: Annotated[bool, Query(description="As every browser can show it: of a HEIC its JPEG.")] = False,
) -> Response:
    """Returns the file of an attachment, with headers that stop browsers from running it in the page's origin.

    The first one of a case within an hour is recorded. It is refused if the viewer may not see the case.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        found = await attachment_of(work, sight, read_number(number), attachment_id)
        look = look_at_case(found.case_id, LookWay.ATTACHMENT, confidential=False)
        new = await unrecorded(work, viewer.actor, look)
    await kept_look(request, viewer, new)
    folder = site_of(request).settings.attachments
    if not view:
        path = path_of(folder, found.sha256)
        return FileResponse(path, media_type=found.media_type, headers=download_headers(found.media_type, found.name))
    file = await shown_file(folder, found.sha256, found.media_type, found.name)
    headers = download_headers(file.media_type, file.name, inline=True)
    return FileResponse(file.path, media_type=file.media_type, headers=headers)
