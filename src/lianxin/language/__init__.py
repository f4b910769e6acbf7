"""Chinese words: spoken times, search words, pinyin initials."""

from lianxin.language.moments import Moment, read_moment
from lianxin.language.pinyin import initials, sounds_from
from lianxin.language.search_index import lexemes, tsquery

__all__ = ["Moment", "initials", "lexemes", "read_moment", "sounds_from", "tsquery"]
