"""Titles of cases that came without one."""

import re
from typing import Final

TITLE_LIMIT: Final = 60  # characters of a title made from the words
_SENTENCE_END = re.compile(r"[。！？!?；;]|(?<!\b[A-Z][a-z])\.(?=\s|$)")  # not the full stop of “Mr.” or of “3.5”


def first_sentence(words: str) -> str:
    """Returns a title where there is none: the first sentence, cut between words at a bound."""
    line = words.strip().splitlines()[0] if words.strip() else ""
    line = _SENTENCE_END.split(line, maxsplit=1)[0].strip()
    cut = line[:TITLE_LIMIT]
    if cut == line or not (line[TITLE_LIMIT].isascii() and line[TITLE_LIMIT].isalnum()):
        return cut
    whole, _, part = cut.rpartition(" ")
    return whole if whole and part.isascii() else cut
