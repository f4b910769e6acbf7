"""Conditions on facts, as data: read as SQL by the figures and as Python by whoever wants to check one by hand.

A column is named with its fact: `clock.due_at`, `order.status`. Nothing is ever unknown: what is not given fits no
condition, so a row is counted, or not counted, or left out, and never two of them.
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
    """The column is one of these."""

    column: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class MoreThan:
    """The column is a number above this one."""

    column: str
    number: int


@dataclass(frozen=True)
class Soon:
    """`later` comes at most so many days after `earlier`; how many, the city's profile says under this name."""

    earlier: str
    later: str
    days: str


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True)
class Every:
    """All parts hold; so they do when there are none."""

    parts: "tuple[Condition, ...]" = ()


@dataclass(frozen=True)
class Some:
    """At least one part holds."""

    parts: "tuple[Condition, ...]"


Condition = Given | Is | MoreThan | Soon | Not | Every | Some
ColumnValue = str | bool | int | datetime | UUID | None
FactRow = Mapping[str, ColumnValue]
"""The columns of facts by their full names."""


def holds(condition: Condition, row: FactRow, settings: Mapping[str, int]) -> bool:
    """Whether a row (its columns by full name) fits. `settings` are the profile's numbers that conditions name."""
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
    """Whether both times are known and no more than so many days apart."""
    if not isinstance(earlier, datetime) or not isinstance(later, datetime):
        return False
    return later - earlier <= timedelta(days=days)


def columns_read(condition: Condition) -> frozenset[str]:
    """Every column that a condition reads."""
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
    """The column is one of these."""
    return Is(column, values)


def all_of(*parts: Condition) -> Every:
    """All of them."""
    return Every(parts)


def some(*parts: Condition) -> Some:
    """At least one of them."""
    return Some(parts)
