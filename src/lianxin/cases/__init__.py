"""The life cycle of a citizen's request: intake, dispatch, return, reply, callback, review."""

from lianxin.cases.audit.verify_log import Finding, Report, verify_city
from lianxin.cases.background import background
from lianxin.cases.citizen.commands import (
    CITIZEN_DOES,
    MaybeOwnWords,
    OwnWords,
    WrongCode,
    act_as_citizen,
    link_of_code,
    submit_case,
)
from lianxin.cases.citizen.page import CitizenView, Promise, citizen_view, own_file, view_of_number
from lianxin.cases.citizen.progress import Happening, Step
from lianxin.cases.commands import decisions, desk, followup, intake, praise, repeat_call, rulings, supervision, unit
from lianxin.cases.commands.followup import Verdict
from lianxin.cases.commands.intake import (
    CitizenRequest,
    IntakeForm,
    Opened,
    answer_opened,
    open_case,
    open_cases,
    send_opened,
)
from lianxin.cases.commands.registry import COMMANDS, Command, carry_out, open_commands
from lianxin.cases.commands.rulings import answer_opinion
from lianxin.cases.commands.unit import Reply
from lianxin.cases.core.callback_leases import CallTaken, claims_now, take_call
from lianxin.cases.core.case_attachments import add_attachment, attach, attachment_of
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.citizen_rights import CITIZEN_MAY, NoLink, case_of_link
from lianxin.cases.core.form_drafts import drop_draft, keep_draft, read_draft
from lianxin.cases.core.locking import (
    ChangedMeanwhile,
    NoCase,
    case_of_number,
    lock_case,
    lock_cases,
    lock_order,
    read_case,
    read_cases,
)
from lianxin.cases.core.reveal import reveal
from lianxin.cases.core.routing import direction, direction_of
from lianxin.cases.core.rows import Case, ClockRow, Order
from lianxin.cases.core.sight import Sight, check_seen, sight_of
from lianxin.cases.deadlines.fire import TimerLag, sweep, timer_lag
from lianxin.cases.imports.write import ImportReport, import_file
from lianxin.cases.reads import whole_city
from lianxin.cases.reads.callback_list import callback_list, callback_sheet
from lianxin.cases.reads.case_page import case_page
from lianxin.cases.reads.deadline_words import explained
from lianxin.cases.reads.dispatch_desk import dispatch_page, duty_list
from lianxin.cases.reads.exports import Exported, export_list
from lianxin.cases.reads.filters import BadFilter
from lianxin.cases.reads.headings import CaseHeading, headings_of
from lianxin.cases.reads.intake_preview import case_clocks, suggestion
from lianxin.cases.reads.lists import BadCursor, WorkPage, desk_counts, work_list
from lianxin.cases.reads.live_cards import LiveCard, live_cards
from lianxin.cases.reads.message_facts import Told, told_of
from lianxin.cases.reads.operator_outcomes import Taken, own_outcomes, own_topics, see_outcomes, taken_since
from lianxin.cases.reads.opinions import opinions_asked, opinions_open
from lianxin.cases.reads.precedents import search_precedents
from lianxin.cases.reads.presence import say_here
from lianxin.cases.reads.publications import NotPublic, Publication, PublicPage, public_summaries
from lianxin.cases.reads.reply_help import extension_ahead, reply_help, reply_together
from lianxin.cases.reads.return_court import court_page
from lianxin.cases.reads.search import known_callers, search_cases
from lianxin.cases.reads.similar_cases import Facts, told_before
from lianxin.cases.reads.supervision import RecordKind, late_units, waiting_records
from lianxin.cases.reads.unit_inbox import inbox_counts, unit_inbox
from lianxin.cases.rules.dispatch import Place
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
from lianxin.cases.rules.words import Outcome

__all__ = [
    "CASE_MOVES",
    "CITIZEN_DOES",
    "CITIZEN_MAY",
    "COMMANDS",
    "OPEN_CASE",
    "ORDER_MOVES",
    "BadCursor",
    "BadFilter",
    "BadNumber",
    "CallTaken",
    "Case",
    "CaseFile",
    "CaseHeading",
    "CaseMove",
    "CaseStatus",
    "ChangedMeanwhile",
    "CitizenRequest",
    "CitizenView",
    "ClockRow",
    "Command",
    "Exported",
    "Facts",
    "Finding",
    "Happening",
    "IllegalMove",
    "ImportReport",
    "IntakeForm",
    "LiveCard",
    "MaybeOwnWords",
    "NoCase",
    "NoLink",
    "NotPublic",
    "Opened",
    "Order",
    "OrderMove",
    "OrderStatus",
    "Outcome",
    "OwnWords",
    "Place",
    "Promise",
    "PublicPage",
    "Publication",
    "RecordKind",
    "Reply",
    "Report",
    "Sight",
    "Step",
    "Taken",
    "TimerLag",
    "Told",
    "Verdict",
    "WorkPage",
    "WrongCode",
    "act_as_citizen",
    "add_attachment",
    "answer_opened",
    "answer_opinion",
    "attach",
    "attachment_of",
    "background",
    "callback_list",
    "callback_sheet",
    "carry_out",
    "case_clocks",
    "case_of_link",
    "case_of_number",
    "case_page",
    "check_seen",
    "citizen_view",
    "claims_now",
    "court_page",
    "decisions",
    "desk",
    "desk_counts",
    "direction",
    "direction_of",
    "dispatch_page",
    "drop_draft",
    "duty_list",
    "explained",
    "export_list",
    "extension_ahead",
    "followup",
    "headings_of",
    "import_file",
    "inbox_counts",
    "intake",
    "keep_draft",
    "known_callers",
    "late_units",
    "link_of_code",
    "live_cards",
    "lock_case",
    "lock_cases",
    "lock_order",
    "open_case",
    "open_cases",
    "open_commands",
    "opinions_asked",
    "opinions_open",
    "own_file",
    "own_outcomes",
    "own_topics",
    "praise",
    "public_summaries",
    "read_case",
    "read_cases",
    "read_draft",
    "read_number",
    "repeat_call",
    "reply_help",
    "reply_together",
    "reveal",
    "rulings",
    "say_here",
    "search_cases",
    "search_precedents",
    "see_outcomes",
    "send_opened",
    "sight_of",
    "spoken",
    "submit_case",
    "suggestion",
    "supervision",
    "sweep",
    "take_call",
    "taken_since",
    "timer_lag",
    "told_before",
    "told_of",
    "unit",
    "unit_inbox",
    "verify_city",
    "view_of_number",
    "waiting_records",
    "whole_city",
    "work_list",
]
