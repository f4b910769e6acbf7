"""Case numbers: digits only, speakable on the telephone, with a check digit.

`2611 2200 0123 7` is the 123rd case of 22 November 2026. The last digit is ISO/IEC 7064 MOD 11,10: it catches every
single wrong digit and nearly every swap of neighbours.
"""

from datetime import date

from lianxin.kernel.errors import Invalid

LENGTH = 13
PER_DAY = 999_999


class BadNumber(Invalid):
    """Not a case number: wrong length, or a digit was misheard."""

    code = "cases.bad_number"


def check_digit(digits: str) -> str:
    """The ISO/IEC 7064 MOD 11,10 digit for a string of digits."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def case_number(day: date, nth: int) -> str:
    """The number of the day's nth case (1 to 999,999), thirteen digits."""
    if not 1 <= nth <= PER_DAY:
        raise ValueError(f"case {nth} of a day has no number")
    digits = f"{day:%y%m%d}{nth:06d}"
    return digits + check_digit(digits)


def read_number(said: str) -> str:
    """Thirteen digits from what somebody typed, spaces and dashes allowed; raises BadNumber."""
    digits = "".join(c for c in said if c not in " -\u3000\t")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()) or check_digit(digits[:-1]) != digits[-1]:
        raise BadNumber(length=len(digits), expected=LENGTH)
    return digits


def spoken(number: str) -> str:
    """In groups of four, as people read it out."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
