"""Checks `danger.toml`: its tables and keys, the services, and that every phrase can be read."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from lianxin.city.rules.danger import SCOPES
from lianxin.city.rules.danger_phrases import BadPhrase, any_of
from lianxin.city.rules.policies import EmergencyService
from lianxin.city.rules.sources import DANGER_FILE, Problem, Sources, tables_at

_TOP: Final = {"services": list, "now": list, "traditional": str, "simplified": str, "long": int, "brief": int,
               "spelling": dict, "words": dict, "kinds": dict, "measure": dict, "cue": list,
               "sign": list, "exclude": list,
               }  # fmt: skip
_NEEDED: Final = ("services", "now", "sign", "exclude")
_KEYS: Final[Mapping[str, Mapping[str, type]]] = {
    "sign": {"service": str, "sure": bool, "brief": bool, "phrases": list, "beside": list, "unless": list},
    "exclude": {"why": str, "scope": str, "phrases": list},
    "cue": {"service": str, "worth": int, "phrases": list},
    "measure": {"base": int, "enough": int, "despite": int, "doubt": int, "weak": int},
}
_SERVICES: Final = tuple(EmergencyService)
_OPTIONAL: Final = frozenset({"sure", "brief", "beside", "unless", "base", "enough", "despite", "doubt", "weak"})
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"service": _SERVICES, "scope": SCOPES}


def check_danger(sources: Sources) -> Iterator[Problem]:
    """Checks the danger rules of a city; a city without them uses those of the program."""
    table = sources.danger
    if not table:
        return
    found = [*_top(table)]
    words, kinds = _lists(table, "words"), _lists(table, "kinds")
    found += _no_lists(table, "words")
    found += _no_lists(table, "kinds")
    for path in _KEYS:
        named = kinds if path == "cue" else words
        for index, one in enumerate(tables_at(table, path)):
            found += ((path, index, key, said) for key, said in _complaints(_KEYS[path], one, named))
    found += (("", 0, "now", said) for said in _phrases(table.get("now"), words))
    for path, index, key, said in found:
        yield Problem(DANGER_FILE, sources.danger_toml.line(path, index, key), said)


def _lists(table: Mapping[str, Any], path: str) -> dict[str, list[str]]:
    return {name: cast("list[str]", value) for name, value in _mapping(table.get(path)).items() if _texts(value)}


def _no_lists(table: Mapping[str, Any], path: str) -> Iterator[tuple[str, int, str | None, str]]:
    for name, value in _mapping(table.get(path)).items():
        if not _texts(value):
            yield path, 0, name, f"{name} must be a list of texts"


def _top(table: Mapping[str, Any]) -> Iterator[tuple[str, int, str | None, str]]:
    for key, value in table.items():
        if key not in _TOP:
            yield "", 0, key, f"unknown key {key!r}"
        elif type(value) is not _TOP[key]:
            yield "", 0, key, f"{key} must be {_SAID[_TOP[key]]}"
    yield from (("", 0, None, f"{key} is missing") for key in _NEEDED if key not in table)
    yield from _values(table)


def _values(table: Mapping[str, Any]) -> Iterator[tuple[str, int, str | None, str]]:
    for service in cast("list[object]", table.get("services") or []):
        if service not in _SERVICES:
            yield "", 0, "services", f"{service!r} is unknown; known: {', '.join(_SERVICES)}"
    if len(str(table.get("traditional", ""))) != len(str(table.get("simplified", ""))):
        yield "", 0, "simplified", "simplified must have as many characters as traditional"
    if not all(isinstance(right, str) for right in _mapping(table.get("spelling")).values()):
        yield "spelling", 0, None, "spelling must give a text for each word"


_SAID: Final = {list: "a list", str: "text", int: "a whole number", dict: "a table", bool: "true or false"}


def _complaints(
    keys: Mapping[str, type], table: Mapping[str, Any], words: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if name not in keys:
            yield name, f"unknown key {name!r}"
        elif type(value) is not keys[name]:
            yield name, f"{name} must be {_SAID[keys[name]]}"
        elif name in _CHOICES and value not in _CHOICES[name]:
            yield name, f"{value!r} is unknown; known: {', '.join(_CHOICES[name])}"
        elif isinstance(value, list):
            yield from ((name, said) for said in _phrases(cast("list[object]", value), words))
    yield from ((name, f"{name} is missing") for name in keys if name not in table and name not in _OPTIONAL)


def _phrases(value: object, words: Mapping[str, list[str]]) -> Iterator[str]:
    if not _texts(value):
        yield "phrases must be texts"
        return
    for phrase in cast("list[str]", value):
        try:
            any_of([phrase], words)
        except BadPhrase as bad:
            yield str(bad)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in cast("list[object]", value))


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}
