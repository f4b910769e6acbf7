"""Checks each CSV file of a profile: its columns, and the form of each cell."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from lianxin.city.rules.sources import Line, Problem, Sources
from lianxin.city.rules.words import DIVISION_KINDS, DUTY_LEVELS, NATURES, UNIT_KINDS, URGENCIES


@dataclass(frozen=True, slots=True)
class Column:
    """`refers`: table and column that must contain the value. `form`: a pattern, and its description."""

    name: str
    filled: bool = True
    words: Collection[str] | None = None
    form: tuple[str, str] | None = None
    unique: bool = False
    refers: tuple[str, str] | None = None
    optional: bool = False


_CODE: Final = (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "lower-case letters, digits and hyphens")
PROFILE_TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "divisions": (
        Column("code", form=(r"\d{6}|\d{9}", "6 or 9 digits"), unique=True),
        Column("name"),
        Column("name_en"),
        Column("kind", words=DIVISION_KINDS),
        Column("parent", filled=False, refers=("divisions", "code")),
    ),
    "offices": (Column("office", form=_CODE, unique=True), Column("name"), Column("name_en")),
    "units": (
        Column("code", form=_CODE, unique=True),
        Column("name"),
        Column("kind", words=UNIT_KINDS),
        Column("parent", filled=False, refers=("units", "code")),
        Column("division", filled=False, refers=("divisions", "code")),
        Column("office", filled=False, refers=("offices", "office")),
        Column("name_en", filled=False, optional=True),
        Column("phone", filled=False, optional=True, form=(r"[\d-]{5,20}", "a public telephone number")),
    ),
    "topics": (
        Column("code", form=(r"\d\d\.\d\d\.\d\d", "three dotted numbers like 03.02.05"), unique=True),
        *(Column(name) for name in ("l1", "l2", "l3", "l1_en", "l2_en", "l3_en")),
        Column("nature", words=NATURES),
        Column("urgency", words=URGENCIES),
        Column("keywords", filled=False),
    ),
    "duty": (
        Column("topic", unique=True, refers=("topics", "code")),
        Column("level", words=DUTY_LEVELS),
        Column("answers", filled=False),
        Column("basis"),
        Column("source"),
        Column("verified", words=("true", "false")),
    ),
    "calendar": (
        Column("date", form=(r"\d{4}-\d\d-\d\d", "a date like 2026-06-19"), unique=True),
        Column("kind", words=("off", "work")),
        Column("name"),
        Column("source"),
        Column("name_en", filled=False, optional=True),
    ),
}


def check_headers(sources: Sources) -> Iterator[Problem]:
    """Finds missing, unknown and repeated columns. All other checks need correct headers."""
    for name, columns in PROFILE_TABLES.items():
        header = sources.tables[name][0] if sources.tables[name] else []
        known = {column.name for column in columns}
        needed = [column.name for column in columns if not column.optional]
        for column in needed:
            if column not in header:
                yield Problem(f"{name}.csv", 1, f"column {column} is missing; needed: {','.join(needed)}")
        for column in header:
            if column not in known:
                yield Problem(f"{name}.csv", 1, f"unknown column {column!r}")
        if len(set(header)) < len(header):
            yield Problem(f"{name}.csv", 1, "a column occurs twice")


def check_cells(sources: Sources) -> Iterator[Problem]:
    """Checks every row: length, empty cells, allowed words, forms, duplicates, references."""
    for name, columns in PROFILE_TABLES.items():
        file, header = f"{name}.csv", sources.tables[name][0]
        for number, row in zip(sources.numbers[name][1:], sources.tables[name][1:], strict=True):
            if len(row) != len(header):
                yield Problem(file, number, f"has {len(row)} cells, the header {len(header)}")
        lines = sources.rows(name)
        if not lines:
            yield Problem(file, 1, "has no row")
        for column in columns:
            if column.name in header:
                yield from (Problem(file, *found) for found in _check_column(column, lines, sources))


def _check_column(column: Column, lines: list[Line], sources: Sources) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    targets = sources.column(*column.refers) if column.refers else None
    for line in lines:
        value = line[column.name]
        if complaint := _complaint(column, value, targets):
            yield line.number, complaint
        elif column.unique and value in first:
            yield line.number, f"{column.name} {value} is already on line {first[value]}"
        first.setdefault(value, line.number)


def _complaint(column: Column, value: str, targets: frozenset[str] | None) -> str | None:
    if not value:
        return f"{column.name} is empty" if column.filled else None
    if column.words is not None and value not in column.words:
        return f"unknown {column.name} {value!r}; known: {', '.join(sorted(column.words))}"
    if column.form and not re.fullmatch(column.form[0], value):
        return f"{column.name} {value!r} is not {column.form[1]}"
    if targets is not None and column.refers and value not in targets:
        return f"{column.name} {value!r} is not in {column.refers[0]}.csv"
    return None
