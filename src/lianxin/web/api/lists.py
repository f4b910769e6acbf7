"""Routes for lists of cases: desks, counts, search, exports; and for who else has a case open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from lianxin.cases import (
    SearchFilter,
    answers,
    desk_counts,
    export_list,
    opinions_open,
    read_number,
    say_here,
    search_cases,
    sight_of,
    work_list,
)
from lianxin.city import current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Viewer
from lianxin.web.requests import answer, once, reading, signed_in, site_of
from lianxin.web.shapes import general as shapes

router = APIRouter(prefix="/api", tags=["lists"])


@router.get("/work", response_model=answers.WorkPage)
async def get_work(
    request: Request,
    desk: str = "all",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    filters: Annotated[str, Query(alias="filter", examples=["urgency:critical|urgent,district:310115"])] = "",
) -> Response:
    """Returns one page of a desk's list, most urgent first. It is refused for an unknown desk, filter or cursor.

    `filter` may name status, nature, urgency, topic, district, street, unit and flag.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(await work_list(work, sight, desk, cursor, limit, filters))


@router.get("/work/counts", response_model=shapes.WorkCounts)
async def get_counts(request: Request) -> Response:
    """Returns the number of cases on each of the viewer's desks, and of opinions they are asked for."""
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        counts = await desk_counts(work, sight_of(viewer.actor, profile), list(viewer.desks))
        return answer(shapes.WorkCounts(counts | {"opinions": await opinions_open(work, viewer.actor, profile)}))


@router.get("/search", response_model=answers.SearchPage)
async def get_search(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    status: Annotated[list[str] | None, Query()] = None,
    nature: str = "",
    urgency: str = "",
    topic: str = "",
    district: str = "",
    unit: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Returns cases by words and filters, newest first.

    Case numbers are searchable; personal numbers such as phone numbers never are.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        one = {"nature": nature, "urgency": urgency, "topic": topic, "district": district, "unit": unit}
        chosen = {name: [value] for name, value in one.items() if value}
        bounds = SearchFilter(status=status or [], since=since, until=until, **chosen)
        return answer(await search_cases(work, sight, q, bounds, cursor, limit))


@dataclass(frozen=True)
class AskExport:
    """The desk whose list is exported, and the filter of the list."""

    desk: str = "all"
    filter: str = ""


@router.post("/exports", response_model=answers.Exported)
async def post_export(request: Request, body: AskExport) -> Response:
    """Returns a whole list for download, masked like the list itself, and records who exported it.

    It is refused for an unknown desk or filter.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> answers.Exported:
        sight = sight_of(viewer.actor, await current_profile(work))
        return await export_list(work, sight, body.desk, body.filter)

    return await once(request, act, keep=False)


@dataclass(frozen=True)
class Here:
    """Whether the viewer writes in the case, or leaves it."""

    writing: bool = False
    leaving: bool = False


@router.put("/cases/{number}/presence", response_model=shapes.Others)
async def put_presence(request: Request, number: str, body: Here) -> Response:
    """Records that the viewer has a case open, writes in it or leaves it, and returns who else has it open.

    It is refused if the viewer may not see the case.
    """
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        viewer = await signed_in(work, request)
        sight = sight_of(viewer.actor, await current_profile(work))
        said = {"writing": body.writing, "leaving": body.leaving}
        return answer(shapes.Others(await say_here(work, sight, read_number(number), viewer.staff_id, **said)))
