"""Compares two contents of a profile: added, removed and changed rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from lianxin.city.rules.document import Document
from lianxin.city.rules.sections import CITY, SECTIONS, Section, SectionRow, keyed, rows_of

# The note gives the reason of the version, so it is not one of its changes.
NOTE: Final = "version_note"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row. `fields` are the changed columns; `before` is None for a new row, `after` for a removed one."""

    section: str
    key: str
    kind: Literal["added", "changed", "removed"]
    before: SectionRow | None
    after: SectionRow | None
    fields: tuple[str, ...]


def profile_differences(before: Document, after: Document) -> list[Difference]:
    """All differences, in the order of tables and rows; empty for equal contents."""
    return [found for section in SECTIONS.values() for found in _of_section(section, before, after)]


def _of_section(section: Section, before: Document, after: Document) -> Iterator[Difference]:
    if section.shape == "csv" and before["tables"][section.name] == after["tables"][section.name]:
        return  # the large tables are compared as they are, without a dictionary for each row
    old, new = (keyed(section, compared_rows(section, document)) for document in (before, after))
    for key, row in new.items():
        if key not in old:
            yield Difference(section.name, key, "added", None, row, ())
        elif old[key] != row:
            fields = tuple(f.name for f in section.fields if old[key].get(f.name) != row.get(f.name))
            yield Difference(section.name, key, "changed", old[key], row, fields)
    for key, row in old.items():
        if key not in new:
            yield Difference(section.name, key, "removed", row, None, ())


def compared_rows(section: Section, document: Document) -> list[SectionRow]:
    """The rows of a table without the note of the version."""
    rows = rows_of(document, section)
    if section.name != CITY:
        return [*rows]
    return [{name: value for name, value in row.items() if name != NOTE} for row in rows]
