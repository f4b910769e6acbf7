"""Routes for surge mode: whether it is on, who is called in, temporary topics and forms."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from lianxin.calls import (
    CallIn,
    ComesIn,
    answer_call_in,
    call_in,
    called_in,
    latest_surge,
    not_here,
    surge_topics,
    switch_surge,
)
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

    `call_ins` is only for those who lead the floor, `topics` only for those who take calls.
    """

    on: bool
    cause: str | None
    since: datetime | None
    by_person: bool
    own: CallIn | None
    call_ins: list[CallIn]
    topics: list[surge_topics.SurgeTopic]


@dataclass(frozen=True)
class SurgeAnswers:
    """The answers of a citizen by the labels of the fields."""

    answers: dict[str, str]


@dataclass(frozen=True)
class FilledForms:
    """The latest forms of a temporary topic, the newest first."""

    items: list[surge_topics.FilledForm]


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


@router.post("/surge/topics", response_model=SurgeNow)
async def post_surge_topic(request: Request, body: surge_topics.NewSurgeTopic) -> Response:
    """Adds a temporary topic with its script and form; it ends after some hours or with the surge.

    Only for shift leads and the hotline office; it is refused while surge mode is off.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> SurgeNow:
        await surge_topics.add_surge_topic(work, viewer.actor, body)
        await work.flush()
        return await _surge_now(work, viewer)

    return await once(request, act)


@router.post("/surge/topics/{topic_id}/end", response_model=SurgeNow)
async def post_end_of_surge_topic(request: Request, topic_id: UUID) -> Response:
    """Ends a temporary topic before its time. Only for shift leads and the hotline office."""

    async def act(work: UnitOfWork, viewer: Viewer) -> SurgeNow:
        await surge_topics.end_surge_topic(work, viewer.actor, topic_id)
        await work.flush()
        return await _surge_now(work, viewer)

    return await once(request, act)


@router.post("/surge/topics/{topic_id}/forms", response_model=SurgeNow)
async def post_surge_form(request: Request, topic_id: UUID, body: SurgeAnswers) -> Response:
    """Keeps the answers of a citizen to a temporary form, sealed. Only for those who take calls."""

    async def act(work: UnitOfWork, viewer: Viewer) -> SurgeNow:
        await surge_topics.fill_surge_form(work, viewer.actor, topic_id, body.answers)
        await work.flush()
        return await _surge_now(work, viewer)

    return await once(request, act)


@router.get("/surge/topics/{topic_id}/forms", response_model=FilledForms)
async def get_surge_forms(request: Request, topic_id: UUID) -> Response:
    """Returns the latest forms of a temporary topic, numbers masked. Only for shift leads and the hotline office."""
    async with reading(request) as (work, viewer):
        return answer(FilledForms(await surge_topics.filled_forms(work, viewer.actor, topic_id)))


async def _surge_now(work: UnitOfWork, viewer: Viewer) -> SurgeNow:
    surge = await latest_surge(work)
    if surge is None or surge.ended_at is not None:
        return SurgeNow(on=False, cause=None, since=None, by_person=False, own=None, call_ins=[], topics=[])
    asked = await called_in(work, surge.id)
    own = next((one for one in asked if one.staff == viewer.actor.ref), None)
    seen = asked if permitted(viewer.actor, Action.LEAD_FLOOR) else []
    topics = await surge_topics.topics_on(work) if permitted(viewer.actor, Action.RECORD_CALL) else []
    return SurgeNow(True, surge.cause, surge.began_at, surge.began_by != "system", own, seen, topics)
