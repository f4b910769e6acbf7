"""Beside the form: who calls, where it is, where it would go, what was told before, how own cases ended."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from lianxin.cases import (
    KnownMatter,
    answers,
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
from lianxin.people import Action, Viewer, allow
from lianxin.places import complete_place
from lianxin.web.portal.telling import Telling
from lianxin.web.portal.words import PortalTexts
from lianxin.web.requests import answer, once, reading
from lianxin.web.shapes import calls as shapes_calls

router = APIRouter(prefix="/api", tags=["intake"])


@dataclass(frozen=True)
class AskSuggestion:
    """Facts known so far, for a direction before the case exists."""

    topic: str = ""
    district: str = ""
    street: str = ""
    nature: str = "help"
    urgency: str = ""
    words: str = ""
    complained: list[str] = field(default_factory=list[str])
    needed_by: datetime | None = None
    happened: str = ""


@dataclass(frozen=True)
class Caller:
    """A phone number travels in a body, never in a URL."""

    phone: str


@dataclass(frozen=True)
class _Place:
    """What was typed of a place; an address travels in a body, never in a URL."""

    typed: str
    district: str = ""


@dataclass(frozen=True)
class Matter:
    """What is known of a matter so far."""

    topic: str = ""
    district: str = ""
    street: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class SeenUpTo:
    """The position of the latest outcome that was read."""

    position: int


@router.post("/cases/suggest", response_model=answers.Suggestion)
async def suggest(request: Request, body: AskSuggestion) -> Response:
    """Where the rules would send it, why, and the due times it would get. Changes nothing."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        facts = {n: getattr(body, n) for n in AskSuggestion.__dataclass_fields__}
        return answer(await suggestion(work, **facts))


@router.post("/callers", response_model=answers.Callers)
async def post_callers(request: Request, body: Caller) -> Response:
    """Earlier cases of whoever has this number, open ones first. Changes nothing."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(await known_callers(work, sight, body.phone))


@router.post("/places", response_model=shapes_calls.Places)
async def post_places(request: Request, body: _Place) -> Response:
    """Divisions, committees, roads and estates for what was typed, words or pinyin initials. Changes nothing."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        return answer(shapes_calls.Places(await complete_place(work, body.typed[:200], body.district)))


@router.post("/cases/alike", response_model=answers.Alike)
async def post_alike(request: Request, body: Matter) -> Response:
    """What this citizen told before of the same, and how many tell of the same place this week. Changes nothing."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        sight = sight_of(viewer.actor, await current_profile(work))
        return answer(await told_before(work, sight, KnownMatter(**vars(body))))


@router.get("/cases/{number}/told", response_model=shapes_calls.ToldCase)
async def get_told(
    request: Request, number: str, locale: Annotated[str, Query(pattern="^(zh-CN|en)$")] = "zh-CN"
) -> Response:
    """A case as its citizen may be told of it, in plain words: the sentences of the citizen's own page."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.EDIT_CASE)
        profile = await current_profile(work)
        view, version = await view_of_number(work, sight_of(viewer.actor, profile), read_number(number))
        telling = Telling(view, profile, PortalTexts(locale))
        return answer(_told(telling, version))


def _told(telling: Telling, version: int) -> shapes_calls.ToldCase:
    """Every sentence that can be read to the citizen."""
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
    """The topics this operator chose lately, the most frequent first."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        return answer(shapes_calls.OwnTopics(await own_topics(work, viewer.actor.ref)))


@router.get("/own/outcomes", response_model=answers.OwnOutcomes)
async def get_own_outcomes(request: Request) -> Response:
    """How the cases ended that this operator took, the latest first, and which of that is new."""
    async with reading(request) as (work, viewer):
        allow(viewer.actor, Action.OPEN_CASE)
        return answer(await own_outcomes(work, viewer.actor.ref))


@router.post("/own/outcomes/seen", response_model=answers.OwnOutcomes)
async def post_outcomes_seen(request: Request, body: SeenUpTo) -> Response:
    """Everything up to this position has been read."""

    async def act(work: UnitOfWork, viewer: Viewer) -> answers.OwnOutcomes:
        allow(viewer.actor, Action.OPEN_CASE)
        await see_outcomes(work, viewer.actor.ref, body.position)
        return await own_outcomes(work, viewer.actor.ref)

    return await once(request, act)
