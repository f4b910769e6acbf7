"""The table of committees for administrators: shows the changes of a new file before it replaces the table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lianxin.administration.drafts import DRAFT_AUDIENCE, NothingChanged, said_reason
from lianxin.administration.events import CommitteesReplaced
from lianxin.administration.reading import said_names
from lianxin.city import Committee, committees_file, committees_in, committees_of, current_profile, keep_committees
from lianxin.kernel.decoding import read_event
from lianxin.kernel.events import Event, SubjectRef
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow

_SHOWN = 50  # names of each kind of change


@dataclass(frozen=True)
class Examples:
    """The first names of each kind of change; for renamed committees the old and the new name."""

    added: list[str]
    removed: list[str]
    renamed: list[str]


@dataclass(frozen=True)
class CommitteeChanges:
    """The changes that a file makes to the table of committees."""

    added: int
    removed: int
    renamed: int
    examples: Examples


@dataclass(frozen=True)
class ReplacedRow:
    """A replacement as it is stored in the event log."""

    at: datetime
    actor: str
    data: Any


@dataclass(frozen=True)
class CommitteeReplacement:
    """One replacement of the table; `by` is a name."""

    at: datetime
    by: str
    note: str
    added: int
    removed: int
    renamed: int


@dataclass(frozen=True)
class Committees:
    """The number of committees, and every replacement, newest first."""

    count: int
    history: list[CommitteeReplacement]


async def committee_history(work: UnitOfWork, actor: Actor) -> Committees:
    """Returns the number of committees and every replacement, newest first."""
    allow(actor, Action.ADMINISTER)
    found = await work.rows(
        ReplacedRow,
        "SELECT at, actor, data FROM events WHERE city_id = %(city)s AND kind = %(kind)s ORDER BY position DESC",
        kind=CommitteesReplaced.kind,
    )
    who = await said_names(work, [one.actor for one in found])
    replaced = [replacement(one.at, who[one.actor], read_event(CommitteesReplaced.kind, one.data)) for one in found]
    return Committees(len(await committees_of(work)), replaced)


def replacement(at: datetime, by: str, event: Event) -> CommitteeReplacement:
    """Returns the replacement that an event describes."""
    if not isinstance(event, CommitteesReplaced):
        raise TypeError(f"not a replacement of committees: {event.kind}")
    return CommitteeReplacement(at, by, event.note, event.added, event.removed, event.renamed)


async def committees_are_own(work: UnitOfWork) -> bool:
    """Whether the city has replaced the shipped table by its own."""
    known = "SELECT 1 FROM events WHERE city_id = %(city)s AND kind = %(kind)s LIMIT 1"
    return await work.value(known, kind=CommitteesReplaced.kind) is not None


async def committee_table(work: UnitOfWork, actor: Actor) -> bytes:
    """Returns the table as a CSV file."""
    allow(actor, Action.ADMINISTER)
    return committees_file(await committees_of(work))


async def look_through(work: UnitOfWork, actor: Actor, content: bytes) -> CommitteeChanges:
    """Returns the changes that this file would make; raises ProfileInvalid with every problem, NothingChanged."""
    allow(actor, Action.ADMINISTER)
    return changes(await committees_of(work), committees_in(content, await current_profile(work)))


async def replace_committees(work: UnitOfWork, actor: Actor, content: bytes, reason: str) -> CommitteeChanges:
    """Replaces the table by this file; completion of addresses uses it within a minute.

    Returns the changes. Raises ProfileInvalid, NothingChanged, ReasonNeeded.
    """
    allow(actor, Action.ADMINISTER)
    note = said_reason(reason)
    await work.run("SELECT pg_advisory_xact_lock(hashtext('committees'), hashtext(%(city)s))")
    fresh = committees_in(content, await current_profile(work))
    found = changes(await committees_of(work), fresh)
    await keep_committees(work, fresh)
    work.record(
        CommitteesReplaced(note, found.added, found.removed, found.renamed),
        about=SubjectRef("committees", work.city_id),
        audience=DRAFT_AUDIENCE,
    )
    return found


def changes(before: list[Committee], after: list[Committee]) -> CommitteeChanges:
    """Returns the differences of two tables by code; raises NothingChanged."""
    old, new = ({one.code: one.name for one in table} for table in (before, after))
    added = [name for code, name in new.items() if code not in old]
    removed = [name for code, name in old.items() if code not in new]
    renamed = [f"{old[code]} → {name}" for code, name in new.items() if code in old and old[code] != name]
    if not added and not removed and not renamed:
        raise NothingChanged
    examples = Examples(added[:_SHOWN], removed[:_SHOWN], renamed[:_SHOWN])
    return CommitteeChanges(len(added), len(removed), len(renamed), examples)
