"""Writes a profile as its files: a city keeps them in git, and the version is computed from them."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from lianxin.city.rules.check_city import SCHEMA
from lianxin.city.rules.check_messages import WORDING
from lianxin.city.rules.document import Document, Wordings
from lianxin.city.rules.sources import CITY_FILE, DANGER_FILE, MESSAGES_FILE, tables_at
from lianxin.kernel.json_values import JsonObject, JsonValue


def files_of(document: Document) -> dict[str, bytes]:
    """The content of every file by its name. Reading them gives an equal document; comments are not kept."""
    files = {CITY_FILE: _city(document["city"]).encode()}
    for name, rows in document["tables"].items():
        files[f"{name}.csv"] = _csv(rows).encode()
    if messages := document.get("messages"):
        files[MESSAGES_FILE] = _messages(messages).encode()
    if danger := document.get("danger"):
        files[DANGER_FILE] = _danger(danger).encode()
    return files


def _csv(rows: list[list[str]]) -> str:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _city(city: JsonObject) -> str:
    parts: list[str] = []
    for path, schema in SCHEMA.items():
        for table in tables_at(city, path):
            head = f"[[{path}]]" if schema.many else f"[{path}]"
            parts.append("\n".join([*([head] if path else []), *_lines(table, [*schema.keys])]))
    return "\n\n".join(parts) + "\n"


def _messages(messages: Wordings) -> str:
    parts = [
        "\n".join([f"[{name}.{language}]", *_lines(wording, WORDING)])
        for name, languages in sorted(messages.items())
        for language, wording in sorted(languages.items())
    ]
    return "\n\n".join(parts) + "\n"


def _danger(danger: JsonObject) -> str:
    parts = ["\n".join(_lines(danger, [*danger]))]
    for path in ("spelling", "words", "measure", "cue", "sign", "exclude"):
        for table in tables_at(danger, path):
            head = f"[[{path}]]" if isinstance(danger[path], list) else f"[{path}]"
            parts.append("\n".join((head, *(f"{_value(name)} = {_value(value)}" for name, value in table.items()))))
    return "\n\n".join(parts) + "\n"


def _lines(table: JsonObject, order: Sequence[str]) -> Iterator[str]:
    """Lines in a fixed order, independent of the database; unknown keys come last, for the check to report."""
    for name in [*(name for name in order if name in table), *sorted(table.keys() - set(order))]:
        if not _is_table(table[name]):
            yield f"{name} = {_value(table[name])}"


def _is_table(value: JsonValue) -> bool:
    """Whether a value is a table or a list of tables, which need a heading of their own."""
    if isinstance(value, list):
        return any(isinstance(one, Mapping) for one in value)
    return isinstance(value, Mapping)


def _value(value: JsonValue) -> str:
    """A value as TOML, which equals JSON for texts, numbers, flags and lists, except for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
