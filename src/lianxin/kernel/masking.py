"""Masks names and personal numbers in text. A mask cannot be undone; the original text stays in its row.

Masked numbers: mobile numbers of the mainland (11 digits, 13 to 19), landlines with area code (or after a word such as
电话), resident identity numbers (GB 11643, 18 or the old 15 digits; the check digit is not tested, because a mistyped
number still identifies a person), bank cards (16 to 19 digits, ISO/IEC 7812 check digit), plates (GA 36), e-mail
addresses. Digits may be full-width, spoken (幺三八…) or separated by single blanks and hyphens.
"""

import re
from collections.abc import Callable
from typing import Final

from stdnum import luhn

# Full-width to plain ASCII, one character to one, so that positions in both texts are the same.
NARROW: Final = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
GAP: Final = r"[ \t\u00a0\u3000\u200b\u200c\ufeff\u2010-\u2015-]?"
_SPOKEN: Final = "零〇一二三四五六七八九幺两"
COMPOUND_SURNAMES: Final = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐",
     "司徒", "夏侯", "端木", "南宫", "长孙", "宇文", "独孤", "轩辕", "澹台", "公冶")
)  # fmt: skip
HONORIFICS: Final = ("先生", "女士", "小姐", "老师", "师傅", "同志", "阿姨", "大爷", "奶奶")
LONG: Final = 11
_SHORT: Final = 7


def pattern(text: str) -> re.Pattern[str]:
    """Compiles a shape, in which G is a gap; it does not match if digits precede or follow it."""
    return re.compile(rf"(?<![0-9])(?:{text.replace('G', GAP)})(?![0-9])", re.ASCII | re.IGNORECASE)


EMAIL: Final = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+", re.ASCII | re.IGNORECASE)
DAY: Final = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
IDENTITY: Final = pattern(rf"[1-9]\d{{5}}G(?:18|19|20)\d\d{DAY}G\d{{3}}[\dx](?!x)|[1-9]\d{{7}}{DAY}\d{{3}}")
_CARD: Final = pattern(r"[3-9]\d{15,18}|[3-9]\d{3}(?:G\d{4}){3}(?:G\d{1,3})?")
MOBILES: Final = pattern(r"(?:1[3-9]\d{9}){2,}")
MOBILE: Final = pattern(r"(?=[+018])(?:(?:\+|00)?86G|0)?(1[3-9]G\d(?:G\d){8})")
SPOKEN_MOBILE: Final = re.compile(rf"(?<![{_SPOKEN}])[一幺][三四五六七八九](?:{GAP}[{_SPOKEN}]){{9}}(?![{_SPOKEN}])")
# Every shape contains one of these. Most texts contain none, so lists skip the other patterns.
SIGN_OF_NUMBER: Final = re.compile("[0-9@]|[一幺][三四五六七八九]")
LANDLINE: Final = pattern(r"\(?(0[1-9]\d{1,2})\)?G([2-9]\d{2,3}G\d{4})")
NAMED_LANDLINE: Final = re.compile(
    rf"(?:(?:电话|座机|固话|致电|拨打|联系|tel|phone)[^0-9\n]{{0,6}})(?P<number>[2-9]\d{{2,3}}{GAP}\d{{4}})(?![0-9])",
    re.ASCII | re.IGNORECASE,
)
PLATE: Final = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][a-hj-np-z][·•. -]?"
    r"(?=[a-z]{0,5}[0-9])[a-hj-np-z0-9]{4,5}(?:[a-hj-np-z0-9]|[挂学警港澳])(?![a-z0-9])",
    re.ASCII | re.IGNORECASE,
)


def mask_phone(number: str) -> str:
    """Masks a phone number: 138****8000, 021-****5678, ****5678, ***10. Returns a masked number unchanged."""
    digits = re.sub(r"[^0-9]", "", number.translate(NARROW))
    if "*" in number or not digits:
        return number
    if digits.startswith("0") and len(digits) >= LONG - 1:
        area = 3 if digits[1] in "12" else 4  # the cities with three-digit area codes are 010 and 020 to 029
        return f"{digits[:area]}-****{digits[-4:]}"
    if len(digits) >= LONG:
        return f"{digits[-11:-8]}****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) >= _SHORT else f"***{digits[-2:]}"


