"""Identity numbers: the check character decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from lianxin.people.rules.identity import InvalidIdNumber, read_id_number

seventeen = st.from_regex(r"[1-9][0-9]{16}", fullmatch=True)


def test_the_published_example_checks():
    assert read_id_number("11010519491231002x") == "11010519491231002X"  # the standard's own example
    assert read_id_number("440524188001010014") == "440524188001010014"


@given(seventeen, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(first: str, place: int, off: int):
    right = first + mod_11_2.calc_check_digit(first)
    assert read_id_number(right) == right
    wrong = right[:place] + str((int(right[place]) + off) % 10) + right[place + 1 :]
    with pytest.raises(InvalidIdNumber) as refused:
        read_id_number(wrong)
    assert refused.value.facts == {"field": "id_number"}


@pytest.mark.parametrize(("text", "kept"), [("E 1234 5678", "E12345678"), ("ｈ１２３４５６７８", "H12345678")])
def test_other_documents_are_taken_by_shape(text: str, kept: str):
    assert read_id_number(text) == kept


@pytest.mark.parametrize("text", ["", "1234", "ABCDEFG", "1234567890123456789", "护照"])
def test_what_no_document_has_is_refused(text: str):
    with pytest.raises(InvalidIdNumber):
        read_id_number(text)
