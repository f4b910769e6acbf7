"""The unit of work: one transaction. Commands read and decide through it; it writes rows, then events, then commits."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, LiteralString, TypeVar, cast
from uuid import UUID

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow, scalar_row
from psycopg.types.json import Jsonb

from lianxin.kernel.events import Details, Effort, Event, Pending, SubjectRef, dumped, stored_json
from lianxin.kernel.privacy import Vault
from lianxin.kernel.rows import Together, shaped
from lianxin.kernel.shared import Cache, Shared, present

T = TypeVar("T")
Writes = Callable[["UnitOfWork"], None]
_Inserts = dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]]  # by table and columns, in the order of first use

COPY_FROM = 20  # rows; for fewer, one pipelined INSERT each is faster than a COPY


def dumps(value: object) -> str:
    """JSON text of dictionaries, events' parts, ids and times."""
    return dumped(value).decode()


def _cells(row: object) -> dict[str, Any]:
    """Column values of a row given as a dataclass or a mapping; dicts and Details become jsonb."""
    if is_dataclass(row):
        values: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(row)}
    elif isinstance(row, Mapping):
        values = dict(cast("Mapping[str, Any]", row))
    else:
        raise TypeError(f"not a row: {type(row)}")
    return {name: Jsonb(value, dumps) if isinstance(value, dict | Details) else value for name, value in values.items()}


# one JSON document, because a driver escapes every quotation mark of an array of JSON
APPEND_EVENTS: LiteralString = """
WITH taken AS (UPDATE cities SET position = position + %(count)s WHERE city_id = %(city)s RETURNING position)
INSERT INTO events (city_id, position, at, kind, actor, subject_kind, subject_id, case_id, order_id, data, audience)
SELECT %(city)s, taken.position - %(count)s + e.nth, e.at, e.kind, e.actor, e.subject_kind, e.subject_id,
  e.case_id, e.order_id, e.data, e.audience
FROM taken, jsonb_to_recordset(%(events)s::jsonb) AS e (nth bigint, at timestamptz, kind text, actor text,
  subject_kind text, subject_id text, case_id uuid, order_id uuid, data jsonb, audience text[])
RETURNING position
"""


def _said(nth: int, pending: Pending) -> dict[str, Any]:
    """An event as APPEND_EVENTS reads it; `nth` counts from 1."""
    return {
        "nth": nth,
        "at": pending.at,
        "kind": pending.event.kind,
        "actor": pending.actor,
        "subject_kind": pending.about.kind,
        "subject_id": pending.about.id,
        "case_id": pending.about.case_id,
        "order_id": pending.about.order_id,
        "data": stored_json(pending.event, pending.effort),
        "audience": sorted(pending.audience),
    }


