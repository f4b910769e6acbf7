"""Rules of outgoing calls: their states, their results, the budget, when a ring-back is tried again.

Times of attempts are real ones; the hours of calls are those of the city's clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from lianxin.calls.rules.states import IllegalCallMove


class DialPurpose(StrEnum):
    """The reason why a number is dialled. `contact`: a unit calls the citizen of its order.

    `third`: a seat brings an outside contact of the city into a call; `seat`: the telephone by which a seat talks.
    """

    CASE = "case"
    CALLBACK = "callback"
    CONTACT = "contact"
    MISSED = "missed"
    RING_BACK = "ring_back"
    DUTY = "duty"
    CALL_IN = "call_in"
    THIRD = "third"
    SEAT = "seat"


WITH_KEY: Final = frozenset({DialPurpose.DUTY, DialPurpose.CALL_IN})
"""Purposes of calls in which an announcement is played and a key acknowledges it."""

ANNOUNCED: Final[Mapping[DialPurpose, str]] = {
    DialPurpose.CASE: "called",
    DialPurpose.CALLBACK: "called",
    DialPurpose.CONTACT: "called_by_unit",
    DialPurpose.MISSED: "ring_back",
    DialPurpose.RING_BACK: "ring_back",
    DialPurpose.DUTY: "duty_ring",
    DialPurpose.CALL_IN: "call_in",
    DialPurpose.THIRD: "third_party",
}
"""The announcement that the called party hears first; others than staff hear in it that the call is recorded."""


class DialState(StrEnum):
    """The state of an outgoing call. `caller_rings`: the telephone of the person who calls rings first."""

    ASKED = "asked"
    CALLER_RINGS = "caller_rings"
    RINGING = "ringing"
    TALKING = "talking"
    OVER = "over"


class DialMove(StrEnum):
    """A move of an outgoing call from one state to another."""

    RING_CALLER = "ring_caller"
    RING_CALLED = "ring_called"
    CALLED_ANSWER = "called_answer"
    END = "end"


class DialResult(StrEnum):
    """How an outgoing call ended. `no_caller`: the person who wanted to call did not answer their own telephone."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"
    FAILED = "failed"
    NO_CALLER = "no_caller"


class StrikeReason(StrEnum):
    """Why a ring-back left the list without being reached."""

    SERVED = "served"
    UNREACHED = "unreached"
    WRONG_NUMBER = "wrong_number"
    TOO_LATE = "too_late"
    DECLINED = "declined"


_S, _M = DialState, DialMove
DIAL_MOVES: Final[Mapping[DialState, Mapping[DialMove, DialState]]] = {
    _S.ASKED: {_M.RING_CALLER: _S.CALLER_RINGS, _M.RING_CALLED: _S.RINGING, _M.END: _S.OVER},
    _S.CALLER_RINGS: {_M.RING_CALLED: _S.RINGING, _M.END: _S.OVER},
    _S.RINGING: {_M.CALLED_ANSWER: _S.TALKING, _M.END: _S.OVER},
    _S.TALKING: {_M.END: _S.OVER},
    _S.OVER: {},
}

_RESULTS: Final[Mapping[int, DialResult]] = {
    **dict.fromkeys((486, 600), DialResult.BUSY),
    **dict.fromkeys((408, 480, 487), DialResult.NO_ANSWER),
    **dict.fromkeys((404, 410, 484, 604), DialResult.WRONG_NUMBER),
    603: DialResult.REFUSED,
}


@dataclass(frozen=True)
class DialsMade:
    """Calls placed so far: by the person and by the city in the last hour, for the case in the last day."""

    person: int
    case: int
    city: int


@dataclass(frozen=True)
class DialBudget:
    """The most calls of each kind of DialsMade that the city allows."""

    person: int
    case: int
    city: int


ALARM_SHARE: Final = 0.8
"""The leads are alarmed at this share of the budget of a person or of the city, and again when it is used up."""


def dial_after(state: DialState, move: DialMove) -> DialState:
    """Returns the state of an outgoing call after a move; raises IllegalCallMove with the possible moves."""
    after = DIAL_MOVES[state].get(move)
    if after is None:
        raise IllegalCallMove(state=state.value, move=move.value, possible=[one.value for one in DIAL_MOVES[state]])
    return after


def result_of(state: DialState, status: int) -> DialResult:
    """Returns how an outgoing call ended, by its state before the end and the SIP status of the leg that ended."""
    if state is DialState.TALKING:
        return DialResult.ANSWERED
    if state in {DialState.ASKED, DialState.CALLER_RINGS}:
        return DialResult.NO_CALLER
    return _RESULTS.get(status, DialResult.FAILED)


def used_up(made: DialsMade, budget: DialBudget) -> str:
    """Returns whose budget does not allow one more call: `city`, `person` or `case`; empty if all do."""
    pairs = (("city", made.city, budget.city), ("person", made.person, budget.person), ("case", made.case, budget.case))
    return next((whose for whose, count, most in pairs if count >= most), "")


def alarmed(made: DialsMade, budget: DialBudget) -> str:
    """Returns whose budget reaches ALARM_SHARE with one more call: `city` or `person`; empty without an alarm."""
    pairs = (("city", made.city, budget.city), ("person", made.person, budget.person))
    return next((whose for whose, count, most in pairs if count + 1 == max(1, int(most * ALARM_SHARE))), "")


def try_again_at(
    attempts: int, result: DialResult, real: datetime, *, most: int, pause: timedelta
) -> datetime | StrikeReason:
    """Returns when a ring-back is tried again after so many attempts, or why it leaves the list."""
    if result is DialResult.WRONG_NUMBER:
        return StrikeReason.WRONG_NUMBER
    return real + pause if attempts < most else StrikeReason.UNREACHED


def may_ring_now(*, promised: bool, attempts: int, local: datetime, hours: tuple[time, time]) -> bool:
    """Whether a citizen may be rung at this local time: who accepted a ring-back waits for it, at any hour.

    Missed calls and repeated attempts keep to the hours of calls.
    """
    return (promised and attempts == 0) or hours[0] <= time(local.hour, local.minute, local.second) <= hours[1]


def trunk_digits(number: str) -> str:
    """Returns a stored number as it is dialled: digits, with `+` for a foreign one; an extension is left out."""
    return re.sub(r"x.*|[^+0-9]", "", number)
