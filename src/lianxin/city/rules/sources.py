"""A profile as parsed files with line numbers, before it is checked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lianxin.city.rules.places import CsvRow
from lianxin.kernel.json_values import JsonObject, JsonValue

CITY_FILE: Final = "city.toml"
MESSAGES_FILE: Final = "messages.toml"
DANGER_FILE: Final = "danger.toml"
HEADER: Final = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"\s*\"?([\w-]+)\"?\s*=")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem of a profile with its place; lines count from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a CSV file by column name."""

    number: int
    row: CsvRow

    def __getitem__(self, column: str) -> str:
        return self.row[column]


@dataclass(frozen=True, slots=True)
class Sources:
    """`city` is the parsed TOML; `tables` the CSV files, header first; `numbers` the lines of their rows;
    `messages` the wordings of messages.toml, `danger` the rules of danger.toml; nothing where there is no such file.
    """

    city: JsonObject
    toml: "TomlLines"
    tables: Mapping[str, list[list[str]]]
    numbers: Mapping[str, list[int]]
    messages: JsonObject
    messages_toml: "TomlLines"
    danger: JsonObject
    danger_toml: "TomlLines"

    def rows(self, name: str) -> list[Line]:
        header, *rows = self.tables[name]
        numbers = self.numbers[name][1:]
        return [
            Line(number, dict(zip(header, row, strict=True)))
            for number, row in zip(numbers, rows, strict=True)
            if len(row) == len(header)
        ]

    def column(self, name: str, column: str) -> frozenset[str]:
        return frozenset(line[column] for line in self.rows(name))

    def toml_problem(self, message: str, path: str, index: int = 0, key: str | None = None) -> Problem:
        return Problem(CITY_FILE, self.toml.line(path, index, key), message)


@dataclass(frozen=True, slots=True)
class TomlLines:
    """The line of each table and key of a TOML text, found by pattern because tomllib gives no lines."""

    where: Mapping[tuple[str, int, str | None], int]

    @classmethod
    def of(cls, text: str) -> "TomlLines":
        where: dict[tuple[str, int, str | None], int] = {}
        path, index, seen = "", 0, dict[str, int]()
        for number, line in enumerate(text.splitlines(), start=1):
            if header := HEADER.match(line):
                path = header[2]
                index = seen.get(path, -1) + 1
                seen[path] = index
                where[path, index, None] = number
            elif key := _KEY.match(line):
                where.setdefault((path, index, key[1]), number)
        return cls(where)

    def place(self, line: int) -> tuple[str, int, str | None]:
        """The path, the index among the tables of that path, and the key that begin on a line."""
        return next((place for place, number in self.where.items() if number == line), ("", 0, None))

    def line(self, path: str, index: int = 0, key: str | None = None) -> int:
        """The line of the key, otherwise of its table, otherwise 1."""
        return self.where.get((path, index, key)) or self.where.get((path, index, None)) or 1


def tables_at(city: JsonObject, path: str) -> Iterator[JsonObject]:
    """Every table of a path in the order of the text, such as each `callback.rule`; other values are skipped."""
    found = [city]
    for part in path.split(".") if path else ():
        found = [inner for table in found for inner in _tables(table.get(part))]
    yield from found


def _tables(value: JsonValue) -> list[JsonObject]:
    return [table for table in (value if isinstance(value, list) else [value]) if isinstance(table, Mapping)]
