"""Where in the tables a problem of the files stands: the table, the row, the column."""

import re
from dataclasses import dataclass

from lianxin.city.rules.in_chinese import in_chinese
from lianxin.city.rules.profile import Document
from lianxin.city.rules.sections import CITY, MESSAGES, SECTIONS, Section, keyed, rows_of
from lianxin.city.rules.sources import CITY_FILE, MESSAGES_FILE, Problem, Sources

# Said of a whole table, though the check can only name a line of it.
OF_THE_TABLE = ("no limit with clock", "there is no unit", "there are ", "table ", "has no row")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem as a page shows it: beside a field, a row (`field` empty) or a table (`key` None)."""

    section: str
    key: str | None
    field: str
    zh: str
    en: str


def trouble_of(problem: Problem, sources: Sources, document: Document) -> Trouble:
    """Of a document that was written to files and read again as `sources`."""
    name, place, field = _place(problem, sources)
    section = SECTIONS[name]
    keys = [*keyed(section, rows_of(document, section))]
    whole = place is None or problem.message.startswith(OF_THE_TABLE) or place >= len(keys)
    key = None if whole or place is None else keys[place]
    field = field or _named(section, problem.message)
    return Trouble(name, key, field if key is not None else "", in_chinese(problem.message), problem.message)


def _place(problem: Problem, sources: Sources) -> tuple[str, int | None, str]:
    """Section, number of the row from 0, column where the file tells it."""
    if problem.file == CITY_FILE:
        path, index, key = sources.toml.place(problem.line)
        return path or CITY, index, key or ""
    if problem.file == MESSAGES_FILE:
        path, _, key = sources.messages_toml.place(problem.line)
        paths = [f"{name}.{language}" for name, languages in sources.messages.items() for language in languages]
        return MESSAGES, paths.index(path) if path in paths else None, key or ""
    name = problem.file.removesuffix(".csv")
    numbers = sources.numbers[name]
    return name, numbers.index(problem.line) - 1 if problem.line in numbers[1:] else None, ""


def _named(section: Section, message: str) -> str:
    """The column a sentence names first, if it names one."""
    names = {field.name for field in section.fields}
    return next((word for word in re.findall(r"[a-z_0-9]+", message) if word in names), "")
