"""The announcement that a caller hears: the city's own, the program's, or one in a language that comes next."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from lianxin.city.rules.telephone_menus import Announcement

PLACEHOLDERS: Final = frozenset({"city", "position", "minutes", "key"})
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_ENGLISH: Final = "en"
_CHINESE: Final = "zh-CN"


@cache
def program_announcements() -> Mapping[tuple[str, str], Announcement]:
    """Returns the announcements of the program by name and language."""
    tables = tomllib.loads((files("lianxin.city.rules") / "announcements.toml").read_text("utf-8"))
    return {
        (name, language): Announcement(name, language, text)
        for name, texts in tables.items()
        for language, text in texts.items()
    }


def announced(own: Iterable[Announcement], name: str, language: str) -> Announcement | None:
    """Returns the announcement of this name in the language, otherwise in English, otherwise in Chinese, or None.

    The announcement says in which language it is. A city's own comes before the program's in each language.
    """
    found = {**program_announcements(), **{(one.name, one.language): one for one in own}}
    wanted = (language, _CHINESE) if language.startswith("zh") else (language, _ENGLISH, _CHINESE)
    return next((found[name, one] for one in wanted if (name, one) in found), None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Returns a text with its placeholders replaced; unknown ones are left out."""
    return _BRACES.sub(lambda match: values.get(match[1], ""), text)


def unknown_in_text(text: str) -> list[str]:
    """Returns the placeholders of a text that no announcement has."""
    return [name for name in _BRACES.findall(text) if name not in PLACEHOLDERS]
