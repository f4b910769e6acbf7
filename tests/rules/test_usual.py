"""The band of the usual."""

from hypothesis import given
from hypothesis import strategies as st

from lianxin.insight.rules.usual import Usual, usual

DAY = st.lists(st.integers(0, 500), min_size=24, max_size=24)


def test_the_band_lies_between_the_lowest_and_the_highest_of_each_hour():
    assert usual([[1, 5], None, [3, 2]]) == Usual([1, 2], [3, 5], days=2)


def test_one_day_alone_says_nothing_of_what_is_usual():
    assert usual([[1, 5], None, None, None]) is None
    assert usual([None] * 4) is None


@given(st.lists(DAY, min_size=2, max_size=4))
def test_no_day_it_is_made_of_lies_outside_the_band(days: list[list[int]]):
    band = usual(days)
    assert band is not None
    assert all(low <= n <= high for day in days for low, n, high in zip(band.low, day, band.high, strict=True))
