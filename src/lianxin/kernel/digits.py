"""Digits as people write and say them: the one table that `read_phone` and the mask share.

A digit is a decimal digit of any script, a circled, superscript or full-width digit, a Chinese numeral (三, 叁, 〇), or
a spoken form (幺 1, 洞 0, 拐 7, 勾 9, 两 2).
"""

import re
import unicodedata
from typing import Final

NUMERALS: Final = {
    numeral: str(value)
    for value, numerals in enumerate(
        ("零〇○洞", "一壹幺弌㊀", "二贰貳两弍㊁", "三叁參弎㊂", "四肆㊃",
         "五伍㊄", "六陆陸㊅", "七柒拐㊆", "八捌㊇", "九玖勾㊈")
    )
    for numeral in numerals
}  # fmt: skip
"""Chinese numerals, each with its ASCII digit."""

SPOKEN: Final = "".join(NUMERALS)
WRITTEN: Final = r"\d⁰¹²³⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒🄀-🄊"
DIGIT: Final = f"[{WRITTEN}{SPOKEN}]"
"""Regular expressions: the inside of a class of written digits, and a class of all digits."""

INVISIBLE: Final = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters and symbols without a shape; other invisible characters are no letters."""

SEPARATOR: Final = rf"(?:[^\w*@{SPOKEN}]|[_ー杠{INVISIBLE}])"
"""A regular expression: what may part two digits of one number. Not `*`, which belongs to a mask, and not `@`."""

STRONG: Final = re.compile(rf"[\s.,·•・‧∙⋅．，/\\／＼~～'’`|｜_ー杠─━−{INVISIBLE}]")
_STRONG_KINDS: Final = frozenset({"Zs", "Cf", "Cc", "Mn", "Me", "Pd", "Pc", "Ps", "Pe", "Pi", "Pf"})


def digit_of(character: str) -> str:
    """Returns the ASCII digit of a character that DIGIT matches."""
    return NUMERALS.get(character) or str(unicodedata.digit(character))


def parts_digits(character: str) -> bool:
    """Whether this separator is common inside numbers (blank, hyphen, dot, bracket, invisible)."""
    return STRONG.match(character) is not None or unicodedata.category(character) in _STRONG_KINDS


def plain_digits(text: str) -> str:
    """Replaces every digit of a text by its ASCII digit; all other characters keep their places."""
    return re.sub(DIGIT, lambda match: digit_of(match[0]), text)
