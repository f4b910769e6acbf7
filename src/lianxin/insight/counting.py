"""Counts the figures of a period and of the preceding one, with one statement for each kind of fact and time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lianxin.city import Indicators, current_profile
from lianxin.insight.asking import Asked, Wish, asked_of
from lianxin.insight.keeping import facts_position
from lianxin.insight.rules.indicator import Better, FigureUnit, Indicator
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.rules.wilson import wilson
from lianxin.insight.statements import grouped, tally
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor


@dataclass(frozen=True)
class Tally:
    """The counts of an indicator in one period. `amount` is the sum of weights, or the percentile."""

    counted: int
    of: int
    out: int
    amount: float | None


_NOTHING = Tally(0, 0, 0, None)


@dataclass(frozen=True)
class TallyRow(Tally):
    """A row of `tally`. `present` is true for the requested period, false for the preceding one."""

    present: bool
    code: str


@dataclass(frozen=True)
class Figure:
    """One indicator of a period. `value` is null if nothing was counted, or if what it `needs` is not connected.

    A share is `n` ÷ `of`, unless values are weighted; a count has no `of`. A share of few facts has `low` and `high`,
    the 95 % interval (Wilson). `previous` is the value in the preceding period.
    """

    code: str
    name: str
    name_en: str
    group: Literal["three_rates", "units", "centre"]
    unit: FigureUnit
    better: Better
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
class Period:
    """The scope of figures: unit (null for the whole city), topic, district and period."""

    unit: str | None
    topic: str
    district: str
    since: datetime
    until: datetime
    previous_since: datetime


@dataclass(frozen=True)
class Figures(Period):
    """All indicators. Events after `position` in the log are not counted yet."""

    position: int
    items: list[Figure]


async def figures(work: UnitOfWork, actor: Actor, wish: Wish) -> Figures:
    """Returns all indicators of a scope the actor may see; raises NotPermitted, BadPeriod, NotOfTheCity."""
    profile = await current_profile(work)
    asked = asked_of(actor, profile, wish, work.now)
    position = await facts_position(work)
    found = await tallies(work, asked, INDICATORS.values(), profile.indicators)
    items = [figure_of(row, *found[row.code], profile.indicators) for row in INDICATORS.values()]
    return Figures(**vars(period(asked)), position=position, items=items)


async def tallies(
    work: UnitOfWork, asked: Asked, rows: Iterable[Indicator], settings: Indicators
) -> dict[str, tuple[Tally, Tally]]:
    """Returns by code the counts of the period and of the preceding one."""
    rows = list(rows)
    params = {**vars(asked), **numbers(settings)}
    async with work.together() as ask:
        answers = [
            ask.rows(TallyRow, tally(group, settings.weights, asked), **params)
            for group in grouped(row for row in rows if not row.needs)
        ]
    found: dict[tuple[str, bool], Tally] = {(line.code, line.present): line for lines in answers for line in lines}
    return {row.code: (found.get((row.code, True), _NOTHING), found.get((row.code, False), _NOTHING)) for row in rows}


def numbers(settings: Indicators) -> dict[str, int]:
    """Returns the profile's numbers that conditions name."""
    return {"repeat_days": settings.repeat_days}


def figure_of(row: Indicator, now: Tally, before: Tally, settings: Indicators) -> Figure:
    """Returns a figure for pages. A share of fewer facts than the profile's `wilson_below` has a 95 % interval."""
    few = row.unit == "share" and 0 < now.of < settings.wilson_below
    low, high = wilson(hits(row, now), now.of) if few else (None, None)
    name, name_en = row.names
    return Figure(
        code=row.code,
        name=name,
        name_en=name_en,
        group=row.group.value,
        unit=row.unit,
        better=row.better,
        version=row.version,
        needs=row.needs or None,
        value=value(row, now),
        n=now.counted,
        of=now.of if row.unit != "count" else None,
        left_out=now.out,
        low=low,
        high=high,
        previous=value(row, before),
    )


def value(row: Indicator, counted: Tally) -> float | None:
    """Returns the value of a figure; None if there is nothing to count it from."""
    if row.needs:
        return None
    if row.unit == "count":
        return counted.counted
    if not counted.of:
        return None
    return counted.amount if row.spread else hits(row, counted) / counted.of


def hits(row: Indicator, counted: Tally) -> float:
    """Returns the numerator of a share."""
    return float(counted.amount or 0) if row.weights else counted.counted


def period(asked: Asked) -> Period:
    """Returns the scope for the answer."""
    return Period(asked.unit, asked.topic, asked.district, asked.since, asked.until, asked.before)
