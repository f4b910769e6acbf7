"""The life cycle of a citizen's request: intake, dispatch, return, reply, callback, review."""

from lianxin.cases.attached import add_attachment, attach, attachment_of
from lianxin.cases.attachments import AttachmentLimits, download_headers, path_of, store
from lianxin.cases.case_file import CaseFile
from lianxin.cases.case_page import case_page
from lianxin.cases.clockwork import explained
from lianxin.cases.commands import court, desk, intake, supervise, unit, verify
from lianxin.cases.commands.intake import IntakeForm, Opened, answer_opened, open_case, open_cases, send_opened
from lianxin.cases.commands.registry import COMMANDS, BadField, Command, carry_out, open_moves
from lianxin.cases.directions import direction, direction_of
from lianxin.cases.foresight import case_clocks, suggestion
from lianxin.cases.lists import BadCursor, WorkPage, cards_of, desk_counts, work_list
from lianxin.cases.locking import ChangedMeanwhile, NoCase, case_of_number, lock_case, lock_cases, read_case, read_cases
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
from lianxin.cases.search import known_callers, search_cases
from lianxin.cases.timers import TimerLag, sweep, timer_lag
from lianxin.cases.told import Told, told_of
from lianxin.cases.verify_log import Finding, Report, verify_city
from lianxin.cases.viewing import Sight, sight_of

__all__ = [
    "CASE_MOVES",
    "COMMANDS",
    "OPEN_CASE",
    "ORDER_MOVES",
    "AttachmentLimits",
    "BadCursor",
    "BadField",
    "BadNumber",
    "Case",
    "CaseFile",
    "CaseMove",
    "CaseStatus",
    "ChangedMeanwhile",
    "ClockRow",
    "Command",
    "Finding",
    "IllegalMove",
    "IntakeForm",
    "NoCase",
    "Opened",
    "Order",
    "OrderMove",
    "OrderStatus",
    "Report",
    "Sight",
    "TimerLag",
    "Told",
    "WorkPage",
    "add_attachment",
    "answer_opened",
    "attach",
    "attachment_of",
    "cards_of",
    "carry_out",
    "case_clocks",
    "case_of_number",
    "case_page",
    "court",
    "desk",
    "desk_counts",
    "direction",
    "direction_of",
    "download_headers",
    "explained",
    "intake",
    "known_callers",
    "lock_case",
    "lock_cases",
    "open_case",
    "open_cases",
    "open_moves",
    "path_of",
    "read_case",
    "read_cases",
    "read_number",
    "search_cases",
    "send_opened",
    "sight_of",
    "spoken",
    "store",
    "suggestion",
    "supervise",
    "sweep",
    "timer_lag",
    "told_of",
    "unit",
    "verify",
    "verify_city",
    "work_list",
]
