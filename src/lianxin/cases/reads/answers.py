"""The dataclasses that the reads of cases return, in one place for the API, whose document describes them."""

from lianxin.cases.core.callback_leases import CallTime, Claim
from lianxin.cases.core.case_attachments import Attachment
from lianxin.cases.core.reveal import Revealed
from lianxin.cases.reads.callback_list import CallbackList
from lianxin.cases.reads.callback_sheet import CallbackSheet
from lianxin.cases.reads.cards import CaseCard
from lianxin.cases.reads.case_page import CasePage
from lianxin.cases.reads.dispatch_desk import DispatchPage
from lianxin.cases.reads.duties import DutyLine
from lianxin.cases.reads.exits import CaseExits
from lianxin.cases.reads.exports import Exported
from lianxin.cases.reads.headings import CaseHeading
from lianxin.cases.reads.intake_preview import ExplainedClock, Suggestion
from lianxin.cases.reads.lists import WorkPage
from lianxin.cases.reads.live_cards import LiveCard
from lianxin.cases.reads.operator_outcomes import OwnOutcomes, Taken
from lianxin.cases.reads.opinions import OpinionAsked
from lianxin.cases.reads.precedents import Precedent
from lianxin.cases.reads.presence import Other
from lianxin.cases.reads.reply_help import ExtensionAhead, SameMatter
from lianxin.cases.reads.return_court import CourtPage
from lianxin.cases.reads.search import Callers, SearchPage
from lianxin.cases.reads.similar_cases import Alike
from lianxin.cases.reads.supervision import LateUnit, Record
from lianxin.cases.reads.unit_inbox import InboxPage

__all__ = [
    "Alike",
    "Attachment",
    "CallTime",
    "CallbackList",
    "CallbackSheet",
    "Callers",
    "CaseCard",
    "CaseExits",
    "CaseHeading",
    "CasePage",
    "Claim",
    "CourtPage",
    "DispatchPage",
    "DutyLine",
    "ExplainedClock",
    "Exported",
    "ExtensionAhead",
    "InboxPage",
    "LateUnit",
    "LiveCard",
    "OpinionAsked",
    "Other",
    "OwnOutcomes",
    "Precedent",
    "Record",
    "Revealed",
    "SameMatter",
    "SearchPage",
    "Suggestion",
    "Taken",
    "WorkPage",
]
