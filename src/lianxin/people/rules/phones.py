"""Reads telephone numbers as people write or say them, and returns each in one stored form.

Stored forms: mobile `13812345678`, landline `021-62345678`, with extension `021-62345678x801`, service `4001234567`,
foreign `+14155550123`. A landline given without area code stays without. Sources: 电信网编号计划 (2017); ITU-T E.164.

Mainland numbers are checked by the forms of the plan, not by the ranges in use, because phonenumbers rejects 26 % of
the mobile numbers of these forms and most landlines of smaller cities. Foreign numbers are checked by phonenumbers.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from lianxin.kernel.digits import parts_digits, plain_digits
from lianxin.kernel.errors import Invalid


class PhoneKind(StrEnum):
    """The kind of a number; only a mobile number certainly receives text messages."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    FOREIGN = "foreign"


class InvalidPhone(Invalid):
    """Not a telephone number. The error names the field, never the number."""

    code = "people.invalid_phone"


@dataclass(frozen=True)
class Phone:
    """A number in its stored form."""

    number: str
    kind: PhoneKind


HYPHENS = re.compile("[\u2010-\u2015\u2212\uff0d\u30fc杠]")
KEPT = frozenset("-+#")
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
    """Returns the number in a text of any width, spacing, prefix or hyphens; raises InvalidPhone naming `field`."""
    plain = unicodedata.normalize("NFKC", HYPHENS.sub("-", plain_digits(text))).lower()
    plain = "".join(one for one in plain if one in KEPT or not parts_digits(one))
    found = _extended(plain, EXTENSION) or any_form(plain.replace("-", "")) or _extended(plain, HYPHEN_EXTENSION)
    if found is None:
        raise InvalidPhone(field=field)
    return found


def _extended(plain: str, extension: re.Pattern[str]) -> Phone | None:
    """Reads a number followed by an extension; None if it has none."""
    split = extension.search(plain)
    base = any_form(plain[: split.start()].replace("-", "")) if split else None
    return Phone(f"{base.number}x{split[1]}", base.kind) if split and base else None


def any_form(digits: str) -> Phone | None:
    """Reads a domestic number, with or without country code, or a foreign one; None if it is neither."""
    found = national(digits)
    prefix = COUNTRY.match(digits)
    if found is None and prefix:
        rest = digits[prefix.end() :]
        found = national(rest) or national(f"0{rest}")
    return found or foreign(digits)


def foreign(digits: str) -> Phone | None:
    """Reads an existing foreign number with a length used in that country; None if it is none."""
    abroad = ABROAD.fullmatch(digits)
    if abroad is None:
        return None
    import phonenumbers  # imported here because it takes 0.05 s, and few numbers are foreign

    number = f"+{abroad[1]}"
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return Phone(number, PhoneKind.FOREIGN) if possible else None


def national(digits: str) -> Phone | None:
    """Reads a number of the Chinese plan, without country code; None if it is none."""
    for kind, form, kept in NATIONAL:
        match = form.fullmatch(digits)
        if match:
            return Phone(match.expand(kept), kind)
    return None
