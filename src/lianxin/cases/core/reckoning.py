"""When a clock is due: the arithmetic of its stored terms, with the calendar of the profile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from lianxin.cases.core.rows import ClockRow, Terms
from lianxin.cases.events import ClockStop
from lianxin.city import Due, Extension, Limit, Pause, Profile, due

Say = Callable[[str], str]


def reckon(profile: Profile, clock: ClockRow) -> None:
    """Sets due_at and provisional from the clock's terms."""
    if clock.terms.until is not None:
        return
    result = due_of(profile, clock)
    clock.terms = replace(clock.terms, profile=profile.version)  # the version whose calendar was used
    clock.provisional = result.provisional
    bounds = (clock.terms.needed_by, clock.terms.at_most)
    clock.due_at = min([result.due_at, *(bound for bound in bounds if bound is not None)])


def due_of(profile: Profile, clock: ClockRow, now: datetime | None = None, say: Say = str) -> Due:
    """Returns the full calculation of a clock's due time, with every skipped day; a present pause counts until `now`.

    `say` translates the causes of pauses and extensions.
    """
    pauses = [Pause(begun, ended, say(why)) for begun, ended, why in clock.terms.pauses]
    if clock.paused_at is not None and now is not None:
        pauses.append(Pause(clock.paused_at, max(now, clock.paused_at), say("now")))
    extensions = [Extension(amount, say(why)) for amount, why in clock.terms.extensions]
    return due(clock.started_at, limit_in(clock), profile.calendar, pauses, extensions)


def terms_of(limit: Limit, needed_by: datetime | None) -> Terms:
    """Returns a limit as stored with a clock, so that a later profile does not change the promise."""
    terms = Terms(limit.measure, limit.amount, limit.source, limit.source_en, limit.verified, needed_by)
    return replace(terms, temporary=limit.temporary)


def limit_in(clock: ClockRow) -> Limit:
    """Returns the limit with which a clock was started."""
    terms = clock.terms
    limit = Limit(clock.kind, terms.measure, terms.amount, terms.source, terms.verified, source_en=terms.source_en)
    return replace(limit, temporary=terms.temporary)


def usual_due(profile: Profile, clock: ClockRow) -> datetime | None:
    """Returns when a clock under a temporary limit would be due under the usual one; None for any other clock.

    Pauses count as they did; extensions are left out, because they were asked for the limit that holds.
    """
    temporary = clock.terms.temporary
    if temporary is None or temporary.usual is None:
        return None
    measure, amount = temporary.usual
    usual = replace(clock, terms=replace(clock.terms, measure=measure, amount=amount, extensions=(), temporary=None))
    reckon(profile, usual)
    return usual.due_at


def stop_of(profile: Profile, clock: ClockRow) -> ClockStop:
    """Returns how a stopped clock ended, and how it would have ended under the usual limit."""
    ended = clock.ended or "cancelled"
    usual = usual_due(profile, clock) if clock.stopped_at and ended in {"met", "late"} else None
    if usual is None or clock.stopped_at is None:
        return ClockStop(clock.id, clock.kind, ended)
    return ClockStop(clock.id, clock.kind, ended, "met" if clock.stopped_at <= usual else "late")
