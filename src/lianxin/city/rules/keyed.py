"""Rows of the profile's tables, and their lookups by code or by another key."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from lianxin.city.rules.places import CsvRow

T = TypeVar("T")


class Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=Coded)


def table_rows(table: list[list[str]], of: Callable[[CsvRow], T]) -> tuple[T, ...]:
    """Returns the rows of a CSV table, read by `of`; the first row is the header."""
    header, *rows = table
    return tuple(of(dict(zip(header, row, strict=True))) for row in rows)


def by_code(items: tuple[C, ...]) -> dict[str, C]:
    """Returns the items by their code."""
    return {item.code: item for item in items}


def collected(items: tuple[T, ...], key: Callable[[T], Any]) -> dict[Any, list[T]]:
    """Returns the items by a key that several of them may have."""
    result: dict[Any, list[T]] = {}
    for item in items:
        result.setdefault(key(item), []).append(item)
    return result
