"""Routes for a seat's telephone. News of its calls come as events of the stream; the page then reads the seat again.

Commands act on media servers and SIP legs, so no transaction surrounds them: a repeated one changes nothing.
"""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.calls import CallController, NextState, NoTelephone, SeatNow, own_caller, seat_now, turn_servers
from lianxin.looks import look_at_caller, look_at_number, unrecorded
from lianxin.people import Action, Viewer, allow
from lianxin.web.requests import NO_STORE, answer, kept_look, key_of, reading, site_of
from lianxin.web.shapes import telephone as shapes_telephone

router = APIRouter(prefix="/api/telephone", tags=["telephone"])


def controller_of(request: Request) -> CallController:
    """Returns the call controller of this process; raises NoTelephone."""
    controller: CallController | None = request.app.state.controller
    if controller is None:
        raise NoTelephone
    return controller


async def commanding(request: Request) -> tuple[CallController, Viewer]:
    """Returns the controller and the viewer of a command; raises NotSignedIn, OtherViewer, KeyMissing, NoTelephone."""
    key_of(request)
    async with reading(request) as (_, viewer):
        return controller_of(request), viewer


async def seat_of(request: Request, viewer: Viewer) -> Response:
    """Returns the viewer's seat as it is now."""
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        seat = await seat_now(work, viewer.actor, telephone=request.app.state.controller is not None)
    return answer(seat)


@router.get("/ice-servers", response_model=shapes_telephone.IceServers)
async def get_ice_servers(request: Request) -> Response:
    """Returns the TURN servers for the voice of a seat at home, with a credential that ends after two hours.

    Only for those who take calls.
    """
    settings = site_of(request).settings
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.RECORD_CALL)
        servers = turn_servers(settings.turn_url, settings.turn_secret, "seat", work.real)
    return answer(shapes_telephone.IceServers(servers))


@router.get("/seat", response_model=SeatNow)
async def get_telephone_seat(request: Request) -> Response:
    """Returns the viewer's seat and its call, with the caller's latest cases. The look at them is recorded.

    Only for those who take calls.
    """
    async with reading(request) as (work, viewer):
        seat = await seat_now(work, viewer.actor, telephone=request.app.state.controller is not None)
        citizen = seat.call.citizen_id if seat.call else None
        new = await unrecorded(work, viewer.actor, look_at_caller(citizen))
    await kept_look(request, viewer, new)
    return answer(seat)


@router.post("/seat", response_model=SeatNow)
async def post_telephone_seat(request: Request, body: shapes_telephone.SeatWish) -> Response:
    """Makes the viewer's seat ready for calls, or takes it out of them. Only for those who take calls.

    It is refused while a call rings or is talked there, without a telephone, and if the seat cannot talk by `voice`.
    """
    controller, viewer = await commanding(request)
    await controller.set_seat(viewer.actor, NextState(body.state, body.reason, body.minutes, body.voice))
    return await seat_of(request, viewer)


@router.put("/seat/here", status_code=204)
async def put_seat_here(request: Request) -> Response:
    """Says that the page of the viewer's seat is there, every ten seconds. Only for those who take calls.

    A seat that falls silent during a call for 25 seconds loses it to the queue.
    """
    async with reading(request) as (_, viewer):
        controller_of(request).here(viewer.actor)
    return Response(status_code=204)


@router.post("/calls/{call_id}/answer", response_model=shapes_telephone.Spoken)
async def post_call_answer(request: Request, call_id: UUID, body: shapes_telephone.Spoken) -> Response:
    """Answers the call that rings at the viewer's seat by the browser's offer, and returns the answer to it.

    While the seat talks, the new browser replaces the old one, as after a reload. Only for those who take calls.
    It is refused if no call rings there any more.
    """
    controller, viewer = await commanding(request)
    return answer(shapes_telephone.Spoken(await controller.answer(viewer.actor, call_id, body.sdp)))


@router.post("/calls/{call_id}/number", response_model=shapes_telephone.CallerNumber)
async def post_caller_number(request: Request, call_id: UUID) -> Response:
    """Returns the caller's number in the clear, which is recorded.

    Only for the seat that has spoken to the caller, volunteers excepted.
    """
    key_of(request)
    async with reading(request) as (work, viewer):
        found = await own_caller(work, viewer.actor, call_id)
        new = await unrecorded(work, viewer.actor, look_at_number(call_id, found.citizen_id))
    await kept_look(request, viewer, new)
    return answer(shapes_telephone.CallerNumber(found.phone), headers=NO_STORE)


@router.post("/calls/{call_id}/ring-phone", response_model=SeatNow)
async def post_call_ring_phone(request: Request, call_id: UUID) -> Response:
    """Rings the telephone of the viewer's seat; the citizen is joined when it answers.

    If it does not answer, the call returns to its place and the seat is set aside. It is refused if no call rings at
    the seat, if the seat talks by its browser, and beyond the budget of outgoing calls. Only for those who take calls.
    """
    controller, viewer = await commanding(request)
    await controller.ring_phone(viewer.actor, call_id)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/hold", response_model=SeatNow)
async def post_call_hold(request: Request, call_id: UUID) -> Response:
    """Lets the citizen hear music; the seat is not heard. Only for the seat that talks."""
    controller, viewer = await commanding(request)
    await controller.hold(viewer.actor, call_id)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/resume", response_model=SeatNow)
async def post_call_resume(request: Request, call_id: UUID) -> Response:
    """Ends the hold: seat and citizen hear each other again. Only for the seat that talks."""
    controller, viewer = await commanding(request)
    await controller.resume(viewer.actor, call_id)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/mute", response_model=SeatNow)
async def post_call_mute(request: Request, call_id: UUID, body: shapes_telephone.Muting) -> Response:
    """Mutes the seat for the others and for the recording, or ends that. Only for the seat that talks."""
    controller, viewer = await commanding(request)
    await controller.mute(viewer.actor, call_id, muted=body.muted)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/keys", status_code=204)
async def post_call_keys(request: Request, call_id: UUID, body: shapes_telephone.PressedKeys) -> Response:
    """Sends keys to an outside contact, or to the citizen of a call that was placed: a menu asks for them.

    Neither log nor event contains them. It is refused while nobody talks whom the city dialled. Only for the seat that
    has the call.
    """
    controller, viewer = await commanding(request)
    await controller.press_far_keys(viewer.actor, call_id, body.keys, key_of(request))
    return Response(status_code=204)


@router.post("/calls/{call_id}/hang-up", response_model=SeatNow)
async def post_call_hang_up(request: Request, call_id: UUID) -> Response:
    """Ends the call; the seat wraps up. Only for the seat that talks; a call that has ended changes nothing."""
    controller, viewer = await commanding(request)
    await controller.hang_up(viewer.actor, call_id)
    return await seat_of(request, viewer)


@router.post("/calls/{call_id}/wrapped-up", response_model=SeatNow)
async def post_call_wrapped_up(request: Request, call_id: UUID, body: shapes_telephone.WrappedUp) -> Response:
    """Ends the wrap-up of a call that is over, with its disposition if no case was opened in it.

    It is refused without either. Only for the seat that talked.
    """
    controller, viewer = await commanding(request)
    wish = NextState(body.next, body.reason, body.minutes)
    await controller.wrapped_up(viewer.actor, call_id, wish, body.kind)
    return await seat_of(request, viewer)
