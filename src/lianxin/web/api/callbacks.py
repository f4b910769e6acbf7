"""Calling citizens back: whom next, who calls whom now, what to say."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from lianxin.cases import answers, callback_list, callback_sheet, claims_now, read_number, sight_of, take_call
from lianxin.city import current_profile
from lianxin.people import languages_of
from lianxin.web.requests import answer, reading, signed_in, site_of
from lianxin.web.shapes.general import Claims

_LAST = 2000

router = APIRouter(prefix="/api", tags=["callbacks"])


@router.get("/callbacks", response_model=answers.CallbackList)
async def get_callbacks(request: Request, cursor: Annotated[int, Query(ge=0, le=_LAST)] = 0) -> Response:
    """Whom to call back, next first, each with why it is their turn; from a place in that order on."""
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        speaks = await languages_of(work, viewer.staff_id)
        return answer(await callback_list(work, viewer.actor, profile, sight_of(viewer.actor, profile), speaks, cursor))


@router.get("/callbacks/claims", response_model=Claims)
async def get_claims(request: Request) -> Response:
    """Who calls whom now."""
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(Claims(await claims_now(work, viewer.actor, sight)))


@router.get("/cases/{number}/callback", response_model=answers.CallbackSheet)
async def get_callback(request: Request, number: str) -> Response:
    """How to ask the citizen of a case, what was tried, and what to say."""
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        sight, speaks = sight_of(viewer.actor, profile), await languages_of(work, viewer.staff_id)
        return answer(await callback_sheet(work, viewer.actor, profile, sight, speaks, read_number(number)))


@dataclass(frozen=True)
class Claiming:
    """Whether the call is taken (or kept) or left."""

    leaving: bool = False


@router.put("/cases/{number}/callback", response_model=answers.CallTime)
async def put_callback(request: Request, number: str, body: Claiming) -> Response:
    """Takes the call for some minutes, so that nobody else calls this citizen; again: keeps it; or leaves it."""
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        viewer = await signed_in(work, request)
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(
            await take_call(work, viewer.actor, sight, read_number(number), viewer.staff_id, leaving=body.leaving)
        )
