"""Calls that end without a case, what a seat does, raised hands, and the floor."""

from dataclasses import dataclass
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
    warn_caller,
)
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Viewer, allow
from lianxin.web.requests import answer, once, reading
from lianxin.web.shapes import calls as shapes_calls

router = APIRouter(prefix="/api", tags=["calls"])


@dataclass(frozen=True)
class Warned:
    """When the call began that the caller was warned in."""

    started_at: datetime


@dataclass(frozen=True)
class Doing:
    """What the seat does from now on."""

    state: SeatState


@dataclass(frozen=True)
class HelpNeeded:
    """Why the shift lead is asked to come."""

    reason: HelpReason


@dataclass(frozen=True)
class Assignment:
    """The queues a seat is to serve, the first before the others."""

    queues: list[Queue]


@router.post("/calls/{call_id}/warn", response_model=shapes_calls.Done)
async def post_warning(request: Request, call_id: UUID, body: Warned) -> Response:
    """Records that an abusive caller was warned. The browser names the call; a warning alone ends nothing."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await warn_caller(work, viewer.actor, call_id, body.started_at)
        return shapes_calls.Done(done=True)

    return await once(request, act)


@router.post("/calls/{call_id}/end", response_model=Ended)
async def post_end_of_call(request: Request, call_id: UUID, body: EndOfCall) -> Response:
    """Records what a call was that made no case; one that was abusive needs a warning first."""

    async def act(work: UnitOfWork, viewer: Viewer) -> Ended:
        return await end_call(work, viewer.actor, call_id, body)

    return await once(request, act)


@router.post("/seat", response_model=shapes_calls.Done)
async def post_seat(request: Request, body: Doing) -> Response:
    """The viewer's own seat does something else."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await move_seat(work, viewer.actor, body.state)
        return shapes_calls.Done(done=True)

    return await once(request, act)


@router.get("/seat/help", response_model=shapes_calls.OwnHand)
async def get_own_hand(request: Request) -> Response:
    """The viewer's own raised hand, if it is up."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.RECORD_CALL)
        return answer(shapes_calls.OwnHand(await own_hand(work, viewer.actor)))


@router.post("/seat/help", response_model=shapes_calls.OwnHand)
async def post_help(request: Request, body: HelpNeeded) -> Response:
    """Raises the viewer's hand."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.OwnHand:
        return shapes_calls.OwnHand(await ask_help(work, viewer.actor, body.reason))

    return await once(request, act)


@router.post("/help/{help_id}/answer", response_model=shapes_calls.Done)
async def post_help_answer(request: Request, help_id: UUID) -> Response:
    """The shift lead comes."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await answer_help(work, viewer.actor, help_id)
        return shapes_calls.Done(done=True)

    return await once(request, act)


@router.post("/help/{help_id}/clear", response_model=shapes_calls.Done)
async def post_help_clear(request: Request, help_id: UUID) -> Response:
    """It is settled, or taken back."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await clear_help(work, viewer.actor, help_id)
        return shapes_calls.Done(done=True)

    return await once(request, act)


@router.get("/floor", response_model=Floor)
async def get_floor(request: Request) -> Response:
    """Everybody who takes calls: what each seat does, who asks for help, what was taken today."""
    async with reading(request) as (work, viewer):
        return answer(await floor_now(work, viewer.actor))


@router.post("/floor/{staff_id}/assign", response_model=shapes_calls.Done)
async def post_assignment(request: Request, staff_id: UUID, body: Assignment) -> Response:
    """Moves somebody to other queues, on record."""

    async def act(work: UnitOfWork, viewer: Viewer) -> shapes_calls.Done:
        await assign_seat(work, viewer.actor, staff_id, body.queues)
        return shapes_calls.Done(done=True)

    return await once(request, act)
