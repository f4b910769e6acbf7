"""Reading a profile's folder."""

import csv
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, Final

from lianxin.city.rules.check_city import check_city
from lianxin.city.rules.check_limits import check_limits
from lianxin.city.rules.check_meaning import (
    check_calendar,
    check_divisions,
    check_duty,
    check_topics,
    check_units,
)
from lianxin.city.rules.check_tables import TABLES, check_cells, check_headers
from lianxin.city.rules.profile import Profile
from lianxin.city.rules.sources import CITY_FILE, Problem, Sources, TomlLines
from lianxin.kernel.errors import Invalid

FILES: Final = (CITY_FILE, *(f"{name}.csv" for name in TABLES))
VERSION_DIGITS: Final = 12
TOML_LINE: Final = re.compile(r"at line (\d+)")
CHECKS: Final[tuple[Callable[[Sources], Iterator[Problem]], ...]] = (
    check_cells,
    check_city,
    check_divisions,
    check_units,
    check_topics,
    check_duty,
)
# These read values of city.toml, so its keys must hold what they should.
CHECKS_OF_VALUES: Final[tuple[Callable[[Sources], Iterator[Problem]], ...]] = (check_limits, check_calendar)


class ProfileInvalid(Invalid):
    """A profile cannot be used. `problems` say where and why; the first one is among the facts."""

    code = "city.profile_invalid"

    def __init__(self, folder: Path, problems: list[Problem]) -> None:
        super().__init__(folder=folder.name, count=len(problems), first=str(problems[0]))
        self.problems = problems


class _UnreadableError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def load_profile(folder: Path) -> Profile:
    """The city described by a folder. Raises ProfileInvalid."""
    sources, problems = _checked(folder)
    if problems or sources is None:
        raise ProfileInvalid(folder, problems)
    return Profile.from_document({"version": version_of(folder), "city": sources.city, "tables": sources.tables})


def check_profile(folder: Path) -> list[Problem]:
    """Everything wrong with a folder, by file and line; empty when it can be loaded."""
    return _checked(folder)[1]


def version_of(folder: Path) -> str:
    """12 hexadecimal digits that change with any byte of the profile."""
    digest = hashlib.sha256()
    for name in sorted(FILES):
        content = (folder / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:VERSION_DIGITS]


def _checked(folder: Path) -> tuple[Sources | None, list[Problem]]:
    sources, problems = _read(folder)
    if sources is None:
        return None, problems
    problems = list(check_headers(sources))
    if not problems:
        problems = [problem for check in CHECKS for problem in check(sources)]
        if all(problem.file != CITY_FILE for problem in problems):
            problems += [problem for check in CHECKS_OF_VALUES for problem in check(sources)]
    return sources, sorted(set(problems))


def _read(folder: Path) -> tuple[Sources | None, list[Problem]]:
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for name in FILES:
        try:
            texts[name] = _text(folder / name)
        except _UnreadableError as unreadable:
            problems.append(unreadable.problem)
    city: dict[str, Any] = {}
    try:
        city = tomllib.loads(texts.get(CITY_FILE, ""))
    except tomllib.TOMLDecodeError as error:
        line = TOML_LINE.search(str(error))
        last = texts[CITY_FILE].count("\n") + 1
        problems.append(Problem(CITY_FILE, int(line[1]) if line else last, f"is not TOML: {error}"))
    if problems:
        return None, sorted(problems)
    tables: dict[str, list[list[str]]] = {}
    numbers: dict[str, list[int]] = {}
    for name in TABLES:
        try:
            tables[name], numbers[name] = _table(f"{name}.csv", texts[f"{name}.csv"])
        except _UnreadableError as unreadable:
            problems.append(unreadable.problem)
    if problems:
        return None, sorted(problems)
    return Sources(city, TomlLines.of(texts[CITY_FILE]), tables, numbers), []


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _UnreadableError(Problem(path.name, 1, f"cannot be read: {error.strerror}")) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _UnreadableError(Problem(path.name, line, "is not UTF-8")) from error


def read_table(path: Path) -> tuple[list[list[str]], list[int]]:
    """Rows of a CSV file beside the profile, and the line each one begins on; raises ProfileInvalid."""
    try:
        return _table(path.name, _text(path))
    except _UnreadableError as unreadable:
        raise ProfileInvalid(path.parent, [unreadable.problem]) from unreadable


def _table(file: str, text: str) -> tuple[list[list[str]], list[int]]:
    """Rows that are not empty, and the line each one begins on."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    reader = csv.reader(StringIO(text, newline=""))
    before = 0
    try:
        for row in reader:
            if row:
                rows.append([cell.strip() for cell in row])
                numbers.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise _UnreadableError(Problem(file, before + 1, f"is not CSV: {error}")) from error
    return rows, numbers
