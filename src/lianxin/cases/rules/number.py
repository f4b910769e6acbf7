"""Case numbers: digits only, easy to read out on the telephone, with a check digit.

`2611 2200 0123 7` is the 123rd case of 22 November 2026. The last digit is ISO/IEC 7064 MOD 11,10: it detects every
single wrong digit and nearly every swap of adjacent digits.
"""

from datetime import date

from stdnum.iso7064 import mod_11_10

from lianxin.kernel.errors import Invalid

LENGTH = 13
PER_DAY = 999_999


class BadNumber(Invalid):
    """This is not a case number: the length or the check digit is wrong."""

    code = "cases.bad_number"


def case_number(day: date, nth: int) -> str:
    """Returns the number of the day's nth case, thirteen digits; raises ValueError unless `nth` is 1 to 999,999."""
    if not 1 <= nth <= PER_DAY:
        raise ValueError(f"case {nth} of a day has no number")
    digits = f"{day:%y%m%d}{nth:06d}"
    return digits + mod_11_10.calc_check_digit(digits)


def read_number(said: str) -> str:
    """Returns the thirteen digits of a typed number, without spaces and dashes; raises BadNumber."""
    digits = "".join(c for c in said if c not in " -\u3000\t")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or not mod_11_10.is_valid(digits):
        raise BadNumber(length=len(digits), expected=LENGTH)
    return digits


def spoken(number: str) -> str:
    """Returns the number in groups of four digits, as people read it out."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
