"""Checks a mapping document section by section, and yields every mistake."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast
from zoneinfo import ZoneInfo

from lianxin.cases.imports.values_rules import FIELDS, Refused, value_of
from lianxin.kernel.json_values import JsonValue

SOURCE_KEYS: Final = ("name", "encoding", "sheet", "delimiter", "timezone")
ENCODINGS: Final = ("utf-8", "gb18030")
DELIMITERS: Final = (",", ";", "\t")
INTEGER: Final = "integer"

Table = Mapping[str, JsonValue]
Mistake = tuple[str, str, str]


@dataclass(frozen=True)
class _Source:
    """The keys of [source]."""

    name: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    timezone: str | None = None


_Texts = str | list[str]


@dataclass(frozen=True)
class MappingDocument:
    """A mapping document without mistakes, as TOML says it."""

    source: _Source = _Source()
    fields: Mapping[str, _Texts] = field(default_factory=dict[str, _Texts])
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, Mapping[str, str | bool]] = field(default_factory=dict[str, Mapping[str, str | bool]])
    formats: Mapping[str, _Texts] = field(default_factory=dict[str, _Texts])
    defaults: Mapping[str, str | bool] = field(default_factory=dict[str, str | bool])
    derive: Mapping[str, Mapping[str, _Texts]] = field(default_factory=dict[str, Mapping[str, _Texts]])
    required: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])


def listed(value: JsonValue) -> tuple[str, ...]:
    """Returns one text, or the texts of a list, as a tuple."""
    many = value if isinstance(value, list) else [value]
    return tuple(one for one in many if isinstance(one, str))


def as_text(value: object) -> str:
    """Returns a default as the text of a cell."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def mistakes(document: Table) -> Iterator[Mistake]:
    """Yields (key, expected, found) for every mistake in the document."""
    for section, table in document.items():
        if section not in _SECTIONS:
            yield section, f"one of the sections {', '.join(_SECTIONS)}", ""
        elif not isinstance(table, dict):
            yield section, "a table", repr(table)
        else:
            yield from _SECTIONS[section](cast("Table", table))
    for name in _table_of(document, "formats"):
        if name != "submitted_at" and name not in _table_of(document, "extra"):
            yield f"formats.{name}", "submitted_at or a name of [extra]", ""


def _table_of(document: Table, section: str) -> Table:
    """Returns the section if it is a table, otherwise an empty one."""
    table = document.get(section)
    return cast("Table", table) if isinstance(table, dict) else {}


def source_mistakes(table: Table) -> Iterator[Mistake]:
    """Checks [source]: name, encoding, sheet, delimiter, timezone."""
    allowed = {"encoding": ENCODINGS, "delimiter": DELIMITERS}
    for key, value in table.items():
        where = f"source.{key}"
        if key not in SOURCE_KEYS:
            yield where, f"one of {', '.join(SOURCE_KEYS)}", ""
        elif not isinstance(value, str) or not value:
            yield where, "a text", repr(value)
        elif value not in allowed.get(key, (value,)):
            yield where, f"one of {', '.join(map(repr, allowed[key]))}", repr(value)
        elif key == "timezone" and not zone_exists(value):
            yield where, "a time zone such as Asia/Shanghai", repr(value)


