"""Merges a draft based on an older version with the version now in force, row by row."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lianxin.city.rules.differences import Difference, compared_rows, profile_differences
from lianxin.city.rules.document import Document
from lianxin.city.rules.sections import SECTIONS, Section, SectionRow, keyed, rows_of, with_rows

WHOLE: Final = ""  # the key of a conflict in a table whose rows have no key


@dataclass(frozen=True, slots=True)
class BothChanged:
    """A conflict: the draft and the newer version changed a row differently; without row keys the whole table."""

    section: str
    key: str


def carried(base: Document, drafted: Document, now: Document) -> tuple[Document, list[BothChanged]]:
    """Applies the changes from `base` to `drafted` on `now`. In a conflict the draft wins; conflicts are returned."""
    document, both = now, list[BothChanged]()
    for name, changes in groupby(profile_differences(base, drafted), key=lambda change: change.section):
        section = SECTIONS[name]
        document, found = (
            _rows_carried(section, list(changes), drafted, document)
            if section.keys
            else _table_carried(section, base, drafted, document)
        )
        both += found
    return document, both


def _table_carried(
    section: Section, base: Document, drafted: Document, now: Document
) -> tuple[Document, list[BothChanged]]:
    old, mine, theirs = (compared_rows(section, document) for document in (base, drafted, now))
    same = theirs in (old, mine)
    return with_rows(now, section, rows_of(drafted, section)), [] if same else [BothChanged(section.name, WHOLE)]


def _rows_carried(
    section: Section, changes: list[Difference], drafted: Document, now: Document
) -> tuple[Document, list[BothChanged]]:
    rows, both = keyed(section, rows_of(now, section)), list[BothChanged]()
    order = list(keyed(section, rows_of(drafted, section)))
    for change in changes:
        here = rows.get(change.key)
        if here not in (change.before, change.after):
            both.append(BothChanged(section.name, change.key))
        if change.after is None:
            rows.pop(change.key, None)
        elif here is not None:
            rows[change.key] = change.after
        else:
            rows = _after(rows, order[: order.index(change.key)], change.key, change.after)
    return with_rows(now, section, list(rows.values())), both


def _after(rows: dict[str, SectionRow], before: list[str], key: str, row: SectionRow) -> dict[str, SectionRow]:
    """Inserts a row after the last of the rows that precede it in the draft."""
    at = max((nth for nth, name in enumerate(rows, start=1) if name in set(before)), default=0)
    placed = list(rows.items())
    placed.insert(at, (key, row))
    return dict(placed)
