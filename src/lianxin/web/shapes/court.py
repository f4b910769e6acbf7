"""What the desks that decide whose it is are told; see shapes.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.web.shapes.cases import CaseCard


@dataclass(frozen=True)
class DutyLine:
    """A line of the duty list. `answers` is a unit's or an office's code, `office` its name."""

    topic: str
    level: str
    answers: str | None
    office: str | None
    basis: str
    source: str
    verified: bool


@dataclass(frozen=True)
class DutyHere(DutyLine):
    """The same with the unit it comes to in the case's place."""

    unit: str | None


@dataclass(frozen=True)
class DutyList:
    """All of them."""

    items: list[DutyLine]


@dataclass(frozen=True)
class ReturnAsked:
    """A return: the claim in points, the unit's files, and what was found and decided if it was."""

    id: UUID
    nth: int
    order_id: UUID
    unit: str
    role: str
    reason: str
    points: list[str]
    evidence: list[UUID]
    proposed_unit: str | None
    asked_by: str
    asked_at: datetime
    decision: str | None
    decision_text: str | None
    decided_by: str | None
    decided_at: datetime | None
    findings: list[str]


@dataclass(frozen=True)
class Precedent:
    """An earlier decision. `kind`: ruling, granted, refused; `near`: street, district, elsewhere; `fared`: solved,
    explained, unsolved, closed, again, withdrawn, open; `followed`: cases its rule sent, `followed_back` of them
    given back; `cited`: how often a reason went by it.
    """

    kind: str
    id: UUID
    number: str
    title: str
    outcome_verified: str | None
    topic: str
    district: str
    street: str
    unit: str
    decided_at: datetime
    question: str | None
    reason: str | None
    reach: str
    until: datetime | None
    withdrawn_at: datetime | None
    withdrawal: str | None
    near: str
    fared: str
    followed: int
    followed_back: int
    cited: int


@dataclass(frozen=True)
class Precedents:
    """A page of them."""

    items: list[Precedent]


@dataclass(frozen=True)
class RecordedReturn:
    """One return of a unit's record."""

    number: str
    title: str
    reason: str
    asked_at: datetime
    decision: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class UnitRecord:
    """A unit's returns in so many days, counted and listed (at most 200)."""

    unit: str
    days: int
    asked: int
    granted: int
    refused: int
    ruling: int
    lapsed: int
    waiting: int
    items: list[RecordedReturn]


@dataclass(frozen=True)
class OpenRuling:
    """The review that is open."""

    id: UUID
    called_by: str
    called_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class OpinionOf:
    """Who was asked (a unit or a person), and what they said if they did."""

    id: UUID
    unit: str | None
    person: str | None
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    question: str
    given_by: str | None
    given_at: datetime | None
    words: str | None


@dataclass(frozen=True)
class CourtPage:
    """What helps to decide a return or to rule. `most`: granted returns after which the responsibility is ruled."""

    most: int
    returns: list[ReturnAsked]
    duty: DutyHere | None
    precedents: list[Precedent]
    record: UnitRecord | None
    ruling: OpenRuling | None
    opinions: list[OpinionOf]


@dataclass(frozen=True)
class Weighed:
    """What a dispatch rule says. Without an `obstacle` its unit may be asked."""

    rule: str
    unit: str | None
    obstacle: str
    reasons: dict[str, Any]


@dataclass(frozen=True)
class PastUnit:
    """A unit that had the same topic here within a year; `share` in percent."""

    unit: str
    times: int
    share: int
    returned: int
    solved: int
    explained: int
    unsolved: int
    last_at: datetime


@dataclass(frozen=True)
class DispatchPage:
    """What helps to name the unit; `alike` waits at the desk too."""

    weighed: list[Weighed]
    duty: DutyHere | None
    past: list[PastUnit]
    alike: list[CaseCard]


@dataclass(frozen=True)
class OpinionAsked:
    """A question put to this viewer or their unit."""

    id: UUID
    unit: str | None
    topic: str
    district: str
    street: str
    urgency: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    question: str
    given_at: datetime | None
    given_by: str | None
    words: str | None


@dataclass(frozen=True)
class OpinionsAsked:
    """Open ones first."""

    items: list[OpinionAsked]


@dataclass(frozen=True)
class OpinionKept:
    """It was taken."""

    id: UUID


@dataclass(frozen=True)
class Colleague:
    """Somebody at the hotline."""

    id: UUID
    name: str
    roles: list[str]


@dataclass(frozen=True)
class Colleagues:
    """By name."""

    items: list[Colleague]
