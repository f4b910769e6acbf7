"""The portal's sentences: one file for each language, looked up by `section.key`."""

import tomllib
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

FOLDER = Path(__file__).parent / "words"
LOCALES = ("zh-CN", "en")


@cache
def portal_sentences(locale: str) -> dict[str, Markup]:
    """Every sentence of a language, ready to be put into a page."""
    tables = tomllib.loads((FOLDER / f"{locale}.toml").read_text("utf-8"))
    return {f"{section}.{key}": escape(said) for section, table in tables.items() for key, said in table.items()}


class PortalTexts:
    """`t("case.step", n=2, of=3)`: a sentence with its facts, escaped. Raises KeyError for one that does not exist."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.known = portal_sentences(locale)

    def __call__(self, key: str, **facts: object) -> Markup:
        return self.known[key].format(**facts)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self.known
