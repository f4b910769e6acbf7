"""Routes for the desks that decide which unit is responsible: returns, rulings, opinions, precedents, dispatch."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from lianxin.cases import (
    PrecedentSearch,
    answer_opinion,
    answers,
    asks,
    court_page,
    dispatch_page,
    duty_list,
    opinions_asked,
    read_number,
    search_precedents,
    sight_of,
)
from lianxin.city import current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Viewer, allow, colleagues
from lianxin.web.requests import answer, once, reading
from lianxin.web.shapes import court as shapes

router = APIRouter(prefix="/api", tags=["court"])


@router.get("/cases/{number}/court", response_model=answers.CourtPage)
async def get_court(request: Request, number: str) -> Response:
    """Returns what is needed to decide a return or a responsibility review of a case.

    That is: the points of each return, the duty list, precedents, the unit's record, the open review, its opinions.
    It is refused if the viewer may not see the case, or may neither decide returns nor rule.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(await court_page(work, viewer.actor, sight, read_number(number)))


@router.get("/cases/{number}/directions", response_model=answers.DispatchPage)
async def get_directions(request: Request, number: str) -> Response:
    """Returns the candidates of every dispatch rule for a case, past dispatches, and similar cases that wait too.

    Only for those who dispatch and may see the case.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(await dispatch_page(work, viewer.actor, sight, read_number(number)))


@router.get("/duties", response_model=shapes.DutyList)
async def get_duties(request: Request) -> Response:
    """Returns the whole duty list. It changes only with the version of the profile, which is its ETag.

    Only for those who dispatch.
    """
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.DISPATCH)
        profile = await current_profile(work)
        headers = {"ETag": f'"{profile.version}"', "Cache-Control": "private, no-cache"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return answer(shapes.DutyList(duty_list(profile)), headers=headers)


@router.get("/precedents", response_model=shapes.Precedents)
async def get_precedents(
    request: Request,
    q: Annotated[str, Query(max_length=100)] = "",
    topic: str = "",
    district: str = "",
    kind: str = "",
    before: datetime | None = None,
) -> Response:
    """Returns earlier rulings and return decisions by words, topic and place, newest first.

    `before` is the time before which a decision was made, for the next page.
    """
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        asked = PrecedentSearch(q, topic, district, kind)
        return answer(shapes.Precedents(await search_precedents(work, viewer.actor, sight, asked, before)))


@router.get("/opinions", response_model=shapes.OpinionsAsked)
async def get_opinions(request: Request) -> Response:
    """Returns the opinions that responsibility reviews ask of this viewer or their unit: the question, not the case."""
    async with reading(request) as (work, viewer):
        return answer(shapes.OpinionsAsked(await opinions_asked(work, viewer.actor, await current_profile(work))))


@router.post("/opinions/{opinion_id}", response_model=shapes.OpinionKept)
async def post_opinion(request: Request, opinion_id: UUID, body: asks.rulings.OpinionWords) -> Response:
    """Records the opinion that the viewer or their unit was asked for; a party gives its claim and its law (`basis`).

    It is refused if they were not asked, or have already answered.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes.OpinionKept:
        await answer_opinion(work, viewer.actor, opinion_id, body)
        await work.flush()
        return shapes.OpinionKept(opinion_id)

    return await once(request, act)


@router.get("/colleagues", response_model=shapes.Colleagues)
async def get_colleagues(request: Request) -> Response:
    """Returns the members of the hotline's staff who may be asked for an opinion, by name.

    Only for those who rule on responsibility.
    """
    async with reading(request) as (work, viewer):
        people = await colleagues(work, viewer.actor)
        return answer(shapes.Colleagues([shapes.Colleague(one.id, one.name, list(one.roles)) for one in people]))
