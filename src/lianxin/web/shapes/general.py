"""What answers look like, for the API's document and the types generated from it: lists, what stands beside a form, the
stream, health; other desks' shapes stand in the modules beside.

Routes answer with plain JSON and never pass through these; a contract test holds answers and shapes together.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.web.shapes.cases import CaseCard, Promise


@dataclass(frozen=True)
class WorkPage:
    """A page of a desk; `position` is the feed's before it was read."""

    items: list[CaseCard]
    next_cursor: str | None
    position: int


@dataclass(frozen=True)
class Exported:
    """A list to take away; `more`: there were more than one file takes."""

    items: list[CaseCard]
    more: bool


@dataclass(frozen=True)
class Other:
    """Somebody else who has the case open; `since` is a real time."""

    name: str
    writing: bool
    since: datetime


@dataclass(frozen=True)
class Others:
    """Who else has the case open."""

    items: list[Other]


@dataclass(frozen=True)
class WorkCounts:
    """Cases on each desk, at most 1,000 counted."""

    counts: dict[str, int]


@dataclass(frozen=True)
class Snippet:
    """A piece of a case's words; `marks` are [start, end] in `text`."""

    text: str
    marks: list[list[int]]
    cut: bool


@dataclass(frozen=True)
class Found(CaseCard):
    """A card that was searched for."""

    snippet: Snippet


@dataclass(frozen=True)
class SearchPage:
    """A page of what was found, newest first."""

    items: list[Found]
    next_cursor: str | None


@dataclass(frozen=True)
class Callers:
    """Earlier cases of one telephone number, open ones first; `times` counts all of them.

    One about the same topic since `repeat_since` makes a new one a repeat.
    """

    items: list[CaseCard]
    times: int
    repeat_since: datetime
    citizen: "KnownCitizen | None"


@dataclass(frozen=True)
class KnownCitizen:
    """Who called before, masked."""

    name: str
    language: str


@dataclass(frozen=True)
class Suggestion:
    """Where the rules would send a case, by which rule and why."""

    unit: str | None
    unit_name: str | None
    rule: str | None
    reasons: dict[str, Any]
    urgency: str
    happened: "UnderstoodMoment | None"
    limits: list[Promise]


@dataclass(frozen=True)
class UnderstoodMoment:
    """When the matter was, as the words were understood; `precision` is minute, part (of a day) or day."""

    at: datetime
    precision: str


@dataclass(frozen=True)
class FeedEvent:
    """The data of a `fact` on the stream: `card` is the case as it is now, None when it left this viewer's sight;
    `desks` are those on which this viewer finds it now."""

    position: int
    kind: str
    at: datetime
    actor: str
    case_id: UUID | None
    order_id: UUID | None
    data: dict[str, Any]
    card: CaseCard | None
    desks: list[str]


@dataclass(frozen=True)
class Health:
    """How it stands."""

    status: str