class UnitOfWork:
    """One transaction of one city. Every statement gets three parameters: `city`, `now` and `real`.

    `now` is the city's time. `real` is the wall clock, for durations that a fast demo clock must not shorten: sessions,
    leases. _Inserts and changes are queued until `flush`; a read flushes first, so it sees what was written. `cache`
    outlives the transaction and is shared by all works of the database; `memo` ends with this work.
    """

    def __init__(
        self, conn: AsyncConnection[TupleRow], city_id: str, now: datetime, real: datetime, shared: Shared
    ) -> None:
        self.conn = conn
        self.city_id = city_id
        self.now = now
        self.real = real
        self.cache = shared.cache
        self.memo = Cache()
        self._shared = shared
        self.actor = "system"
        self.effort: Effort | None = None
        self.last_position = 0
        self._inserts: _Inserts = {}
        self._updates: list[tuple[bytes, dict[str, Any]]] = []
        self._events: list[Pending] = []
        self._before_flush: list[Writes] = []

    @property
    def vault(self) -> Vault:
        """The city's vault; raises NotOpened."""
        return present(self._shared.vault)

    @property
    def files(self) -> Path:
        """The folder of uploaded files; raises NotOpened."""
        return present(self._shared.files)

    # reading

    async def rows(self, shape: type[T], query: LiteralString | sql.Composed, **params: Any) -> list[T]:
        """All rows, each as a `shape`."""
        await self.flush()
        async with self.conn.cursor(row_factory=shaped(shape, query)) as cursor:
            await cursor.execute(query, self._given(params))
            return await cursor.fetchall()

    async def row(self, shape: type[T], query: LiteralString, **params: Any) -> T | None:
        """The first row as a `shape`, or None."""
        await self.flush()
        async with self.conn.cursor(row_factory=shaped(shape, query)) as cursor:
            await cursor.execute(query, self._given(params))
            return await cursor.fetchone()

    async def column(self, _kind: type[T], query: LiteralString, **params: Any) -> list[T]:
        """The first column of all rows, whose values are of this type."""
        await self.flush()
        async with self.conn.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(query, self._given(params))
            return await cursor.fetchall()

    @asynccontextmanager
    async def together(self) -> AsyncGenerator[Together]:
        """Opens a block of several reads in one round trip; their lists are filled when the block ends."""
        asked = Together(self.city_id, self.now, self.real)
        yield asked
        await self.flush()
        await asked.fetch(self.conn)

    async def value(self, query: LiteralString, **params: Any) -> Any:
        """The first column of the first row, or None."""
        found = await self.column(object, query, **params)
        return found[0] if found else None

    # writing

    async def run(self, query: LiteralString | sql.Composed, **params: Any) -> int:
        """Executes one statement now; returns the number of affected rows."""
        await self.flush()
        cursor = await self.conn.execute(query, self._given(params))
        return cursor.rowcount

    async def apart(self, query: LiteralString, **params: Any) -> Any:
        """Executes one statement in its own transaction, committed at once; returns the first value."""
        return await self._shared.apart(query, **self._given(params))

    def add(self, table: str, row: object) -> None:
        """Queues one row for INSERT; `city_id` is filled in."""
        values = {"city_id": self.city_id, **_cells(row)}
        self._inserts.setdefault((table, tuple(values)), []).append(values)

    def change(self, table: str, row_id: UUID, /, **values: Any) -> None:
        """Queues an UPDATE of one row by its id; does nothing if `values` is empty."""
        if not values:
            return
        query = update_of(table, tuple(values))
        self._updates.append((query, self._given({**_cells(values), "row_id": row_id})))

    def record(self, event: Event, *, about: SubjectRef, audience: frozenset[str]) -> None:
        """Queues an event. It gets its position when the work commits.

        The first measured event of the transaction carries the effort.
        """
        effort = self.effort if event.measured else None
        if effort:
            self.effort = None
        self._events.append(Pending(event, self.actor, self.now, about, audience, effort))

    def before_flush(self, writes: Writes) -> None:
        """Calls `writes` once, at the next flush; for objects that write their rows when they are complete."""
        self._before_flush.append(writes)

    def act_as(self, actor: str, at: datetime) -> None:
        """Changes the actor and the city's time; events and rows queued so far keep theirs."""
        self._gather()
        self.actor, self.now = actor, at

    # ending

    async def flush(self) -> None:
        """Sends every queued row: inserts in the order in which their tables were first used, then updates."""
        self._gather()
        inserts, self._inserts = self._inserts, {}
        updates, self._updates = self._updates, []
        if not inserts and not updates:
            return
        few: _Inserts = {}
        for shape, rows in inserts.items():
            if len(rows) < COPY_FROM:
                few[shape] = rows
                continue
            await self._insert(few)  # earlier rows must exist before a COPY that refers to them
            few = {}
            await self._copy(shape, rows)
        await self._insert(few, updates)

    async def append_events(self) -> None:
        """Takes positions and writes the queued events; the last statement before commit."""
        pending, self._events = self._events, []
        if not pending:
            return
        events = dumps([_said(nth, one) for nth, one in enumerate(pending, 1)])
        async with self.conn.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(APPEND_EVENTS, {"city": self.city_id, "count": len(pending), "events": events})
            self.last_position = max(await cursor.fetchall())

    def _gather(self) -> None:
        waiting, self._before_flush = self._before_flush, []
        for writes in waiting:
            writes(self)

    def _given(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"city": self.city_id, "now": self.now, "real": self.real, **params}

    async def _insert(
        self,
        inserts: _Inserts,
        updates: Sequence[tuple[bytes, dict[str, Any]]] = (),
    ) -> None:
        if not inserts and not updates:
            return
        async with self.conn.pipeline():
            for (table, columns), rows in inserts.items():
                for row in rows:
                    await self.conn.execute(insert_of(table, columns), row)
            for query, params in updates:
                await self.conn.execute(query, params)

    async def _copy(self, shape: tuple[str, tuple[str, ...]], rows: list[dict[str, Any]]) -> None:
        table, columns = shape
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        async with self.conn.cursor() as cursor, cursor.copy(query) as copy:
            for row in rows:
                await copy.write_row([row[name] for name in columns])


_inserts_known: dict[tuple[str, tuple[str, ...]], bytes] = {}
_updates_known: dict[tuple[str, tuple[str, ...]], bytes] = {}


def insert_of(table: str, columns: tuple[str, ...]) -> bytes:
    """The INSERT statement for these columns, built once."""
    known = _inserts_known.get((table, columns))
    if known is None:
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        values = sql.SQL(", ").join(map(sql.Placeholder, columns))
        built = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), names, values)
        known = _inserts_known[(table, columns)] = built.as_bytes(None)
    return known


def update_of(table: str, columns: tuple[str, ...]) -> bytes:
    """The UPDATE statement for these columns of one row, built once."""
    known = _updates_known.get((table, columns))
    if known is None:
        sets = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder(n)) for n in columns)
        built = sql.SQL("UPDATE {} SET {} WHERE city_id = %(city)s AND id = %(row_id)s")
        known = _updates_known[(table, columns)] = built.format(sql.Identifier(table), sets).as_bytes(None)
    return known
