"""Reply templates of the city and of each unit. Every change inserts a row, so the table contains the history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from lianxin.cases import Outcome
from lianxin.city import Profile, current_profile
from lianxin.kernel.errors import BadField, Invalid, NotFound, Stale
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.knowledge.events import ReplyTemplateKept
from lianxin.knowledge.rules.placeholders import fill_template, unknown_in_template
from lianxin.language import only_passes_on, only_points_to_court
from lianxin.people import Action, Actor, NotPermitted, Subject, allow

NAME_LIMIT, BODY_LIMIT = 60, 4000
_COLUMNS: LiteralString = "template_id, version, unit, topic, outcome, name, body, retired, made_by, made_at"
_LATEST_TEMPLATES: LiteralString = (
    f"SELECT DISTINCT ON (template_id) {_COLUMNS} FROM reply_templates WHERE city_id = %(city)s"
    " AND (unit = '' OR unit = ANY(%(units)s)) ORDER BY template_id, version DESC"
)
TEMPLATE_VERSIONS: LiteralString = (
    f"SELECT {_COLUMNS} FROM reply_templates WHERE city_id = %(city)s AND template_id = %(template)s"
    " ORDER BY version DESC"
)


class NoTemplate(NotFound):
    """The template does not exist, or belongs to another unit."""

    code = "cases.no_template"


class TemplateChanged(Stale):
    """The template was changed since the caller read it."""

    code = "cases.template_changed"


class PersonalTemplate(Invalid):
    """The text contains a personal number, but a template is used for all citizens."""

    code = "cases.personal_template"


class UnknownPlace(Invalid):
    """The text contains an unknown placeholder."""

    code = "cases.unknown_place"


@dataclass(frozen=True)
class ReplyTemplate:
    """One version of a template. `unit` is empty for the city's; an empty `topic` or `outcome` fits all."""

    template_id: UUID
    version: int
    unit: str
    topic: str
    outcome: str
    name: str
    body: str
    retired: bool
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class TemplateWords:
    """The content of a template. `topic` is a code of any of the three levels."""

    name: str
    body: str
    unit: str = ""
    topic: str = ""
    outcome: str = ""
    retired: bool = False


@dataclass(frozen=True)
class FilledTemplate:
    """A template that fits an order, with its placeholders filled from the case. `unit` is empty for the city's."""

    template_id: UUID
    name: str
    unit: str
    outcome: str
    text: str


class EmptyTemplate(Invalid):
    """The text only passes the matter on or points to the courts; a reply says what was done."""

    code = "cases.empty_template"


def allow_template(actor: Actor, profile: Profile, unit: str) -> None:
    """Raises NotPermitted if the actor may not change templates of a unit, or of the city if it is empty.

    The unit's staff and the units above may change a unit's templates, administrators the city's.
    """
    if not unit:
        allow(actor, Action.ADMINISTER)
        return
    if unit not in profile.unit_codes:
        raise BadField(field="unit", problem="unknown")
    line = frozenset({unit, *(above.code for above in profile.ancestors(unit))})
    allow(actor, Action.HANDLE, Subject(line))


def _check_words(profile: Profile, words: TemplateWords) -> None:
    """Raises BadField, PersonalTemplate, EmptyTemplate or UnknownPlace."""
    for field, value, limit in (("name", words.name, NAME_LIMIT), ("body", words.body, BODY_LIMIT)):
        if not value.strip():
            raise BadField(field=field, problem="empty")
        if len(value) > limit:
            raise BadField(field=field, problem="too_long", limit=limit, length=len(value))
        if mask_text(value) != value:
            raise PersonalTemplate(field=field)
    if words.topic and not any(code.startswith(words.topic) for code in profile.topic_codes):
        raise BadField(field="topic", problem="unknown")
    if words.outcome and words.outcome not in {*Outcome}:
        raise BadField(field="outcome", problem="not_an_option", options=[*Outcome])
    _check_body(words.body)


def _check_body(body: str) -> None:
    """Raises EmptyTemplate or UnknownPlace."""
    if only_passes_on(body) or only_points_to_court(body):
        raise EmptyTemplate
    if unknown := unknown_in_template(body):
        raise UnknownPlace(places=unknown)


