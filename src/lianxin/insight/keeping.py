"""Updates the facts: as a feed reader, in the transaction that moves its cursor; and rebuilds them from the log."""

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from typing import Final, LiteralString, TypeVar
from uuid import UUID

from lianxin.cases.events import CaseLinked
from lianxin.insight.rules.facts import CallbackFact, CaseFact, ClockFact, Fact, FactSet, OrderFact
from lianxin.insight.rules.fold import entry_of, fold
from lianxin.kernel.database import Database
from lianxin.kernel.events import Event, Recorded
from lianxin.kernel.feed import hold_cursor, move_cursor, read_feed, reader_position
from lianxin.kernel.rows import columns_of
from lianxin.kernel.work import UnitOfWork

READER: Final = "insight"
_AT_ONCE: Final = 2000  # events folded between two writes of a rebuild
FACT_TABLES: Final[dict[type[Fact], LiteralString]] = {
    CaseFact: "case_facts",
    OrderFact: "order_facts",
    ClockFact: "clock_facts",
    CallbackFact: "callback_facts",
}
F = TypeVar("F", CaseFact, OrderFact, ClockFact, CallbackFact)


@dataclass(frozen=True)
class Rebuilt:
    """The number of events read by a rebuild, and of facts by table."""

    events: int
    case_facts: int
    order_facts: int
    clock_facts: int
    callback_facts: int


async def keep_facts(work: UnitOfWork, events: list[Recorded]) -> None:
    """Folds events into the facts they concern, and writes the changed facts; `kernel.feed` calls it for READER."""
    entries = [(entry, one.event) for one in events if (entry := entry_of(one))]
    if not entries:
        return
    facts = await read_facts(work, {entry.case_id for entry, _ in entries} | followed(event for _, event in entries))
    before = {fact.id: copy(fact) for fact in facts.all()}
    for entry, event in entries:
        fold(facts, entry, event)
    left = {fact.id for fact in facts.all()}
    changed = [fact for fact in facts.all() if before.get(fact.id) != fact]
    await write_facts(work, changed, before.keys(), [fact for fact in before.values() if fact.id not in left])


def followed(events: Iterable[Event]) -> set[UUID]:
    """Returns the cases into which others are merged by these events."""
    return {event.other for event in events if isinstance(event, CaseLinked) and event.relation == "merge"}


async def read_facts(work: UnitOfWork, case_ids: Collection[UUID]) -> FactSet:
    """Returns the facts of these cases, and the case facts of those into which they are merged."""
    ids = list(case_ids)
    facts = FactSet()
    for case in await read(work, CaseFact, "id", ids) + await read(work, CaseFact, "id", await primaries(work, ids)):
        facts.cases[case.id] = case
    facts.orders = {order.id: order for order in await read(work, OrderFact, "case_id", ids)}
    facts.clocks = {clock.id: clock for clock in await read(work, ClockFact, "case_id", ids)}
    facts.callbacks = {callback.id: callback for callback in await read(work, CallbackFact, "case_id", ids)}
    return facts


async def primaries(work: UnitOfWork, ids: list[UUID]) -> list[UUID]:
    """Returns the cases into which some of these are merged and that are not among them."""
    return await work.column(
        UUID,
        "SELECT DISTINCT primary_id FROM case_facts WHERE city_id = %(city)s AND id = ANY(%(ids)s)"
        " AND primary_id <> ALL(%(ids)s)",
        ids=ids,
    )


async def read(work: UnitOfWork, kind: type[F], by: LiteralString, ids: list[UUID]) -> list[F]:
    """Returns facts of one kind in the order of their ids, which is the order of time."""
    if not ids:
        return []
    statement: LiteralString = (
        f"SELECT {columns_of(kind, 'f')} FROM {FACT_TABLES[kind]} f WHERE city_id = %(city)s AND {by} = ANY(%(ids)s)"
    )
    return await work.rows(kind, statement + " ORDER BY id", ids=ids)


async def write_facts(
    work: UnitOfWork, changed: Collection[Fact], known: Collection[UUID], gone: Collection[Fact]
) -> None:
    """Writes the changed facts; those in `known` are replaced, those in `gone` deleted."""
    for kind, table in FACT_TABLES.items():
        mine = [fact for fact in changed if type(fact) is kind]
        old = [fact.id for fact in mine if fact.id in known] + [fact.id for fact in gone if type(fact) is kind]
        if old:
            statement: LiteralString = "DELETE FROM " + table + " WHERE city_id = %(city)s AND id = ANY(%(ids)s)"
            await work.run(statement, ids=old)
        for fact in mine:
            work.add(table, fact)
    await work.flush()


async def rebuild(database: Database, city_id: str, until: int | None = None) -> Rebuilt:
    """Rebuilds the facts from position 0 up to `until`, in one transaction; figures stay the old ones until it commits.

    The feed reader continues after the last event read.
    """
    async with database.begin(city_id, actor=READER) as work:
        await hold_cursor(work, READER)
        read_events = await build(work, until)
        return Rebuilt(read_events, **{table: await count(work, table) for table in FACT_TABLES.values()})


async def build(work: UnitOfWork, until: int | None = None) -> int:
    """Deletes the facts and folds the log up to a position (all of it by default); returns how many events it read."""
    for table in FACT_TABLES.values():
        statement: LiteralString = "DELETE FROM " + table + " WHERE city_id = %(city)s"
        await work.run(statement)
    position = total = 0
    while found := [e for e in await read_feed(work, position, _AT_ONCE) if until is None or e.position <= until]:
        await keep_facts(work, found)
        position, total = found[-1].position, total + len(found)
    await move_cursor(work, READER, position)
    return total


async def count(work: UnitOfWork, table: LiteralString) -> int:
    """Returns the number of facts in a table."""
    statement: LiteralString = f"SELECT count(*) FROM {table} WHERE city_id = %(city)s"
    return await work.value(statement)


async def facts_position(work: UnitOfWork) -> int:
    """Returns the position of the log up to which the facts are current."""
    return await reader_position(work, READER)
