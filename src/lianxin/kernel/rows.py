"""Reads rows as dataclasses: the row factory, and several reads in one round trip."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, LiteralString, TypeVar

from psycopg import AsyncConnection, AsyncCursor, sql
from psycopg.rows import AsyncRowFactory, RowMaker, TupleRow, scalar_row

from lianxin.kernel.decoding import read_details
from lianxin.kernel.events import Details

T = TypeVar("T")


def from_fields(shape: type[T], /, **values: Any) -> T:
    """Builds a dataclass from the values of all its fields, without calling `__init__`; raises TypeError.

    For hot reads: the `__init__` of a frozen dataclass makes one call per field, which for a card of 21 fields takes
    five times as long. `shape` has neither slots nor `__post_init__`.
    """
    if values.keys() != field_names(shape).keys():
        raise TypeError(f"not all the fields of {shape.__name__}: {sorted(values)}")
    return around(shape, values)


def around(shape: type[T], values: Any) -> T:
    """Builds a dataclass like `from_fields`, unchecked, and keeps the dictionary `values` instead of a copy."""
    made = object.__new__(shape)
    object.__setattr__(made, "__dict__", values)
    return made


@cache
def field_names(shape: type[Any]) -> dict[str, None]:
    """The names of a dataclass's fields, in their order."""
    return dict.fromkeys(field.name for field in fields(shape))


def columns_of(shape: type[Any], table: LiteralString) -> LiteralString:
    """The columns of a table that are named like the fields of a dataclass, for a SELECT."""
    columns: LiteralString = ", ".join(f"{table}.{name}" for name in field_names(shape))  # pyright: ignore[reportAssignmentType] - names of our own fields
    return columns


@cache
def is_plain(shape: type[Any]) -> bool:
    """True for a dataclass whose `__init__` only fills the instance's dictionary."""
    return is_dataclass(shape) and not hasattr(shape, "__post_init__") and not hasattr(shape, "__slots__")


@cache
def details_of(shape: type[Any]) -> dict[str, type[Details]]:
    """The fields of a dataclass that are stored as JSON and read as Details."""
    kinds = {field.name: field.type for field in fields(shape)} if is_dataclass(shape) else {}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, type) and issubclass(kind, Details)}


def shaped(shape: type[T], query: LiteralString | sql.Composed) -> AsyncRowFactory[T]:
    """Returns a row factory like psycopg's `class_row`, without `__init__` if the columns are all the fields.

    JSON columns become the Details that the field declares. A shape that differs from its columns has a class method
    `of_columns`, which gets them as a dictionary that it may change and keep. A query's columns are read only once.
    """
    return _factory_of(shape, query if isinstance(query, str) else query.as_string())


@lru_cache(maxsize=1000)  # a bound for statements with filters; one is about 2 kB
def _factory_of(shape: type[Any], _query: str) -> AsyncRowFactory[Any]:
    makers: list[RowMaker[Any]] = []

    def factory(cursor: AsyncCursor[Any]) -> RowMaker[Any]:
        if not makers:
            result = cursor.pgresult  # `description` would make an object with ten attributes of each column
            names = [(result.fname(nth) or b"").decode() for nth in range(result.nfields)] if result else []
            if not names:
                return _maker(shape, names)
            makers.append(_maker(shape, names))
        return makers[0]

    return factory


def _maker(shape: type[Any], names: Sequence[str]) -> RowMaker[Any]:
    if of_columns := getattr(shape, "of_columns", None):
        return lambda values: of_columns(dict(zip(names, values, strict=True)))
    stored = [(name, kind) for name, kind in details_of(shape).items() if name in names]
    whole = is_plain(shape) and field_names(shape).keys() == set(names)

    def make(values: Sequence[Any]) -> Any:
        cells = dict(zip(names, values, strict=True))
        for name, kind in stored:
            cells[name] = read_details(kind, cells[name])
        return around(shape, cells) if whole else shape(**cells)

    return make


class Together:
    """Several reads in one round trip. Each returns a list that is filled when the `together` block ends."""

    def __init__(self, city: str, now: datetime, real: datetime) -> None:
        self._given = {"city": city, "now": now, "real": real}
        self._asked: list[tuple[AsyncRowFactory[Any], LiteralString | sql.Composed, dict[str, Any], list[Any]]] = []

    def rows(self, shape: type[T], query: LiteralString | sql.Composed, **params: Any) -> list[T]:
        """Queues a read whose rows are returned as `shape`."""
        found: list[T] = []
        self._asked.append((shaped(shape, query), query, {**self._given, **params}, found))
        return found

    def column(self, _kind: type[T], query: LiteralString | sql.Composed, **params: Any) -> list[T]:
        """Queues a read that returns the first column of all rows, whose values are of this type."""
        found: list[T] = []
        self._asked.append((scalar_row, query, {**self._given, **params}, found))
        return found

    async def fetch(self, conn: AsyncConnection[TupleRow]) -> None:
        """Sends all queued reads, then fills their lists."""
        cursors: list[tuple[AsyncCursor[Any], list[Any]]] = []
        async with conn.pipeline():
            for factory, query, params, found in self._asked:
                cursor = conn.cursor(row_factory=factory)
                await cursor.execute(query, params)
                cursors.append((cursor, found))
            for cursor, found in cursors:
                found.extend(await cursor.fetchall())
