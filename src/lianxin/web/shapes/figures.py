"""What the answers about figures look like, for the API's document; see `shapes.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field


@dataclass(frozen=True)
class Figure:
    """One indicator of a period. `value` is null where nothing was counted, or what it `needs` is missing.

    A share of few has `low` and `high`: the 95 % interval (Wilson). `n` of `of`; of a mere count `of` is null.
    """

    code: str
    name: str
    name_en: str
    group: Literal["three_rates", "units", "centre"]
    unit: Literal["share", "days", "count", "seconds", "presses"]
    better: Literal["higher", "lower", "neither"]
    version: int
    needs: str | None
    value: float | None
    n: int
    of: int | None
    left_out: int
    low: float | None
    high: float | None
    previous: float | None


@dataclass(frozen=True)
class Figures:
    """All of them. `position`: what happened later in the log is not counted yet. `unit` null: the whole city."""

    unit: str | None
    topic: str
    district: str
    since: datetime
    until: datetime
    previous_since: datetime
    position: int
    items: list[Figure]


@dataclass(frozen=True)
class Counted:
    """A case, order, limit or callback of a figure. Number, title and state are null if the viewer may not see it."""

    id: UUID
    number: str | None
    title: str | None
    status: str | None
    unit: str | None
    at: datetime
    why: str
    why_en: str
    amount: float | None


@dataclass(frozen=True)
class PartCounts:
    """How many lie in each part."""

    counted: int
    not_counted: int
    left_out: int


@dataclass(frozen=True)
class HowCounted:
    """A figure's formula, and one page of one part."""

    unit: str | None
    topic: str
    district: str
    since: datetime
    until: datetime
    previous_since: datetime
    figure: Figure
    formula: str
    formula_en: str
    counts: PartCounts
    part: Literal["counted", "not_counted", "left_out"]
    items: list[Counted]
    next_cursor: str | None


@dataclass(frozen=True)
class Usual:
    """The lowest and highest count of each hour on so many of the last four same weekdays."""

    low: list[int]
    high: list[int]
    days: int


@dataclass(frozen=True)
class Intake:
    """What came in by the 24 hours of a day; null of a day of which nothing is known."""

    today: list[int] | None
    last_week: list[int] | None
    last_year: list[int] | None
    usual: Usual | None


@dataclass(frozen=True)
class DistrictCount:
    """In the last seven days, and in the seven before."""

    district: str
    n: int
    before: int


@dataclass(frozen=True)
class TopicCount:
    """In the last seven days, and in the seven before."""

    topic: str
    n: int
    before: int


@dataclass(frozen=True)
class StatusCount:
    """Open now, in this state."""

    status: str
    n: int


@dataclass(frozen=True)
class Waiting:
    """Orders nobody has signed, those past their time, those due within a day."""

    unsigned: int
    overdue: int
    due_within_a_day: int


@dataclass(frozen=True)
class StaffHere:
    """Signed in, and of these active within a quarter of an hour."""

    signed_in: int
    active: int


@dataclass(frozen=True)
class SeatCounts:
    """Seats by what they do, as their own pages say."""

    ready: int
    talking: int
    wrap_up: int
    break_: Annotated[int, Field(alias="break")]
    away: int


@dataclass(frozen=True)
class Board:
    """What is going on. Calls are null while no telephone is connected, seats for a unit."""

    at: datetime
    position: int
    unit: str | None
    since: datetime
    intake: Intake
    districts: list[DistrictCount]
    topics: list[TopicCount]
    open: list[StatusCount]
    rates: list[Figure]
    waiting: Waiting
    staff: StaffHere
    telephone: Literal["not_connected"]
    calls: None
    seats: SeatCounts | None
