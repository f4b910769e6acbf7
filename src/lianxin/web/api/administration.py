"""Routes for administrators to change the city's profile: tables of the draft, versions, differences, files."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from lianxin.administration import (
    DRAFT,
    ProfileDraft,
    ProfileStanding,
    ProfileTable,
    archive_of,
    begin_from_files,
    begin_from_version,
    carry_over,
    compared,
    content_of,
    discard_draft,
    publications,
    publish_draft,
    put_draft_row,
    standing,
    table_of,
    unpacked,
)
from lianxin.city import SECTIONS, SectionRow, current_profile, follow_profile
from lianxin.kernel.errors import BadField
from lianxin.kernel.work import UnitOfWork
from lianxin.notify import TEMPLATES, own_templates
from lianxin.people import Action, Viewer, allow
from lianxin.web.problems import language_of
from lianxin.web.requests import NO_STORE, answer, key_of, once, reading, site_of
from lianxin.web.shapes import administration as shapes

router = APIRouter(prefix="/api/administration", tags=["administration"])

_LARGEST = 32 << 20  # bytes of an archive
_UPLOAD = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/zip"},
        "over": {
            "type": "string",
            "format": "uuid",
            "description": "The draft it takes the place of, if there is one.",
        },
    },
}


@dataclass(frozen=True)
class RowPut:
    """A change of one row of the draft: `was` is the row as it was read (null: add a row), `row` the new row
    (null: remove it), `place` its position counted from 1 (null: by order in a sorted table, else unchanged or last).
    """

    section: str
    was: SectionRow | None = None
    row: SectionRow | None = None
    place: int | None = None


@dataclass(frozen=True)
class SeenDraft:
    """The state of the draft that the administrator has seen."""

    draft: UUID


@dataclass(frozen=True)
class Publish:
    """The state of the draft that the administrator has seen, and the reason for publishing it."""

    draft: UUID
    reason: str


@dataclass(frozen=True)
class TakeBack:
    """An old version, and the state of the draft that its content replaces, if there is one."""

    version: str
    over: UUID | None = None


@router.get("/sections", response_model=shapes.Sections)
async def get_sections(request: Request) -> Response:
    """Returns the tables of a profile with their columns. Only for administrators."""
    async with reading(request) as (_work, viewer):
        allow(viewer.actor, Action.ADMINISTER)
    return answer(shapes.Sections(list(SECTIONS.values())))


@router.get("/profile", response_model=shapes.Standing)
async def get_standing(request: Request) -> Response:
    """Returns the version in force, the draft, how many rows it changes, and the problems that the check found.

    Only for administrators.
    """
    async with reading(request) as (work, viewer):
        await follow_profile(work)
        return answer(standing_view(await standing(work, viewer.actor), language_of(request)))


@router.get("/profile/tables/{section}", response_model=ProfileTable)
async def get_table(request: Request, section: str) -> Response:
    """Returns the rows of one table as they are in the draft. Only for administrators."""
    async with reading(request) as (work, viewer):
        return answer(await table_of(work, viewer.actor, section))


@router.post("/profile/rows", response_model=shapes.RowKept)
async def post_row(request: Request, body: RowPut) -> Response:
    """Adds, changes or removes one row of the draft; begins a draft if there is none.

    A row with problems is kept, and the answer lists the problems. The change is refused if another administrator
    changed the same row after it was read. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.RowKept:
        key = await put_draft_row(work, viewer.actor, body.section, was=body.was, row=body.row, place=body.place)
        return shapes.RowKept(key, standing_view(await standing(work, viewer.actor), language_of(request)))

    return await once(request, act)


@router.post("/profile/publish", response_model=shapes.Published)
async def post_publication(request: Request, body: Publish) -> Response:
    """Publishes the draft: it applies to every case opened from now on, or from the day on which its units retire.

    It is refused without a reason, if the draft has problems or changes nothing, if it was changed after it was
    read, and if another version came into force meanwhile. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.Published:
        profile, day = await publish_draft(work, viewer.actor, body.draft, body.reason)
        return shapes.Published(profile.version, day)

    reply = await once(request, act)
    async with reading(request) as (work, _viewer):
        await follow_profile(work)  # a concurrent read may have cached the previous version
    return reply


@router.post("/profile/discard", response_model=shapes.Standing)
async def post_discard(request: Request, body: SeenDraft) -> Response:
    """Deletes the draft. It is refused if the draft was changed after it was read. Only for administrators."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.Standing:
        await discard_draft(work, viewer.actor, body.draft)
        return standing_view(await standing(work, viewer.actor), language_of(request))

    return await once(request, act)


