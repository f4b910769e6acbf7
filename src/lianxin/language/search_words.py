"""The index words of a text, and the search words of a question.

Every two adjacent characters of a run of Chinese are an index word, independent of any dictionary: a two-character
question always finds its text, and all pairs of a longer word together find it. The last character of a run is a word
too, so that a prefix search finds any single character. In other scripts every word is an index word.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

# Han with its extensions, the iteration marks and kana: scripts written without blanks.
RUN: Final = "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
RUN_START: Final = re.compile(f"[{RUN}]")
PIECE: Final = re.compile(rf"([{RUN}]+)|([^\W_{RUN}]+)")
LONG_NUMBER: Final = re.compile(r"\d{7}")
LONGEST_WORD: Final = 64
MOST_PARTS: Final = 24
ASKING: Final = frozenset(
    ("怎么", "怎么办", "怎样", "什么", "为什么", "为何", "如何", "哪里", "哪个", "多少", "是否", "可以", "能否", "请问")
)


def normal(text: str) -> str:
    """Returns the text in one width and case (NFKC, case-folded)."""
    return unicodedata.normalize("NFKC", text).casefold()


def chunks(text: str) -> list[str]:
    """Returns runs of Chinese and words of other scripts, normalised, in order; no word with seven digits in a row."""
    return [run or word for run, word in PIECE.findall(normal(text)) if run or not LONG_NUMBER.search(word)]


def is_run(chunk: str) -> bool:
    """Whether a chunk is of a script without blanks, so that a dictionary may divide it."""
    return RUN_START.match(chunk) is not None


def words_of(text: str) -> list[str]:
    """Returns the index words of a text, unique and sorted."""
    found: set[str] = set()
    for chunk in chunks(text):
        if is_run(chunk):
            found.update(map("".join, pairwise(chunk)))
            found.add(chunk[-1])
        else:
            found.add(chunk[:LONGEST_WORD])
    return sorted(found)


def query_part(chunk: str) -> str:
    """Returns the tsquery of one chunk: 'a3' or '停水' or ('自来' & '来水') or '路':*."""
    if not is_run(chunk):
        return f"'{chunk[:LONGEST_WORD]}'"
    if len(chunk) == 1:
        return f"'{chunk}':*"
    pairs = list(dict.fromkeys(map("".join, pairwise(chunk))))[:MOST_PARTS]
    joined = " & ".join(f"'{pair}'" for pair in pairs)
    return f"({joined})" if len(pairs) > 1 else joined


def query_parts(asked: Iterable[str]) -> list[str]:
    """Returns the tsquery of each chunk of a question, to be joined by &.

    The words contain only letters and digits and are quoted, so the result is safe for to_tsquery('simple', …) and for
    a cast to tsquery. Question words and single characters are used only if there is nothing else.
    """
    strong: dict[str, None] = {}
    weak: dict[str, None] = {}
    for chunk in asked:
        only_asks = chunk in ASKING or (is_run(chunk) and len(chunk) == 1)
        (weak if only_asks else strong)[query_part(chunk)] = None
    return list(strong or weak)[:MOST_PARTS]
