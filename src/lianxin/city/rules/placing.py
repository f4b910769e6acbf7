"""Finds the table, row and column of a problem that a check reported by file and line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lianxin.city.rules.document import Document
from lianxin.city.rules.in_chinese import in_chinese
from lianxin.city.rules.sections import CITY, MESSAGES, SECTIONS, Section, keyed, rows_of
from lianxin.city.rules.sources import CITY_FILE, MESSAGES_FILE, Problem, Sources

# These concern a whole table, although the check can only give one of its lines.
OF_THE_TABLE = ("no limit with clock", "there is no unit", "there are ", "table ", "has no row")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem as a page shows it: at a field, a row (`field` empty) or a table (`key` None)."""

    section: str
    key: str | None
    field: str
    zh: str
    en: str


def trouble_of(problem: Problem, sources: Sources, document: Document) -> Trouble:
    """Locates a problem in a document that was written to files and read again as `sources`."""
    name, place, field = _place(problem, sources)
    section = SECTIONS[name]
    keys = [*keyed(section, rows_of(document, section))]
    whole = place is None or problem.message.startswith(OF_THE_TABLE) or place >= len(keys)
    key = None if whole or place is None else keys[place]
    field = field or _named(section, problem.message)
    return Trouble(name, key, field if key is not None else "", in_chinese(problem.message), problem.message)


def _place(problem: Problem, sources: Sources) -> tuple[str, int | None, str]:
    """The section, the index of the row from 0, and the column if the file gives it."""
    if problem.file == CITY_FILE:
        path, index, key = sources.toml.place(problem.line)
        return path or CITY, index, key or ""
    if problem.file == MESSAGES_FILE:
        path, _, key = sources.messages_toml.place(problem.line)
        templates = [(name, table) for name, table in sources.messages.items() if isinstance(table, Mapping)]
        paths = [f"{name}.{language}" for name, languages in templates for language in languages]
        return MESSAGES, paths.index(path) if path in paths else None, key or ""
    name = problem.file.removesuffix(".csv")
    numbers = sources.numbers[name]
    return name, numbers.index(problem.line) - 1 if problem.line in numbers[1:] else None, ""


def _named(section: Section, message: str) -> str:
    """The first column that the message names, or an empty text."""
    names = {field.name for field in section.fields}
    return next((word for word in re.findall(r"[a-z_0-9]+", message) if word in names), "")