@router.post("/profile/carry-over", response_model=shapes.CarriedOver)
async def post_carry_over(request: Request, body: SeenDraft) -> Response:
    """Rebases the draft on the version that came into force meanwhile, and lists the rows that both changed.

    It is refused if the draft was changed after it was read. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.CarriedOver:
        both = await carry_over(work, viewer.actor, body.draft)
        now = standing_view(await standing(work, viewer.actor), language_of(request))
        return shapes.CarriedOver(now, both)

    return await once(request, act)


@router.post("/profile/take-back", response_model=shapes.Standing)
async def post_take_back(request: Request, body: TakeBack) -> Response:
    """Makes the content of an old version the draft, which can then be read and published with a reason.

    It is refused if there is a draft that `over` does not name. Only for administrators.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.Standing:
        document = await content_of(work, body.version)
        await begin_from_version(work, viewer.actor, document, over=body.over)
        return standing_view(await standing(work, viewer.actor), language_of(request))

    return await once(request, act)


@router.get("/profile/versions", response_model=shapes.Publications)
async def get_versions(request: Request) -> Response:
    """Returns every version that came into force, newest first: when, by whom and why. Only for administrators."""
    async with reading(request) as (work, viewer):
        return answer(shapes.Publications(await publications(work, viewer.actor)))


@router.get("/profile/differences", response_model=shapes.Differences)
async def get_differences(request: Request, before: str = "", after: str = DRAFT) -> Response:
    """Returns the differences between two versions. Only for administrators.

    `before` is the version in force by default; `draft` names the draft.
    """
    async with reading(request) as (work, viewer):
        before = before or (await current_profile(work)).version
        found = await compared(work, viewer.actor, before, after)
        return answer(shapes.Differences(before, after, found))


@router.get(
    "/profile/files",
    response_class=Response,
    responses={200: {"content": {"application/zip": {"schema": {"type": "string"}}}}},
)
async def get_files(request: Request, version: str = "") -> Response:
    """Returns the files of a version as a ZIP. Only for administrators.

    `version` is the version in force by default; `draft` names the draft.
    """
    async with reading(request) as (work, viewer):
        wanted = version or (await current_profile(work)).version
        content = await archive_of(work, viewer.actor, wanted)
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{site_of(request).city_id}-{wanted}.zip"'}
    return Response(content, media_type="application/zip", headers=headers)


@router.post(
    "/profile/files",
    response_model=shapes.Standing,
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _UPLOAD}}}},
)
async def post_files(request: Request) -> Response:
    """Makes the profile in a ZIP the draft.

    It is refused as a whole, with file and line of every problem, if the files have a mistake; also if they describe
    another city, if the ZIP is larger than 32 MiB, or if there is a draft that `over` does not name.
    Only for administrators.
    """
    key_of(request)
    async with reading(request) as (_work, viewer):  # before any byte of the file is read
        allow(viewer.actor, Action.ADMINISTER)
    async with request.form(max_files=1, max_fields=1) as form:
        file, said = form.get("file"), form.get("over")
        if not isinstance(file, UploadFile) or (file.size or 0) > _LARGEST:
            raise BadField(field="file", problem="empty")
        content = await file.read()
    try:
        over = UUID(said) if isinstance(said, str) and said else None
    except ValueError as error:
        raise BadField(field="over", problem="unknown") from error
    files = unpacked(content)

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.Standing:
        await begin_from_files(work, viewer.actor, files, over=over)
        return standing_view(await standing(work, viewer.actor), language_of(request))

    return await once(request, act, said=hashlib.sha256(content).digest() + str(over).encode())


@router.get("/messages", response_model=shapes.MessageForms)
async def get_messages(request: Request) -> Response:
    """Returns the kinds of messages to citizens: the facts each may use, the default wordings, and sample facts.

    Only for administrators.
    """
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.ADMINISTER)
        profile = await current_profile(work)
    sample = {
        "number": "2606220000017",
        "unit": next((unit.name for unit in profile.units if unit.kind == "street"), profile.name),
        "link": f"{site_of(request).settings.public_url or str(request.base_url).rstrip('/')}/c/7f3kq9wz2mxh",
    }
    items = [
        shapes.MessageForm(name, sorted(TEMPLATES[name]), {**wordings}) for name, wordings in own_templates().items()
    ]
    return answer(shapes.MessageForms(items, sample))


def standing_view(found: ProfileStanding, language: str) -> shapes.Standing:
    """Returns the version in force and the draft, with the check's sentences in `language`."""
    return shapes.Standing(
        version=found.version,
        draft=draft_view(found, found.draft) if found.draft else None,
        changes=Counter(change.section for change in found.changes),
        troubles=[
            shapes.Trouble(one.section, one.key, one.field, one.zh if language == "zh" else one.en)
            for one in found.troubles
        ],
        leaving=found.leaving,
        plans=found.plans,
        effective_on=found.effective_on,
    )


def draft_view(found: ProfileStanding, draft: ProfileDraft) -> shapes.ProfileDraft:
    """Returns the draft without its content."""
    return shapes.ProfileDraft(draft.state, draft.base != found.version, found.changed_by, draft.changed_at)
