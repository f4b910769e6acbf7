"""Writes dates as text, by the CLDR. Does not write "today" or "yesterday": the citizen's pages do."""

from datetime import date
from typing import Final

_LOCALES: Final = {"en": "en_GB", "zh": "zh"}


def day_in_words(day: date, language: str, *, year: bool = False) -> str:
    """Returns 5月8日 or 8 May, with `year` 2026年5月8日 or 8 May 2026. `language` begins with zh or en."""
    return by_skeleton(day, "yMMMMd" if year else "MMMMd", language)


def month_in_words(day: date, language: str) -> str:
    """Returns 2026年11月 or November 2026. `language` begins with zh or en."""
    return by_skeleton(day, "yMMMM", language)


def by_skeleton(day: date, skeleton: str, language: str) -> str:
    """Returns a date with the parts of a CLDR skeleton, in the order of the language."""
    from babel.dates import format_skeleton  # imported here because it takes 0.1 s and most commands do not need it

    return format_skeleton(skeleton, day, locale=_LOCALES[language[:2]])
