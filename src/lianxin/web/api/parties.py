"""Routes for several parties on a call: consultation, three-way talk, transfer, listening."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.calls import SeatNow
from lianxin.kernel.ids import StaffId
from lianxin.people import Action, allow, ref_of
from lianxin.web.api.telephone import commanding, seat_of
from lianxin.web.requests import answer
from lianxin.web.shapes import telephone as shapes_telephone

router = APIRouter(prefix="/api/telephone", tags=["telephone"])


@router.post("/calls/{call_id}/consult", response_model=SeatNow)
async def post_call_consult(request: Request, call_id: UUID, body: shapes_telephone.Consulted) -> Response:
    """Asks another seat into the call: the citizen hears music until it answers and is brought in, or does not answer.

    It is refused if that seat is not ready, or a third party is on the call already. Only for the seat that talks.
    """
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.RECORD_CALL)
    await controller.parties.consult(viewer.actor.ref, call_id, ref_of(StaffId(body.staff_id)))
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/bring-in", response_model=SeatNow)
async def post_call_bring_in(request: Request, call_id: UUID) -> Response:
    """Lets citizen, seat and third party talk together. Only for the seat that has the call."""
    controller, viewer = await commanding(request)
    await controller.parties.bring_in(viewer.actor.ref, call_id)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/drop", response_model=SeatNow)
async def post_call_drop(request: Request, call_id: UUID) -> Response:
    """Takes the third party out of the call, or ends its ringing; the citizen is with the seat again."""
    controller, viewer = await commanding(request)
    await controller.parties.drop(call_id, viewer.actor.ref)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/transfer", response_model=SeatNow)
async def post_call_transfer(request: Request, call_id: UUID, body: shapes_telephone.PassedTo) -> Response:
    """Leaves the citizen with the third party that talks, or passes the citizen to a queue; the seat wraps up.

    A citizen in a queue keeps the time of the first place. Only for the seat that has the call.
    """
    controller, viewer = await commanding(request)
    if body.queue is None:
        await controller.parties.hand_over(viewer.actor.ref, call_id)
    else:
        await controller.parties.pass_on(viewer.actor.ref, call_id, body.queue)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/listen", response_model=shapes_telephone.Spoken)
async def post_call_listen(request: Request, call_id: UUID, body: shapes_telephone.Listened) -> Response:
    """Lets a shift lead hear a call, with `join` also talk on it; returns the answer to the browser's offer.

    Only for shift leads and the hotline office.
    """
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.LEAD_FLOOR)
    return answer(
        shapes_telephone.Spoken(await controller.parties.listen(viewer.actor.ref, call_id, body.sdp, join=body.join))
    )


@router.post("/calls/{call_id}/listen/stop", response_model=SeatNow)
async def post_call_listen_stop(request: Request, call_id: UUID) -> Response:
    """Takes the shift lead out of the call. Only for shift leads and the hotline office."""
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.LEAD_FLOOR)
    await controller.parties.stop_listening(viewer.actor.ref, call_id)
    return await seat_of(request, viewer)
