"""What an indicator is: one row that says which facts it looks at, what it counts of them and what stays outside."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from lianxin.insight.rules.conditions import Condition, Every, FactRow, columns_read, holds

Pair = tuple[str, str]
"""Chinese, English."""
FigureUnit = Literal["share", "days", "count", "seconds", "presses"]
Better = Literal["higher", "lower", "neither"]

VERIFIED: Final = "case.outcome"
PREVIOUS: Final = "case.previous_at"
"""When the same citizen last asked about the same topic, looked up when it is asked for."""


class Base(StrEnum):
    """The facts of which each is counted at most once."""

    CLOCKS = "clock"
    ORDERS = "order"
    CASES = "case"
    CALLBACKS = "callback"


class Group(StrEnum):
    """Whose work a figure speaks of."""

    UNITS = "units"
    THREE_RATES = "three_rates"
    CENTRE = "centre"


@dataclass(frozen=True)
class LeftOut:
    """What stays outside although it is of the kind that is counted; listed with this reason, never dropped."""

    reason: str
    words: Pair
    when: Condition


@dataclass(frozen=True)
class Spread:
    """The share'th percentile of a number, or of the days until a time when there is a `since`: 0.5 is the median."""

    share: float
    of: str
    since: str = ""


@dataclass(frozen=True)
class Indicator:
    """`at` puts a fact into a period; `who` says which facts are meant; `out` which of them stay outside, first reason
    first; `counted` which of the rest count. `weights` names a column whose values the profile weighs instead.

    A figure of unit `share` is counted ÷ rest. `needs` names what is not connected yet, so that there is no figure.
    """

    code: str
    names: Pair
    group: Group
    formula: Pair
    base: Base
    at: str
    who: Condition = field(default_factory=Every)
    counted: Condition = field(default_factory=Every)
    out: tuple[LeftOut, ...] = ()
    unit: FigureUnit = "share"
    better: Better = "higher"
    why: Pair = ("计入", "Counted")
    why_not: Pair = ("未达到", "Not reached")
    weights: str = ""
    spread: Spread | None = None
    needs: str = ""
    version: int = 1


def read_by(row: Indicator) -> frozenset[str]:
    """Every column that an indicator reads."""
    conditions = (row.who, row.counted, *(out.when for out in row.out))
    named = {row.at, row.weights, *((row.spread.of, row.spread.since) if row.spread else ())} - {""}
    return frozenset(named.union(*map(columns_read, conditions)))


class FactRole(StrEnum):
    """Where a fact stands in a figure."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    LEFT_OUT = "left_out"


def part_of(indicator: Indicator, row: FactRow, settings: Mapping[str, int]) -> FactRole | None:
    """Where a row of the period stands; None: it is not meant at all."""
    if not holds(indicator.who, row, settings):
        return None
    if any(holds(out.when, row, settings) for out in indicator.out):
        return FactRole.LEFT_OUT
    return FactRole.COUNTED if holds(indicator.counted, row, settings) else FactRole.NOT_COUNTED


def share_of(indicator: Indicator, rows: Iterable[FactRow], settings: Mapping[str, int]) -> tuple[int, int]:
    """Counted, and of how many."""
    parts = [part_of(indicator, row, settings) for row in rows]
    counted = parts.count(FactRole.COUNTED)
    return counted, counted + parts.count(FactRole.NOT_COUNTED)
