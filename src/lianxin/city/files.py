"""Reads the files of a profile from a folder, a database or an uploaded archive."""

import csv
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Final

from lianxin.city.rules.check_city import check_city
from lianxin.city.rules.check_danger import check_danger
from lianxin.city.rules.check_limits import check_limits
from lianxin.city.rules.check_meaning import (
    check_calendar,
    check_divisions,
    check_duty,
    check_topics,
    check_units,
)
from lianxin.city.rules.check_messages import check_messages
from lianxin.city.rules.check_tables import PROFILE_TABLES, check_cells, check_headers
from lianxin.city.rules.check_telephone import check_telephone
from lianxin.city.rules.document import Document, Wordings
from lianxin.city.rules.profile import Profile
from lianxin.city.rules.retired import check_retired
from lianxin.city.rules.sources import CITY_FILE, DANGER_FILE, MESSAGES_FILE, Problem, Sources, TomlLines
from lianxin.kernel.errors import Invalid
from lianxin.kernel.json_values import JsonObject, read_json

FILES: Final = (CITY_FILE, *(f"{name}.csv" for name in PROFILE_TABLES))
# A city that uses the program's messages and danger rules has no such files.
OPTIONAL_FILES: Final = (MESSAGES_FILE, DANGER_FILE)
VERSION_DIGITS: Final = 12
TOML_LINE: Final = re.compile(r"at line (\d+)")
_CHECKS: Final[tuple[Callable[[Sources], Iterator[Problem]], ...]] = (
    check_cells,
    check_city,
    check_divisions,
    check_units,
    check_topics,
    check_duty,
    check_danger,
    check_retired,
)
# These read values of city.toml, so check_city must have accepted it.
CHECKS_OF_VALUES: Final[tuple[Callable[[Sources], Iterator[Problem]], ...]] = (
    check_limits,
    check_calendar,
    check_telephone,
)


class ProfileInvalid(Invalid):
    """A profile cannot be used. `problems` give file, line and reason; the first one is among the facts."""

    code = "city.profile_invalid"

    def __init__(self, folder: str, problems: list[Problem]) -> None:
        super().__init__(folder=folder, count=len(problems), first=str(problems[0]))
        self.problems = problems


class _UnreadableError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def load_profile(folder: Path) -> Profile:
    """The profile in a folder. Raises ProfileInvalid."""
    files, missing = profile_files(folder)
    return profile_in(files, folder.name, missing)


def profile_in(files: Mapping[str, bytes], name: str, missing: Mapping[str, str] | None = None) -> Profile:
    """The profile in the contents of files, by file name. Raises ProfileInvalid."""
    sources, problems = read_files(files, missing)
    if problems or sources is None:
        raise ProfileInvalid(name, problems)
    return Profile.from_document({"version": content_version(files), **document_of(sources)})


def check_profile(folder: Path) -> list[Problem]:
    """All problems of a folder, by file and line; empty if it can be loaded."""
    return read_files(*profile_files(folder))[1]


def document_of(sources: Sources) -> Document:
    """The input of `Profile.from_document`, except the version."""
    document: Document = {"city": sources.city, "tables": sources.tables}
    if sources.messages:
        document["messages"] = read_json(Wordings, sources.messages)
    if sources.danger:
        document["danger"] = sources.danger
    return document


def content_version(files: Mapping[str, bytes]) -> str:
    """12 hexadecimal digits that change with any byte of the profile."""
    digest = hashlib.sha256()
    for name in sorted(name for name in (*FILES, *OPTIONAL_FILES) if name in files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return digest.hexdigest()[:VERSION_DIGITS]


def profile_files(folder: Path) -> tuple[dict[str, bytes], dict[str, str]]:
    """The contents of a folder's files, and for each unreadable file the reason."""
    files: dict[str, bytes] = {}
    missing: dict[str, str] = {}
    for name in (*FILES, *OPTIONAL_FILES):
        try:
            files[name] = (folder / name).read_bytes()
        except OSError as error:
            missing[name] = error.strerror or "unknown"
    for name in OPTIONAL_FILES:
        if not (folder / name).exists():
            missing.pop(name, None)
    return files, missing


def read_files(
    files: Mapping[str, bytes], missing: Mapping[str, str] | None = None
) -> tuple[Sources | None, list[Problem]]:
    """Parses and checks the files; returns all problems, and no sources if parsing fails."""
    sources, problems = _read(files, missing or {})
    if sources is None:
        return None, problems
    problems = list(check_headers(sources))
    if not problems:
        problems = [problem for check in _CHECKS for problem in check(sources)]
        if all(problem.file != CITY_FILE for problem in problems):
            problems += [problem for check in CHECKS_OF_VALUES for problem in check(sources)]
    problems += check_messages(sources)  # does not depend on the columns of the tables
    return sources, sorted(set(problems))


def _read(files: Mapping[str, bytes], missing: Mapping[str, str]) -> tuple[Sources | None, list[Problem]]:
    problems = [Problem(name, 1, f"cannot be read: {why}") for name, why in missing.items()]
    lacking = [name for name in FILES if name not in files and name not in missing]
    problems += [Problem(name, 1, "cannot be read: there is no such file") for name in lacking]
    texts: dict[str, str] = dict.fromkeys(OPTIONAL_FILES, "")
    for name, content in files.items():
        try:
            texts[name] = _text(name, content)
        except _UnreadableError as unreadable:
            problems.append(unreadable.problem)
    parsed = {name: _toml(name, texts.get(name, ""), problems) for name in (CITY_FILE, *OPTIONAL_FILES)}
    if problems:
        return None, sorted(problems)
    tables: dict[str, list[list[str]]] = {}
    numbers: dict[str, list[int]] = {}
    for name in PROFILE_TABLES:
        try:
            tables[name], numbers[name] = _table(f"{name}.csv", texts[f"{name}.csv"])
        except _UnreadableError as unreadable:
            problems.append(unreadable.problem)
    if problems:
        return None, sorted(problems)
    lines = {name: TomlLines.of(texts[name]) for name in parsed}
    return Sources(
        parsed[CITY_FILE], lines[CITY_FILE], tables, numbers,
        parsed[MESSAGES_FILE], lines[MESSAGES_FILE], parsed[DANGER_FILE], lines[DANGER_FILE],
    ), []  # fmt: skip


def _toml(name: str, text: str, problems: list[Problem]) -> JsonObject:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = TOML_LINE.search(str(error))
        problems.append(Problem(name, int(line[1]) if line else text.count("\n") + 1, f"is not TOML: {error}"))
        return {}


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _UnreadableError(Problem(name, line, "is not UTF-8")) from error


def rows_in(file: str, content: bytes, whose: str) -> tuple[list[list[str]], list[int]]:
    """The rows of a CSV file outside the profile, and the first line of each; raises ProfileInvalid."""
    try:
        return _table(file, _text(file, content))
    except _UnreadableError as unreadable:
        raise ProfileInvalid(whose, [unreadable.problem]) from unreadable


def _table(file: str, text: str) -> tuple[list[list[str]], list[int]]:
    """The rows that are not empty, and the first line of each."""
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
