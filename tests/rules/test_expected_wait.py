"""The expected wait, and the words for it."""

from hypothesis import given
from hypothesis import strategies as st

from lianxin.calls.rules.expected_wait import SaidPlace, expected_wait, said_place


def test_the_wait_follows_place_seats_and_handling_time():
    assert expected_wait(0, 10, 300) == 30
    assert expected_wait(9, 10, 300) == 300
    assert expected_wait(3, 0, 300) is None


def test_numbers_are_said_as_a_person_would():
    assert said_place(0, 400) == SaidPlace("next")
    assert said_place(3, 61) == SaidPlace("position_wait", 3, 2)
    assert said_place(3, 10) == SaidPlace("position_wait", 3, 2)
    assert said_place(24, 601) == SaidPlace("position_wait", 30, 15)
    assert said_place(24, 1801) == SaidPlace("position_long", 20, 30)
    assert said_place(24, None) == SaidPlace("position", 30)


@given(st.integers(1, 2000), st.floats(0, 20_000))
def test_nobody_waits_longer_than_was_said(ahead: int, wait: float):
    said = said_place(ahead, wait)
    if said.name == "position_wait":
        assert said.minutes * 60 >= wait
        assert said.position >= ahead
    else:
        assert wait > said.minutes * 60
        assert said.position <= ahead
