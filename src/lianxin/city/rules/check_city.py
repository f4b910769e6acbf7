"""Checks `city.toml`: its tables, and the values of each key."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lianxin.city.rules.check_hours import check_hours
from lianxin.city.rules.duty_roster import ROSTER_KEYS
from lianxin.city.rules.key_forms import DAY, PUBLIC_KEYS, TEXT, TIME, Key, KeyTable
from lianxin.city.rules.limits import MEASURES
from lianxin.city.rules.policies import EmergencyService
from lianxin.city.rules.refusals import REFUSAL_KEYS
from lianxin.city.rules.retired import RETIRED_TABLES
from lianxin.city.rules.scripts import PARTS, SCRIPT_PLACEHOLDERS, unknown_in_script
from lianxin.city.rules.sources import Problem, Sources, tables_at
from lianxin.city.rules.telephone_keys import TELEPHONE_TABLES
from lianxin.city.rules.words import CALLBACK_METHODS, CLOCKS, NATURES, OUTCOMES, UNIT_KINDS, URGENCIES
from lianxin.kernel.json_values import JsonObject, JsonValue

_TEXT: Final = Key(str, form=TEXT)
_FLAG: Final = Key(bool)
_TIMES: Final = Key(int, needed=False, span=(2, 100))
_LINK: Final = Key(str, needed=False, form=(r"https://\S+", "an address that begins with https://"))
_OFFICE: Final = Key(str, needed=False, refers="offices")
_TOPIC: Final = Key(str, needed=False, refers="topics")
_TRIGGER: Final = {
    "topics": Key(str, needed=False, many=True, refers="topics"),
    "keywords": Key(str, needed=False, many=True, form=TEXT),
}
_NAMED: Final = {"name": _TEXT, "name_en": _TEXT}
_SOURCED: Final = {"source": _TEXT, "verified": _FLAG}


def _among(words: Collection[str], *, needed: bool = False, many: bool = False) -> Key:
    return Key(str, needed=needed, many=many, words=words)


SCHEMA: Final[dict[str, KeyTable]] = {
    "": KeyTable(
        {
            "code": Key(str, form=(r"[a-z]+", "lower-case letters")),
            **_NAMED,
            "timezone": _TEXT,
            "locales": Key(str, many=True, form=TEXT),
            "version_note": _TEXT,
            "natures": _among(NATURES, needed=True, many=True),
            "announced_years": Key(int, many=True, span=(1949, 2200)),
        }
    ),
    "office_hours": KeyTable(
        {
            "start": Key(str, form=TIME),
            "end": Key(str, form=TIME),
            "lunch": Key(str, needed=False, many=True, form=TIME, count=2),
        }
    ),
    "limit": KeyTable(
        {
            "clock": _among(CLOCKS, needed=True),
            **{measure: Key(int, needed=False, span=(0, 100_000)) for measure in MEASURES},
            "urgency": _among(URGENCIES),
            "nature": _among(NATURES),
            "topic": _TOPIC,
            "round": _among(("redo",)),
            "fast_desk": Key(bool, needed=False),
            **_SOURCED,
            "source_en": Key(str, needed=False, form=TEXT),
            "from": Key(str, needed=False, form=DAY),
            "until": Key(str, needed=False, form=DAY),
            "reason": Key(str, needed=False, form=TEXT),
            "signed": Key(str, needed=False, many=True, form=TEXT),
        },
        many=True,
    ),
    "callback": KeyTable(
        {
            "attempts": Key(int, span=(1, 10)),
            "different_days": _FLAG,
            "evening_attempts": Key(int, span=(0, 10)),
            "evening_from": Key(str, form=TIME),
            "evening_until": Key(str, form=TIME),
            "calls_from": Key(str, needed=False, form=TIME),
            "calls_until": Key(str, needed=False, form=TIME),
            "critical": Key(bool, needed=False),
            "sample_answered": Key(float, span=(0, 1)),
            "without_voice": _among(CALLBACK_METHODS - {"phone"}, needed=True),
        }
    ),
    "callback.rule": KeyTable(
        {
            "method": _among(CALLBACK_METHODS, needed=True),
            "urgency": _among(URGENCIES, many=True),
            "nature": _among(NATURES, many=True),
            "outcome": _among(OUTCOMES, many=True),
            "redo": Key(bool, needed=False),
        },
        many=True,
    ),
    "callback.script": KeyTable(
        {
            "language": _TEXT,
            "nature": _among(NATURES, many=True),
            "outcome": _among(OUTCOMES, many=True),
            "redo": Key(bool, needed=False),
            **{part: Key(str, needed=False, form=TEXT) for part in PARTS},
        },
        needed=False,
        many=True,
    ),
    "fast_desk": KeyTable(
        {
            "unit": Key(str, refers="units"),
            **_NAMED,
            "urgency": _among(URGENCIES, needed=True),
            **_TRIGGER,
            **_SOURCED,
        },
        needed=False,
    ),
    "topic_rule": KeyTable(
        {
            "code": _TEXT,
            **_NAMED,
            "urgency": _among(URGENCIES),
            "unit": Key(str, needed=False, refers="units"),
            **_TRIGGER,
            **_SOURCED,
        },
        needed=False,
        many=True,
    ),
    "supervisor": KeyTable(
        {"unit": Key(str, refers="units"), "companies": Key(str, many=True, refers="units"), **_SOURCED},
        needed=False,
        many=True,
    ),
    "area_duty": KeyTable(
        {
            "topics": Key(str, many=True, refers="topics"),
            "divisions": Key(str, many=True, refers="divisions"),
            "unit": Key(str, refers="units"),
            **_SOURCED,
        },
        needed=False,
        many=True,
    ),
    "duty_roster": KeyTable(ROSTER_KEYS, needed=False, many=True),
    **RETIRED_TABLES,
    "praise_rule": KeyTable(
        {"keywords": Key(str, many=True, form=TEXT), "office": _OFFICE, "topic": _TOPIC, **_SOURCED},
        needed=False,
        many=True,
    ),
    "spoken_name": KeyTable(
        {"names": Key(str, many=True, form=TEXT), "kind": _among(UNIT_KINDS), "office": _OFFICE},
        needed=False,
        many=True,
    ),
    "language": KeyTable({"code": _TEXT, **_NAMED, "kind": _among(("spoken", "sign"), needed=True)}, many=True),
    "emergency": KeyTable(
        {
            "number": Key(str, form=(r"\d{3,12}", "3 to 12 digits")),
            **_NAMED,
            "service": _among(tuple(EmergencyService)),
            **_TRIGGER,
            "source": Key(str, needed=False, form=TEXT),
            "verified": Key(bool, needed=False),
        },
        many=True,
    ),
    "returns": KeyTable({"most": Key(int, span=(1, 10)), "evidence": _FLAG}),
    "extensions": KeyTable({"times": Key(int, span=(0, 10)), "most_working_days": Key(int, span=(1, 250)), **_SOURCED}),
    "replies": KeyTable({"evidence": _among(OUTCOMES, many=True), "same_words": _TIMES}, needed=False),
    "reopen": KeyTable({"supervised_from": Key(int, span=(1, 10))}),
    "refusal": KeyTable({**REFUSAL_KEYS, **_NAMED, **_SOURCED}, needed=False, many=True),
    "sealed": KeyTable({"words": Key(str, many=True, form=TEXT)}, needed=False),
    "fallback": KeyTable({"unit": Key(str, refers="units")}),
    "public": KeyTable({"summaries": _FLAG, "leave_to": _LINK, **PUBLIC_KEYS}, needed=False),
    "budgets": KeyTable(
        {
            "wrong_codes": Key(int, needed=False, span=(20, 100_000)),
            "requests": Key(int, needed=False, span=(20, 1_000_000)),
            "browser_calls": Key(int, needed=False, span=(20, 1_000_000)),
            "looks": Key(int, needed=False, span=(1, 1000)),
            "unconfirmed_days": Key(int, needed=False, span=(1, 365)),
        },
        needed=False,
    ),
    "indicators": KeyTable(
        {
            "repeat_days": Key(int, span=(1, 365)),
            "wilson_below": Key(int, span=(0, 1000)),
            "service_level_seconds": Key(int, span=(1, 600)),
        }
    ),
    "indicators.weights": KeyTable(
        {name: Key(float, span=(0, 1)) for name in ("satisfied", "mostly", "neutral", "dissatisfied")}
    ),
    **TELEPHONE_TABLES,
}


def check_city(sources: Sources) -> Iterator[Problem]:
    """Checks every table and key of `city.toml` against SCHEMA, then keys that depend on each other."""
    topics = sources.column("topics", "code")
    known = {
        "units": sources.column("units", "code"),
        "divisions": sources.column("divisions", "code"),
        "offices": sources.column("offices", "office"),
        "topics": frozenset(code[:length] for code in topics for length in (2, 5, 8)),
    }
    for path, schema in SCHEMA.items():
        found = list(tables_at(sources.city, path))
        if schema.needed and not found:
            yield sources.toml_problem(f"table {path} is missing", path.rpartition(".")[0])
        if len(found) > 1 and not schema.many:
            yield sources.toml_problem(f"table {path} occurs more than once", path, 1)
        for index, table in enumerate(found):
            for key, message in _check_table(path, schema, table, known):
                yield sources.toml_problem(message, path, index, key)
    yield from check_hours(sources)
    yield from _check_zone(sources)
    yield from _check_scripts(sources)


def _check_table(
    path: str, schema: KeyTable, table: JsonObject, known: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str | None, str]]:
    place = f"in {path}" if path else "at the top"
    inner = {name.rpartition(".")[2] for name in SCHEMA if name and name.rpartition(".")[0] == path}
    for name in table:
        if name not in schema.keys and name not in inner:
            yield name, f"unknown key {name!r} {place}"
    for name, key in schema.keys.items():
        if name not in table:
            if key.needed:
                yield None, f"{name} is missing {place}"
        elif complaint := _complaint(key, table[name], known):
            yield name, f"{name} {complaint}"


def _complaint(key: Key, value: JsonValue, known: Mapping[str, frozenset[str]]) -> str | None:
    if not key.many:
        return _one(key, value, known)
    if not isinstance(value, list) or not value:
        return "must be a list with something in it"
    if key.count is not None and len(value) != key.count:
        return f"must have {key.count} entries"
    return next((said for one in value if (said := _one(key, one, known))), None)


def _one(key: Key, value: JsonValue, known: Mapping[str, frozenset[str]]) -> str | None:
    if type(value) is not key.kind and not (key.kind is float and type(value) is int):
        return f"must be {_KIND_SAID[key.kind]}, not {value!r}"
    return _text(key, value, known) if isinstance(value, str) else _number(key, value)


def _text(key: Key, value: str, known: Mapping[str, frozenset[str]]) -> str | None:
    if key.words is not None and value not in key.words:
        return f"{value!r} is unknown; known: {', '.join(sorted(key.words))}"
    if key.form and not re.fullmatch(key.form[0], value):
        return f"{value!r} is not {key.form[1]}"
    if key.refers and value not in known[key.refers]:
        return f"{value!r} is not in {key.refers}.csv"
    return None


def _number(key: Key, value: JsonValue) -> str | None:
    if key.span and isinstance(value, (int, float)) and not key.span[0] <= value <= key.span[1]:
        return f"{value} is not between {key.span[0]} and {key.span[1]}"
    return None


def _check_scripts(sources: Sources) -> Iterator[Problem]:
    for index, table in enumerate(tables_at(sources.city, "callback.script")):
        for part in PARTS:
            for name in unknown_in_script(str(table.get(part, ""))):
                known = ", ".join(sorted(SCRIPT_PLACEHOLDERS))
                yield sources.toml_problem(f"{{{name}}} is unknown; known: {known}", "callback.script", index, part)


_KIND_SAID: Final[dict[type, str]] = {str: "text", int: "a whole number", bool: "true or false", float: "a number"}


def _check_zone(sources: Sources) -> Iterator[Problem]:
    name = sources.city.get("timezone")
    try:
        ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield sources.toml_problem(f"timezone {name!r} is unknown", "", key="timezone")
