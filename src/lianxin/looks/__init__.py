"""Looks: who opened a confidential case, an attachment, a print or a caller's cases; and the list of all looks."""

from lianxin.looks.events import LookRecorded
from lianxin.looks.listing import LookEntry, Looker, LookFilter, LookPage, look_page
from lianxin.looks.recording import Look, LookWay, keep_look, look_at_caller, look_at_case, look_at_number, unrecorded

__all__ = [
    "Look",
    "LookEntry",
    "LookFilter",
    "LookPage",
    "LookRecorded",
    "LookWay",
    "Looker",
    "keep_look",
    "look_at_caller",
    "look_at_case",
    "look_at_number",
    "look_page",
    "unrecorded",
]
