"""Dates in words, by the CLDR. Does not say "today" or "yesterday": the citizen's pages do."""

from datetime import date
from typing import Final

_LOCALES: Final = {"en": "en_GB", "zh": "zh"}


def day_in_words(day: date, language: str, *, year: bool = False) -> str:
    """5月8日, 2026年5月8日; 8 May, 8 May 2026. `language` is zh or en, or begins like that: zh-CN."""
    return by_skeleton(day, "yMMMMd" if year else "MMMMd", language)


def month_in_words(day: date, language: str) -> str:
    """2026年11月, November 2026."""
    return by_skeleton(day, "yMMMM", language)


def by_skeleton(day: date, skeleton: str, language: str) -> str:
    """A date with the parts that a CLDR skeleton names, in the order of the language."""
    from babel.dates import format_skeleton  # 0.1 s, which most commands of the command line can do without

    return format_skeleton(skeleton, day, locale=_LOCALES[language[:2]])
