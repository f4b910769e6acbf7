"""Converts a case's text to index words and a question to a tsquery. Personal numbers never enter the search index."""

import re
from typing import Final

from lianxin.kernel.masking import without_numbers
from lianxin.language.search_words import chunks, is_run, query_parts, words_of

# Quoted text is searched literally.
QUOTED: Final = re.compile(r'["“”「」]([^"“”「」]*)["“”「」]')


def index_words(text: str) -> list[str]:
    """Returns sorted unique lexemes, without phone, identity, card and plate numbers or e-mail addresses."""
    return words_of(without_numbers(text))


def lexemes(text: str) -> str:
    """Returns the text of a tsvector. Words contain only letters and digits, so a blank is a safe separator."""
    return " ".join(index_words(text))


def query_words(question: str) -> list[str]:
    """Returns the parts of a tsquery, to be joined by ` & `; empty if the question has no searchable word.

    Blanks and the dictionary divide a question (小区停水 becomes 小区 and 停水); quotation marks keep it whole.
    """
    import rjieba  # imported here because its dictionary takes 0.2 s to load

    plain = without_numbers(question)
    whole = [chunk for quoted in QUOTED.findall(plain) for chunk in chunks(quoted)]
    loose = chunks(QUOTED.sub(" ", plain))
    return query_parts(whole + [word for chunk in loose for word in (rjieba.cut(chunk) if is_run(chunk) else [chunk])])


def tsquery(question: str) -> str | None:
    """Returns the text of the tsquery, or None if the question has no searchable word."""
    return " & ".join(query_words(question)) or None
