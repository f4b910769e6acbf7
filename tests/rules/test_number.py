"""Case numbers: said on the telephone, written down by hand, and still the right case."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_10

from lianxin.cases.rules.number import PER_DAY, BadNumber, case_number, read_number, spoken

numbers = st.builds(case_number, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, PER_DAY))


def test_a_number_is_the_day_and_a_count_and_a_check_digit():
    assert case_number(date(2026, 11, 22), 123)[:12] == "261122000123"
    assert spoken(case_number(date(2026, 11, 22), 123)).startswith("2611 2200 0123 ")


def test_the_check_digit_is_that_of_the_standard():
    assert mod_11_10.calc_check_digit("0794") == "5"  # the example of ISO/IEC 7064 for MOD 11,10


@given(numbers)
def test_a_number_is_read_however_it_is_spaced(number: str):
    assert read_number(spoken(number)) == number
    assert read_number(f" {number[:4]}-{number[4:8]}\u3000{number[8:]}\t") == number


@given(numbers, st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, by: int):
    wrong = str((int(number[place]) + by) % 10)
    with pytest.raises(BadNumber):
        read_number(number[:place] + wrong + number[place + 1 :])


def test_nearly_every_swap_of_neighbours_is_noticed():
    noticed = swaps = 0
    for count in range(1, 400):
        number = case_number(date(2026, 11, 22), count * 2477)
        for place in range(12):
            swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            if swapped != number:
                swaps += 1
                noticed += mod_11_10.calc_check_digit(swapped[:-1]) != swapped[-1]
    assert noticed / swaps > 0.97


@pytest.mark.parametrize(
    "said",
    [
        "",
        "12345",
        "26112200012345",
        "二六一一二二〇〇〇一二三七",
        "261122000123x",
        "X261122000123",
        "XX2611220001237XX",
        "２６１１２２０００１２３７",
    ],
)
def test_what_is_no_number_is_refused(said: str):
    with pytest.raises(BadNumber):
        read_number(said)


@pytest.mark.parametrize("count", [0, PER_DAY + 1])
def test_a_day_has_no_more_cases_than_digits(count: int):
    with pytest.raises(ValueError, match="has no number"):
        case_number(date(2026, 11, 22), count)
