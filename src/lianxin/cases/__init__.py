"""The life cycle of a citizen's request: intake, dispatch, return, reply, callback, review. The door of the package."""

import lianxin.cases.commands as asks
from lianxin.cases.audit.verify_log import verify_city
from lianxin.cases.background import background
from lianxin.cases.citizen import phone_access, progress
from lianxin.cases.citizen.commands import (
    MaybeOwnWords,
    OwnWords,
    act_as_citizen,
    submit_case,
)
from lianxin.cases.citizen.opening import Guesser, WrongCode, link_of_code, wrong_codes_now
from lianxin.cases.citizen.page import CitizenView, citizen_view, view_of_number
from lianxin.cases.citizen.shown_files import own_file
from lianxin.cases.commands.intake import (
    IntakeForm,
    answer_opened,
    open_case,
    send_opened,
)
from lianxin.cases.commands.registry import COMMANDS, Command, carry_out
from lianxin.cases.commands.rulings import answer_opinion
from lianxin.cases.commands.unit import Reply
from lianxin.cases.core import form_drafts, reveal
from lianxin.cases.core.callback_leases import claims_now, take_call
from lianxin.cases.core.case_attachments import add_attachment, attach, attachment_of
from lianxin.cases.core.case_file import CaseFile
from lianxin.cases.core.citizen_rights import CITIZEN_MAY
from lianxin.cases.core.locking import (
    case_of_number,
    lock_cases,
    lock_order,
    read_cases,
)
from lianxin.cases.core.routing import direction
from lianxin.cases.core.rows import Order
from lianxin.cases.core.sight import check_seen, sight_of
from lianxin.cases.core.words_mask import words_masks
from lianxin.cases.deadlines.fire import sweep, timer_lag
from lianxin.cases.imports.write import import_file
from lianxin.cases.reads import answers, whole_city
from lianxin.cases.reads.callback_list import callback_list
from lianxin.cases.reads.callback_sheet import callback_sheet
from lianxin.cases.reads.case_page import case_page
from lianxin.cases.reads.dispatch_desk import dispatch_page
from lianxin.cases.reads.duties import duty_list
from lianxin.cases.reads.exits import case_exits
from lianxin.cases.reads.exports import export_list
from lianxin.cases.reads.headings import headings_of, written_reasons
from lianxin.cases.reads.intake_preview import case_clocks, suggestion
from lianxin.cases.reads.lists import BadCursor, desk_counts, work_list
from lianxin.cases.reads.live_cards import live_cards
from lianxin.cases.reads.message_facts import told_of
from lianxin.cases.reads.operator_outcomes import own_outcomes, own_topics, see_outcomes, taken_since
from lianxin.cases.reads.opinions import opinions_asked, opinions_open
from lianxin.cases.reads.precedents import PrecedentSearch, search_precedents
from lianxin.cases.reads.presence import say_here
from lianxin.cases.reads.publications import NotPublic, matters_nearby, public_summaries
from lianxin.cases.reads.reply_help import extension_ahead, reply_help, reply_together
from lianxin.cases.reads.return_court import court_page
from lianxin.cases.reads.search import SearchFilter, known_callers, search_cases
from lianxin.cases.reads.similar_cases import KnownMatter, told_before
from lianxin.cases.reads.supervision import RecordKind, late_units, waiting_records
from lianxin.cases.reads.unit_inbox import inbox_counts, unit_inbox
from lianxin.cases.rules import follow_code, intake_fields
from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.number import BadNumber, read_number, spoken
from lianxin.cases.rules.states import (
    CASE_MOVES,
    OPEN_CASE,
    ORDER_MOVES,
    CaseStatus,
    IllegalMove,
    OrderStatus,
)
from lianxin.cases.rules.words import Outcome

__all__ = [
    "CASE_MOVES",
    "CITIZEN_MAY",
    "COMMANDS",
    "OPEN_CASE",
    "ORDER_MOVES",
    "BadCursor",
    "BadNumber",
    "CaseFile",
    "CaseStatus",
    "CitizenView",
    "Command",
    "Guesser",
    "IllegalMove",
    "IntakeForm",
    "KnownMatter",
    "MaybeOwnWords",
    "NotPublic",
    "Order",
    "OrderStatus",
    "Outcome",
    "OwnWords",
    "Place",
    "PrecedentSearch",
    "RecordKind",
    "Reply",
    "SearchFilter",
    "WrongCode",
    "act_as_citizen",
    "add_attachment",
    "answer_opened",
    "answer_opinion",
    "answers",
    "asks",
    "attach",
    "attachment_of",
    "background",
    "callback_list",
    "callback_sheet",
    "carry_out",
    "case_clocks",
    "case_exits",
    "case_of_number",
    "case_page",
    "check_seen",
    "citizen_view",
    "claims_now",
    "court_page",
    "desk_counts",
    "direction",
    "dispatch_page",
    "duty_list",
    "export_list",
    "extension_ahead",
    "follow_code",
    "form_drafts",
    "headings_of",
    "import_file",
    "inbox_counts",
    "intake_fields",
    "known_callers",
    "late_units",
    "link_of_code",
    "live_cards",
    "lock_cases",
    "lock_order",
    "matters_nearby",
    "open_case",
    "opinions_asked",
    "opinions_open",
    "own_file",
    "own_outcomes",
    "own_topics",
    "phone_access",
    "progress",
    "public_summaries",
    "read_cases",
    "read_number",
    "reply_help",
    "reply_together",
    "reveal",
    "say_here",
    "search_cases",
    "search_precedents",
    "see_outcomes",
    "send_opened",
    "sight_of",
    "spoken",
    "submit_case",
    "suggestion",
    "sweep",
    "take_call",
    "taken_since",
    "timer_lag",
    "told_before",
    "told_of",
    "unit_inbox",
    "verify_city",
    "view_of_number",
    "waiting_records",
    "whole_city",
    "words_masks",
    "work_list",
    "written_reasons",
    "wrong_codes_now",
]
