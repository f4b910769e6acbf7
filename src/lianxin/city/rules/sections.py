"""A profile as editable tables: every file, and every table of `city.toml`, as rows identified by a key."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeGuard

from lianxin.city.rules.check_city import SCHEMA
from lianxin.city.rules.check_messages import WORDING
from lianxin.city.rules.check_tables import PROFILE_TABLES, Column
from lianxin.city.rules.document import Document
from lianxin.city.rules.key_forms import Key
from lianxin.city.rules.sources import CITY_FILE, MESSAGES_FILE, tables_at
from lianxin.city.rules.telephone_keys import TELEPHONE_LIST_KEYS
from lianxin.city.rules.topics import KEYWORD_GAP
from lianxin.kernel.errors import Conflict, Invalid
from lianxin.kernel.json_values import JsonObject, JsonValue

_Kind = Literal["text", "number", "share", "flag"]
Shape = Literal["csv", "list", "single", "messages"]
Cell = str | int | float | bool | list[str] | list[int] | None
SectionRow = Mapping[str, Cell]
"""A row of a table by column; empty values are left out or None."""

CITY: Final = "city"
MESSAGES: Final = "messages"
FLAG_WORDS: Final = ("true", "false")
_KINDS: Final[Mapping[type, _Kind]] = {str: "text", int: "number", float: "share", bool: "flag"}
TYPES: Final[Mapping[_Kind, tuple[type, ...]]] = {
    "text": (str,),
    "number": (int,),
    "share": (int, float),
    "flag": (bool,),
}
# The key columns of lists. Other lists use the position, which also decides which row applies first.
LIST_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "limit": ("clock", "urgency", "nature", "topic", "round", "fast_desk", "from"),
    "topic_rule": ("code",),
    "language": ("code",),
    "retired_unit": ("code",),
    "retired_topic": ("code",),
    "emergency": ("number",),
    **TELEPHONE_LIST_KEYS,
    "refusal": ("code",),
}
KEY_GAP: Final = "|"


class NoSection(Invalid):
    """A profile has no such table."""

    code = "city.no_section"


class BadRow(Invalid):
    """A row has an unknown column, or a value of the wrong kind."""

    code = "city.bad_row"


class RowChanged(Conflict):
    """This row was changed or removed since it was read; nothing was written."""

    code = "city.row_changed"


class KeyTaken(Conflict):
    """Another row has this key."""

    code = "city.key_taken"


@dataclass(frozen=True, slots=True)
class SectionField:
    """One column. `refers` names the section that must contain its value."""

    name: str
    kind: _Kind
    needed: bool
    many: bool
    words: tuple[str, ...]
    refers: str | None
    span: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Section:
    """One table. `keys` are the columns that identify a row; without any, its position does."""

    name: str
    file: str
    shape: Shape
    keys: tuple[str, ...]
    fields: tuple[SectionField, ...]


def _column(column: Column) -> SectionField:
    flag = column.words == FLAG_WORDS
    words = () if flag else tuple(column.words or ())
    refers = column.refers[0] if column.refers else None
    many = column.name == "keywords"
    return SectionField(column.name, "flag" if flag else "text", column.filled, many, words, refers, None)


def _key(name: str, key: Key) -> SectionField:
    return SectionField(name, _KINDS[key.kind], key.needed, key.many, tuple(key.words or ()), key.refers, key.span)


def _sections() -> Iterator[Section]:
    for name, columns in PROFILE_TABLES.items():
        yield Section(name, f"{name}.csv", "csv", (columns[0].name,), tuple(map(_column, columns)))
    for path, table in SCHEMA.items():
        name = path or CITY
        shape: Shape = "list" if table.many else "single"
        fields = tuple(_key(field, key) for field, key in table.keys.items())
        yield Section(name, CITY_FILE, shape, LIST_KEYS.get(name, ()), fields)
    names = ("template", "language", *WORDING)
    fields = tuple(SectionField(name, "text", True, False, (), None, None) for name in names)
    yield Section(MESSAGES, MESSAGES_FILE, "messages", ("template", "language"), fields)


SECTIONS: Final[Mapping[str, Section]] = {section.name: section for section in _sections()}


def section_of(name: str) -> Section:
    """The section of this name; raises NoSection."""
    if name not in SECTIONS:
        raise NoSection(name=name)
    return SECTIONS[name]


def rows_of(document: Document, section: Section) -> list[SectionRow]:
    """The rows of a table in their order, with flags as booleans and lists as lists; empty values are left out."""
    match section.shape:
        case "csv":
            header, *lines = document["tables"][section.name]
            return [_opened(section, dict(zip(header, line, strict=False))) for line in lines]
        case "messages":
            return [
                {"template": name, "language": language, **wording}
                for name, languages in sorted(document.get(MESSAGES, {}).items())
                for language, wording in sorted(languages.items())
            ]
        case _:
            path = "" if section.name == CITY else section.name
            known = {field.name for field in section.fields}
            tables = tables_at(document["city"], path)
            rows = [{name: one for name, one in table.items() if name in known and _is_cell(one)} for table in tables]
            # A table that only contains tables, such as `telephone`, has no row of its own.
            return [row for row in rows if row or section.shape == "list"]


def _is_cell(value: JsonValue) -> TypeGuard[Cell]:
    """Whether a value belongs into a row: one scalar or a list of them, not a table inside the table."""
    return all(isinstance(one, (str, int, float)) for one in (value if isinstance(value, list) else [value]))


def keyed(section: Section, rows: Sequence[SectionRow]) -> dict[str, SectionRow]:
    """Rows by key. Rows with the same key, possible only in a draft, get a number after the key."""
    found: dict[str, SectionRow] = {}
    for place, row in enumerate(rows, start=1):
        key = name = _key_of(section, row, place)
        while key in found:
            key = f"{name}#{place}"
        found[key] = row
    return found


def _key_of(section: Section, row: SectionRow, place: int) -> str:
    """The key of a row: its code, its selectors, or its position."""
    if not section.keys:
        return str(place)
    return KEY_GAP.join(str(row.get(name, "")) for name in section.keys)


def put_row(
    document: Document, section: Section, was: SectionRow | None, row: SectionRow | None, place: int | None
) -> Document:
    """Inserts (`was` None), replaces or deletes (`row` None) a row, at `place` (from 1) if given.

    Returns the new document. Raises RowChanged if `was` is no longer in the table, KeyTaken, BadRow.
    """
    rows: list[SectionRow] = [*rows_of(document, section)]
    at = len(rows)
    if was is not None:
        at = next((nth for nth, one in enumerate(rows) if one == was), -1)
        if at < 0:
            raise RowChanged(section=section.name)
        del rows[at]
    if row is not None:
        fresh = row if row == was else tidy(section, row)  # a row sent back as it was read is no change
        if section.keys and _key_of(section, fresh, 0) in keyed(section, rows):
            raise KeyTaken(section=section.name, key=_key_of(section, fresh, 0))
        if place is not None:
            at = place - 1
        elif was is None or section.shape == "csv":
            at = _home(section, rows, fresh, at)
        rows.insert(at, fresh)
    return with_rows(document, section, rows)


def _home(section: Section, rows: Sequence[SectionRow], row: SectionRow, otherwise: int) -> int:
    """The position of a row in a sorted file; in an unsorted file `otherwise`."""
    codes = [str(one.get(section.keys[0], "")) for one in rows] if section.shape == "csv" else []
    if not codes or codes != sorted(codes):
        return otherwise
    return bisect_right(codes, str(row.get(section.keys[0], "")))


def with_rows(document: Document, section: Section, rows: Sequence[SectionRow]) -> Document:
    """A copy of the document in which one table has these rows."""
    match section.shape:
        case "csv":
            header = [field.name for field in section.fields]
            table = [header, *([_cell(row.get(name, "")) for name in header] for row in rows)]
            return {**document, "tables": {**document["tables"], section.name: table}}
        case "messages":
            messages: dict[str, dict[str, dict[str, str]]] = {}
            for row in rows:
                messages.setdefault(str(row["template"]), {})[str(row["language"])] = {
                    name: str(row.get(name, "")) for name in WORDING
                }
            return {**document, MESSAGES: messages}
        case _:
            return {**document, "city": _with_tables(document["city"], section, rows)}


def _with_tables(city: JsonObject, section: Section, rows: Sequence[SectionRow]) -> JsonObject:
    if section.name == CITY:
        inner = {name: value for name, value in city.items() if name not in {f.name for f in section.fields}}
        return {**rows[0], **inner}
    outer, _, last = section.name.rpartition(".")
    if outer:
        return _with(city, outer, _with(_table(city, outer), last, _tables(section, rows)))
    if section.shape == "list":
        return {**city, last: list(rows)}
    own = {field.name for field in section.fields}
    below = {name: value for name, value in _table(city, last).items() if name not in own}
    return _with(city, last, {**(rows[0] if rows else {}), **below})


def _with(table: JsonObject, name: str, value: JsonValue) -> JsonObject:
    """A table with this value; an empty one is left out."""
    return {**table, name: value} if value else {one: table[one] for one in table if one != name}


def _table(city: JsonObject, name: str) -> JsonObject:
    return next(tables_at(city, name), dict[str, JsonValue]())


def _tables(section: Section, rows: Sequence[SectionRow]) -> JsonValue:
    return list(rows) if section.shape == "list" else dict(rows[0]) if rows else {}


def tidy(section: Section, row: SectionRow) -> SectionRow:
    """A row as it is stored: known columns in their order, values of the right kind, no empty values. Raises BadRow."""
    known = {field.name for field in section.fields}
    if unknown := next((name for name in row if name not in known), None):
        raise BadRow(field=unknown)
    tidied = {field.name: _tidy_value(field, row.get(field.name)) for field in section.fields}
    return {name: value for name, value in tidied.items() if value not in (None, "", [])}


def _tidy_value(field: SectionField, value: Cell) -> Any:
    if value is None:
        return None
    if field.many:
        if not isinstance(value, list):
            raise BadRow(field=field.name)
        return [one for each in value if (one := _one(field, each)) != ""]
    one = _one(field, value)
    return None if one is False and not field.needed else one


def _one(field: SectionField, value: Cell) -> Any:
    if type(value) not in TYPES[field.kind]:
        raise BadRow(field=field.name)
    return " ".join(value.split()) if isinstance(value, str) else value


def _opened(section: Section, cells: Mapping[str, str]) -> SectionRow:
    values = {field.name: _opened_cell(field, cells.get(field.name, "")) for field in section.fields}
    return {name: value for name, value in values.items() if value not in ("", [])}


def _opened_cell(field: SectionField, cell: str) -> str | bool | list[str]:
    if field.kind == "flag":
        return cell == "true" if cell in FLAG_WORDS else cell
    if field.many:
        return [word.strip() for word in cell.split(KEYWORD_GAP) if word.strip()]
    return cell


def _cell(value: Cell) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return KEYWORD_GAP.join(map(str, value)) if isinstance(value, list) else str(value)
