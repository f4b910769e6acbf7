"""Conditions on facts, as data: `statements.py` translates them to SQL, `holds` evaluates them in Python.

A column is named with its fact: `clock.due_at`, `order.status`. A condition is true or false, never unknown: a missing
value satisfies none. So a row is counted, not counted or left out, and never two of these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True)
class Given:
    """The column has a value."""

    column: str


@dataclass(frozen=True)
class Is:
    """The column has one of these values."""

    column: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class MoreThan:
    """The column is a number greater than this one."""

    column: str
    number: int


@dataclass(frozen=True)
class Soon:
    """`later` is at most so many days after `earlier`; `days` names the number in the city's profile."""

    earlier: str
    later: str
    days: str


@dataclass(frozen=True)
class Not:
    """The part is false."""

    part: "Condition"


@dataclass(frozen=True)
class Every:
    """All parts are true; true without parts."""

    parts: "tuple[Condition, ...]" = ()


@dataclass(frozen=True)
class Some:
    """At least one part is true."""

    parts: "tuple[Condition, ...]"


Condition = Given | Is | MoreThan | Soon | Not | Every | Some
ColumnValue = str | bool | int | datetime | UUID | None
FactRow = Mapping[str, ColumnValue]
"""The columns of a fact and its case by their full names."""


def holds(condition: Condition, row: FactRow, settings: Mapping[str, int]) -> bool:
    """Returns whether a row satisfies a condition. `settings` are the profile's numbers that conditions name."""
    match condition:
        case Given(column):
            return row[column] is not None
        case Is(column, values):
            return row[column] in values
        case MoreThan(column, number):
            value = row[column]
            return isinstance(value, int) and value > number
        case Soon(earlier, later, days):
            return at_most(settings[days], row[earlier], row[later])
        case Not(part):
            return not holds(part, row, settings)
        case Every(parts):
            return all(holds(part, row, settings) for part in parts)
        case Some(parts):
            return any(holds(part, row, settings) for part in parts)


def at_most(days: int, earlier: ColumnValue, later: ColumnValue) -> bool:
    """Returns whether both are times and `later` is at most so many days after `earlier`."""
    if not isinstance(earlier, datetime) or not isinstance(later, datetime):
        return False
    return later - earlier <= timedelta(days=days)


def columns_read(condition: Condition) -> frozenset[str]:
    """Returns every column that a condition reads."""
    match condition:
        case Given(column) | Is(column, _) | MoreThan(column, _):
            return frozenset({column})
        case Soon(earlier, later, _):
            return frozenset({earlier, later})
        case Not(part):
            return columns_read(part)
        case Every(parts) | Some(parts):
            return frozenset(column for part in parts for column in columns_read(part))


def one_of(column: str, *values: str | bool) -> Is:
    """Returns the condition that the column has one of these values."""
    return Is(column, values)


def all_of(*parts: Condition) -> Every:
    """Returns the condition that all parts are true."""
    return Every(parts)


def some(*parts: Condition) -> Some:
    """Returns the condition that at least one part is true."""
    return Some(parts)
