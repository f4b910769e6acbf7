"""The tables of states, the function that applies a move, and the rule that derives a case's move from its orders."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from lianxin.kernel.errors import Conflict


class CaseStatus(StrEnum):
    """The state of a case."""

    DRAFT = "draft"
    SCREENING = "screening"
    ANSWERED = "answered"
    NOT_ACCEPTED = "not_accepted"
    EMERGENCY_TRANSFERRED = "emergency_transferred"
    PENDING_DISPATCH = "pending_dispatch"
    HANDLING = "handling"
    NEEDS_INFORMATION = "needs_information"
    RESPONSIBILITY_REVIEW = "responsibility_review"
    SUSPENDED = "suspended"
    CHECKING = "checking"
    CALLBACK_PENDING = "callback_pending"
    REVIEW = "review"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    VOID = "void"
    ARCHIVED = "archived"


class CaseMove(StrEnum):
    """A move of a case from one state to another."""

    ANSWER = "answer"
    DISPATCH = "dispatch"
    SEND_TO_DESK = "send_to_desk"
    SCREEN = "screen"
    REFUSE = "refuse"
    TRANSFER_EMERGENCY = "transfer_emergency"
    INFORM = "inform"
    VOID = "void"
    OBJECT = "object"
    CONFIRM_RECEIPT = "confirm_receipt"
    EMERGENCY_REFUSED = "emergency_refused"
    ALL_REPLIED = "all_replied"
    RETURN_GRANTED = "return_granted"
    ASK_INFORMATION = "ask_information"
    CALL_RULING = "call_ruling"
    RULE = "rule"
    SUSPEND = "suspend"
    RESUME_SCREENING = "resume_screening"
    RESUME_DISPATCH = "resume_dispatch"
    RESUME_HANDLING = "resume_handling"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    PASS_CHECK = "pass_check"
    FAIL_CHECK = "fail_check"
    CLOSE_SATISFIED = "close_satisfied"
    CLOSE_UNVERIFIED = "close_unverified"
    CLOSE_UNASKED = "close_unasked"
    DISSATISFIED = "dissatisfied"
    REDO = "redo"
    CLOSE_WITH_REASON = "close_with_reason"
    REOPEN = "reopen"
    ARCHIVE = "archive"


class OrderStatus(StrEnum):
    """The state of a work order."""

    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    RETURN_REQUESTED = "return_requested"
    REPLIED = "replied"
    RETURNED = "returned"
    RELEASED = "released"
    DONE = "done"
    CANCELLED = "cancelled"


class OrderMove(StrEnum):
    """A move of a work order from one state to another."""

    SIGN = "sign"
    SIGN_BY_TIMEOUT = "sign_by_timeout"
    ASK_RETURN = "ask_return"
    GRANT_RETURN = "grant_return"
    REFUSE_RETURN = "refuse_return"
    CALL_RULING = "call_ruling"
    REPLY = "reply"
    FAIL_CHECK = "fail_check"
    ACCEPT = "accept"
    RELEASE = "release"
    CANCEL = "cancel"


_C, _M = CaseStatus, CaseMove
_O, _N = OrderStatus, OrderMove

CASE_MOVES: Mapping[CaseStatus, Mapping[CaseMove, CaseStatus]] = {
    _C.DRAFT: {
        _M.ANSWER: _C.ANSWERED,
        _M.DISPATCH: _C.HANDLING,
        _M.SEND_TO_DESK: _C.PENDING_DISPATCH,
        _M.SCREEN: _C.SCREENING,
        _M.REFUSE: _C.NOT_ACCEPTED,
        _M.TRANSFER_EMERGENCY: _C.EMERGENCY_TRANSFERRED,
        _M.INFORM: _C.CLOSED,  # praise: the unit and person praised are informed, no clock
        _M.VOID: _C.VOID,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.SCREENING: {  # a written case that a rule holds until a person has looked at it
        _M.ANSWER: _C.ANSWERED,
        _M.DISPATCH: _C.HANDLING,
        _M.SEND_TO_DESK: _C.PENDING_DISPATCH,
        _M.REFUSE: _C.NOT_ACCEPTED,
        _M.TRANSFER_EMERGENCY: _C.EMERGENCY_TRANSFERRED,
        _M.INFORM: _C.CLOSED,
        _M.ASK_INFORMATION: _C.NEEDS_INFORMATION,
        _M.MERGE: _C.MERGED,
        _M.VOID: _C.VOID,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.ANSWERED: {_M.REOPEN: _C.PENDING_DISPATCH, _M.ARCHIVE: _C.ARCHIVED},
    _C.NOT_ACCEPTED: {_M.OBJECT: _C.PENDING_DISPATCH, _M.ARCHIVE: _C.ARCHIVED},
    _C.EMERGENCY_TRANSFERRED: {_M.CONFIRM_RECEIPT: _C.ARCHIVED, _M.EMERGENCY_REFUSED: _C.HANDLING},
    _C.PENDING_DISPATCH: {
        _M.ANSWER: _C.ANSWERED,
        _M.DISPATCH: _C.HANDLING,
        _M.REFUSE: _C.NOT_ACCEPTED,
        _M.TRANSFER_EMERGENCY: _C.EMERGENCY_TRANSFERRED,
        _M.VOID: _C.VOID,
        _M.MERGE: _C.MERGED,
        _M.CALL_RULING: _C.RESPONSIBILITY_REVIEW,
        _M.ASK_INFORMATION: _C.NEEDS_INFORMATION,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.HANDLING: {
        _M.ALL_REPLIED: _C.CHECKING,
        _M.RETURN_GRANTED: _C.PENDING_DISPATCH,
        _M.ASK_INFORMATION: _C.NEEDS_INFORMATION,
        _M.SUSPEND: _C.SUSPENDED,
        _M.CALL_RULING: _C.RESPONSIBILITY_REVIEW,
        _M.MERGE: _C.MERGED,
        _M.TRANSFER_EMERGENCY: _C.EMERGENCY_TRANSFERRED,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.NEEDS_INFORMATION: {
        _M.RESUME_SCREENING: _C.SCREENING,
        _M.RESUME_DISPATCH: _C.PENDING_DISPATCH,
        _M.RESUME_HANDLING: _C.HANDLING,
        _M.TRANSFER_EMERGENCY: _C.EMERGENCY_TRANSFERRED,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.RESPONSIBILITY_REVIEW: {
        _M.RULE: _C.HANDLING,
        _M.TRANSFER_EMERGENCY: _C.EMERGENCY_TRANSFERRED,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.SUSPENDED: {
        _M.RESUME_HANDLING: _C.HANDLING,
        _M.TRANSFER_EMERGENCY: _C.EMERGENCY_TRANSFERRED,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.CHECKING: {
        _M.FAIL_CHECK: _C.HANDLING,
        _M.PASS_CHECK: _C.CALLBACK_PENDING,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.CALLBACK_PENDING: {
        _M.CLOSE_SATISFIED: _C.CLOSED,
        _M.CLOSE_UNVERIFIED: _C.CLOSED,
        _M.CLOSE_UNASKED: _C.CLOSED,  # no number, no mailbox, no code: nobody can ask the citizen
        _M.DISSATISFIED: _C.REVIEW,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.REVIEW: {
        _M.REDO: _C.HANDLING,
        _M.CALL_RULING: _C.RESPONSIBILITY_REVIEW,
        _M.CLOSE_WITH_REASON: _C.CLOSED,
        _M.WITHDRAW: _C.WITHDRAWN,
    },
    _C.CLOSED: {_M.REOPEN: _C.REVIEW, _M.ARCHIVE: _C.ARCHIVED},
    _C.WITHDRAWN: {_M.OBJECT: _C.PENDING_DISPATCH, _M.ARCHIVE: _C.ARCHIVED},
    _C.MERGED: {
        _M.RESUME_DISPATCH: _C.PENDING_DISPATCH,
        _M.RESUME_HANDLING: _C.HANDLING,
        _M.ARCHIVE: _C.ARCHIVED,
    },
    _C.VOID: {},
    _C.ARCHIVED: {_M.REOPEN: _C.REVIEW},
}

ORDER_MOVES: Mapping[OrderStatus, Mapping[OrderMove, OrderStatus]] = {
    _O.DISPATCHED: {
        _N.SIGN: _O.IN_PROGRESS,
        _N.SIGN_BY_TIMEOUT: _O.IN_PROGRESS,
        _N.ASK_RETURN: _O.RETURN_REQUESTED,
        _N.RELEASE: _O.RELEASED,
        _N.CANCEL: _O.CANCELLED,
    },
    _O.IN_PROGRESS: {
        _N.REPLY: _O.REPLIED,
        _N.ASK_RETURN: _O.RETURN_REQUESTED,
        _N.RELEASE: _O.RELEASED,
        _N.CANCEL: _O.CANCELLED,
    },
    _O.RETURN_REQUESTED: {
        _N.GRANT_RETURN: _O.RETURNED,
        _N.REFUSE_RETURN: _O.IN_PROGRESS,
        _N.CALL_RULING: _O.IN_PROGRESS,  # the unit continues to work until the ruling
        _N.RELEASE: _O.RELEASED,
        _N.CANCEL: _O.CANCELLED,
    },
    _O.REPLIED: {
        _N.FAIL_CHECK: _O.IN_PROGRESS,
        _N.ACCEPT: _O.DONE,
        _N.RELEASE: _O.RELEASED,
        _N.CANCEL: _O.CANCELLED,
    },
    _O.RETURNED: {},
    _O.RELEASED: {},
    _O.DONE: {},
    _O.CANCELLED: {},
}

OPEN_CASE = frozenset(status for status, moves in CASE_MOVES.items() if CaseMove.WITHDRAW in moves)
BEFORE_REPLY = frozenset(status for status, moves in CASE_MOVES.items() if CaseMove.TRANSFER_EMERGENCY in moves)
OPEN_ORDER = frozenset(status for status, moves in ORDER_MOVES.items() if moves)
AT_WORK = OPEN_ORDER - {OrderStatus.REPLIED}


class IllegalMove(Conflict):
    """This move is not possible in the present state."""

    code = "cases.illegal_move"


S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)


def state_after(table: Mapping[S, Mapping[M, S]], status: S, move: M) -> S:
    """Returns the state after a move; raises IllegalMove with the state, the move and the possible moves."""
    after = table[status].get(move)
    if after is None:
        raise IllegalMove(state=status.value, move=move.value, possible=[m.value for m in table[status]])
    return after


def begins_round(status: str, move: str) -> bool:
    """Whether this move starts a new round: a review decided on a redo, by the same unit or one that a ruling names."""
    return move == CaseMove.REDO or (move == CaseMove.CALL_RULING and status == CaseStatus.REVIEW)


def is_redo(round_number: int) -> bool:
    """Whether a round repeats the work, because the review or the citizen did not accept the first."""
    return round_number > 1


def derived(lead: OrderStatus, others: Iterable[OrderStatus]) -> CaseMove | None:
    """Returns the move of a case in handling that follows from the orders of its round, or None while it must wait.

    A granted return of the lead order frees the case for another unit; a lead's reply waits for the co-units.
    """
    if lead is OrderStatus.RETURNED:
        return CaseMove.RETURN_GRANTED
    if lead is OrderStatus.REPLIED and not any(other in AT_WORK for other in others):
        return CaseMove.ALL_REPLIED
    return None


UNSEALS = frozenset({_M.DISPATCH, _M.SEND_TO_DESK})
"""Moves by which a keeper decides that a tip-off is not about officials."""
