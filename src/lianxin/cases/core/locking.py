"""Locks a case for a command. The case row is locked first and is the only lock; all other rows belong to it.

A unit of work has one CaseFile for each case: locking it again returns the same one, with its changes so far.
"""

from collections.abc import Collection, Iterable
from typing import Final, LiteralString
from uuid import UUID

from psycopg.errors import LockNotAvailable

from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.rows import Case, ClockRow, Order, snapshot, snapshots
from lianxin.city import current_profile
from lianxin.kernel.errors import NotFound, Stale
from lianxin.kernel.ids import CaseId
from lianxin.kernel.shared import CacheKey
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, permitted

# the names come from our own dataclasses, never from input, so they are safe in SQL
CASE_COLUMNS: LiteralString = ", ".join(Case.__dataclass_fields__)  # pyright: ignore[reportAssignmentType]
ORDER_COLUMNS: LiteralString = ", ".join(Order.__dataclass_fields__)  # pyright: ignore[reportAssignmentType]
CLOCK_COLUMNS: LiteralString = ", ".join(ClockRow.__dataclass_fields__)  # pyright: ignore[reportAssignmentType]

LOCK_CASE = f"SELECT {CASE_COLUMNS} FROM cases WHERE city_id = %(city)s AND id = %(case_id)s FOR UPDATE"
TRY_LOCK = "SELECT 1 FROM cases WHERE city_id = %(city)s AND id = %(case_id)s FOR UPDATE NOWAIT"
LOAD_CASE = f"SELECT {CASE_COLUMNS} FROM cases WHERE city_id = %(city)s AND id = %(case_id)s"
LOAD_ORDERS = (
    f"SELECT {ORDER_COLUMNS} FROM work_orders WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " ORDER BY dispatched_at, id"
)
LOAD_CLOCKS = (
    f"SELECT {CLOCK_COLUMNS} FROM clocks WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY started_at, id"
)
LOCK_CASES = f"SELECT {CASE_COLUMNS} FROM cases WHERE city_id = %(city)s AND id = ANY(%(ids)s) ORDER BY id FOR UPDATE"
READ_CASES = f"SELECT {CASE_COLUMNS} FROM cases WHERE city_id = %(city)s AND id = ANY(%(ids)s) ORDER BY id"
THEIR_ORDERS = (
    f"SELECT {ORDER_COLUMNS} FROM work_orders WHERE city_id = %(city)s AND case_id = ANY(%(ids)s)"
    " ORDER BY dispatched_at, id"
)
THEIR_CLOCKS = (
    f"SELECT {CLOCK_COLUMNS} FROM clocks WHERE city_id = %(city)s AND case_id = ANY(%(ids)s) ORDER BY started_at, id"
)
_HELD: Final = CacheKey[dict[UUID, CaseFile]]("locked cases")


class NoCase(NotFound):
    """There is no such case, or this viewer may not see it."""

    code = "cases.no_case"


class ChangedMeanwhile(Stale):
    """The case was changed since it was read; read it again."""

    code = "cases.changed_meanwhile"


class Busy(Stale):
    """The other case is being changed at this moment; try again."""

    code = "cases.busy"


def check_sight(file: CaseFile, actor: Actor) -> None:
    """Raises NoCase, as if there were no such case, unless the actor may see it."""
    if not permitted(actor, Action.SEE_CASE, file.subject):
        raise NoCase


async def lock_case(work: UnitOfWork, case_id: UUID, version: int | None = None) -> CaseFile:
    """Locks a case until the work ends, and returns it with orders and clocks; raises NoCase.

    Raises ChangedMeanwhile if `version` is given and is not the case's.
    """
    held = held_files(work)
    file = held.get(case_id)
    if file is None:
        file = held[case_id] = await load(work, case_id, LOCK_CASE)
    if version is not None and file.case.version != version:
        raise ChangedMeanwhile(number=file.case.number, version=file.case.version, expected=version)
    return file


