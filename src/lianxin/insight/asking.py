"""The scope of figures: a period, and the units, topic and district, limited to what the viewer may see."""

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
    """The scope as requested. An empty field does not limit it; `since` defaults to Monday, `until` to now."""

    unit: str = ""
    topic: str = ""
    district: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """The scope that is answered, as parameters of statements.

    `units` are all units in the scope, None for the whole city; `before` is the start of the preceding period.
    """

    unit: str | None
    units: list[str] | None
    topic: str
    district: str
    before: datetime
    since: datetime
    until: datetime


def asked_of(actor: Actor, profile: Profile, wish: Wish, now: datetime) -> Asked:
    """Returns the scope limited to what this actor may see; raises NotPermitted, BadPeriod, NotOfTheCity."""
    unit = _reach(actor, profile, wish.unit)
    _check_known(
        wish.topic, {part for code in (*profile.topic_codes, *profile.retired.topics) for part in levels(code)}, "topic"
    )
    _check_known(wish.district, profile.division_codes, "district")
    until = min(wish.until or now, now)
    since = wish.since or week_of(now, profile)
    if since >= until:
        raise BadPeriod(since=since.isoformat(), until=until.isoformat())
    units = list(profile.codes_under(unit)) if unit else None
    return Asked(unit, units, wish.topic, wish.district, since - (until - since), since, until)


def _reach(actor: Actor, profile: Profile, unit: str) -> str | None:
    """Returns the unit of the figures: the requested one, else the actor's own, else None for the whole city.

    Raises NotPermitted, NotOfTheCity.
    """
    scope = scope_of(actor, Action.SEE_FIGURES)
    if not scope or (scope == {"unit"} and actor.unit is None):
        raise NotPermitted(action=Action.SEE_FIGURES.value, roles_that_may=roles_that_may(Action.SEE_FIGURES))
    chosen = unit or (None if "city" in scope else actor.unit)
    if chosen is None:
        return None
    _check_known(chosen, {*profile.unit_codes, *profile.retired.units, actor.unit or ""}, "unit")
    above = {chosen, *(one.code for one in profile.ancestors(chosen))}
    allow(actor, Action.SEE_FIGURES, Subject(frozenset(above)))
    return chosen


def _check_known(code: str, known: Collection[str], field: str) -> None:
    """Raises NotOfTheCity for a code that is neither empty nor one of the city's."""
    if code and code not in known:
        raise NotOfTheCity(field=field, value=code[:40])


def levels(code: str) -> list[str]:
    """Returns a topic's code and those of the levels above: 01, 01.02, 01.02.03."""
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def week_of(now: datetime, profile: Profile) -> datetime:
    """Returns the start of Monday of this week in the city's time zone."""
    local = now.astimezone(profile.zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
