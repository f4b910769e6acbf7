"""Previews of intake: where the rules would send a case and the due times; also explains the clocks of a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases.commands.intake import urgency_of
from lianxin.cases.core.locking import case_of_number, check_sight, read_case
from lianxin.cases.core.routing import Ruled, direction, ruled_unit
from lianxin.cases.core.words_mask import words_masks
from lianxin.cases.reads.dangers import DangerFound
from lianxin.cases.reads.deadline_words import explained
from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.words import ClockKind, Urgency
from lianxin.city import Profile, current_profile, due
from lianxin.kernel.work import UnitOfWork
from lianxin.language import read_moment
from lianxin.people import Actor

_TOLD = (ClockKind.SIGN, ClockKind.FIRST_CONTACT, ClockKind.CLOSE, ClockKind.ANSWER)


@dataclass(frozen=True)
class LimitPromise:
    """A due time to tell the citizen, and the source of the limit."""

    clock: str
    due_at: datetime
    source: str
    verified: bool


@dataclass(frozen=True)
class UnderstoodMoment:
    """The time of the matter as understood from the words; `precision` is minute, part (of a day) or day."""

    at: datetime
    precision: str


@dataclass(frozen=True)
class Suggestion:
    """The unit to which the rules would send a case, by which rule and for which reasons; None: the desk decides."""

    unit: str | None
    unit_name: str | None
    rule: str | None
    reasons: dict[str, str]
    ruled: str
    urgency: str
    danger: DangerFound | None
    happened: UnderstoodMoment | None
    limits: list[LimitPromise]


@dataclass(frozen=True)
class ExplainedClock:
    """A clock and the paragraph that explains its due time."""

    id: UUID
    kind: str
    order_id: UUID | None
    unit: str | None
    started_at: datetime
    due_at: datetime
    state: str
    fired_at: datetime | None
    provisional: bool
    explanation: str


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
    wish: str = "",
) -> Suggestion:
    """Returns where the rules would send the case, its class, the danger that its words report, due times if sent now,
    and the time understood from `happened`."""
    profile = await current_profile(work)
    topic = topic if topic in profile.topic_codes else ""
    district = district or (profile.district_of(street).code if street in profile.division_codes else "")
    place = Place(district, street)
    ruled = await ruled_unit(work, topic, place, words)
    found = direction(profile, topic, place, complained, words, ruled=ruled, nature=nature)
    danger = profile.danger_rules.danger_in(f"{words}\n{wish}")
    opens_as = Urgency.CRITICAL if danger else urgency_of(profile, urgency, topic, words)
    moment = read_moment(happened, work.now.astimezone(profile.zone))
    return Suggestion(
        unit=found.unit,
        unit_name=profile.unit_name(found.unit) if found.unit else None,
        rule=found.rule,
        reasons=dict(found.reasons),
        ruled=await _sentence_of(work, ruled) if ruled and found.rule == "ruling" else "",
        urgency=opens_as,
        danger=DangerFound.of(danger) if danger else None,
        happened=UnderstoodMoment(moment.at, moment.precision) if moment else None,
        limits=promises(profile, work.now, opens_as, nature, topic, words, needed_by),
    )


async def _sentence_of(work: UnitOfWork, ruled: Ruled) -> str:
    """Returns the sentence of a ruling, masked like the words of its case."""
    return (await words_masks(work, [ruled.case_id])).of(ruled.case_id)(ruled.sentence)


def promises(
    profile: Profile, now: datetime, urgency: str, nature: str, topic: str, words: str, needed_by: datetime | None
) -> list[LimitPromise]:
    """Returns the due times to tell the citizen, each with the source of its limit."""
    fast = profile.is_for_fast_desk(topic or None, words)
    told: list[LimitPromise] = []
    for kind in _TOLD:
        limit = profile.limit(kind, urgency=urgency, nature=nature, topic=topic, fast_desk=fast, on=now)
        if limit is None:
            continue
        due_at = due(now, limit, profile.calendar).due_at
        if needed_by is not None and kind in {ClockKind.CLOSE, ClockKind.ANSWER}:
            due_at = min(due_at, needed_by)
        told.append(LimitPromise(kind, due_at, limit.source, limit.verified))
    return told


async def case_clocks(work: UnitOfWork, actor: Actor, number: str, locale: str) -> list[ExplainedClock]:
    """Returns every clock of a case with its explanation; raises NoCase."""
    file = await read_case(work, await case_of_number(work, number))
    check_sight(file, actor)
    return [
        ExplainedClock(
            id=clock.id,
            kind=clock.kind,
            order_id=clock.order_id,
            unit=file.order(clock.order_id).unit if clock.order_id else None,
            started_at=clock.started_at,
            due_at=clock.due_at.astimezone(file.profile.zone),
            state=clock.state,
            fired_at=clock.fired_at,
            provisional=clock.provisional,
            explanation=await explained(work, file.profile, clock, locale),
        )
        for clock in file.clocks
    ]