async def lock_at_once(work: UnitOfWork, case_id: UUID) -> CaseFile:
    """Locks a second case; raises Busy instead of waiting, so that two works cannot deadlock."""
    if case_id not in held_files(work):
        try:
            await work.run(TRY_LOCK, case_id=case_id)
        except LockNotAvailable:
            raise Busy(case=str(case_id)) from None
    return await lock_case(work, case_id)


async def lock_cases(work: UnitOfWork, ids: Collection[UUID]) -> list[CaseFile]:
    """Locks several cases with three statements in total; missing cases are left out."""
    held = held_files(work)
    missing = [case_id for case_id in ids if case_id not in held]
    if missing:
        await hold(work, await work.rows(Case, LOCK_CASES, ids=missing))
    return [held[case_id] for case_id in ids if case_id in held]


async def hold(work: UnitOfWork, locked: Collection[Case]) -> list[CaseFile]:
    """Returns the files of cases whose rows this work has just locked; loads those that it does not hold yet."""
    held = held_files(work)
    for file in await _files_of(work, [case for case in locked if case.id not in held]):
        held[file.case.id] = file
    return [held[case.id] for case in locked]


async def read_cases(work: UnitOfWork, ids: Collection[UUID]) -> list[CaseFile]:
    """Returns several cases for reading, without a lock; missing cases are left out."""
    return await _files_of(work, await work.rows(Case, READ_CASES, ids=list(ids))) if ids else []


async def _files_of(work: UnitOfWork, cases: Iterable[Case]) -> list[CaseFile]:
    """Returns the files of cases; reads their orders and clocks with two statements."""
    profile = await current_profile(work)
    files = {case.id: CaseFile(work, profile, case, before=snapshots([case])) for case in cases}
    if not files:
        return []
    for order in await work.rows(Order, THEIR_ORDERS, ids=list(files)):
        files[order.case_id].orders.append(order)
        files[order.case_id].before[order.id] = snapshot(order)
    for clock in await work.rows(ClockRow, THEIR_CLOCKS, ids=list(files)):
        files[clock.case_id].clocks.append(clock)
        files[clock.case_id].before[clock.id] = snapshot(clock)
    return list(files.values())


def held_files(work: UnitOfWork) -> dict[UUID, CaseFile]:
    """Returns the files that this work has locked, by case id."""
    held = work.memo.get(_HELD)
    return work.memo.put(_HELD, {}) if held is None else held


async def read_case(work: UnitOfWork, case_id: UUID) -> CaseFile:
    """Returns a case for reading, without a lock; raises NoCase."""
    return await load(work, case_id, LOAD_CASE)


async def lock_order(work: UnitOfWork, order_id: UUID, version: int | None = None) -> tuple[CaseFile, Order]:
    """Locks the case of an order, and returns both; raises NoCase, ChangedMeanwhile."""
    here = (file.case.id for file in held_files(work).values() for order in file.orders if order.id == order_id)
    case_id = next(here, None) or await work.value(
        "SELECT case_id FROM work_orders WHERE city_id = %(city)s AND id = %(order_id)s", order_id=order_id
    )
    if case_id is None:
        raise NoCase(order=str(order_id))
    file = await lock_case(work, case_id, version)
    return file, file.order(order_id)


async def case_of_number(work: UnitOfWork, number: str) -> CaseId:
    """Returns the id of the case with this number; raises NoCase."""
    found = await work.value("SELECT id FROM cases WHERE city_id = %(city)s AND number = %(number)s", number=number)
    if found is None:
        raise NoCase(number=number)
    return found


async def load(work: UnitOfWork, case_id: UUID, statement: LiteralString) -> CaseFile:
    """Returns case, orders and clocks, the case read by `statement`; raises NoCase."""
    case = await work.row(Case, statement, case_id=case_id)
    if case is None:
        raise NoCase(case=str(case_id))
    orders = await work.rows(Order, LOAD_ORDERS, case_id=case_id)
    clocks = await work.rows(ClockRow, LOAD_CLOCKS, case_id=case_id)
    profile = await current_profile(work)
    return CaseFile(work, profile, case, orders, clocks, snapshots([case, *orders, *clocks]))
