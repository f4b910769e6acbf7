"""Codes that open a citizen's case."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.follow_code import ALPHABET, is_guessable, new_code, read_code, spoken_code

codes = st.text(ALPHABET, min_size=8, max_size=8)


def test_no_sign_looks_like_another():
    assert not set(ALPHABET) & set("0O1IL")
    assert len(set(ALPHABET)) == len(ALPHABET) == 24


@given(st.randoms(use_true_random=False))
def test_a_new_code_has_eight_signs_and_is_read_as_it_is_spoken(chance: random.Random):
    code = new_code(chance.choice)
    assert len(code) == 8
    assert read_code(spoken_code(code)) == code
    assert not is_guessable(code)


@given(codes, st.sampled_from([" ", "-", "－", "\u2014", "\u3000", "\u200b"]))
def test_a_code_is_read_in_any_case_width_and_grouping(code: str, gap: str):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for said in (code.lower(), wide, f"{gap}{code[:4]}{gap}{code[4:]}{gap}"):
        assert read_code(said) == code


@pytest.mark.parametrize("said", ["123456", "１２３４５６", "123 456", "123-456"])
def test_six_digits_given_out_earlier_stay_readable(said: str):
    assert read_code(said) == "123456"
    assert is_guessable("123456")


@pytest.mark.parametrize("said", ["", "12345", "1234567", "K7MP2XR", "K7MP2XRDA", "K7MP2XR0", "OOOOOOOO", "٣٣٣٣٣٣x"])
def test_anything_else_is_no_code(said: str):
    assert read_code(said) is None


def test_a_code_is_spoken_in_two_halves():
    assert (spoken_code("K7MP2XRD"), spoken_code("123456")) == ("K7MP 2XRD", "123 456")