async def keep_template(
    work: UnitOfWork,
    actor: Actor,
    words: TemplateWords,
    template_id: UUID | None = None,
    version: int | None = None,
) -> ReplyTemplate:
    """Stores a new template, or a new version of one; `version` is the one that was read.

    Raises NoTemplate, TemplateChanged, NotPermitted, BadField, PersonalTemplate or UnknownPlace.
    """
    profile = await current_profile(work)
    before = await template(work, template_id) if template_id else None
    if before and version is not None and before.version != version:
        raise TemplateChanged(version=before.version, expected=version)
    if before:
        allow_template(actor, profile, before.unit)
    allow_template(actor, profile, words.unit)
    _check_words(profile, words)
    number = before.version + 1 if before else 1
    kept = ReplyTemplate(
        before.template_id if before else new_id(),
        number,
        words.unit,
        words.topic,
        words.outcome,
        words.name.strip(),
        words.body.strip(),
        words.retired,
        work.actor,
        work.now,
    )
    work.add("reply_templates", {"id": new_id(), **vars(kept)})
    hears = {f"unit:{code}" for code in (kept.unit, *above(profile, kept.unit)) if code}
    work.record(
        ReplyTemplateKept(kept.template_id, number, kept.unit, kept.topic, kept.outcome, kept.retired),
        about=SubjectRef("reply_template", str(kept.template_id)),
        audience=frozenset({"desk", *hears}),
    )
    return kept


async def template(work: UnitOfWork, template_id: UUID) -> ReplyTemplate:
    """Returns the latest version and locks the template by its first row; raises NoTemplate."""
    await work.run(
        "SELECT 1 FROM reply_templates WHERE city_id = %(city)s AND template_id = %(template)s AND version = 1"
        " FOR UPDATE",
        template=template_id,
    )
    found = await work.row(ReplyTemplate, TEMPLATE_VERSIONS, template=template_id)
    if found is None:
        raise NoTemplate(template=str(template_id))
    return found


async def templates_for(work: UnitOfWork, units: Collection[str], *, retired: bool = False) -> list[ReplyTemplate]:
    """Returns the templates of the city and of these units; a unit's before the city's, then by name."""
    found = await work.rows(ReplyTemplate, _LATEST_TEMPLATES, units=list(units))
    return sorted((one for one in found if retired or not one.retired), key=lambda one: (one.unit == "", one.name))


async def filled_templates(
    work: UnitOfWork, line: list[str], topic: str, words: Mapping[str, str]
) -> list[FilledTemplate]:
    """Returns the templates that fit a topic and a unit, filled, the most exact topic first.

    `line` contains the unit and the units above it, nearest first; `words` maps placeholders to their values.
    """
    fitting = [one for one in await templates_for(work, line) if not one.topic or topic.startswith(one.topic)]
    fitting.sort(key=lambda one: (_nearness(line, one), one.name))
    return [
        FilledTemplate(one.template_id, one.name, one.unit, one.outcome, fill_template(one.body, words))
        for one in fitting
    ]


def _nearness(line: list[str], one: ReplyTemplate) -> tuple[int, int]:
    """Returns a sort key: the more exact topic first, then the nearer unit."""
    return -len(one.topic), line.index(one.unit) if one.unit in line else len(line)


async def kept_templates(work: UnitOfWork, actor: Actor) -> list[ReplyTemplate]:
    """Returns the templates that this actor may change or use.

    These are the city's, and those of the unit's subtree and of the units above it.
    """
    profile = await current_profile(work)
    if actor.unit is None:
        allow(actor, Action.ADMINISTER)
        return await templates_for(work, (), retired=True)
    units = list(profile.codes_under(actor.unit))
    return await templates_for(work, [*units, *above(profile, actor.unit)], retired=True)


async def template_history(work: UnitOfWork, actor: Actor, template_id: UUID) -> list[ReplyTemplate]:
    """Returns every version, newest first; raises NoTemplate also for another unit's template."""
    versions = await work.rows(ReplyTemplate, TEMPLATE_VERSIONS, template=template_id)
    profile = await current_profile(work)
    if not versions or not may_read(actor, profile, versions[0].unit):
        raise NoTemplate(template=str(template_id))
    return versions


def may_read(actor: Actor, profile: Profile, unit: str) -> bool:
    """Whether the actor may read a unit's templates: those of units above and below, and the city's."""
    if not unit or actor.unit in above(profile, unit):
        return True
    return actor.unit is not None and unit in (actor.unit, *above(profile, actor.unit))


def above(profile: Profile, unit: str) -> list[str]:
    """Returns the codes of the units above a unit."""
    return [parent.code for parent in profile.ancestors(unit)] if unit in profile.unit_codes else []


def may_change(actor: Actor, profile: Profile, unit: str) -> bool:
    """Whether the actor may change templates of this unit."""
    try:
        allow_template(actor, profile, unit)
    except (NotPermitted, BadField):
        return False
    return True
