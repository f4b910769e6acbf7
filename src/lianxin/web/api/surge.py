"""Routes for surge mode: whether it is on, who is called in, temporary topics and forms."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.calls import CallIn, ComesIn, answer_call_in, call_in, called_in, latest_surge, not_here, switch_surge
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Viewer, allow, permitted
from lianxin.web.requests import answer, once, reading

router = APIRouter(prefix="/api", tags=["calls"])


@dataclass(frozen=True)
class SurgeSwitch:
    """Whether surge mode shall be on."""

    on: bool


@dataclass(frozen=True)
class CalledPeople:
    """Ids of staff who take calls; without any, everybody who is not signed in."""

    staff: list[UUID]


@dataclass(frozen=True)
class ComingIn:
    """Whether the viewer comes in, and in how many minutes."""

    answer: ComesIn
    minutes: int | None = None


@dataclass(frozen=True)
class SurgeNow:
    """Surge mode now. `by_person`: a shift lead began it. `own`: the viewer's own call-in, null if there is none.

    `call_ins` is only for those who lead the floor.
    """

    on: bool
    cause: str | None
    since: datetime | None
    by_person: bool
    own: CallIn | None
    call_ins: list[CallIn]


@router.get("/surge", response_model=SurgeNow)
async def get_surge(request: Request) -> Response:
    """Returns whether surge mode is on, why and since when, and who is called in."""
    async with reading(request) as (work, viewer):
        return answer(await _surge_now(work, viewer))


@router.post("/surge", response_model=SurgeNow)
async def post_surge(request: Request, body: SurgeSwitch) -> Response:
    """Begins or ends surge mode. A surge that a person began is ended only by a person.

    Only for shift leads and the hotline office.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> SurgeNow:
        await switch_surge(work, viewer.actor, on=body.on)
        return await _surge_now(work, viewer)

    return await once(request, act)


@router.post("/surge/call-in", response_model=SurgeNow)
async def post_call_in(request: Request, body: CalledPeople) -> Response:
    """Asks staff to come in; it is refused while surge mode is off. Only for shift leads and the hotline office."""

    async def act(work: UnitOfWork, viewer: Viewer) -> SurgeNow:
        allow(viewer.actor, Action.LEAD_FLOOR)
        await call_in(work, viewer.actor, body.staff or await not_here(work))
        return await _surge_now(work, viewer)

    return await once(request, act)


@router.post("/surge/call-in/answer", response_model=SurgeNow)
async def post_call_in_answer(request: Request, body: ComingIn) -> Response:
    """Records whether the viewer comes in; a later answer replaces it. It is refused if the viewer was not asked."""

    async def act(work: UnitOfWork, viewer: Viewer) -> SurgeNow:
        await answer_call_in(work, viewer.actor, body.answer, body.minutes)
        return await _surge_now(work, viewer)

    return await once(request, act)


async def _surge_now(work: UnitOfWork, viewer: Viewer) -> SurgeNow:
    surge = await latest_surge(work)
    if surge is None or surge.ended_at is not None:
        return SurgeNow(on=False, cause=None, since=None, by_person=False, own=None, call_ins=[])
    asked = await called_in(work, surge.id)
    own = next((one for one in asked if one.staff == viewer.actor.ref), None)
    seen = asked if permitted(viewer.actor, Action.LEAD_FLOOR) else []
    return SurgeNow(True, surge.cause, surge.began_at, surge.began_by != "system", own, seen)
