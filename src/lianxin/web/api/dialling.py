"""Routes of outgoing calls: a call from a seat or a unit, and the list of callers to be rung back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.calls import (
    Dialling,
    DialWish,
    OwnDial,
    RingBackList,
    StrikeReason,
    dial_number,
    give_up_dial,
    has_telephone,
    own_dial,
    record_refusal,
    ring_back_list,
    strike_off_ring_back,
)
from lianxin.kernel.errors import DomainError
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Viewer
from lianxin.web.requests import answer, once, reading, site_of
from lianxin.web.shapes import calls as shapes_calls

router = APIRouter(prefix="/api", tags=["telephone"])


@dataclass(frozen=True)
class LatestDial:
    """The call that the viewer began last; null if there is none, or it ended some minutes ago.

    `telephone`: whether calls can be placed. `now` is the real time.
    """

    telephone: bool
    now: datetime
    call: OwnDial | None


@dataclass(frozen=True)
class StrikeOff:
    """Why a caller need not be rung back: served by another way, or does not want it."""

    reason: Literal["served", "declined"]


@router.post("/telephone/dial", response_model=Dialling)
async def post_dial(request: Request, body: DialWish) -> Response:
    """Begins a call to the citizen of a case, of a held callback or of a unit's order, or to a missed caller.

    Exactly one of the fields is given; digits cannot be dialled, and the number stays masked. Staff of a unit first
    hear their own desk telephone ring. It is refused without work in hand with the case, without a number, for
    foreign numbers, while the number is being dialled, and when the budget of calls is used up. A refusal is recorded.
    """
    seen: list[Viewer] = []

    async def act(work: UnitOfWork, viewer: Viewer) -> Dialling:
        seen.append(viewer)
        return await dial_number(work, viewer.actor, body)

    try:
        return await once(request, act)
    except DomainError as error:
        if seen:
            site = site_of(request)
            await record_refusal(site.database, site.city_id, seen[0].actor, body, error)
        raise


@router.get("/telephone/dial", response_model=LatestDial)
async def get_dial(request: Request) -> Response:
    """Returns the state of the call that the viewer began last."""
    async with reading(request) as (work, viewer):
        return answer(LatestDial(await has_telephone(work), work.real, await own_dial(work, viewer.actor)))


@router.post("/telephone/dial/{call_id}/hang-up", response_model=shapes_calls.Done)
async def post_dial_hang_up(request: Request, call_id: UUID) -> Response:
    """Ends a call that the viewer began, within a second; `done` is false if it is over."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        return shapes_calls.Done(done=await give_up_dial(work, viewer.actor, call_id))

    return await once(request, act)


@router.get("/ring-backs", response_model=RingBackList)
async def get_ring_backs(request: Request) -> Response:
    """Returns callers who accepted a ring-back and missed calls, in the order in which they are rung back.

    Only for staff who take calls, volunteers excepted.
    """
    async with reading(request) as (work, viewer):
        return answer(await ring_back_list(work, viewer.actor))


@router.post("/ring-backs/{call_id}/strike-off", response_model=shapes_calls.Done)
async def post_strike_off(request: Request, call_id: UUID, body: StrikeOff) -> Response:
    """Takes a caller off the list. It is refused while the caller is being rung.

    Only for staff who take calls, volunteers excepted.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await strike_off_ring_back(work, viewer.actor, call_id, StrikeReason(body.reason))
        return shapes_calls.Done(done=True)

    return await once(request, act)
