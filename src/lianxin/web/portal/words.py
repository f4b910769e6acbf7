"""The portal's sentences: one file for each language, with keys `section.key`."""

import tomllib
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

FOLDER = Path(__file__).parent / "words"
LOCALES = ("zh-CN", "en")


@cache
def portal_sentences(locale: str) -> dict[str, Markup]:
    """Returns the sentences of a language by key, escaped for HTML."""
    tables = tomllib.loads((FOLDER / f"{locale}.toml").read_text("utf-8"))
    return {f"{section}.{key}": escape(said) for section, table in tables.items() for key, said in table.items()}


class PortalTexts:
    """The sentences of one language: `t("case.step", n=2, of=3)` returns one with its facts, escaped.

    Raises KeyError for an unknown key.
    """

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.known = portal_sentences(locale)

    def __call__(self, key: str, **facts: object) -> Markup:
        return self.known[key].format(**facts)

    def has(self, key: str) -> bool:
        """Returns whether the language has this sentence."""
        return key in self.known
