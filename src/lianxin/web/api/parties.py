"""Routes for several parties on a call: consultation, three-way talk, transfer, listening, whispering."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.calls import AskedParty, PartyChoices, SeatNow, party_choices
from lianxin.kernel.errors import BadField
from lianxin.kernel.ids import StaffId
from lianxin.people import Action, allow, ref_of
from lianxin.web.api.telephone import commanding, seat_of
from lianxin.web.requests import answer, reading
from lianxin.web.shapes import telephone as shapes_telephone

router = APIRouter(prefix="/api/telephone", tags=["telephone"])


@router.get("/parties", response_model=PartyChoices)
async def get_parties(request: Request) -> Response:
    """Returns whom the viewer can ask into a call: ready colleagues with their skills, outside contacts of the city.

    Only for those who take calls.
    """
    async with reading(request) as (work, viewer):
        return answer(await party_choices(work, viewer.actor))


def _asked(staff_id: UUID | None, contact: str) -> AskedParty:
    """Returns whom a request names; raises BadField unless it names exactly one."""
    if (staff_id is None) == (not contact):
        raise BadField(field="contact", problem="empty")
    return AskedParty(ref_of(StaffId(staff_id)) if staff_id else "", contact)


@router.post("/calls/{call_id}/consult", response_model=SeatNow)
async def post_call_consult(request: Request, call_id: UUID, body: shapes_telephone.Consulted) -> Response:
    """Asks another seat or an outside contact into the call: the citizen hears music until they are brought in.

    Without an answer the citizen is with the seat again. It is refused if that seat is not ready, a third party is on
    the call already, or the budget of outgoing calls is used up. Only for the seat that talks.
    """
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.ADD_PARTY)
    await controller.parties.consult(viewer.actor, call_id, _asked(body.staff_id, body.contact))
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
    """Sends the citizen to a queue, another seat or an outside contact, or leaves them with the third party that talks.

    The seat wraps up. A citizen in a queue keeps the time of the first place. Somebody who does not answer gives the
    citizen back to the seat, or to the first place in the queue. Only for the seat that has the call.
    """
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.RECORD_CALL if body.queue is not None else Action.ADD_PARTY)
    if body.queue is not None:
        await controller.parties.pass_on(viewer.actor.ref, call_id, body.queue)
    elif body.staff_id or body.contact:
        await controller.parties.send(viewer.actor, call_id, _asked(body.staff_id, body.contact))
    else:
        await controller.parties.hand_over(viewer.actor.ref, call_id)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/listen", response_model=shapes_telephone.Spoken)
async def post_call_listen(request: Request, call_id: UUID, body: shapes_telephone.Listened) -> Response:
    """Lets a shift lead hear a call, with `join` also talk on it; returns the answer to the browser's offer.

    Only for shift leads and the hotline office.
    """
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.LEAD_FLOOR)
    return answer(
        shapes_telephone.Spoken(await controller.leading.listen(viewer.actor.ref, call_id, body.sdp, join=body.join))
    )


@router.post("/calls/{call_id}/listen/stop", response_model=SeatNow)
async def post_call_listen_stop(request: Request, call_id: UUID) -> Response:
    """Takes the shift lead out of the call, and ends their whisper. Only for shift leads and the hotline office."""
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.LEAD_FLOOR)
    await controller.leading.stop_listening(viewer.actor.ref, call_id)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/whisper", response_model=shapes_telephone.Spoken)
async def post_call_whisper(request: Request, call_id: UUID, body: shapes_telephone.Spoken) -> Response:
    """Lets a shift lead speak to the seat, unheard by the citizen; returns the answer to the browser's offer.

    The lead hears the call by `listen`. Only for shift leads and the hotline office.
    """
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.LEAD_FLOOR)
    return answer(shapes_telephone.Spoken(await controller.leading.whisper(viewer.actor.ref, call_id, body.sdp)))


@router.post("/calls/{call_id}/whisper/hear", response_model=shapes_telephone.Spoken)
async def post_call_whisper_hear(request: Request, call_id: UUID, body: shapes_telephone.Spoken) -> Response:
    """Lets the seat hear the shift lead who whispers, by a connection of its own. Only for the seat that talks."""
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.RECORD_CALL)
    return answer(shapes_telephone.Spoken(await controller.leading.hear_whisper(viewer.actor.ref, call_id, body.sdp)))


@router.post("/calls/{call_id}/whisper/stop", response_model=SeatNow)
async def post_call_whisper_stop(request: Request, call_id: UUID) -> Response:
    """Ends the whisper; the shift lead still listens. Only for shift leads and the hotline office."""
    controller, viewer = await commanding(request)
    allow(viewer.actor, Action.LEAD_FLOOR)
    await controller.leading.stop_whispering(call_id)
    return await seat_of(request, viewer)
