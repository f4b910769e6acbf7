"""A text as the danger rules read it: one alphabet, one set of marks, with the way back to the written characters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

CLAUSE_END: Final = "，"
SENTENCE_END: Final = "。"
_CJK: Final = "\u3400-\u9fff"
_MARKS: Final = {
    **dict.fromkeys(map(ord, ",\uff0c、;\uff1b:\uff1a（）()【】"), CLAUSE_END),
    **dict.fromkeys(map(ord, "。!?！？\n\r…~"), SENTENCE_END),
    **dict.fromkeys(map(ord, "’‘´`＇"), "'"),
    **dict.fromkeys(map(ord, "\t\u3000\xa0"), " "),
}
_ALPHABET: Final = {
    **{0xFEE0 + code: chr(code).lower() for code in range(0x21, 0x7F)},
    **{code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)},
    **_MARKS,
}
_FULL_STOP: Final = re.compile(r"\.(?!\d)|(?<!\d)\.")
# 着 火 了: characters of one word, each with a blank around it.
_APART: Final = re.compile(rf"(?<![^ ])([{_CJK}]) +(?=[{_CJK}](?: |$))")
_HIDDEN: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")
_BREAK: Final = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}0-9])|(?<=[0-9]) (?=[{_CJK}])")


@dataclass(frozen=True, slots=True)
class ReadableText:
    """`text` has no capitals, full-width or traditional characters; `origin[i]` is the place of `text[i]` as written.

    Clauses end with `，`, sentences with `。`.
    """

    text: str
    origin: Sequence[int]


@dataclass(frozen=True, slots=True)
class Spelling:
    """Mistyped words with the right ones."""

    right: Mapping[str, str]
    shape: re.Pattern[str]

    @classmethod
    def of(cls, right: Mapping[str, str]) -> "Spelling":
        return cls(right, re.compile("|".join(map(re.escape, right)) or "(?!)"))


def alphabet(traditional: Mapping[str, str]) -> dict[int, str]:
    """The translation of single characters; `traditional` gives the simplified form of each traditional character."""
    return {**_ALPHABET, **{ord(old): new for old, new in traditional.items()}}


def in_one_alphabet(written: str, letters: Mapping[int, str], spelling: Spelling) -> ReadableText:
    """The written text in one alphabet; Mistyped words are put right."""
    text = _FULL_STOP.sub(SENTENCE_END, written.translate(letters))
    origin: Sequence[int] = range(len(text))
    if not text.isascii():
        text, origin = _without(_HIDDEN, text, origin)
        if " " in text:
            text, origin = _without(_APART, text, origin, kept=1)
            text = _BREAK.sub(CLAUSE_END, text)
    for wrong in set(spelling.shape.findall(text)):
        text, origin = _respelled(wrong, spelling.right[wrong], text, origin)
    return ReadableText(text, origin)


def _without(shape: re.Pattern[str], text: str, origin: Sequence[int], kept: int = 0) -> tuple[str, Sequence[int]]:
    """Removes every match except its first `kept` characters."""
    gaps = [(match.start() + kept, match.end()) for match in shape.finditer(text)]
    if not gaps:
        return text, origin
    gone = {place for start, end in gaps for place in range(start, end)}
    left = [place for place in range(len(text)) if place not in gone]
    return "".join(text[place] for place in left), [origin[place] for place in left]


def _respelled(wrong: str, right: str, text: str, origin: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Replaces a mistyped word; the characters of the right word have the places of the wrong one."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    while (start := text.find(wrong, at)) >= 0:
        parts += (text[at:start], right)
        own = [origin[min(start + nth, start + len(wrong) - 1)] for nth in range(len(right))]
        places += [*origin[at:start], *own]
        at = start + len(wrong)
    return "".join((*parts, text[at:])), [*places, *origin[at:]]
