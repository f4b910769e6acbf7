"""What a viewer asks figures about: a period, and the units, topic and district within the viewer's reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianxin.city import Profile
from lianxin.kernel.errors import Invalid
from lianxin.people import Action, Actor, NotPermitted, Subject, allow, roles_that_may, scope_of


class BadPeriod(Invalid):
    """The period ends before it begins, or has not begun."""

    code = "insight.bad_period"


class NotOfTheCity(Invalid):
    """The city has no unit, topic or district of this code."""

    code = "insight.not_of_the_city"


@dataclass(frozen=True)
class Wish:
    """As it was asked; what is empty is not narrowed. Without `since` the week so far, without `until` up to now."""

    unit: str = ""
    topic: str = ""
    district: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """What is answered, as parameters of statements.

    `units` are all units meant, None for the whole city; `before` is where the period before begins.
    """

    unit: str | None
    units: list[str] | None
    topic: str
    district: str
    before: datetime
    since: datetime
    until: datetime


def asked_of(actor: Actor, profile: Profile, wish: Wish, now: datetime) -> Asked:
    """What this actor may be told of it; raises NotPermitted, BadPeriod, NotOfTheCity."""
    unit = _reach(actor, profile, wish.unit)
    _check_known(wish.topic, {part for code in profile.topic_codes for part in levels(code)}, "topic")
    _check_known(wish.district, profile.division_codes, "district")
    until = min(wish.until or now, now)
    since = wish.since or week_of(now, profile)
    if since >= until:
        raise BadPeriod(since=since.isoformat(), until=until.isoformat())
    units = [below.code for below in profile.units_under(unit)] if unit else None
    return Asked(unit, units, wish.topic, wish.district, since - (until - since), since, until)


def _reach(actor: Actor, profile: Profile, unit: str) -> str | None:
    """The unit whose figures are told: the one asked for, else the actor's own, else None for the whole city."""
    scope = scope_of(actor, Action.SEE_FIGURES)
    if not scope or (scope == {"unit"} and actor.unit is None):
        raise NotPermitted(action=Action.SEE_FIGURES.value, roles_that_may=roles_that_may(Action.SEE_FIGURES))
    chosen = unit or (None if "city" in scope else actor.unit)
    if chosen is None:
        return None
    _check_known(chosen, profile.unit_codes, "unit")
    above = {chosen, *(one.code for one in profile.ancestors(chosen))}
    allow(actor, Action.SEE_FIGURES, Subject(frozenset(above)))
    return chosen


def _check_known(code: str, known: Collection[str], field: str) -> None:
    """Raises NotOfTheCity for a code that the city does not have; an empty one asks for nothing."""
    if code and code not in known:
        raise NotOfTheCity(field=field, value=code[:40])


def levels(code: str) -> list[str]:
    """A topic's code and those of the levels above: 01.02.03, 01.02, 01."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def week_of(now: datetime, profile: Profile) -> datetime:
    """Monday morning of this week, where the city is."""
    local = now.astimezone(profile.zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
