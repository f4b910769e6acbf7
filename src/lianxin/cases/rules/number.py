"""Case numbers: digits only, speakable on the telephone, with a check digit.

`2611 2200 0123 7` is the 123rd case of 22 November 2026. The last digit is ISO/IEC 7064 MOD 11,10: it catches every
single wrong digit and nearly every swap of neighbours.
"""

from datetime import date

from stdnum.iso7064 import mod_11_10

from lianxin.kernel.errors import Invalid

LENGTH = 13
PER_DAY = 999_999


class BadNumber(Invalid):
    """Not a case number: wrong length, or a digit was misheard."""

    code = "cases.bad_number"


def case_number(day: date, nth: int) -> str:
    """The number of the day's nth case (1 to 999,999), thirteen digits."""
    if not 1 <= nth <= PER_DAY:
        raise ValueError(f"case {nth} of a day has no number")
    digits = f"{day:%y%m%d}{nth:06d}"
    return digits + mod_11_10.calc_check_digit(digits)


def read_number(said: str) -> str:
    """Thirteen digits from what somebody typed, spaces and dashes allowed; raises BadNumber."""
    digits = "".join(c for c in said if c not in " -\u3000\t")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or not mod_11_10.is_valid(digits):
        raise BadNumber(length=len(digits), expected=LENGTH)
    return digits


def spoken(number: str) -> str:
    """In groups of four, as people read it out."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
