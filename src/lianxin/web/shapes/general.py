"""What answers look like, for the API's document and the types generated from it: counts, the stream, health.

Most reads return the dataclass that the document shows; here are those that only the web has.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.cases import answers


@dataclass(frozen=True)
class Others:
    """Who else has the case open."""

    items: list[answers.Other]


@dataclass(frozen=True)
class Claims:
    """All of them."""

    items: list[answers.Claim]


@dataclass(frozen=True)
class WorkCounts:
    """Cases on each desk, at most 1,000 counted."""

    counts: dict[str, int]


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
    card: answers.CaseCard | None
    desks: list[str]


@dataclass(frozen=True)
class Health:
    """How it stands."""

    status: str
