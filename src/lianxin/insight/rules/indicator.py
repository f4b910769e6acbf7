"""The definition of an indicator as data: the facts it reads, those it counts and those it leaves out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from lianxin.insight.rules.conditions import Condition, Every, FactRow, columns_read, holds

Pair = tuple[str, str]
"""A text in Chinese and in English."""
FigureUnit = Literal["share", "days", "count", "seconds", "presses"]
Better = Literal["higher", "lower", "neither"]

VERIFIED: Final = "case.outcome"
PREVIOUS: Final = "case.previous_at"
"""The time of the same citizen's previous case on the same topic; read only by indicators that name it."""


class Base(StrEnum):
    """The kind of facts that an indicator counts, each at most once."""

    CLOCKS = "clock"
    ORDERS = "order"
    CASES = "case"
    CALLBACKS = "callback"


class Group(StrEnum):
    """The group of figures: about units, the three rates, or the centre's own work."""

    UNITS = "units"
    THREE_RATES = "three_rates"
    CENTRE = "centre"


@dataclass(frozen=True)
class LeftOut:
    """Facts that are left out of a figure although they are of the right kind; they are listed with this reason."""

    reason: str
    words: Pair
    when: Condition


@dataclass(frozen=True)
class Spread:
    """A percentile (`share` 0.5 is the median) of a number, or of the days from `since` to `of`."""

    share: float
    of: str
    since: str = ""


@dataclass(frozen=True)
class Indicator:
    """An indicator. `at` is the time that puts a fact into a period; `who` selects the facts; `out` leaves out some
    of them, for the first reason that applies; `counted` selects those of the rest that count.

    A figure of unit `share` is counted ÷ rest. `weights` names a column whose values the profile weighs instead of
    counting. `needs` names a source that is not connected yet, so that there is no figure.
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
    """Returns every column that an indicator reads."""
    conditions = (row.who, row.counted, *(out.when for out in row.out))
    named = {row.at, row.weights, *((row.spread.of, row.spread.since) if row.spread else ())} - {""}
    return frozenset(named.union(*map(columns_read, conditions)))


class FactRole(StrEnum):
    """The part of a figure in which a fact is."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    LEFT_OUT = "left_out"


def part_of(indicator: Indicator, row: FactRow, settings: Mapping[str, int]) -> FactRole | None:
    """Returns the part in which a row of the period is, None if the indicator does not select it."""
    if not holds(indicator.who, row, settings):
        return None
    if any(holds(out.when, row, settings) for out in indicator.out):
        return FactRole.LEFT_OUT
    return FactRole.COUNTED if holds(indicator.counted, row, settings) else FactRole.NOT_COUNTED


def share_of(indicator: Indicator, rows: Iterable[FactRow], settings: Mapping[str, int]) -> tuple[int, int]:
    """Returns how many rows count, and of how many."""
    parts = [part_of(indicator, row, settings) for row in rows]
    counted = parts.count(FactRole.COUNTED)
    return counted, counted + parts.count(FactRole.NOT_COUNTED)
