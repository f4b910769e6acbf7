"""A unit's day: its inbox by what waits for what, help with the reply, one reply for several orders, templates."""

from dataclasses import dataclass, field, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from lianxin.cases import (
    Outcome,
    Reply,
    answers,
    extension_ahead,
    inbox_counts,
    reply_help,
    reply_together,
    sight_of,
    unit_inbox,
)
from lianxin.city import Profile, current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.knowledge import (
    TEMPLATE_PLACEHOLDERS,
    ReplyTemplate,
    TemplateWords,
    filled_templates,
    keep_template,
    kept_templates,
    may_change,
    placeholder_words,
    template_history,
)
from lianxin.people import Viewer, names_of
from lianxin.web.api.cases import moved_answer
from lianxin.web.requests import answer, once, reading, wanted_version
from lianxin.web.shapes import general as shapes
from lianxin.web.shapes.cases import Moved
from lianxin.web.shapes.unit import ReplyHelp, TemplateVersion, TemplateVersions

router = APIRouter(prefix="/api", tags=["unit"])


@dataclass(frozen=True)
class ReplyTogether:
    """One reply for the order and for `others`, which are about the same matter."""

    outcome: Outcome
    reply: str
    others: list[UUID]


@dataclass(frozen=True)
class KeepTemplate:
    """A template: new, or a new version of `template_id`, which was read as `version`. An empty unit is the city."""

    name: str
    body: str
    unit: str = ""
    topic: str = ""
    outcome: str = ""
    retired: bool = False
    template_id: UUID | None = None
    version: int | None = field(default=None)


@router.get("/inbox", response_model=answers.InboxPage)
async def get_inbox(
    request: Request,
    tab: str = "todo",
    within: str = "",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    filters: Annotated[str, Query(alias="filter")] = "",
) -> Response:
    """A unit's orders by what they wait for, most pressing first. `within`: `own`, a unit below, or everything below;
    `filter` as of a work list."""
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        sight = sight_of(viewer.actor, profile)
        return answer(await unit_inbox(work, sight, profile, tab, within, cursor, limit, filters))


@router.get("/inbox/counts", response_model=shapes.WorkCounts)
async def get_inbox_counts(request: Request, within: str = "") -> Response:
    """How much lies on each tab of a unit's inbox."""
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        return answer(shapes.WorkCounts(await inbox_counts(work, sight_of(viewer.actor, profile), profile, within)))


@router.get("/orders/{order_id}/reply", response_model=ReplyHelp)
async def get_reply_help(request: Request, order_id: UUID) -> Response:
    """What helps to write the reply: templates filled from the case, orders to be answered together, what is wanted."""
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        shown = await reply_help(work, viewer.actor, sight, order_id)
        words = placeholder_words(**vars(shown.facts))
        templates = await filled_templates(work, shown.line, shown.topic, words)
        return answer(ReplyHelp(templates, shown.together, shown.evidence))


@router.get("/orders/{order_id}/extension", response_model=answers.ExtensionAhead)
async def get_extension(request: Request, order_id: UUID, amount: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
    """The due time an extension would give, before anybody asks for it."""
    async with reading(request) as (work, viewer):
        return answer(await extension_ahead(work, viewer.actor, order_id, amount))


@router.post("/orders/{order_id}/reply_together", response_model=Moved)
async def post_reply_together(request: Request, order_id: UUID, body: ReplyTogether) -> Response:
    """The same reply and evidence for several orders of one matter, all or none; each is checked and called back."""
    version = wanted_version(request)

    async def act(work: UnitOfWork, viewer: Viewer) -> Moved:
        sight = sight_of(viewer.actor, await current_profile(work))
        ask = Reply(body.outcome, body.reply)
        file = await reply_together(work, viewer.actor, sight, order_id, ask, body.others, version)
        await work.flush()
        return moved_answer(file)

    return await once(request, act)


@router.get("/reply-templates", response_model=TemplateVersions)
async def get_reply_templates(request: Request) -> Response:
    """The city's templates and those of the viewer's units, retired ones too."""
    async with reading(request) as (work, viewer):
        return await templates_answer(work, viewer, await kept_templates(work, viewer.actor))


@router.get("/reply-templates/{template_id}", response_model=TemplateVersions)
async def get_reply_template(request: Request, template_id: UUID) -> Response:
    """Every version of a template, newest first."""
    async with reading(request) as (work, viewer):
        return await templates_answer(work, viewer, await template_history(work, viewer.actor, template_id))


@router.post("/reply-templates", status_code=201, response_model=TemplateVersion)
async def post_reply_template(request: Request, body: KeepTemplate) -> Response:
    """Keeps a template or a new version of one: a unit's by its people, the city's by administrators."""

    async def act(work: UnitOfWork, viewer: Viewer) -> TemplateVersion:
        said = {name: value for name, value in vars(body).items() if name not in {"template_id", "version"}}
        kept = await keep_template(work, viewer.actor, TemplateWords(**said), body.template_id, body.version)
        await work.flush()
        return template_view(await current_profile(work), viewer, {}, kept)

    return await once(request, act, 201)


async def templates_answer(work: UnitOfWork, viewer: Viewer, kept: list[ReplyTemplate]) -> Response:
    """Templates with the names of who kept them."""
    names, profile = await names_of(work, {one.made_by for one in kept}), await current_profile(work)
    items = [template_view(profile, viewer, names, one) for one in kept]
    return answer(TemplateVersions(items, list(TEMPLATE_PLACEHOLDERS)))


def template_view(profile: Profile, viewer: Viewer, names: dict[str, str], one: ReplyTemplate) -> TemplateVersion:
    """A version for a page."""
    by = viewer.name if one.made_by == viewer.actor.ref else names.get(one.made_by, one.made_by.split(":")[0])
    may = may_change(viewer.actor, profile, one.unit)
    return TemplateVersion(**vars(replace(one, made_by=by)), may_change=may)
