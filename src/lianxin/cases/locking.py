"""Taking a case into a command's hands. The case row is locked first and alone; everything else hangs on it."""

from uuid import UUID

from lianxin.cases.case_file import CaseFile, remember
from lianxin.cases.rows import Case, ClockRow, Order
from lianxin.city import current_profile
from lianxin.kernel.errors import NotFound, Stale
from lianxin.kernel.work import UnitOfWork

CASE_COLUMNS = ", ".join(Case.__dataclass_fields__)
ORDER_COLUMNS = ", ".join(Order.__dataclass_fields__)
CLOCK_COLUMNS = ", ".join(ClockRow.__dataclass_fields__)

LOCK_CASE = f"SELECT {CASE_COLUMNS} FROM cases WHERE city_id = %(city)s AND id = %(case_id)s FOR UPDATE"
LOAD_CASE = f"SELECT {CASE_COLUMNS} FROM cases WHERE city_id = %(city)s AND id = %(case_id)s"
LOAD_ORDERS = (
    f"SELECT {ORDER_COLUMNS} FROM work_orders WHERE city_id = %(city)s AND case_id = %(case_id)s"
    " ORDER BY dispatched_at, id"
)
LOAD_CLOCKS = (
    f"SELECT {CLOCK_COLUMNS} FROM clocks WHERE city_id = %(city)s AND case_id = %(case_id)s ORDER BY started_at, id"
)


class NoCase(NotFound):
    """No such case, or not for this viewer."""

    code = "cases.no_case"


class ChangedMeanwhile(Stale):
    """Somebody moved the case since it was read; read it again."""

    code = "cases.changed_meanwhile"


async def lock_case(work: UnitOfWork, case_id: UUID, version: int | None = None) -> CaseFile:
    """The case with its orders and clocks, nobody else's until the work ends."""
    return await load(work, case_id, LOCK_CASE, version)


async def read_case(work: UnitOfWork, case_id: UUID) -> CaseFile:
    """The same without a lock, for reading."""
    return await load(work, case_id, LOAD_CASE, None)


async def lock_order(work: UnitOfWork, order_id: UUID, version: int | None = None) -> tuple[CaseFile, Order]:
    """An order's whole case, and the order in it."""
    case_id = await work.value(
        "SELECT case_id FROM work_orders WHERE city_id = %(city)s AND id = %(order_id)s", order_id=order_id
    )
    if case_id is None:
        raise NoCase(order=str(order_id))
    file = await lock_case(work, case_id, version)
    return file, file.order(order_id)


async def case_of_number(work: UnitOfWork, number: str) -> UUID:
    """The id of the case with this number; raises NoCase."""
    found = await work.value("SELECT id FROM cases WHERE city_id = %(city)s AND number = %(number)s", number=number)
    if found is None:
        raise NoCase(number=number)
    return found


async def load(work: UnitOfWork, case_id: UUID, statement: str, version: int | None) -> CaseFile:
    """Reads case, orders and clocks; raises NoCase or ChangedMeanwhile."""
    case = await work.row(Case, statement, case_id=case_id)
    if case is None:
        raise NoCase(case=str(case_id))
    if version is not None and case.version != version:
        raise ChangedMeanwhile(number=case.number, version=case.version, expected=version)
    orders = await work.rows(Order, LOAD_ORDERS, case_id=case_id)
    clocks = await work.rows(ClockRow, LOAD_CLOCKS, case_id=case_id)
    profile = await current_profile(work)
    return CaseFile(work, profile, case, orders, clocks, remember([case, *orders, *clocks]))
