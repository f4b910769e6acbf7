"""The tables of states of calls and seats, and the functions that apply a move. Legs have a table of their own."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from lianxin.calls.rules.words import SeatState
from lianxin.kernel.errors import Conflict


class CallState(StrEnum):
    """The state of a call. `ring_back`: the citizen hung up with a promise; `missed`: gave up without one."""

    ARRIVED = "arrived"
    MENU = "menu"
    QUEUED = "queued"
    OFFERED = "offered"
    TALKING = "talking"
    ON_HOLD = "on_hold"
    RING_BACK = "ring_back"
    MISSED = "missed"
    DIALLING = "dialling"
    ENDED = "ended"


class CallMove(StrEnum):
    """A move of a call from one state to another."""

    GREET = "greet"
    ENQUEUE = "enqueue"
    OFFER = "offer"
    SEAT_ANSWER = "seat_answer"
    SEAT_SILENT = "seat_silent"
    HOLD = "hold"
    RESUME = "resume"
    PASS_ON = "pass_on"
    PROMISE = "promise"
    GIVE_UP = "give_up"
    DIAL = "dial"
    CITIZEN_ANSWER = "citizen_answer"
    CITIZEN_SILENT = "citizen_silent"
    DROP = "drop"
    HANG_UP = "hang_up"
    STRIKE_OFF = "strike_off"


class SeatMove(StrEnum):
    """A move of a seat from one state to another."""

    SIGN_IN = "sign_in"
    GET_READY = "get_ready"
    RESERVE = "reserve"
    ANSWER = "answer"
    RELEASE = "release"
    RECALL = "recall"
    END_RECALL = "end_recall"
    SET_ASIDE = "set_aside"
    HOLD = "hold"
    RESUME = "resume"
    FINISH = "finish"
    TAKE_BREAK = "take_break"
    LEAVE = "leave"
    SIGN_OUT = "sign_out"


_C, _M = CallState, CallMove
_S, _N = SeatState, SeatMove

CALL_MOVES: Mapping[CallState, Mapping[CallMove, CallState]] = {
    _C.ARRIVED: {_M.GREET: _C.MENU, _M.ENQUEUE: _C.QUEUED, _M.HANG_UP: _C.ENDED},
    _C.MENU: {_M.ENQUEUE: _C.QUEUED, _M.PROMISE: _C.RING_BACK, _M.HANG_UP: _C.ENDED},
    _C.QUEUED: {
        _M.OFFER: _C.OFFERED,
        _M.PROMISE: _C.RING_BACK,
        _M.GIVE_UP: _C.MISSED,
        _M.DROP: _C.RING_BACK,  # media failed; the place is kept
    },
    _C.OFFERED: {
        _M.SEAT_ANSWER: _C.TALKING,
        _M.SEAT_SILENT: _C.QUEUED,  # at its old place, without this seat
        _M.GIVE_UP: _C.MISSED,
        _M.DROP: _C.RING_BACK,
    },
    _C.TALKING: {
        _M.HOLD: _C.ON_HOLD,
        _M.PASS_ON: _C.QUEUED,  # to another queue; it keeps the time of its first place
        _M.DROP: _C.RING_BACK,
        _M.HANG_UP: _C.ENDED,
    },
    _C.ON_HOLD: {_M.RESUME: _C.TALKING, _M.PASS_ON: _C.QUEUED, _M.DROP: _C.RING_BACK, _M.HANG_UP: _C.ENDED},
    _C.RING_BACK: {_M.DIAL: _C.DIALLING, _M.STRIKE_OFF: _C.ENDED},
    _C.MISSED: {_M.DIAL: _C.DIALLING, _M.STRIKE_OFF: _C.ENDED},  # struck off: served by another call, or too old
    _C.DIALLING: {
        _M.CITIZEN_ANSWER: _C.QUEUED,  # the citizen is on the line again, at the old place
        _M.CITIZEN_SILENT: _C.RING_BACK,
        _M.STRIKE_OFF: _C.ENDED,
    },
    _C.ENDED: {},
}

SEAT_MOVES: Mapping[SeatState, Mapping[SeatMove, SeatState]] = {
    _S.SIGNED_OUT: {_N.SIGN_IN: _S.AWAY},
    _S.AWAY: {
        _N.GET_READY: _S.READY,
        _N.RESERVE: _S.RESERVED,  # to place a call
        _N.TAKE_BREAK: _S.BREAK,
        _N.SIGN_OUT: _S.SIGNED_OUT,
    },
    _S.READY: {
        _N.RESERVE: _S.RESERVED,
        _N.TAKE_BREAK: _S.BREAK,
        _N.LEAVE: _S.AWAY,
        _N.SIGN_OUT: _S.SIGNED_OUT,
    },
    _S.RESERVED: {
        _N.ANSWER: _S.TALKING,
        _N.RELEASE: _S.READY,  # the caller gave up, or the lease ended
        _N.SET_ASIDE: _S.AWAY,  # it did not answer too often
        _N.END_RECALL: _S.WRAP_UP,  # the citizen who came back hung up
        _N.SIGN_OUT: _S.SIGNED_OUT,
    },
    _S.TALKING: {_N.HOLD: _S.HOLD, _N.FINISH: _S.WRAP_UP},
    _S.HOLD: {_N.RESUME: _S.TALKING, _N.FINISH: _S.WRAP_UP},
    _S.WRAP_UP: {
        _N.RECALL: _S.RESERVED,  # the citizen whom it sent to another comes back
        _N.GET_READY: _S.READY,
        _N.TAKE_BREAK: _S.BREAK,
        _N.LEAVE: _S.AWAY,
        _N.SIGN_OUT: _S.SIGNED_OUT,
    },
    _S.BREAK: {_N.GET_READY: _S.READY, _N.LEAVE: _S.AWAY, _N.SIGN_OUT: _S.SIGNED_OUT},
}


class IllegalCallMove(Conflict):
    """This move of a call or seat is not possible in its present state."""

    code = "calls.illegal_move"


def call_after(state: CallState, move: CallMove) -> CallState:
    """Returns the state of a call after a move; raises IllegalCallMove with the possible moves."""
    after = CALL_MOVES[state].get(move)
    if after is None:
        raise IllegalCallMove(state=state.value, move=move.value, possible=[one.value for one in CALL_MOVES[state]])
    return after


def seat_after(state: SeatState, move: SeatMove) -> SeatState:
    """Returns the state of a seat after a move; raises IllegalCallMove with the possible moves."""
    after = SEAT_MOVES[state].get(move)
    if after is None:
        raise IllegalCallMove(state=state.value, move=move.value, possible=[one.value for one in SEAT_MOVES[state]])
    return after


OWN_MOVES: Final = (SeatMove.SIGN_IN, SeatMove.GET_READY, SeatMove.TAKE_BREAK, SeatMove.LEAVE, SeatMove.SIGN_OUT)
"""The moves that a person makes with the own seat; the controller makes the others."""
_BY_HAND: Final = frozenset({_S.TALKING, _S.READY, _S.BREAK, _S.AWAY, _S.SIGNED_OUT})
HAND_MOVES: Mapping[SeatState, frozenset[SeatState]] = {
    state: _BY_HAND | {_S.WRAP_UP} if state is _S.TALKING else _BY_HAND
    for state in SeatState
    if state not in {_S.RESERVED, _S.HOLD}
}
"""The states that a seat may be set to by hand while its telephone is not ours: its page says that a talk began."""


def seat_path(state: SeatState, wanted: SeatState) -> tuple[SeatMove, ...]:
    """Returns the moves by which a person brings a seat to a state, the fewest; raises IllegalCallMove."""
    paths: dict[SeatState, tuple[SeatMove, ...]] = {state: ()}
    waiting = [state]
    for one in waiting:
        if one is wanted:
            return paths[one]
        for move in OWN_MOVES:
            after = SEAT_MOVES[one].get(move)
            if after is not None and after not in paths:
                paths[after] = (*paths[one], move)
                waiting.append(after)
    raise IllegalCallMove(state=state.value, move=wanted.value, possible=[one.value for one in paths])


def check_by_hand(state: SeatState, wanted: SeatState) -> None:
    """Raises IllegalCallMove unless a seat without a telephone of ours may be set to this state."""
    possible = HAND_MOVES.get(state, frozenset())
    if wanted not in possible:
        raise IllegalCallMove(state=state.value, move=wanted.value, possible=sorted(one.value for one in possible))
