"""Telephone numbers as people write or say them, and the one form in which each is kept.

Kept: mobile `13812345678`, landline `021-62345678`, with extension `021-62345678x801`, service `4001234567`, foreign
`+14155550123`. A landline told without area code stays without. Sources: 电信网编号计划 (2017); ITU-T E.164.

Numbers of the mainland are known by the shapes of the plan, not by the ranges in use: of numbers of these shapes
phonenumbers refuses 26 % of the mobile ones and most landlines of smaller cities. Whether a number abroad can exist, it
knows better.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from lianxin.kernel.errors import Invalid


class PhoneKind(StrEnum):
    """What a number is; of these only a mobile takes a text message for certain."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    FOREIGN = "foreign"


class InvalidPhone(Invalid):
    """Not a number anybody could call. Says which field it was in, never the number."""

    code = "people.invalid_phone"


@dataclass(frozen=True)
class Phone:
    """A number in its kept form."""

    number: str
    kind: PhoneKind


_SPOKEN = str.maketrans("〇零一幺二三四五六七八九", "001123456789")  # 幺 is how a 1 is said
HYPHENS = re.compile("[\u2010-\u2015\u2212\uff0d\u30fc]")
PUNCTUATION = re.compile(r"[\s.,·•()/]+")
EXTENSION = re.compile(r"-?(?:转|分机|ext|x|#):?-?([0-9]{1,6})$")
HYPHEN_EXTENSION = re.compile(r"-([0-9]{1,6})$")
COUNTRY = re.compile(r"(?:\+|00)?86")
ABROAD = re.compile(r"(?:\+|00)(?!86)([1-9][0-9]{6,14})")
NATIONAL = (
    (PhoneKind.MOBILE, re.compile(r"0?(1[3-9][0-9]{9})"), r"\1"),
    (PhoneKind.LANDLINE, re.compile(r"(010|02[0-9])([2-8][0-9]{7})"), r"\1-\2"),
    (PhoneKind.LANDLINE, re.compile(r"(0[3-9](?!00)[0-9]{2})([2-8][0-9]{6,7})"), r"\1-\2"),
    (PhoneKind.LANDLINE, re.compile(r"([2-8][0-9]{6,7})"), r"\1"),
    (PhoneKind.SERVICE, re.compile(r"([48]00[0-9]{7})"), r"\1"),
)


def read_phone(text: str, *, field: str = "phone") -> Phone:
    """The number a text means, whatever its width, spacing, prefix or hyphens; raises InvalidPhone naming `field`."""
    plain = unicodedata.normalize("NFKC", text).translate(_SPOKEN).lower()
    plain = PUNCTUATION.sub("", HYPHENS.sub("-", plain))
    found = _extended(plain, EXTENSION) or any_form(plain.replace("-", "")) or _extended(plain, HYPHEN_EXTENSION)
    if found is None:
        raise InvalidPhone(field=field)
    return found


def _extended(plain: str, extension: re.Pattern[str]) -> Phone | None:
    """A number followed by an extension."""
    split = extension.search(plain)
    base = any_form(plain[: split.start()].replace("-", "")) if split else None
    return Phone(f"{base.number}x{split[1]}", base.kind) if split and base else None


def any_form(digits: str) -> Phone | None:
    """A number at home, with or without our country code, or abroad."""
    found = national(digits)
    prefix = COUNTRY.match(digits)
    if found is None and prefix:
        rest = digits[prefix.end() :]
        found = national(rest) or national(f"0{rest}")
    return found or foreign(digits)


def foreign(digits: str) -> Phone | None:
    """A number of another country that exists, of a length that country uses; digits as they were written."""
    abroad = ABROAD.fullmatch(digits)
    if abroad is None:
        return None
    import phonenumbers  # 0.05 s, and hardly any number comes from abroad

    number = f"+{abroad[1]}"
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return Phone(number, PhoneKind.FOREIGN) if possible else None


def national(digits: str) -> Phone | None:
    """A number of the Chinese plan, without country code."""
    for kind, form, kept in NATIONAL:
        match = form.fullmatch(digits)
        if match:
            return Phone(match.expand(kept), kind)
    return None
