"""Routes for calls that end without a case, the state of a seat, raised hands, and the floor."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.calls import (
    Ended,
    EndOfCall,
    Floor,
    HelpReason,
    Queue,
    SeatState,
    answer_help,
    ask_help,
    assign_seat,
    clear_help,
    end_call,
    floor_now,
    move_seat,
    own_hand,
    phone_behind,
    warn_caller,
)
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Viewer, allow
from lianxin.web.requests import answer, once, reading
from lianxin.web.shapes import calls as shapes_calls

router = APIRouter(prefix="/api", tags=["calls"])


@dataclass(frozen=True)
class Warned:
    """The time at which the call began."""

    started_at: datetime


@dataclass(frozen=True)
class Doing:
    """The new state of the seat."""

    state: SeatState


@dataclass(frozen=True)
class HelpNeeded:
    """The reason for which the operator asks for the shift lead."""

    reason: HelpReason


@dataclass(frozen=True)
class Assignment:
    """The queues that a seat serves, first priority first."""

    queues: list[Queue]


@router.post("/calls/{call_id}/warn", response_model=shapes_calls.Done)
async def post_warning(request: Request, call_id: UUID, body: Warned) -> Response:
    """Records that an abusive caller was warned. The browser chooses the call's id; a warning does not end the call.

    It is refused if the call has ended or belongs to another operator. Only for those who take calls.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await warn_caller(work, viewer.actor, call_id, body.started_at)
        return shapes_calls.Done(done=True)

    return await once(request, act)


@router.post("/calls/{call_id}/end", response_model=Ended)
async def post_end_of_call(request: Request, call_id: UUID, body: EndOfCall) -> Response:
    """Records how a call ended that led to no case.

    It is refused if the call has already ended or belongs to another operator, and, for an abusive call, if the
    caller was not warned. Only for those who take calls.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> Ended:
        phone = await phone_behind(work, viewer.actor, body.phone, call_id)
        return await end_call(work, viewer.actor, call_id, replace(body, phone=phone))

    return await once(request, act)


@router.post("/seat", response_model=shapes_calls.Done)
async def post_seat(request: Request, body: Doing) -> Response:
    """Changes the state of the viewer's own seat. Only for those who take calls."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await move_seat(work, viewer.actor, body.state)
        return shapes_calls.Done(done=True)

    return await once(request, act)


@router.get("/seat/help", response_model=shapes_calls.OwnHand)
async def get_own_hand(request: Request) -> Response:
    """Returns the viewer's raised hand, or null. Only for those who take calls."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.RECORD_CALL)
        return answer(shapes_calls.OwnHand(await own_hand(work, viewer.actor)))


@router.post("/seat/help", response_model=shapes_calls.OwnHand)
async def post_help(request: Request, body: HelpNeeded) -> Response:
    """Raises the viewer's hand and returns it; one already raised keeps its reason. Only for those who take calls."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.OwnHand:
        return shapes_calls.OwnHand(await ask_help(work, viewer.actor, body.reason))

    return await once(request, act)


@router.post("/help/{help_id}/answer", response_model=shapes_calls.Done)
async def post_help_answer(request: Request, help_id: UUID) -> Response:
    """Records that the shift lead comes to a raised hand. It is refused if the hand is not raised.

    Only for shift leads and the hotline office.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await answer_help(work, viewer.actor, help_id)
        return shapes_calls.Done(done=True)

    return await once(request, act)


@router.post("/help/{help_id}/clear", response_model=shapes_calls.Done)
async def post_help_clear(request: Request, help_id: UUID) -> Response:
    """Lowers a raised hand: by the shift lead when the matter is settled, or by the operator who raised it.

    It is refused if the hand is not raised.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await clear_help(work, viewer.actor, help_id)
        return shapes_calls.Done(done=True)

    return await once(request, act)


@router.get("/floor", response_model=Floor)
async def get_floor(request: Request) -> Response:
    """Returns everyone who takes calls: the state of each seat, raised hands, and the calls taken today.

    Only for shift leads and the hotline office.
    """
    async with reading(request) as (work, viewer):
        return answer(await floor_now(work, viewer.actor))


@router.post("/floor/{staff_id}/assign", response_model=shapes_calls.Done)
async def post_assignment(request: Request, staff_id: UUID, body: Assignment) -> Response:
    """Assigns a seat to other queues, and records who did it. Only for shift leads and the hotline office.

    It is refused without a queue, and if this person takes no calls.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await assign_seat(work, viewer.actor, staff_id, body.queues)
        return shapes_calls.Done(done=True)

    return await once(request, act)
