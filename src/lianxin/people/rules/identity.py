"""Checks identity documents: resident identity numbers by their check character, others by their form only."""

import re
import unicodedata

from stdnum.iso7064 import mod_11_2

from lianxin.kernel.errors import Invalid

RESIDENT = re.compile(r"[0-9]{17}[0-9X]")  # GB 11643-1999, ISO 7064 MOD 11-2
OTHER = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}")


class InvalidIdNumber(Invalid):
    """The check character is wrong, or no document has such a number. The error does not contain the number."""

    code = "people.invalid_id_number"


def read_id_number(text: str, *, field: str = "id_number") -> str:
    """Returns a resident identity number (18 characters) or another document's number (5 to 15).

    Removes spaces, hyphens and brackets; raises InvalidIdNumber with `field`.
    """
    plain = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text)).upper()
    if RESIDENT.fullmatch(plain):
        if mod_11_2.calc_check_digit(plain[:-1]) != plain[-1]:
            raise InvalidIdNumber(field=field)
    elif not OTHER.fullmatch(plain):
        raise InvalidIdNumber(field=field)
    return plain
