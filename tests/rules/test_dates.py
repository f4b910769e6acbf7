"""Dates in words, in the languages of the pages."""

from datetime import date

import pytest

from lianxin.language import day_in_words, month_in_words

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_is_said_as_the_language_says_it(month: int):
    day = date(2026, month, 8)
    assert day_in_words(day, "zh-CN") == f"{month}月8日"
    assert day_in_words(day, "zh", year=True) == f"2026年{month}月8日"
    assert day_in_words(day, "en") == f"8 {MONTHS[month - 1]}"
    assert day_in_words(day, "en", year=True) == f"8 {MONTHS[month - 1]} 2026"


def test_a_month_has_its_year():
    assert month_in_words(date(2026, 11, 8), "zh") == "2026年11月"
    assert month_in_words(date(2026, 11, 8), "en") == "November 2026"
