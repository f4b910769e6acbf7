"""Begins and ends surge mode: by a shift lead, or by the thresholds of the profile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.rules.figures import SERVICE_SECONDS
from lianxin.calls.rules.surge import QueueLoad, SurgeCause, SurgeLimits, surge_cause, surge_passed
from lianxin.calls.surge.events import SurgeBegan, SurgeEnded
from lianxin.city import SurgeRule, current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, Action, Actor, allow

SURGE_EVERY: Final = 5.0  # seconds
_LATELY: Final = timedelta(minutes=15)

_LINE_NOW: LiteralString = (
    "SELECT count(*) AS waiting, coalesce(max(extract(epoch FROM %(real)s - w.since)), 0)::float8 AS longest"
    " FROM waiting_calls w WHERE w.city_id = %(city)s"
)
_SERVICE_LEVEL: LiteralString = (
    "SELECT (count(*) FILTER (WHERE v.outcome = 'answered' AND v.wait <= %(service)s))::float8"
    " / nullif(count(*), 0) FROM call_visits v WHERE v.city_id = %(city)s AND v.came_at >= %(since)s"
    " AND v.direction = 'in' AND v.queue <> '' AND NOT v.rung_back AND NOT v.handed AND v.outcome IS NOT NULL"
)
_LATEST_SURGE: LiteralString = (
    "SELECT id, cause, began_at, began_real, began_by, ended_at, ended_real, ended_by FROM surges"
    " WHERE city_id = %(city)s ORDER BY began_at DESC, id DESC LIMIT 1"
)


@dataclass(frozen=True)
class Surge:
    """A time of surge mode. `began_by` and `ended_by` are `staff:<id>` or `system`; `ended_at` is null while it is on.

    Times ending in `_real` are real ones.
    """

    id: UUID
    cause: str
    began_at: datetime
    began_real: datetime
    began_by: str
    ended_at: datetime | None
    ended_real: datetime | None
    ended_by: str | None


@dataclass(frozen=True)
class _Line:
    """A row of _LINE_NOW."""

    waiting: int
    longest: float


async def line_now(work: UnitOfWork) -> QueueLoad:
    """Returns the load of the line now."""
    [line] = await work.rows(_Line, _LINE_NOW)
    share: float | None = await work.value(_SERVICE_LEVEL, since=work.now - _LATELY, service=SERVICE_SECONDS)
    return QueueLoad(line.waiting, line.longest, share)


async def latest_surge(work: UnitOfWork) -> Surge | None:
    """Returns the open surge, or the last one."""
    return await work.row(Surge, _LATEST_SURGE)


async def switch_surge(work: UnitOfWork, actor: Actor, *, on: bool) -> None:
    """Begins or ends surge mode by a person; has no effect if it is already so. Raises NotPermitted."""
    allow(actor, Action.LEAD_FLOOR)
    await _lock(work)
    latest = await latest_surge(work)
    is_on = latest is not None and latest.ended_at is None
    if on and not is_on:
        _begin(work, actor, SurgeCause.PERSON, await line_now(work))
    elif latest is not None and is_on and not on:
        _end(work, actor, latest)


async def watch_surge(database: Database, city_id: str) -> None:
    """Begins and ends surge mode by the thresholds of the profile; runs as a loop."""
    async with database.begin(city_id) as work:
        rule = (await current_profile(work)).telephone.surge
        if rule.automatic:
            await _lock(work)
            await _follow(work, surge_limits(rule))


def surge_limits(rule: SurgeRule) -> SurgeLimits:
    """Returns the thresholds of the profile."""
    return SurgeLimits(
        waiting_from=rule.waiting_from,
        waiting_until=rule.waiting_until,
        wait_from=rule.wait_from_s,
        wait_until=rule.wait_until_s,
        service_from=rule.service_from,
        service_until=rule.service_until,
        least=rule.least_minutes * 60.0,
    )


async def _follow(work: UnitOfWork, limits: SurgeLimits) -> None:
    """A surge that a person began is ended by a person; one that a person ended does not begin again at once."""
    latest = await latest_surge(work)
    load = await line_now(work)
    if latest is not None and latest.ended_at is None:
        lasted = (work.real - latest.began_real).total_seconds()
        if latest.cause != SurgeCause.PERSON and surge_passed(load, limits, lasted):
            _end(work, SYSTEM, latest)
        return
    cause = surge_cause(load, limits)
    if cause is not None and not _stopped(work, latest, limits):
        _begin(work, SYSTEM, cause, load)


def _stopped(work: UnitOfWork, latest: Surge | None, limits: SurgeLimits) -> bool:
    """Whether a person ended the last surge a short time ago."""
    if latest is None or latest.ended_real is None or latest.ended_by == SYSTEM.ref:
        return False
    return (work.real - latest.ended_real).total_seconds() < limits.least


async def _lock(work: UnitOfWork) -> None:
    await work.value(
        "SELECT pg_advisory_xact_lock(hashtextextended('surge of ' || c.city_id, 0))"
        " FROM cities c WHERE c.city_id = %(city)s"
    )


def _begin(work: UnitOfWork, actor: Actor, cause: SurgeCause, load: QueueLoad) -> None:
    surge_id = new_id()
    row = {"id": surge_id, "cause": cause.value, "waiting": load.waiting, "longest": load.longest}
    work.add("surges", {**row, "began_at": work.now, "began_real": work.real, "began_by": actor.ref})
    began = SurgeBegan(surge_id, cause.value, load.waiting, load.longest)
    work.record(began, about=SubjectRef("surge", str(surge_id)), audience=CALL_AUDIENCE)


def _end(work: UnitOfWork, actor: Actor, surge: Surge) -> None:
    work.change("surges", surge.id, ended_at=work.now, ended_real=work.real, ended_by=actor.ref)
    work.record(SurgeEnded(surge.id), about=SubjectRef("surge", str(surge.id)), audience=CALL_AUDIENCE)
