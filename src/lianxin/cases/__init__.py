"""The life cycle of a citizen's request: intake, dispatch, return, reply, callback, review."""

from lianxin.cases.case_file import CaseFile
from lianxin.cases.clockwork import explained
from lianxin.cases.commands import court, desk, intake, supervise, unit, verify
from lianxin.cases.commands.intake import IntakeForm, Opened, answer_opened, open_case, open_cases, send_opened
from lianxin.cases.commands.registry import COMMANDS, BadField, Command, carry_out, open_moves
from lianxin.cases.directions import direction, direction_of
from lianxin.cases.locking import ChangedMeanwhile, NoCase, case_of_number, lock_case, read_case
from lianxin.cases.rows import Case, ClockRow, Order
from lianxin.cases.rules.number import BadNumber, read_number, spoken
from lianxin.cases.rules.states import (
    CASE_MOVES,
    OPEN_CASE,
    ORDER_MOVES,
    CaseMove,
    CaseStatus,
    IllegalMove,
    OrderMove,
    OrderStatus,
)
from lianxin.cases.timers import TimerLag, sweep, timer_lag

__all__ = [
    "CASE_MOVES",
    "COMMANDS",
    "OPEN_CASE",
    "ORDER_MOVES",
    "BadField",
    "BadNumber",
    "Case",
    "CaseFile",
    "CaseMove",
    "CaseStatus",
    "ChangedMeanwhile",
    "ClockRow",
    "Command",
    "IllegalMove",
    "IntakeForm",
    "NoCase",
    "Opened",
    "Order",
    "OrderMove",
    "OrderStatus",
    "TimerLag",
    "answer_opened",
    "carry_out",
    "case_of_number",
    "court",
    "desk",
    "direction",
    "direction_of",
    "explained",
    "intake",
    "lock_case",
    "open_case",
    "open_cases",
    "open_moves",
    "read_case",
    "read_number",
    "send_opened",
    "spoken",
    "supervise",
    "sweep",
    "timer_lag",
    "unit",
    "verify",
]
