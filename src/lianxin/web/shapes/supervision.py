"""What the answers about supervision look like, for the API's document; see `shapes.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from lianxin.web.shapes.cases import CaseCard


@dataclass(frozen=True)
class LateUnit:
    """Cases past their limit by more than three days, by more than one, by less; and those due within a day."""

    unit: str | None
    over_three_days: int
    over_a_day: int
    within_a_day: int
    soon: int
    oldest_due_at: datetime


@dataclass(frozen=True)
class LateUnits:
    """Most overdue first."""

    items: list[LateUnit]


@dataclass(frozen=True)
class Record:
    """Something that waits. `due_at`, `due_if`: when the order is due, and when with the time asked for.

    `last_*`: its last step. `why` the system called a supervisor, and how often it came to that.
    """

    id: UUID
    kind: Literal["extension", "suspension", "exclusion", "proposal", "supervision", "media_case"]
    status: str
    order_id: UUID | None
    unit: str | None
    words: str
    why: str | None
    times: int | None
    review_on: datetime | None
    amount: int | None
    due_at: datetime | None
    due_if: datetime | None
    made_by: str
    made_at: datetime
    last_by: str | None
    last_at: datetime | None
    case: CaseCard


@dataclass(frozen=True)
class Records:
    """Oldest first."""

    items: list[Record]


@dataclass(frozen=True)
class FigureWithout:
    """A share as it is, of how many, and as it would be; null where nothing would be left to count."""

    code: str
    name: str
    name_en: str
    better: Literal["higher", "lower", "neither"]
    value: float
    of: int
    without: float | None


@dataclass(frozen=True)
class Without:
    """Of a unit, from the month of the order's dispatch until now."""

    unit: str
    since: datetime
    until: datetime
    items: list[FigureWithout]
