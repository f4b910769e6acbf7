"""The life cycle of a citizen's request: intake, dispatch, return, reply, callback, review."""

from lianxin.cases.alike import Facts, told_before
from lianxin.cases.announced import CALENDAR, reckon_announced
from lianxin.cases.at_court import court_page
from lianxin.cases.at_dispatch import dispatch_page, duty_list
from lianxin.cases.attached import add_attachment, attach, attachment_of
from lianxin.cases.calling_back import callback_list, callback_sheet
from lianxin.cases.case_file import CaseFile
from lianxin.cases.citizen_page import CitizenView, Promise, citizen_view, own_file, view_of_number
from lianxin.cases.citizen_standing import CITIZEN_MAY, NoLink, case_of_link
from lianxin.cases.claims import CallTaken, claims_now, take_call
from lianxin.cases.commands import call, court, desk, intake, praise, rulings, supervise, unit, verify
from lianxin.cases.commands.citizen import (
    CITIZEN_DOES,
    MaybeOwnWords,
    OwnWords,
    WrongCode,
    act_as_citizen,
    link_of_code,
    submit_case,
)
from lianxin.cases.commands.intake import (
    CitizenRequest,
    IntakeForm,
    Opened,
    answer_opened,
    open_case,
    open_cases,
    send_opened,
)
from lianxin.cases.commands.registry import COMMANDS, BadField, Command, carry_out, open_commands
from lianxin.cases.commands.rulings import answer_opinion
from lianxin.cases.commands.unit import Reply
from lianxin.cases.commands.verify import Verdict
from lianxin.cases.directions import direction, direction_of
from lianxin.cases.drafts import drop_draft, forget_drafts, keep_draft, read_draft
from lianxin.cases.events import public_facts
from lianxin.cases.explaining import explained
from lianxin.cases.exports import Exported, export_list
from lianxin.cases.filters import BadFilter
from lianxin.cases.foresight import case_clocks, suggestion
from lianxin.cases.gazetteer import PLACES, complete_place, learn_places
from lianxin.cases.imports.write import ImportReport, import_file
from lianxin.cases.inbox import inbox_counts, unit_inbox
from lianxin.cases.lists import BadCursor, WorkPage, desk_counts, work_list
from lianxin.cases.live import LiveCard, live_cards
from lianxin.cases.locking import (
    ChangedMeanwhile,
    NoCase,
    case_of_number,
    lock_case,
    lock_cases,
    lock_order,
    read_case,
    read_cases,
)
from lianxin.cases.looking import reveal
from lianxin.cases.opinions import opinions_asked, opinions_open
from lianxin.cases.own import Taken, own_outcomes, own_topics, see_outcomes, taken_since
from lianxin.cases.page import case_page
from lianxin.cases.precedents import search_precedents
from lianxin.cases.presence import say_here
from lianxin.cases.publications import NotPublic, Publication, PublicPage, public_summaries
from lianxin.cases.records import RecordKind, late_units, waiting_records
from lianxin.cases.reply_templates import (
    ReplyTemplate,
    TemplateWords,
    keep_template,
    kept_templates,
    may_change,
    template_history,
)
from lianxin.cases.replying import extension_ahead, reply_help, reply_together
from lianxin.cases.rows import Case, ClockRow, Order
from lianxin.cases.rules.dispatch import Place
from lianxin.cases.rules.moments import Moment, read_moment
from lianxin.cases.rules.number import BadNumber, read_number, spoken
from lianxin.cases.rules.progress import Happening, Step
from lianxin.cases.rules.reply_templates import PLACES as REPLY_PLACES
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
from lianxin.cases.search import known_callers, search_cases
from lianxin.cases.sweeping import sweep_uploads
from lianxin.cases.timers import TimerLag, due_cases, sweep, sweep_case, timer_lag
from lianxin.cases.told import Told, told_of
from lianxin.cases.verify_log import Finding, Report, verify_city
from lianxin.cases.viewing import Sight, check_seen, sight_of

__all__ = [
    "CALENDAR",
    "CASE_MOVES",
    "CITIZEN_DOES",
    "CITIZEN_MAY",
    "COMMANDS",
    "OPEN_CASE",
    "ORDER_MOVES",
    "PLACES",
    "REPLY_PLACES",
    "BadCursor",
    "BadField",
    "BadFilter",
    "BadNumber",
    "CallTaken",
    "Case",
    "CaseFile",
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
    "Moment",
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
    "ReplyTemplate",
    "Report",
    "Sight",
    "Step",
    "Taken",
    "TemplateWords",
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
    "call",
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
    "complete_place",
    "court",
    "court_page",
    "desk",
    "desk_counts",
    "direction",
    "direction_of",
    "dispatch_page",
    "drop_draft",
    "due_cases",
    "duty_list",
    "explained",
    "export_list",
    "extension_ahead",
    "forget_drafts",
    "import_file",
    "inbox_counts",
    "intake",
    "keep_draft",
    "keep_template",
    "kept_templates",
    "known_callers",
    "late_units",
    "learn_places",
    "link_of_code",
    "live_cards",
    "lock_case",
    "lock_cases",
    "lock_order",
    "may_change",
    "open_case",
    "open_cases",
    "open_commands",
    "opinions_asked",
    "opinions_open",
    "own_file",
    "own_outcomes",
    "own_topics",
    "praise",
    "public_facts",
    "public_summaries",
    "read_case",
    "read_cases",
    "read_draft",
    "read_moment",
    "read_number",
    "reckon_announced",
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
    "supervise",
    "sweep",
    "sweep_case",
    "sweep_uploads",
    "take_call",
    "taken_since",
    "template_history",
    "timer_lag",
    "told_before",
    "told_of",
    "unit",
    "unit_inbox",
    "verify",
    "verify_city",
    "view_of_number",
    "waiting_records",
    "work_list",
]
