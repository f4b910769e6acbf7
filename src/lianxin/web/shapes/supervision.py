"""What the answers about supervision look like."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lianxin.cases import answers


@dataclass(frozen=True)
class LateUnits:
    """Most overdue first."""

    items: list[answers.LateUnit]


@dataclass(frozen=True)
class Records:
    """Oldest first."""

    items: list[answers.Record]


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
