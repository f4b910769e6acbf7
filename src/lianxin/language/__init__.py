"""Chinese and English text: spoken times, dates, search words, pinyin initials."""

from lianxin.language.boilerplate import only_passes_on, only_points_to_court, words_key
from lianxin.language.dates import day_in_words, month_in_words
from lianxin.language.moments import Moment, read_moment
from lianxin.language.pinyin import initials, sounds_from
from lianxin.language.search_index import lexemes, tsquery

__all__ = [
    "Moment",
    "day_in_words",
    "initials",
    "lexemes",
    "month_in_words",
    "only_passes_on",
    "only_points_to_court",
    "read_moment",
    "sounds_from",
    "tsquery",
    "words_key",
]
