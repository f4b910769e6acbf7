"""Checks the form of `messages.toml`: template, language, subject and text. `notify` checks the placeholders."""

from collections.abc import Iterator, Mapping
from typing import Final

from lianxin.city.rules.sources import MESSAGES_FILE, Problem, Sources
from lianxin.kernel.json_values import JsonObject

WORDING: Final = ("subject", "text")


def check_messages(sources: Sources) -> Iterator[Problem]:
    """Checks each template in each language."""
    for name, languages in sources.messages.items():
        if not isinstance(languages, Mapping):
            yield _problem(sources, name, f"{name} must hold languages")
            continue
        for language, wording in languages.items():
            path = f"{name}.{language}"
            if not isinstance(wording, Mapping):
                yield _problem(sources, path, f"{path} must hold subject and text")
                continue
            yield from _check_wording(sources, path, wording)


def _check_wording(sources: Sources, path: str, wording: JsonObject) -> Iterator[Problem]:
    for field in WORDING:
        value = wording.get(field)
        if not isinstance(value, str) or not value.strip():
            yield _problem(sources, path, f"{field} is missing in {path}", field)
    for field in wording:
        if field not in WORDING:
            yield _problem(sources, path, f"unknown key {field!r} in {path}", field)


def _problem(sources: Sources, path: str, message: str, field: str | None = None) -> Problem:
    return Problem(MESSAGES_FILE, sources.messages_toml.line(path, 0, field), message)
