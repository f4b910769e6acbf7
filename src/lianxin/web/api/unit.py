"""Routes for units: the inbox, help with a reply, one reply for several orders, reply templates."""

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from lianxin.cases import (
    Outcome,
    Reply,
    answers,
    asks,
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
    """One reply for the order and for `others`, the ids of orders about the same matter.

    `no_contact` says why no citizen was contacted; `shown` lists attachments of the first order that citizens see.
    """

    outcome: Outcome
    reply: str
    others: list[UUID]
    no_contact: asks.unit.NoContact | Literal[""] = ""
    shown: list[UUID] = field(default_factory=list[UUID])


@dataclass(frozen=True)
class KeepTemplate:
    """A new template, or a new version of `template_id`, of which `version` was read. An empty unit means the city."""

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
    """Returns one page of a unit's orders in a tab, most urgent first.

    `within` is `own` for the unit itself, or the code of a unit below it; all units below count if it is empty.
    `filter` is the same as for a work list. It is refused for an unknown tab, filter or cursor.
    """
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        sight = sight_of(viewer.actor, profile)
        return answer(await unit_inbox(work, sight, profile, tab, within, cursor, limit, filters))


@router.get("/inbox/counts", response_model=shapes.WorkCounts)
async def get_inbox_counts(request: Request, within: str = "") -> Response:
    """Returns the number of orders on each tab of a unit's inbox; counting stops at 1,000."""
    async with reading(request) as (work, viewer):
        profile = await current_profile(work)
        return answer(shapes.WorkCounts(await inbox_counts(work, sight_of(viewer.actor, profile), profile, within)))


@router.get("/orders/{order_id}/reply", response_model=ReplyHelp)
async def get_reply_help(request: Request, order_id: UUID) -> Response:
    """Returns help with a reply: templates filled from the case, orders about the same matter, outcomes that
    require evidence. It is refused if the viewer may not see the order."""
    async with reading(request) as (work, viewer):
        sight = sight_of(viewer.actor, await current_profile(work))
        shown = await reply_help(work, viewer.actor, sight, order_id)
        words = placeholder_words(**vars(shown.facts))
        templates = await filled_templates(work, shown.line, shown.topic, words)
        return answer(ReplyHelp(templates, shown.together, shown.evidence))


@router.get("/orders/{order_id}/extension", response_model=answers.ExtensionAhead)
async def get_extension(request: Request, order_id: UUID, amount: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
    """Returns the due time that an extension by `amount` would give, without requesting it.

    It is refused for the same reasons as requesting the extension.
    """
    async with reading(request) as (work, viewer):
        return answer(await extension_ahead(work, viewer.actor, order_id, amount))


@router.post("/orders/{order_id}/reply_together", response_model=Moved)
async def post_reply_together(request: Request, order_id: UUID, body: ReplyTogether) -> Response:
    """Records the same reply and evidence for several orders about one matter: for all of them, or none.

    Each reply is checked, and each citizen is called back, separately. It is refused if an order is about another
    matter, and for whatever a single reply is refused.
    """
    version = wanted_version(request)

    async def act(work: UnitOfWork, viewer: Viewer) -> Moved:
        sight = sight_of(viewer.actor, await current_profile(work))
        ask = Reply(body.outcome, body.reply, body.no_contact, body.shown)
        file = await reply_together(work, viewer.actor, sight, order_id, ask, body.others, version)
        await work.flush()
        return moved_answer(file)

    return await once(request, act)


@router.get("/reply-templates", response_model=TemplateVersions)
async def get_reply_templates(request: Request) -> Response:
    """Returns the city's templates and those of the viewer's units, including retired ones."""
    async with reading(request) as (work, viewer):
        return await templates_answer(work, viewer, await kept_templates(work, viewer.actor))


@router.get("/reply-templates/{template_id}", response_model=TemplateVersions)
async def get_reply_template(request: Request, template_id: UUID) -> Response:
    """Returns every version of a template, newest first. It is refused for the template of another unit."""
    async with reading(request) as (work, viewer):
        return await templates_answer(work, viewer, await template_history(work, viewer.actor, template_id))


@router.post("/reply-templates", status_code=201, response_model=TemplateVersion)
async def post_reply_template(request: Request, body: KeepTemplate) -> Response:
    """Stores a new template, or a new version of one. A unit's staff change its templates, administrators the city's.

    It is refused if another version was stored after `version` was read, if the text contains a personal number, and
    if it contains an unknown placeholder.
    """

    async def act(work: UnitOfWork, viewer: Viewer) -> TemplateVersion:
        said = {name: value for name, value in vars(body).items() if name not in {"template_id", "version"}}
        kept = await keep_template(work, viewer.actor, TemplateWords(**said), body.template_id, body.version)
        await work.flush()
        return template_view(await current_profile(work), viewer, {}, kept)

    return await once(request, act, 201)


async def templates_answer(work: UnitOfWork, viewer: Viewer, kept: list[ReplyTemplate]) -> Response:
    """Returns templates with the names of their authors."""
    names, profile = await names_of(work, {one.made_by for one in kept}), await current_profile(work)
    items = [template_view(profile, viewer, names, one) for one in kept]
    return answer(TemplateVersions(items, list(TEMPLATE_PLACEHOLDERS)))


def template_view(profile: Profile, viewer: Viewer, names: dict[str, str], one: ReplyTemplate) -> TemplateVersion:
    """Returns a version of a template for a page."""
    by = viewer.name if one.made_by == viewer.actor.ref else names.get(one.made_by, one.made_by.split(":")[0])
    may = may_change(viewer.actor, profile, one.unit)
    return TemplateVersion(**vars(replace(one, made_by=by)), may_change=may)
