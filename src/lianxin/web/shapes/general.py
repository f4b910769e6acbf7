"""Answers that belong to no single feature: counts, presence, the stream, health.

The OpenAPI document and the TypeScript types are generated from these dataclasses and those of the features.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases import answers
from lianxin.kernel.json_values import JsonValue


@dataclass(frozen=True)
class Others:
    """The other people who have the case open."""

    items: list[answers.Other]


@dataclass(frozen=True)
class Claims:
    """All callbacks that an agent holds now."""

    items: list[answers.Claim]


@dataclass(frozen=True)
class WorkCounts:
    """The number of cases by desk or tab; counting stops at 1,000."""

    counts: dict[str, int]


@dataclass(frozen=True)
class FeedEvent:
    """The data of a `fact` on the stream. `card` is the case as it is now, null if this viewer may not see it;
    `desks` are those on which this viewer finds the case now."""

    position: int
    kind: str
    at: datetime
    actor: str
    case_id: UUID | None
    order_id: UUID | None
    data: Mapping[str, JsonValue]
    card: answers.CaseCard | None
    desks: list[str]


@dataclass(frozen=True)
class Health:
    """The state of the server in a few words, such as `ok`, `ready` or `no database`."""

    status: str
