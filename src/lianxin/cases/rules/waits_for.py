"""Whom a case waits for in each state: the role that must act, `citizen`, `emergency`, or None."""

from collections.abc import Mapping

from lianxin.cases.rules.states import CaseStatus as C

WAITS_FOR: Mapping[str, str | None] = {
    C.DRAFT: "operator",
    C.SCREENING: "operator",
    C.ANSWERED: None,
    C.NOT_ACCEPTED: "shift_lead",
    C.EMERGENCY_TRANSFERRED: "emergency",
    C.PENDING_DISPATCH: "dispatcher",
    C.HANDLING: "unit_handler",
    C.NEEDS_INFORMATION: "citizen",
    C.RESPONSIBILITY_REVIEW: "return_officer",
    C.SUSPENDED: "unit_handler",
    C.CHECKING: "checker",
    C.CALLBACK_PENDING: "callback_agent",
    C.REVIEW: "review_officer",
    C.CLOSED: None,
    C.WITHDRAWN: None,
    C.MERGED: None,
    C.VOID: None,
    C.ARCHIVED: None,
}
