"""Routes for callbacks: the list of citizens to call, the leases of the agents, what to say."""

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
    """Returns the citizens to call back in fair order, each with the reason for their place, from `cursor` on.

    Only for those who call citizens back.
    """
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        speaks = await languages_of(work, viewer.staff_id)
        return answer(await callback_list(work, viewer.actor, profile, sight_of(viewer.actor, profile), speaks, cursor))


@router.get("/callbacks/claims", response_model=Claims)
async def get_claims(request: Request) -> Response:
    """Returns which agent holds which callback now. Only for those who call citizens back."""
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(Claims(await claims_now(work, viewer.actor, sight)))


@router.get("/cases/{number}/callback", response_model=answers.CallbackSheet)
async def get_callback(request: Request, number: str) -> Response:
    """Returns what an agent needs to call the citizen of a case: how to reach them, earlier attempts, what to say.

    It is refused if no callback is planned for the case. Only for those who call citizens back.
    """
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        sight, speaks = sight_of(viewer.actor, profile), await languages_of(work, viewer.staff_id)
        return answer(await callback_sheet(work, viewer.actor, profile, sight, speaks, read_number(number)))


@dataclass(frozen=True)
class Claiming:
    """`leaving` gives the callback up; otherwise it is taken, or kept."""

    leaving: bool = False


@router.put("/cases/{number}/callback", response_model=answers.CallTime)
async def put_callback(request: Request, number: str, body: Claiming) -> Response:
    """Takes a callback for ten minutes, so that no other agent calls this citizen; renews the lease; or gives it up.

    It is refused if another agent holds the callback, if none is planned, or outside the hours of calls.
    Only for those who call citizens back.
    """
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        viewer = await signed_in(work, request)
        profile, number = await current_profile(work), read_number(number)
        sight = sight_of(viewer.actor, profile)
        return answer(
            await take_call(work, viewer.actor, profile, sight, number, viewer.staff_id, leaving=body.leaving)
        )
