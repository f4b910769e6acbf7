"""Masks personal numbers in text. A mask cannot be undone; the original text stays in its row.

Masked numbers: mobile numbers of the mainland (11 digits, 13 to 19), landlines with area code (or after a word such as
电话), foreign numbers with + or 00, resident identity numbers (GB 11643, 18 or the old 15 digits; the check digit is
not tested, because a mistyped number still identifies a person), bank cards (16 to 19 digits with the check digit of
ISO/IEC 7812), plates (GA 36), e-mail addresses. `number_spans` says how digits may be written and parted;
`masked_names` masks names.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lianxin.kernel.digits import plain_digits
from lianxin.kernel.masked_names import TITLE
from lianxin.kernel.number_spans import NumberKind, NumberSpan, number_spans

# Full-width to plain ASCII, one character to one, so that positions in both texts are the same.
NARROW: Final = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
LONG: Final = 11
_SHORT: Final = 7

EMAIL: Final = re.compile(r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+", re.ASCII | re.IGNORECASE)
_PROVINCE: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
# Every plate contains one of these. Most texts contain none, so lists skip the other pattern.
_SIGN_OF_PLATE: Final = re.compile(f"[{_PROVINCE}][A-Za-zＡ-Ｚａ-ｚ]")
PLATE: Final = re.compile(
    rf"[{_PROVINCE}][a-hj-np-z][·•. -]?"
    r"(?=[a-z]{0,5}[0-9])[a-hj-np-z0-9]{4,5}(?:[a-hj-np-z0-9]|[挂学警港澳])(?![a-z0-9])",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Masked:
    """The mask of `text[start:end]`."""

    start: int
    end: int
    mask: str


def mask_phone(number: str) -> str:
    """Masks a phone number: 138****8000, 021-****5678, ****5678, ***10. Returns a masked number unchanged."""
    digits = re.sub(r"[^0-9]", "", plain_digits(number))
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


def mask_text(text: str) -> str:
    """Masks every personal number in a text; returns a text without one unchanged."""
    return _masked_by(_EVERY, text)


def mask_persons(text: str) -> str:
    """An answer as its citizen sees it: mobile, foreign and identity numbers masked.

    Landlines stay, and so does the number that the unit names for citizens (联系人王队长 138…).
    """
    return _masked_by((_numbers_of_a_person,), text)


def without_numbers(text: str) -> str:
    """Replaces every personal number in a text by a blank, for search and for models."""
    return _replaced(text, lambda _: " ", _EVERY)


def _masked_number(number: NumberSpan) -> _Masked:
    """The mask of a number; a spoken mobile number keeps its characters: 幺三八****八零零零."""
    return _Masked(number.start, number.end, _MASKS[number.kind](number))


def _mask_mobile(number: NumberSpan) -> str:
    """Masks one or several mobile numbers written without a gap, without their prefixes."""
    count = max(1, len(number.digits) // LONG if number.digits[0] == "1" else 1)
    said = number.said[-LONG * count :]
    return " ".join(f"{said[at : at + 3]}****{said[at + 7 : at + LONG]}" for at in range(0, len(said), LONG))


def _mask_landline(number: NumberSpan) -> str:
    """Masks a landline, with its area code instead of the country code."""
    national = re.sub(r"^(?:00)?86", "", number.digits)
    return mask_phone(national if national.startswith("0") else f"0{national}")


_MASKS: Final[dict[NumberKind, Callable[[NumberSpan], str]]] = {
    NumberKind.IDENTITY: lambda number: mask_id(number.digits[:3] + "*" * (number.end - number.start - 3)),
    NumberKind.CARD: lambda number: "*" * (len(number.digits) - 4) + number.digits[-4:],
    NumberKind.MOBILE: _mask_mobile,
    NumberKind.LANDLINE: _mask_landline,
    NumberKind.FOREIGN: lambda number: mask_phone(number.digits.removeprefix("00")),
    NumberKind.LOCAL: lambda number: mask_phone(number.digits),
}

# These always belong to a person. A landline in an answer is an office's number, and 12345 is a service number.
OF_A_PERSON: Final = frozenset({NumberKind.IDENTITY, NumberKind.MOBILE, NumberKind.FOREIGN})

# The sentence before a number that a unit names for citizens. With a word for a citizen in it, the number is theirs.
_CONTACT: Final = re.compile(
    r"(?P<clause>[^。；;！？!?\n]*)"
    r"(?:(?P<person>联系人|经办人|承办人|contact person)"
    r"|(?:联系电话|联系方式|咨询电话|办公电话|值班电话|监督电话|contact))"
    r"(?P<name>[^0-9*。；;\n]{0,16})$",
    re.IGNORECASE,
)
_BEFORE: Final = 200
_COMMA: Final = re.compile("[，,]")
_OF_A_CITIZEN: Final = re.compile(
    "[您你]的|[您你]提供|[您你]留|市民|[求诉报映电事]人|居民|业主|住户|租客|对方|群众|家属|citizen|caller|complainant|your",
    re.IGNORECASE,
)
_ADDRESSED: Final = re.compile(TITLE)


def _emails(text: str) -> list[_Masked]:
    if "@" not in text and "＠" not in text:
        return []
    found = EMAIL.finditer(text.translate(NARROW))
    return [_Masked(one.start(), one.end(), f"{one[0][0]}***@{one[0].rpartition('@')[2]}") for one in found]


def _numbers(text: str) -> list[_Masked]:
    return [_masked_number(one) for one in number_spans(text)]


def _numbers_of_a_person(text: str) -> list[_Masked]:
    found = number_spans(text, OF_A_PERSON)
    return [_masked_number(one) for one in found if not _is_unit_contact(text, one)]


def _is_unit_contact(text: str, number: NumberSpan) -> bool:
    """Whether a unit names this mobile number for citizens: after a word such as 联系人 that is not about a citizen."""
    found = _CONTACT.search(text, max(0, number.start - _BEFORE), number.start)
    if number.kind is not NumberKind.MOBILE or found is None:
        return False
    clause = found["clause"]
    if found["person"]:  # 已与投诉人沟通，联系人王队长
        clause = _COMMA.split(clause)[-1]
    return not (_OF_A_CITIZEN.search(clause + "，" + found["name"]) or _ADDRESSED.search(clause))


def _plates(text: str) -> list[_Masked]:
    """Plates, masked as 沪A***45."""
    if not _SIGN_OF_PLATE.search(text):
        return []
    found = PLATE.finditer(text.translate(NARROW))
    return [_Masked(one.start(), one.end(), f"{one[0][:2]}***{one[0][-2:]}") for one in found]


_Finder = Callable[[str], list[_Masked]]

# The order matters: an address may contain a phone number.
_EVERY: Final[tuple[_Finder, ...]] = (_emails, _numbers, _plates)


def _masked_by(finders: tuple[_Finder, ...], text: str) -> str:
    """Masks until nothing is left to mask: what remains of two adjacent numbers may look like a third."""
    while (masked := _replaced(text, lambda mask: mask, finders)) != text:
        text = masked
    return text


def _replaced(text: str, put: Callable[[str], str], finders: tuple[_Finder, ...]) -> str:
    """Replaces everything that the finders find by `put(mask)`."""
    for find in finders:
        parts: list[str] = []
        end = 0
        for found in find(text):
            parts += text[end : found.start], put(found.mask)
            end = found.end
        if parts:
            text = "".join(parts) + text[end:]
    return text