def mask_id(number: str) -> str:
    """Keeps the first three characters (the province and the start of the prefecture) and masks the rest."""
    return number[:3] + "*" * (len(number) - 3)


def mask_name(name: str) -> str:
    """Masks a name: 张*, 张**, 欧阳**; keeps 张先生, and of other names the first letter of each word."""
    name = name.strip()
    if not name or "*" in name or name.endswith(HONORIFICS):
        return name
    if name.isascii() or " " in name:
        return " ".join(f"{word[0]}***" for word in name.split())
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:kept] + "*" * min(max(len(name) - kept, 1), 2)


def card(match: re.Match[str]) -> str:
    """Masks all but the last four digits; returns the match unchanged if it is not a card number."""
    digits = re.sub(r"[^0-9]", "", match[0])
    return "*" * (len(digits) - 4) + digits[-4:] if luhn.is_valid(digits) else match[0]


def mobiles(match: re.Match[str]) -> str:
    """Masks several mobile numbers written without a gap."""
    return " ".join(mask_phone(match[0][start : start + LONG]) for start in range(0, len(match[0]), LONG))


def _spoken(match: re.Match[str]) -> str:
    """Masks a spoken number; keeps the first three and the last four characters."""
    said = re.sub(f"[^{_SPOKEN}]", "", match[0])
    return f"{said[:3]}****{said[-4:]}"


def plate(match: re.Match[str]) -> str:
    """Masks a plate: 沪A***45."""
    return f"{match[0][:2]}***{match[0][-2:]}"


Shapes = tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]

# The order matters: what remains of one shape must not match another.
SHAPES: Final[Shapes] = (
    (EMAIL, lambda match: f"{match[0][0]}***@{match[0].rpartition('@')[2]}"),
    (IDENTITY, lambda match: mask_id(match[0])),
    (_CARD, card),
    (MOBILES, mobiles),
    (MOBILE, lambda match: mask_phone(match[1])),
    (SPOKEN_MOBILE, _spoken),
    (LANDLINE, lambda match: mask_phone(match[1] + match[2])),
    (NAMED_LANDLINE, lambda match: mask_phone(match["number"])),
    (PLATE, plate),
)

# These always belong to a person. A landline in an answer is an office's number, and 12345 is a service number.
OF_A_PERSON: Final = tuple(
    (form, masked) for form, masked in SHAPES if form in {IDENTITY, MOBILES, MOBILE, SPOKEN_MOBILE}
)


def mask_text(text: str) -> str:
    """Masks every personal number in a text; returns a text without one unchanged."""
    return masked_by(SHAPES, text)


def mask_persons(text: str) -> str:
    """An answer as its citizen sees it: mobile and identity numbers masked, landlines and service numbers kept."""
    return masked_by(OF_A_PERSON, text)


def masked_by(shapes: Shapes, text: str) -> str:
    """Masks until nothing is left to mask: what remains of two adjacent numbers may look like a third."""
    while (masked := replaced(text, lambda masked: masked, shapes)) != text:
        text = masked
    return text


def without_numbers(text: str) -> str:
    """Replaces every personal number in a text by a blank, for search and for models."""
    return replaced(text, lambda _: " ")


def replaced(text: str, put: Callable[[str], str], shapes: Shapes = SHAPES) -> str:
    """Replaces every number in a text by `put(masked)`; all other characters keep their width."""
    narrow = text.translate(NARROW)
    if not SIGN_OF_NUMBER.search(narrow):
        return text
    for shape, mask in shapes:
        part = "number" if "number" in shape.groupindex else 0
        parts: list[str] = []
        end = 0
        for match in shape.finditer(narrow):
            if (masked := mask(match)) != match[part]:
                parts += text[end : match.start(part)], put(masked)
                end = match.end(part)
        if parts:
            text = "".join(parts) + text[end:]
            narrow = text.translate(NARROW)
    return text
