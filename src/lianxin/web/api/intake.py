"""Routes for the intake form: earlier cases, places, a preview of the dispatch, how the operator's cases ended."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from lianxin.calls import phone_behind
from lianxin.cases import (
    KnownMatter,
    answers,
    case_of_number,
    known_callers,
    own_outcomes,
    own_topics,
    read_number,
    see_outcomes,
    sight_of,
    suggestion,
    told_before,
    view_of_number,
)
from lianxin.city import current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.looks import LookWay, look_at_caller, look_at_case, unrecorded
from lianxin.people import Action, Viewer, allow, citizen_with_phone
from lianxin.places import complete_place
from lianxin.web.portal.telling import Telling
from lianxin.web.portal.words import PortalTexts
from lianxin.web.requests import answer, kept_look, once, reading
from lianxin.web.shapes import calls as shapes_calls

router = APIRouter(prefix="/api", tags=["intake"])


@dataclass(frozen=True)
class AskSuggestion:
    """The facts known so far, for a preview of the dispatch before the case exists."""

    topic: str = ""
    district: str = ""
    street: str = ""
    nature: str = "help"
    urgency: str = ""
    words: str = ""
    complained: list[str] = field(default_factory=list[str])
    needed_by: datetime | None = None
    happened: str = ""
    wish: str = ""


@dataclass(frozen=True)
class Caller:
    """The caller's phone number, or the mask of that of the viewer's caller. In a body, because URLs are logged."""

    phone: str


@dataclass(frozen=True)
class _Place:
    """The part of a place typed so far. It is sent in a body, because URLs are logged."""

    typed: str
    district: str = ""


@dataclass(frozen=True)
class Matter:
    """The facts known of a matter so far."""

    topic: str = ""
    district: str = ""
    street: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class SeenUpTo:
    """The feed position of the latest outcome that the operator has read."""

    position: int


@router.post("/cases/suggest", response_model=answers.Suggestion)
async def suggest(request: Request, body: AskSuggestion) -> Response:
    """Returns the unit to which the rules would send a case, the reasons, the class, the due times, and the danger that
    the words report. It changes nothing.

    Only for those who open cases.
    """
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        facts = {n: getattr(body, n) for n in AskSuggestion.__dataclass_fields__}
        return answer(await suggestion(work, **facts))


@router.post("/callers", response_model=answers.Callers)
async def post_callers(request: Request, body: Caller) -> Response:
    """Returns earlier cases of the citizen with this phone number, open ones first. The look is recorded.

    Only for those who open cases.
    """
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        sight = sight_of(viewer.actor, await current_profile(work))
        phone = await phone_behind(work, viewer.actor, body.phone)
        found = await known_callers(work, sight, phone)
        new = await unrecorded(work, viewer.actor, look_at_caller(await citizen_with_phone(work, phone)))
    await kept_look(request, viewer, new)
    return answer(found)


@router.post("/places", response_model=shapes_calls.Places)
async def post_places(request: Request, body: _Place) -> Response:
    """Returns divisions, committees, roads and estates that match the text typed so far. It changes nothing.

    The text may be words or pinyin initials. Only for those who open cases.
    """
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        return answer(shapes_calls.Places(await complete_place(work, body.typed[:200], body.district)))


@router.post("/cases/alike", response_model=answers.Alike)
async def post_alike(request: Request, body: Matter) -> Response:
    """Returns this citizen's earlier cases of the matter, and other cases of the same topic and place this week.

    Finding the citizen's own cases is recorded. Only for those who open cases.
    """
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        sight = sight_of(viewer.actor, await current_profile(work))
        phone = await phone_behind(work, viewer.actor, body.phone)
        found = await told_before(work, sight, KnownMatter(**{**vars(body), "phone": phone}))
        look = look_at_caller(await citizen_with_phone(work, phone)) if found.same else None
        new = await unrecorded(work, viewer.actor, look)
    await kept_look(request, viewer, new)
    return answer(found)


@router.get("/cases/{number}/told", response_model=shapes_calls.ToldCase)
async def get_told(
    request: Request, number: str, locale: Annotated[str, Query(pattern="^(zh-CN|en)$")] = "zh-CN"
) -> Response:
    """Returns a case in the sentences of the citizen's own page, for staff who read it out on the phone.

    It is refused if the viewer may not edit cases, or not see this one.
    """
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.EDIT_CASE)
        profile = await current_profile(work)
        view, version = await view_of_number(work, sight_of(viewer.actor, profile), read_number(number))
        case_id = await case_of_number(work, view.number)
        new = await unrecorded(work, viewer.actor, look_at_case(case_id, LookWay.PAGE, confidential=view.confidential))
        telling = Telling(view, profile, PortalTexts(locale))
    await kept_look(request, viewer, new)
    return answer(_told(telling, version))


def _told(telling: Telling, version: int) -> shapes_calls.ToldCase:
    """Returns every sentence that can be read to the citizen."""
    view = telling.view
    return shapes_calls.ToldCase(
        number=view.number,
        title=view.title,
        status=view.status,
        headline=str(telling.headline),
        promised=str(telling.promised),
        hint=str(telling.hint),
        until=str(telling.until),
        steps=[
            shapes_calls.ToldStep(str(telling.step_title(step, nth)), str(telling.step_line(step)), step.state)
            for nth, step in enumerate(view.steps, 1)
        ],
        story=[
            shapes_calls.ToldHappening(one.at, telling.said_first(one.at), str(telling.happened(one)), one.text)
            for one in reversed(view.story)
        ],
        question=view.question if view.status == "needs_information" else "",
        may=view.may,
        version=version,
    )


@router.get("/own/topics", response_model=shapes_calls.OwnTopics)
async def get_own_topics(request: Request) -> Response:
    """Returns the topics this operator chose recently, most frequent first. Only for those who open cases."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        return answer(shapes_calls.OwnTopics(await own_topics(work, viewer.actor.ref)))


@router.get("/own/outcomes", response_model=answers.OwnOutcomes)
async def get_own_outcomes(request: Request) -> Response:
    """Returns how the cases that this operator took ended, latest first, and how many of these outcomes are unread.

    Only for those who open cases.
    """
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        return answer(await own_outcomes(work, viewer.actor.ref))


@router.post("/own/outcomes/seen", response_model=answers.OwnOutcomes)
async def post_outcomes_seen(request: Request, body: SeenUpTo) -> Response:
    """Marks all outcomes up to this position as read, and returns the outcomes. Only for those who open cases."""

    async def act(work: UnitOfWork, viewer: Viewer) -> answers.OwnOutcomes:
        allow(viewer.actor, Action.OPEN_CASE)
        await see_outcomes(work, viewer.actor.ref, body.position)
        return await own_outcomes(work, viewer.actor.ref)

    return await once(request, act)