def zone_exists(name: str) -> bool:
    """Whether the IANA database has this time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # an unknown name, a name with "..", a folder of zones
        return False
    return True


def field_mistakes(table: Table) -> Iterator[Mistake]:
    """Checks [fields]: our field = column, or a list of columns."""
    for name, columns in table.items():
        if name not in FIELDS:
            yield f"fields.{name}", f"one of {', '.join(FIELDS)}", ""
        elif not is_names(columns):
            yield f"fields.{name}", "a column name or a list of them", repr(columns)


def extra_mistakes(table: Table) -> Iterator[Mistake]:
    """Checks [extra]: reference name = column."""
    for name, column in table.items():
        if not isinstance(column, str) or not column:
            yield f"extra.{name}", "a column name", repr(column)


def value_mistakes(table: Table) -> Iterator[Mistake]:
    """Checks [values.FIELD]: cell = value of the field; an empty text means no value."""
    for name, cells in table.items():
        if name not in FIELDS or name == "submitted_at":
            yield f"values.{name}", f"one of {', '.join(one for one in FIELDS if one != 'submitted_at')}", ""
        elif not isinstance(cells, dict):
            yield f"values.{name}", "a table of cell = value", repr(cells)
        else:
            for cell, value in cast("Table", cells).items():
                yield from wrong_value(f"values.{name}.{cell}", name, value)


def default_mistakes(table: Table) -> Iterator[Mistake]:
    """Checks [defaults]: field = value for an empty cell."""
    for name, value in table.items():
        if name not in FIELDS or name in {"key", "submitted_at"}:
            yield f"defaults.{name}", "a field that can have a default", ""
        else:
            yield from wrong_value(f"defaults.{name}", name, value)


def wrong_value(where: str, name: str, value: object) -> Iterator[Mistake]:
    """Yields a mistake if the field cannot have the value."""
    if not isinstance(value, (str, bool)):
        yield where, "a text", repr(value)
    elif text := as_text(value):
        try:
            value_of(name, text)
        except Refused as refused:
            yield where, str(refused.facts.get("expected", f"a value for {name}")), repr(value)


def format_mistakes(table: Table) -> Iterator[Mistake]:
    """Checks [formats]: strptime formats of times, or "integer" for reference numbers."""
    moment = datetime(2026, 11, 23, 14, 5, 9)  # noqa: DTZ001 - only written and read back
    for name, form in table.items():
        if not is_names(form):
            yield f"formats.{name}", "a strptime format or a list of them", repr(form)
            continue
        for one in listed(form):
            if one == INTEGER and name != "submitted_at":
                continue
            try:
                understood = datetime.strptime(moment.strftime(one), one).year == moment.year  # noqa: DTZ007
            except (ValueError, re.error):
                understood = False
            if not understood:
                yield f"formats.{name}", "a strptime format such as %Y-%m-%d %H:%M:%S", repr(one)


def derive_mistakes(table: Table) -> Iterator[Mistake]:
    """Checks [derive.FIELD]: from = text field(s), pattern = regular expression with one group."""
    for name, rule in table.items():
        where = f"derive.{name}"
        if name not in FIELDS or name in {"key", "submitted_at", "words"}:
            yield where, "a field that can be derived", ""
        elif not isinstance(rule, dict) or set(cast("Table", rule)) != {"from", "pattern"}:
            yield where, "the keys from and pattern", repr(cast("object", rule))
        else:
            yield from rule_mistakes(where, cast("Table", rule))


def rule_mistakes(where: str, rule: Table) -> Iterator[Mistake]:
    """Checks the two keys of one derivation."""
    if not is_names(rule["from"]) or not set(listed(rule["from"])) <= {"words", "title", "address", "wish", "street"}:
        yield f"{where}.from", "words, title, address, wish or street", repr(rule["from"])
    try:
        groups = re.compile(rule["pattern"] if isinstance(rule["pattern"], str) else "").groups
    except re.error as error:
        yield f"{where}.pattern", "a regular expression", str(error)
    else:
        if groups != 1:
            yield f"{where}.pattern", "exactly one group ( )", f"{groups}"


def required_mistakes(table: Table) -> Iterator[Mistake]:
    """Checks [required]: fields = ["words", …]."""
    for key, names in table.items():
        if key != "fields" or not isinstance(names, list):
            yield f"required.{key}", 'fields = ["words", …]', ""
            continue
        for name in cast("list[object]", names):
            if name not in FIELDS:
                yield "required.fields", f"fields among {', '.join(FIELDS)}", repr(name)


def is_names(value: object) -> bool:
    """Whether the value is a text or a list of texts, none empty."""
    many = cast("list[object]", value) if isinstance(value, list) else [value]
    return bool(many) and all(isinstance(one, str) and one for one in many)


_SECTIONS: Final = {
    "source": source_mistakes,
    "fields": field_mistakes,
    "extra": extra_mistakes,
    "values": value_mistakes,
    "formats": format_mistakes,
    "defaults": default_mistakes,
    "derive": derive_mistakes,
    "required": required_mistakes,
}
