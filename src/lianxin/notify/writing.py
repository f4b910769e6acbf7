"""Turns events into messages: selects the citizen, the template and the channel."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, LiteralString
from uuid import UUID

from lianxin.cases.events import AccessCodeAsked, CaseOpened
from lianxin.kernel.events import Event, Recorded
from lianxin.kernel.ids import CitizenId, new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.rows import Message, NotifiedCase, ReadCases
from lianxin.notify.rules.occasions import DISCREET, Occasion, occasion_of
from lianxin.notify.rules.templates import Templates, chosen
from lianxin.people import ContactPreference, Reach, reach_of

FRESH = timedelta(days=3)
"""Older events give no message: a reader that starts late must not flood citizens with old news."""

RECEIPTS_A_DAY: Final = 3
"""Receipts within a day for requests from the portal, where nobody has proved that the number is theirs."""

_PORTAL: Final = frozenset({"web", "mobile"})
_RECEIPTS_OF_CITIZENS: LiteralString = (
    "SELECT citizen_id, count(*) AS sent FROM messages WHERE city_id = %(city)s AND citizen_id = ANY(%(citizens)s)"
    " AND template IN ('receipt', 'discreet') AND queued_at > %(since)s GROUP BY citizen_id"
)


@dataclass(frozen=True)
class _Receipts:
    """How many receipts and discreet messages a citizen got."""

    citizen_id: CitizenId
    sent: int


@dataclass(frozen=True)
class News:
    """An occasion for a message to a citizen. `check` is the id from which a code is computed, empty without one.

    `unproven`: the receipt of a request from the portal, whose number may be a stranger's.
    """

    position: int
    at: datetime
    case_id: UUID
    citizen_id: CitizenId
    case: NotifiedCase
    occasion: Occasion
    check: str = ""
    unproven: bool = False


async def messages_for(
    work: UnitOfWork,
    events: Iterable[Recorded],
    templates: Templates,
    channels: Collection[str],
    read_cases: ReadCases,
) -> list[Message]:
    """Returns the messages for these events, in order, with at most three reads for any number of events."""
    told = occasions(events, after=work.now - FRESH)
    if not told or not channels:
        return []
    cases = await read_cases(work, {case_id for _, _, case_id, *_ in told})
    news = [
        News(position, at, case_id, CitizenId(citizen_id), cases[case_id], occasion, check, unproven)
        for position, at, case_id, occasion, check, unproven in told
        if case_id in cases and (citizen_id := cases[case_id].citizen_id)
    ]
    reaches = await reach_of(work, {one.citizen_id for one in news})
    return [
        _written(one, channel, templates, work.now)
        for one in await _few_receipts(work, _one_each(news))
        if (channel := _channel_of(reaches[one.citizen_id], channels, one.occasion.only))
    ]


async def _few_receipts(work: UnitOfWork, news: list[News]) -> list[News]:
    """Leaves out receipts of the portal beyond RECEIPTS_A_DAY, so that nobody has a stranger flooded with messages."""
    citizens = {one.citizen_id for one in news if one.unproven}
    if not citizens:
        return news
    since = work.now - timedelta(days=1)
    rows = await work.rows(_Receipts, _RECEIPTS_OF_CITIZENS, citizens=list(citizens), since=since)
    sent = Counter({row.citizen_id: row.sent for row in rows})
    kept: list[News] = []
    for one in news:
        sent[one.citizen_id] += one.unproven
        if not one.unproven or sent[one.citizen_id] <= RECEIPTS_A_DAY:
            kept.append(one)
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


def occasions(events: Iterable[Recorded], after: datetime) -> list[tuple[int, datetime, UUID, Occasion, str, bool]]:
    """Returns position, time, case, occasion, check and `unproven` of the later events that are an occasion."""
    return [
        (event.position, event.at, event.case_id, occasion, check_in(event.event), from_portal(event.event))
        for event in events
        if event.case_id and event.at > after and (occasion := occasion_of(event.event))
    ]


def check_in(event: Event) -> str:
    """Returns the id of the check that an event starts, empty for other events."""
    return str(event.check_id) if isinstance(event, AccessCodeAsked) else ""


def from_portal(event: Event) -> bool:
    """Whether the event is a request that somebody sent from the citizens' pages."""
    return isinstance(event, CaseOpened) and event.channel in _PORTAL


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
