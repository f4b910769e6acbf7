"""Publishes the draft: now, or on the day from which a unit in it is retired.

A planned version waits in `planned_profiles`. On its day it is carried over to the version then in force and published
in the name of whoever planned it; if that is refused, it stays listed with the reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from lianxin.administration.drafts import (
    DELETE_DRAFT,
    DRAFT_AUDIENCE,
    DRAFT_REF,
    DraftOutdated,
    NothingChanged,
    checked,
    publish,
    said_reason,
    seen_draft,
)
from lianxin.administration.events import ProfilePlanEnded, ProfilePlanned
from lianxin.administration.leaving import RETIRED_UNIT, check_successors, leaving_units
from lianxin.city import (
    Document,
    Profile,
    carried,
    current_profile,
    files_of,
    follow_profile,
    profile_differences,
    profile_version,
    rows_of,
    section_of,
)
from lianxin.kernel.database import Database
from lianxin.kernel.errors import Conflict, DomainError, NotFound
from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, Action, Actor, allow

_PLANNED_PROFILES: LiteralString = (
    "SELECT id, base, document, effective_on, reason, planned_by, planned_at, failed FROM planned_profiles"
    " WHERE city_id = %(city)s ORDER BY effective_on, id"
)
_DUE_PROFILES: LiteralString = (
    "SELECT id, base, document, effective_on, reason, planned_by, planned_at, failed FROM planned_profiles"
    " WHERE city_id = %(city)s AND effective_on <= %(today)s AND failed IS NULL ORDER BY effective_on, id LIMIT 1"
)


class SeveralDates(Conflict):
    """Units of the draft are retired on different days in the future; a version takes effect on one day."""

    code = "administration.several_dates"


class NoPlan(NotFound):
    """There is no planned version of this id."""

    code = "administration.no_plan"


class PlanConflict(Conflict):
    """A version published meanwhile changed the same rows as the planned one."""

    code = "administration.plan_conflict"


@dataclass(frozen=True)
class PlannedProfile:
    """A version that takes effect on a day. `failed` is the code of the error that refused it on its day."""

    id: UUID
    base: str
    document: Document
    effective_on: date
    reason: str
    planned_by: str
    planned_at: datetime
    failed: str | None


def future_days(document: Document, profile: Profile, today: date) -> set[date]:
    """Returns the days of the units in force that the document retires, if one of them is in the future."""
    rows = [row for row in rows_of(document, section_of(RETIRED_UNIT)) if row.get("code") in profile.unit_codes]
    days = {date.fromisoformat(str(row["date"])) for row in rows}
    return days if max(days, default=today) > today else set()


def effective_day(document: Document, profile: Profile, today: date) -> date | None:
    """Returns the future day on which the units that the document retires end, None for now; raises SeveralDates."""
    days = future_days(document, profile, today)
    if len(days) > 1:
        raise SeveralDates(days="、".join(sorted(day.isoformat() for day in days)))
    return next(iter(days), None)


def today_of(work: UnitOfWork, profile: Profile) -> date:
    """Returns the day of the city."""
    return work.now.astimezone(profile.zone).date()


async def publish_draft(work: UnitOfWork, actor: Actor, seen: UUID, reason: str) -> tuple[Profile, date | None]:
    """Publishes the draft, if it is still in the state `seen`, or plans it for the day on which its units retire.

    Returns the version in force, and the day if it was planned. Raises NoDraft, DraftMoved, DraftOutdated,
    NothingChanged, ReasonNeeded, ProfileInvalid, SeveralDates, SuccessorNeeded.
    """
    allow(actor, Action.ADMINISTER)
    draft = await seen_draft(work, seen)
    await follow_profile(work)
    profile = await current_profile(work)
    if profile.version != draft.base:
        raise DraftOutdated(base=draft.base)
    day = effective_day(draft.document, profile, today_of(work, profile))
    if day is None:
        profile = await publish(work, actor, draft.document, reason)
    else:
        await _plan(work, actor, draft.document, reason, day)
    await work.run(DELETE_DRAFT)
    return profile, day


async def _plan(work: UnitOfWork, actor: Actor, document: Document, reason: str, day: date) -> None:
    """Keeps a content for its day, after the checks of a publication."""
    words, profile = said_reason(reason), await current_profile(work)
    if not profile_differences(profile.to_document(), document):
        raise NothingChanged
    checked(files_of(document), profile.code)
    check_successors(await leaving_units(work, actor, document))
    plan_id, content = new_id(), {**document, "version": ""}
    row = {"id": plan_id, "base": profile.version, "document": content, "effective_on": day, "reason": words}
    work.add("planned_profiles", {**row, "planned_by": work.actor, "planned_at": work.now, "failed": None})
    work.record(ProfilePlanned(plan_id, day.isoformat()), about=DRAFT_REF, audience=DRAFT_AUDIENCE)


async def waiting_plans(work: UnitOfWork) -> list[PlannedProfile]:
    """Returns the versions that wait for their day, the next one first."""
    return await work.rows(PlannedProfile, _PLANNED_PROFILES)


async def cancel_plan(work: UnitOfWork, actor: Actor, plan_id: UUID) -> None:
    """Deletes a planned version; the version in force stays in force. Raises NoPlan."""
    allow(actor, Action.ADMINISTER)
    if plan_id not in {one.id for one in await waiting_plans(work)}:
        raise NoPlan(id=str(plan_id))
    await _end(work, plan_id, "cancelled")


async def _end(work: UnitOfWork, plan_id: UUID, how: str) -> None:
    """Deletes a plan and records how it ended: `cancelled` or `published`."""
    await work.run("DELETE FROM planned_profiles WHERE city_id = %(city)s AND id = %(plan)s", plan=plan_id)
    work.record(ProfilePlanEnded(plan_id, how), about=DRAFT_REF, audience=DRAFT_AUDIENCE)


async def publish_due(database: Database, city_id: str) -> None:
    """Publishes the versions whose day has come, each in the name of whoever planned it."""
    while (plan := await _next_due(database, city_id)) is not None:
        try:
            async with database.begin(city_id, actor=plan.planned_by) as work:
                await _take_effect(work, plan)
        except DomainError as error:
            async with database.begin(city_id, actor=SYSTEM.ref) as work:
                await _refuse(work, plan, error.code)


async def _next_due(database: Database, city_id: str) -> PlannedProfile | None:
    """Returns the plan that is due next."""
    async with database.read(city_id) as work:
        await follow_profile(work)
        today = today_of(work, await current_profile(work))
        return next(iter(await work.rows(PlannedProfile, _DUE_PROFILES, today=today)), None)


async def _take_effect(work: UnitOfWork, plan: PlannedProfile) -> None:
    """Publishes a plan over the version in force; raises PlanConflict if both changed the same rows."""
    await follow_profile(work)
    base, profile = await profile_version(work, plan.base), await current_profile(work)
    document, both = carried(base.to_document(), plan.document, profile.to_document())
    if both:
        raise PlanConflict(rows=_named({one.section for one in both}))
    await publish(work, SYSTEM, document, plan.reason)
    await _end(work, plan.id, "published")


def _named(sections: Iterable[str]) -> str:
    return "、".join(sorted(sections))


async def _refuse(work: UnitOfWork, plan: PlannedProfile, code: str) -> None:
    """Keeps the reason why a plan was refused on its day; it is not tried again."""
    await work.run(
        "UPDATE planned_profiles SET failed = %(code)s WHERE city_id = %(city)s AND id = %(plan)s",
        plan=plan.id,
        code=code,
    )
    work.record(ProfilePlanEnded(plan.id, code), about=DRAFT_REF, audience=DRAFT_AUDIENCE)
