"""Turns events into messages: selects the citizen, the template and the channel."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from lianxin.cases.events import AccessCodeAsked
from lianxin.kernel.events import Event, Recorded
from lianxin.kernel.ids import CitizenId, new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.rows import Message, NotifiedCase, ReadCases
from lianxin.notify.rules.occasions import DISCREET, Occasion, occasion_of
from lianxin.notify.rules.templates import Templates, chosen
from lianxin.notify.rules.unconfirmed import MessagesSoFar, may_tell
from lianxin.notify.used import messages_so_far
from lianxin.people import ContactPreference, Reach, reach_of

FRESH = timedelta(days=3)
"""Older events give no message: a reader that starts late must not flood citizens with old news."""

ReadSilence = Callable[[UnitOfWork], Awaitable[timedelta]]
"""Reads how long a number that nobody has confirmed gets no further receipt."""


@dataclass(frozen=True)
class News:
    """An occasion for a message to a citizen. `check` is the id from which a code is computed, empty without one."""

    position: int
    at: datetime
    case_id: UUID
    citizen_id: CitizenId
    case: NotifiedCase
    occasion: Occasion
    check: str = ""

    @property
    def unproven(self) -> bool:
        """Whether it is about a request from the portal, whose number may be a stranger's."""
        return self.case.portal and not self.occasion.only


async def messages_for(
    work: UnitOfWork,
    events: Iterable[Recorded],
    templates: Templates,
    channels: Collection[str],
    read_cases: ReadCases,
    read_silence: ReadSilence,
) -> list[Message]:
    """Returns the messages for these events, in order, with at most four reads for any number of events."""
    told = occasions(events, after=work.now - FRESH)
    if not told or not channels:
        return []
    cases = await read_cases(work, {case_id for _, _, case_id, *_ in told})
    news = [
        News(position, at, case_id, CitizenId(citizen_id), cases[case_id], occasion, check)
        for position, at, case_id, occasion, check in told
        if case_id in cases and (citizen_id := cases[case_id].citizen_id)
    ]
    reaches = await reach_of(work, {one.citizen_id for one in news})
    return [
        _written(one, channel, templates, work.now)
        for one in await _few_to_strangers(work, _one_each(news), read_silence)
        if (channel := _channel_of(reaches[one.citizen_id], channels, one.occasion.only))
    ]


async def _few_to_strangers(work: UnitOfWork, news: list[News], read_silence: ReadSilence) -> list[News]:
    """Leaves out news of requests from the portal that would flood a number which may be a stranger's."""
    citizens = {one.citizen_id for one in news if one.unproven}
    if not citizens:
        return news
    heard, silence = await messages_so_far(work, citizens, work.now - timedelta(days=1)), await read_silence(work)
    kept: list[News] = []
    for one in news:
        known, template = heard.get(one.citizen_id, MessagesSoFar()), one.occasion.template
        if one.unproven and not may_tell(known, template, one.case_id, work.now, silence):
            continue
        kept.append(one)
        if one.unproven and template == "receipt":
            now_told = replace(known, cases=known.cases | {one.case_id}, today=known.today + 1, last=work.now)
            heard[one.citizen_id] = now_told
    return kept


def _one_each(news: Iterable[News]) -> list[News]:
    """Leaves one message of a moment for each person and matter: the receipt if there is one, else the latest news.

    One command may give several occasions, such as receipt and dispatch, or the closing of several merged cases.
    """
    kept: dict[tuple[object, ...], News] = {}
    for one in news:
        key = (one.position,) if one.occasion.only else (one.citizen_id, one.case.matter, one.at)
        if key not in kept or kept[key].occasion.template != "receipt":
            kept[key] = one
    return sorted(kept.values(), key=lambda one: one.position)


def occasions(events: Iterable[Recorded], after: datetime) -> list[tuple[int, datetime, UUID, Occasion, str]]:
    """Returns position, time, case, occasion and check of the later events that are an occasion."""
    return [
        (event.position, event.at, event.case_id, occasion, check_in(event.event))
        for event in events
        if event.case_id and event.at > after and (occasion := occasion_of(event.event))
    ]


def check_in(event: Event) -> str:
    """Returns the id of the check that an event starts, empty for other events."""
    return str(event.check_id) if isinstance(event, AccessCodeAsked) else ""


def _channel_of(reach: Reach, channels: Collection[str], only: str) -> str | None:
    """Returns the channel: `only` if the occasion names it, else text message unless the citizen prefers mail.

    None if none is possible or wanted.
    """
    if only:
        return only if only in channels else None
    ways: Mapping[str, bool] = {"sms": reach.sms, "email": reach.email}
    order = sorted(ways) if reach.contact_preference == ContactPreference.EMAIL else ways
    return next((way for way in order if ways[way] and way in channels), None)


def _written(news: News, channel: str, templates: Templates, now: datetime) -> Message:
    """Returns one message. For a confidential case it only says that there is news."""
    confidential = news.case.confidential and not news.occasion.only
    template = DISCREET if confidential else news.occasion.template
    known = {"number": news.case.number, "unit": news.case.unit, "code": news.check}
    return Message(
        id=new_id(),
        case_id=news.case_id,
        citizen_id=news.citizen_id,
        caused_by=news.position,
        template=template,
        channel=channel,
        language=chosen(templates[template], news.case.language),
        facts={} if confidential else {name: known[name] for name in news.occasion.facts},
        queued_at=now,
    )
