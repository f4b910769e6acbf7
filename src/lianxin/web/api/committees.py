"""Routes for administrators to read and replace the table of residents' and villagers' committees."""

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
    """A CSV table `code,name` as text."""

    table: str


@dataclass(frozen=True)
class NewCommittees(CommitteeTable):
    """A new table of committees, and the reason for it."""

    reason: str


@router.get("", response_model=Committees)
async def get_committees(request: Request) -> Response:
    """Returns the number of committees and every replacement of their table, newest first. Only for administrators."""
    async with reading(request) as (work, viewer):
        return answer(await committee_history(work, viewer.actor))


@router.get(
    "/file",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def get_committees_file(request: Request) -> Response:
    """Returns the table of committees as a CSV file `code,name`. Only for administrators."""
    async with reading(request) as (work, viewer):
        content = await committee_table(work, viewer.actor)
    headers = {**NO_STORE, "Content-Disposition": f'attachment; filename="{COMMITTEES_FILE}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/look", response_model=CommitteeChanges)
async def post_committees_look(request: Request, body: CommitteeTable) -> Response:
    """Returns what a new table would change, without changing anything. Only for administrators.

    A table with mistakes is refused with the line of every mistake, and so is one that changes nothing.
    """
    async with reading(request) as (work, viewer):
        return answer(await look_through(work, viewer.actor, body.table.encode()))


@router.post("", response_model=CommitteeChanges)
async def post_committees(request: Request, body: NewCommittees) -> Response:
    """Replaces the table of committees. Within a minute addresses are completed from it. Only for administrators.

    It is refused without a reason, if the table has mistakes, and if it changes nothing.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> CommitteeChanges:
        return await replace_committees(work, viewer.actor, body.table.encode(), body.reason)

    return await once(request, act)
