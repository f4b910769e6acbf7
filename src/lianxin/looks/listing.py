"""The list of looks for review: who opened citizens' data, confidential cases and lists, why, and the alarms.

Only for those who review looks, and without the viewer's own looks. It contains no data of citizens.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from lianxin.cases import headings_of, sight_of, written_reasons
from lianxin.cases.events import ListExported
from lianxin.city import current_profile
from lianxin.kernel.decoding import EVENT_COLUMNS, EventRow
from lianxin.kernel.events import Event, Recorded
from lianxin.kernel.ids import StaffId
from lianxin.kernel.work import UnitOfWork
from lianxin.looks.events import LookRecorded
from lianxin.people import (
    AccessGranted,
    Action,
    Actor,
    CitizenRevealed,
    LooksAlarmed,
    RevealReason,
    Staff,
    allow,
    ref_of,
    staff_of,
)

_PAGE: Final = 50
# the list of kinds is that of the partial index ix_events_looks
OF_LOOKS: LiteralString = (
    " FROM events e WHERE e.city_id = %(city)s AND e.kind IN ('people.citizen_revealed', 'looks.recorded',"
    " 'cases.list_exported', 'people.looks_alarmed', 'people.access_granted') AND e.actor <> %(me)s"
)
_PAGE_OF_LOOKS: LiteralString = (
    f"SELECT {EVENT_COLUMNS}"
    + OF_LOOKS
    + " AND (%(before)s = 0 OR e.position < %(before)s) AND (%(person)s = '' OR e.actor = %(person)s)"
    " AND (%(reason)s = '' OR e.data->>'reason' = %(reason)s) AND (%(way)s = '' OR e.kind = %(kind)s"
    " AND coalesce(e.data->>'way', %(way)s) = %(way)s) ORDER BY e.position DESC LIMIT %(most)s"
)
_PEOPLE_OF_LOOKS: LiteralString = "SELECT DISTINCT e.actor" + OF_LOOKS + " AND e.at > %(now)s - interval '90 days'"
_KIND_OF_WAY: Final[Mapping[str, str]] = {
    "reveal": CitizenRevealed.kind,
    "export": ListExported.kind,
    "alarm": LooksAlarmed.kind,
    "grant": AccessGranted.kind,
}


@dataclass(frozen=True)
class LookFilter:
    """The looks to list; empty fields do not restrict. `way`: reveal, page, print, attachment, callers, number, export,
    alarm or grant. `before`: the position of the last entry of the page before; 0 for the first page."""

    person: UUID | None = None
    reason: RevealReason | None = None
    way: str = ""
    before: int = 0


@dataclass(frozen=True)
class Looker:
    """A member of staff who looked."""

    id: UUID
    name: str
    login: str


@dataclass(frozen=True)
class LookEntry:
    """A look, an alarm or a grant. `number` is null where the viewer may not see the case; `note` is masked.

    `basis` is the work to which the look belongs. `count` is the number of exported cases or the hourly limit reached.
    `roles` and `other` describe a grant: the roles, and the login that got them.
    """

    position: int
    at: datetime
    way: str
    by: Looker | None
    number: str | None
    reason: str | None
    basis: str | None
    note: str | None
    count: int | None
    roles: list[str]
    other: str | None


@dataclass(frozen=True)
class LookPage:
    """A page of looks, latest first. `people`: who looked within 90 days, for the filter."""

    items: list[LookEntry]
    next_before: int | None
    people: list[Looker]


async def look_page(work: UnitOfWork, actor: Actor, wanted: LookFilter) -> LookPage:
    """Returns a page of other people's looks; raises NotPermitted."""
    allow(actor, Action.SEE_LOOKS)
    rows = await work.rows(
        EventRow,
        _PAGE_OF_LOOKS,
        me=actor.ref,
        before=wanted.before,
        person=ref_of(StaffId(wanted.person)) if wanted.person else "",
        reason=wanted.reason or "",
        way=wanted.way,
        kind=_KIND_OF_WAY.get(wanted.way, LookRecorded.kind),
        most=_PAGE + 1,
    )
    found = [row.recorded() for row in rows[:_PAGE]]
    refs = await work.column(str, _PEOPLE_OF_LOOKS, me=actor.ref)
    people = await staff_of(work, {*refs, *(one.actor for one in found)})
    sight = sight_of(actor, await current_profile(work))
    headings = await headings_of(work, sight, {one.case_id for one in found if one.case_id})
    numbers = {case_id: heading.number for case_id, heading in headings.items()}
    notes = await written_reasons(work, sight, _note_ids(found))
    lookers = {ref: _looker(person) for ref, person in people.items()}
    return LookPage(
        [_entry(one, lookers.get(one.actor), numbers, notes) for one in found],
        found[-1].position if len(rows) > _PAGE else None,
        sorted((lookers[ref] for ref in refs if ref in lookers), key=lambda one: one.login),
    )


def _note_ids(found: Sequence[Recorded]) -> Collection[UUID]:
    """Returns the ids of the written reasons."""
    return {one.event.note for one in found if isinstance(one.event, CitizenRevealed) and one.event.note}


def _looker(person: Staff) -> Looker:
    return Looker(person.id, person.name, person.login)


def _entry(one: Recorded, by: Looker | None, numbers: Mapping[UUID, str], notes: Mapping[UUID, str]) -> LookEntry:
    """Returns an event as an entry of the list."""
    event = one.event
    revealed = event if isinstance(event, CitizenRevealed) else None
    granted = event if isinstance(event, AccessGranted) else None
    return LookEntry(
        position=one.position,
        at=one.at,
        way=_way_of(event),
        by=by,
        number=numbers.get(one.case_id) if one.case_id else None,
        reason=revealed.reason if revealed else None,
        basis=revealed.basis if revealed else None,
        note=notes.get(revealed.note) if revealed and revealed.note else None,
        count=_count_of(event),
        roles=granted.roles if granted else [],
        other=granted.login if granted else None,
    )


def _way_of(event: Event) -> str:
    """Returns how data was opened; `alarm` and `grant` for the other events."""
    if isinstance(event, LookRecorded):
        return event.way
    return next(way for way, kind in _KIND_OF_WAY.items() if kind == event.kind)


def _count_of(event: Event) -> int | None:
    match event:
        case ListExported():
            return event.cases
        case LooksAlarmed():
            return event.limit
        case _:
            return None
