"""Outgoing calls: states, results, budgets, the next attempt of a ring-back."""

from datetime import UTC, datetime, time, timedelta

import pytest

from lianxin.calls.rules.dialling import (
    ANNOUNCED,
    DIAL_MOVES,
    WITH_KEY,
    DialBudget,
    DialMove,
    DialPurpose,
    DialResult,
    DialsMade,
    DialState,
    StrikeReason,
    alarmed,
    dial_after,
    may_ring_now,
    result_of,
    trunk_digits,
    try_again_at,
    used_up,
)
from lianxin.calls.rules.states import IllegalCallMove
from lianxin.city.rules.telephone_texts import program_announcements

NOW = datetime(2026, 11, 30, 20, 30, 0, 5, tzinfo=UTC)
HOURS = (time(8, 30), time(20, 30))


def test_every_state_of_an_outgoing_call_is_reached_and_ends():
    reached = {DialState.ASKED} | {after for moves in DIAL_MOVES.values() for after in moves.values()}
    assert reached == set(DialState) == set(DIAL_MOVES)
    assert all(DialMove.END in moves for state, moves in DIAL_MOVES.items() if state is not DialState.OVER)


def test_a_call_that_is_over_makes_no_move():
    with pytest.raises(IllegalCallMove):
        dial_after(DialState.OVER, DialMove.RING_CALLED)


@pytest.mark.parametrize(
    ("state", "status", "result"),
    [
        (DialState.RINGING, 486, DialResult.BUSY),
        (DialState.RINGING, 487, DialResult.NO_ANSWER),
        (DialState.RINGING, 408, DialResult.NO_ANSWER),
        (DialState.RINGING, 404, DialResult.WRONG_NUMBER),
        (DialState.RINGING, 603, DialResult.REFUSED),
        (DialState.RINGING, 503, DialResult.FAILED),
        (DialState.TALKING, 200, DialResult.ANSWERED),
        (DialState.CALLER_RINGS, 486, DialResult.NO_CALLER),
    ],
)
def test_the_end_of_a_leg_says_how_the_call_went(state: DialState, status: int, result: DialResult):
    assert result_of(state, status) is result


def test_everybody_who_is_called_hears_why_but_a_seat_whose_own_telephone_rings():
    assert set(DialPurpose) - ANNOUNCED.keys() == {DialPurpose.SEAT}


@pytest.mark.parametrize("purpose", [*ANNOUNCED])
def test_whoever_is_recorded_hears_so_before_anybody_talks(purpose: DialPurpose):
    texts = program_announcements()
    chinese, english = (texts[ANNOUNCED[purpose], language].text for language in ("zh-CN", "en"))
    assert ("录音" in chinese, "recorded" in english) == (purpose not in WITH_KEY,) * 2
    assert ("按幺" in chinese) == (purpose in WITH_KEY)


BUDGET = DialBudget(person=10, case=3, city=100)


@pytest.mark.parametrize(
    ("made", "refused", "alarms"),
    [
        (DialsMade(0, 0, 0), "", ""),
        (DialsMade(7, 0, 0), "", "person"),
        (DialsMade(8, 2, 0), "", ""),
        (DialsMade(10, 0, 0), "person", ""),
        (DialsMade(0, 3, 0), "case", ""),
        (DialsMade(0, 0, 79), "", "city"),
        (DialsMade(10, 3, 100), "city", ""),
    ],
)
def test_a_budget_alarms_once_and_then_refuses(made: DialsMade, refused: str, alarms: str):
    assert (used_up(made, BUDGET), alarmed(made, BUDGET)) == (refused, alarms)


def test_a_ring_back_is_tried_again_after_a_pause_and_not_for_ever():
    pause = timedelta(minutes=10)
    assert try_again_at(1, DialResult.BUSY, NOW, most=2, pause=pause) == NOW + pause
    assert try_again_at(2, DialResult.NO_ANSWER, NOW, most=2, pause=pause) is StrikeReason.UNREACHED
    assert try_again_at(1, DialResult.WRONG_NUMBER, NOW, most=2, pause=pause) is StrikeReason.WRONG_NUMBER


def test_only_the_first_ring_back_of_a_promise_may_come_at_any_hour():
    late = NOW + timedelta(hours=1)
    assert may_ring_now(promised=False, attempts=0, local=NOW, hours=HOURS)
    assert may_ring_now(promised=True, attempts=0, local=late, hours=HOURS)
    assert not may_ring_now(promised=True, attempts=1, local=late, hours=HOURS)
    assert not may_ring_now(promised=False, attempts=0, local=late, hours=HOURS)


@pytest.mark.parametrize(
    ("stored", "digits"),
    [("13812345678", "13812345678"), ("021-62345678x801", "02162345678"), ("+14155550123", "+14155550123")],
)
def test_a_stored_number_is_dialled_by_its_digits(stored: str, digits: str):
    assert trunk_digits(stored) == digits
