"""The table of residents' and villagers' committees, for administrators."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from lianxin.administration import (
    CommitteeChanges,
    Committees,
    committee_history,
    committee_table,
    look_through,
    replace_committees,
)
from lianxin.city import COMMITTEES_FILE
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Viewer
from lianxin.web.requests import NO_STORE, answer, once, reading

router = APIRouter(prefix="/api/administration/committees", tags=["administration"])


@dataclass(frozen=True)
class CommitteeTable:
    """A table `code,name` as text."""

    table: str


@dataclass(frozen=True)
class NewCommittees(CommitteeTable):
    """The table that takes the old one's place, and why."""

    reason: str


@router.get("", response_model=Committees)
async def get_committees(request: Request) -> Response:
    """How many committees places are completed with, and every replacement of their table."""
    async with reading(request) as (work, viewer):
        return answer(await committee_history(work, viewer.actor))


@router.get(
    "/file",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def get_committees_file(request: Request) -> Response:
    """The table of committees: `code,name`."""
    async with reading(request) as (work, viewer):
        content = await committee_table(work, viewer.actor)
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{COMMITTEES_FILE}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/look", response_model=CommitteeChanges)
async def post_committees_look(request: Request, body: CommitteeTable) -> Response:
    """What a table would change; one with a mistake is refused whole, with the line. Changes nothing."""
    async with reading(request) as (work, viewer):
        return answer(await look_through(work, viewer.actor, body.table.encode()))


@router.post("", response_model=CommitteeChanges)
async def post_committees(request: Request, body: NewCommittees) -> Response:
    """Puts a table in the old one's place."""

    async def act(work: UnitOfWork, viewer: Viewer) -> CommitteeChanges:
        return await replace_committees(work, viewer.actor, body.table.encode(), body.reason)

    return await once(request, act)
