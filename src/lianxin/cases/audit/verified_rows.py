"""Reads the rows that verify_log compares with the log, ordered by case id, through server-side cursors."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, LiteralString, Protocol, TypeVar
from uuid import UUID

from psycopg import AsyncServerCursor

from lianxin.cases.audit.differences import ClockFacts, OrderFacts
from lianxin.kernel.rows import shaped
from lianxin.kernel.work import UnitOfWork

FETCH = 4000

CHECKED_CASES: LiteralString = (
    "SELECT id AS case_id, number, status, round, lead_unit, reopenings, urgency, nature, topic, fast_desk FROM cases"
    " WHERE city_id = %(city)s ORDER BY id"
)
CHECKED_EVENTS: LiteralString = (
    "SELECT case_id, position, at, kind, order_id, data, cardinality(audience) AS heard FROM events"
    " WHERE city_id = %(city)s AND case_id IS NOT NULL ORDER BY case_id, position"
)
CHECKED_ORDERS: LiteralString = (
    "SELECT case_id, id, status, role, unit, round, reply_text FROM work_orders"
    " WHERE city_id = %(city)s ORDER BY case_id"
)
CHECKED_CLOCKS: LiteralString = (
    "SELECT case_id, id, kind, order_id, due_at, ended, fired_at IS NOT NULL AS fired,"
    " paused_at IS NOT NULL AS paused"
    " FROM clocks WHERE city_id = %(city)s ORDER BY case_id"
)
CHECKED_TEXTS: LiteralString = "SELECT case_id, id FROM texts WHERE city_id = %(city)s ORDER BY case_id"


class OfCase(Protocol):
    """A row that belongs to a case."""

    @property
    def case_id(self) -> UUID: ...


R = TypeVar("R", bound=OfCase)


@dataclass
class CheckedCase:
    """A row of CHECKED_CASES."""

    case_id: UUID
    number: str
    status: str
    round: int
    lead_unit: str | None
    reopenings: int
    urgency: str
    nature: str
    topic: str
    fast_desk: bool


@dataclass
class CheckedEvent:
    """A row of CHECKED_EVENTS; `heard` is the size of its audience."""

    case_id: UUID
    position: int
    at: datetime
    kind: str
    order_id: UUID | None
    data: Any
    heard: int


@dataclass(frozen=True)
class CheckedOrder(OrderFacts):
    """A row of CHECKED_ORDERS."""

    case_id: UUID


@dataclass(frozen=True)
class CheckedClock(ClockFacts):
    """A row of CHECKED_CLOCKS."""

    case_id: UUID


@dataclass
class CheckedText:
    """A row of CHECKED_TEXTS."""

    case_id: UUID
    id: UUID


class Grouped(Generic[R]):
    """The rows of a statement ordered by case, read case by case through a server-side cursor."""

    def __init__(self, work: UnitOfWork, name: str, shape: type[R], statement: LiteralString) -> None:
        self.cursor: AsyncServerCursor[R] = work.conn.cursor(name, row_factory=shaped(shape, statement))
        self.statement: LiteralString = statement
        self.city = work.city_id
        self.held: list[R] = []
        self.at = 0

    async def open(self) -> "Grouped[R]":
        await self.cursor.execute(self.statement, {"city": self.city})
        return self

    async def take(self, case_id: UUID | None) -> list[R]:
        """Returns the rows not yet taken of cases up to this one, or all remaining rows if None."""
        taken: list[R] = []
        while True:
            start, end, held = self.at, self.at, self.held
            while end < len(held) and (case_id is None or held[end].case_id <= case_id):
                end += 1
            taken += held[start:end]
            self.at = end
            if end < len(held):
                return taken
            self.held, self.at = await self.cursor.fetchmany(FETCH), 0
            if not self.held:
                return taken

    async def next(self) -> R | None:
        """Returns the next row, or None after the last."""
        if self.at >= len(self.held):
            self.held, self.at = await self.cursor.fetchmany(FETCH), 0
            if not self.held:
                return None
        self.at += 1
        return self.held[self.at - 1]


@dataclass
class Checked:
    """Cursors over the log and over every table that it is compared with."""

    cases: Grouped[CheckedCase]
    events: Grouped[CheckedEvent]
    orders: Grouped[CheckedOrder]
    clocks: Grouped[CheckedClock]
    texts: Grouped[CheckedText]
