"""What the answers about calling citizens back look like, for the API's document; see `shapes.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from lianxin.web.shapes.cases import CaseCard

Turn = Literal["critical", "promised", "evening", "late", "due", "tonight"]


@dataclass(frozen=True)
class Call:
    """Why it is this citizen's turn, and how to ask. `spoken`: the viewer speaks the language."""

    turn: Turn
    method: str
    language: str
    spoken: bool
    due_at: datetime
    promised_at: datetime | None
    made: int


@dataclass(frozen=True)
class CallCard(CaseCard):
    """A case whose citizen is to be called."""

    call: Call


@dataclass(frozen=True)
class CallbackList:
    """Whom to call, next first; `next_cursor` is a place in that order."""

    items: list[CallCard]
    next_cursor: str | None
    position: int


@dataclass(frozen=True)
class Claim:
    """Somebody has the citizen of a case on the line, until this time unless they say so again."""

    number: str
    name: str
    mine: bool
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Claims:
    """All of them."""

    items: list[Claim]


@dataclass(frozen=True)
class Taken:
    """From when to when the call is the viewer's; null when left."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class CallAttempt:
    """One try. `counts`: it was at a time the policy wants."""

    at: datetime
    by: str
    result: str
    counts: bool


@dataclass(frozen=True)
class CallScript:
    """What to say aloud; `{name}` is left open until the citizen's name is seen."""

    greeting: str
    report: str
    ask_outcome: str
    ask_satisfaction: str
    thanks: str


@dataclass(frozen=True)
class CallbackSheet:
    """How to ask, what was tried and what is owed. `by_voice` false: never telephone."""

    callback_id: UUID
    round: int
    method: str
    by_voice: bool
    preference: str
    language: str
    spoken: bool
    not_before: datetime
    promised_at: datetime | None
    attempts: list[CallAttempt]
    wanted: int
    left: int
    evening_owed: bool
    different_days: bool
    counts_now: bool
    evening_from: str
    evening_until: str
    script_language: str
    script: CallScript
