"""From a case's text to index words and from a question to a tsquery. Persons' numbers never come this far."""

import re
from typing import Final

import rjieba

from lianxin.kernel.masking import without_numbers
from lianxin.language.search_words import chunks, is_run, query_parts, words_of

# What is quoted is asked for letter by letter.
QUOTED: Final = re.compile(r'["“”「」]([^"“”「」]*)["“”「」]')


def index_words(text: str) -> list[str]:
    """Lexemes, sorted, each once, without phone, identity, card and plate numbers or e-mail."""
    return words_of(without_numbers(text))


def lexemes(text: str) -> str:
    """The same as the text of a tsvector: words are letters and digits, so blanks part them safely."""
    return " ".join(index_words(text))


def query_words(question: str) -> list[str]:
    """The parts of a tsquery, to be joined by ` & `; empty when nothing searchable was asked.

    Blanks and the dictionary divide a question (小区停水 asks for 小区 and 停水), quotation marks keep it whole.
    """
    plain = without_numbers(question)
    whole = [chunk for quoted in QUOTED.findall(plain) for chunk in chunks(quoted)]
    loose = chunks(QUOTED.sub(" ", plain))
    return query_parts(whole + [word for chunk in loose for word in (rjieba.cut(chunk) if is_run(chunk) else [chunk])])


def tsquery(question: str) -> str | None:
    """The whole tsquery text, or None when nothing searchable was asked."""
    return " & ".join(query_words(question)) or None
