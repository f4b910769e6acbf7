"""The tables of calls and seats: no dead ends, no way to be forgotten, refusals that name the possible moves."""

from collections.abc import Mapping
from typing import Any

import pytest

from lianxin.calls.rules.states import (
    CALL_MOVES,
    SEAT_MOVES,
    CallMove,
    CallState,
    IllegalCallMove,
    SeatMove,
    call_after,
    seat_after,
)
from lianxin.calls.rules.words import SeatState


def reached(table: Mapping[Any, Mapping[Any, Any]], start: Any) -> set[Any]:
    """All states that can follow a state, itself included."""
    found, new = {start}, {start}
    while new:
        new = {after for state in new for after in table[state].values()} - found
        found |= new
    return found


@pytest.mark.parametrize(("table", "states", "start"), [
    (CALL_MOVES, CallState, CallState.ARRIVED),
    (SEAT_MOVES, SeatState, SeatState.SIGNED_OUT),
])  # fmt: skip
def test_every_state_has_a_row_and_can_be_reached(table: Any, states: Any, start: Any):
    assert set(table) == set(states) == reached(table, start)


def test_every_call_can_end_and_only_an_ended_call_has_no_move():
    assert [state for state, moves in CALL_MOVES.items() if not moves] == [CallState.ENDED]
    assert all(CallState.ENDED in reached(CALL_MOVES, state) for state in CallState)


def test_every_seat_can_become_ready_again_and_can_sign_out():
    assert all({SeatState.READY, SeatState.SIGNED_OUT} <= reached(SEAT_MOVES, state) for state in SeatState)


def test_a_queued_caller_who_hangs_up_is_missed_not_ended():
    assert call_after(CallState.QUEUED, CallMove.GIVE_UP) is CallState.MISSED
    assert CallState.ENDED not in CALL_MOVES[CallState.QUEUED].values()


def test_a_call_whose_media_failed_is_rung_back_from_every_state_in_which_the_citizen_waits_or_talks():
    for state in (CallState.QUEUED, CallState.OFFERED, CallState.TALKING, CallState.ON_HOLD):
        assert call_after(state, CallMove.DROP) is CallState.RING_BACK


def test_a_seat_that_does_not_answer_is_set_aside_and_keeps_no_call():
    assert seat_after(SeatState.RESERVED, SeatMove.SET_ASIDE) is SeatState.AWAY
    assert seat_after(SeatState.RESERVED, SeatMove.RELEASE) is SeatState.READY


def test_wrap_up_follows_every_talk_and_only_the_seat_ends_it():
    assert seat_after(SeatState.TALKING, SeatMove.FINISH) is SeatState.WRAP_UP
    assert seat_after(SeatState.HOLD, SeatMove.FINISH) is SeatState.WRAP_UP
    assert SeatState.READY not in {*SEAT_MOVES[SeatState.TALKING].values(), *SEAT_MOVES[SeatState.HOLD].values()}


def test_an_impossible_move_is_refused_with_the_possible_ones():
    with pytest.raises(IllegalCallMove) as refused:
        call_after(CallState.MISSED, CallMove.OFFER)
    assert refused.value.facts == {"state": "missed", "move": "offer", "possible": ["dial", "strike_off"]}
    with pytest.raises(IllegalCallMove) as refused:
        seat_after(SeatState.BREAK, SeatMove.RESERVE)
    assert refused.value.facts["possible"] == ["get_ready", "leave", "sign_out"]
