"""Identity documents: resident identity numbers by their check character, others by shape only."""

import re
import unicodedata

from lianxin.kernel.errors import Invalid

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
CHECKS = "10X98765432"
RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
OTHER = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}")


class InvalidIdNumber(Invalid):
    """The check character does not fit, or no document has such a number. Never says the number."""

    code = "people.invalid_id_number"


def read_id_number(text: str, *, field: str = "id_number") -> str:
    """A resident identity number (18 characters) or another document's number (5 to 15), without spaces."""
    plain = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text)).upper()
    if RESIDENT.fullmatch(plain):
        if check_character(plain) != plain[-1]:
            raise InvalidIdNumber(field=field)
    elif not OTHER.fullmatch(plain):
        raise InvalidIdNumber(field=field)
    return plain


def check_character(number: str) -> str:
    """What the 18th character must be, from the first 17."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11]
