"""Both tables of states as the documentation gives them: state → move → next state.

They are copied from the documentation, not from the code, so that tests can compare the two.
"""

PAGE: dict[str, dict[str, str]] = {
    "draft": {
        "answer": "answered",
        "dispatch": "handling",
        "send_to_desk": "pending_dispatch",
        "screen": "screening",
        "refuse": "not_accepted",
        "void": "void",
        "inform": "closed",
    },
    "screening": {
        "answer": "answered",
        "dispatch": "handling",
        "send_to_desk": "pending_dispatch",
        "refuse": "not_accepted",
        "transfer_emergency": "emergency_transferred",
        "inform": "closed",
        "ask_information": "needs_information",
        "merge": "merged",
        "void": "void",
    },
    "answered": {"archive": "archived", "reopen": "pending_dispatch"},
    "not_accepted": {"object": "pending_dispatch", "archive": "archived"},
    "emergency_transferred": {"confirm_receipt": "archived", "emergency_refused": "handling"},
    "pending_dispatch": {
        "answer": "answered",
        "refuse": "not_accepted",
        "transfer_emergency": "emergency_transferred",
        "void": "void",
        "dispatch": "handling",
        "merge": "merged",
        "call_ruling": "responsibility_review",
        "ask_information": "needs_information",
    },
    "handling": {
        "all_replied": "checking",
        "return_granted": "pending_dispatch",
        "ask_information": "needs_information",
        "suspend": "suspended",
        "call_ruling": "responsibility_review",
        "merge": "merged",
    },
    "needs_information": {
        "resume_screening": "screening",
        "resume_dispatch": "pending_dispatch",
        "resume_handling": "handling",
    },
    "responsibility_review": {"rule": "handling"},
    "suspended": {"resume_handling": "handling"},
    "checking": {"fail_check": "handling", "pass_check": "callback_pending"},
    "callback_pending": {
        "close_satisfied": "closed",
        "close_unverified": "closed",
        "close_unasked": "closed",
        "dissatisfied": "review",
    },
    "review": {"redo": "handling", "call_ruling": "responsibility_review", "close_with_reason": "closed"},
    "closed": {"reopen": "review", "archive": "archived"},
    "withdrawn": {"object": "pending_dispatch", "archive": "archived"},
    "merged": {"resume_dispatch": "pending_dispatch", "resume_handling": "handling", "archive": "archived"},
    "void": {},
    "archived": {"reopen": "review"},
}
OPEN_ON_PAGE = {
    "draft", "screening", "pending_dispatch", "handling", "needs_information", "responsibility_review", "suspended",
    "checking", "callback_pending", "review",
}  # fmt: skip
BEFORE_REPLY_ON_PAGE = OPEN_ON_PAGE - {"checking", "callback_pending", "review"}
for state in BEFORE_REPLY_ON_PAGE:  # an emergency service may take over until a unit has replied
    PAGE[state]["transfer_emergency"] = "emergency_transferred"
for state in OPEN_ON_PAGE:  # a case may be withdrawn in any open state
    PAGE[state]["withdraw"] = "withdrawn"

ORDER_PAGE: dict[str, dict[str, str]] = {
    "dispatched": {"sign": "in_progress", "sign_by_timeout": "in_progress", "ask_return": "return_requested"},
    "in_progress": {"reply": "replied", "ask_return": "return_requested"},
    "return_requested": {"grant_return": "returned", "refuse_return": "in_progress", "call_ruling": "in_progress"},
    "replied": {"fail_check": "in_progress", "accept": "done"},
    "returned": {},
    "released": {},
    "done": {},
    "cancelled": {},
}
ENDED = {"returned", "released", "done", "cancelled"}
for state in ORDER_PAGE.keys() - ENDED:  # a co-order may be released, and any order ends with its case
    ORDER_PAGE[state] |= {"release": "released", "cancel": "cancelled"}
