"""Before a case exists, and beside one that does: where it would go, what is promised, why a deadline is as it is."""

from datetime import datetime
from typing import Any

from lianxin.cases.core.locking import case_of_number, check_sight, read_case
from lianxin.cases.core.routing import direction, ruled_unit
from lianxin.cases.reads.deadline_words import explained
from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.words import Clock
from lianxin.city import Profile, current_profile, due
from lianxin.kernel.work import UnitOfWork
from lianxin.language import Moment, read_moment
from lianxin.people import Actor

TOLD = (Clock.SIGN, Clock.FIRST_CONTACT, Clock.CLOSE, Clock.ANSWER)


async def suggestion(
    work: UnitOfWork,
    topic: str,
    district: str,
    street: str,
    nature: str,
    urgency: str,
    words: str,
    complained: list[str],
    needed_by: datetime | None,
    happened: str = "",
) -> dict[str, Any]:
    """The unit the rules would name, with its reasons, the due times if it were sent now, and what `happened` means."""
    profile = await current_profile(work)
    topic = topic if topic in profile.topic_codes else ""
    district = district or (profile.district_of(street).code if street in profile.division_codes else "")
    ruled = await ruled_unit(work, topic, district, street)
    found = direction(profile, topic, Place(district, street), complained, words, ruled=ruled)
    usual = urgency or (profile.topic(topic).urgency if topic else "normal")
    return {
        "unit": found.unit,
        "unit_name": profile.unit_name(found.unit) if found.unit else None,
        "rule": found.rule,
        "reasons": dict(found.reasons),
        "urgency": usual,
        "happened": moment_view(read_moment(happened, work.now.astimezone(profile.zone))),
        "limits": promises(profile, work.now, usual, nature, topic, words, needed_by),
    }


def moment_view(found: Moment | None) -> dict[str, Any] | None:
    """When the matter was, as it was understood; None when no time was understood."""
    return {"at": found.at, "precision": found.precision} if found else None


def promises(
    profile: Profile, now: datetime, urgency: str, nature: str, topic: str, words: str, needed_by: datetime | None
) -> list[dict[str, Any]]:
    """What can be told to the citizen: each clock with its due time, and who set the limit."""
    fast = profile.is_for_fast_desk(topic or None, words)
    told: list[dict[str, Any]] = []
    for kind in TOLD:
        limit = profile.limit(kind, urgency=urgency, nature=nature, topic=topic, fast_desk=fast)
        if limit is None:
            continue
        due_at = due(now, limit, profile.calendar).due_at
        if needed_by is not None and kind in {Clock.CLOSE, Clock.ANSWER}:
            due_at = min(due_at, needed_by)
        told.append({"clock": kind, "due_at": due_at, "source": limit.source, "verified": limit.verified})
    return told


async def case_clocks(work: UnitOfWork, actor: Actor, number: str, locale: str) -> list[dict[str, Any]]:
    """Every clock of a case, with the paragraph that explains it."""
    file = await read_case(work, await case_of_number(work, number))
    check_sight(file, actor)
    return [
        {
            "id": clock.id,
            "kind": clock.kind,
            "order_id": clock.order_id,
            "unit": file.order(clock.order_id).unit if clock.order_id else None,
            "started_at": clock.started_at,
            "due_at": clock.due_at.astimezone(file.profile.zone),
            "state": "paused" if clock.paused_at and clock.runs else ("running" if clock.runs else clock.ended),
            "fired_at": clock.fired_at,
            "provisional": clock.provisional,
            "explanation": await explained(work, file.profile, clock, locale),
        }
        for clock in file.clocks
    ]
