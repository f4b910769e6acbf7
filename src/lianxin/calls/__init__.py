"""Calls that end without a case, and the seats that take calls; the calls themselves come with telephony."""

from lianxin.calls.ending import CallOver, EndOfCall, NotWarned, end_call, warn_caller
from lianxin.calls.events import (
    CallEnded,
    CallerWarned,
    HelpAnswered,
    HelpAsked,
    HelpCleared,
    SeatAssigned,
    SeatMoved,
)
from lianxin.calls.floor import (
    NoHelpAsked,
    NoSeat,
    answer_help,
    ask_help,
    assign_seat,
    clear_help,
    floor_now,
    move_seat,
    own_hand,
    seats_now,
)
from lianxin.calls.rules.words import CallChannel, Disposition, HelpReason, Queue, SeatState

__all__ = [
    "CallChannel",
    "CallEnded",
    "CallOver",
    "CallerWarned",
    "Disposition",
    "EndOfCall",
    "HelpAnswered",
    "HelpAsked",
    "HelpCleared",
    "HelpReason",
    "NoHelpAsked",
    "NoSeat",
    "NotWarned",
    "Queue",
    "SeatAssigned",
    "SeatMoved",
    "SeatState",
    "answer_help",
    "ask_help",
    "assign_seat",
    "clear_help",
    "end_call",
    "floor_now",
    "move_seat",
    "own_hand",
    "seats_now",
    "warn_caller",
]
