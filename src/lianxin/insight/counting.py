"""The figures of a period, each with the one before, counted by one statement for each kind of fact."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lianxin.city import Indicators, current_profile
from lianxin.insight.asking import Asked, Wish, asked_of
from lianxin.insight.keeping import facts_position
from lianxin.insight.rules.indicator import Indicator
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.rules.wilson import wilson
from lianxin.insight.statements import tally, together
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor


@dataclass(frozen=True)
class Tally:
    """What was counted of an indicator in one period. `amount`: the sum of weights, or the percentile."""

    counted: int = 0
    of: int = 0
    out: int = 0
    amount: float | None = None


NOTHING = Tally()


async def figures(work: UnitOfWork, actor: Actor, wish: Wish) -> dict[str, Any]:
    """All indicators of a period within the actor's reach; raises NotPermitted, BadPeriod, NotOfTheCity.

    `position` is where in the log the facts stand: what happened later is not counted yet.
    """
    profile = await current_profile(work)
    asked = asked_of(actor, profile, wish, work.now)
    position = await facts_position(work)
    found = await tallies(work, asked, INDICATORS.values(), profile.indicators)
    items = [shown(row, *found[row.code], profile.indicators) for row in INDICATORS.values()]
    return {**told(asked), "position": position, "items": items}


async def tallies(
    work: UnitOfWork, asked: Asked, rows: Iterable[Indicator], settings: Indicators
) -> dict[str, tuple[Tally, Tally]]:
    """By code, what was counted in the period and in the one before."""
    rows = list(rows)
    groups = together(row for row in rows if not row.needs)
    params = {**asked.params, **numbers(settings)}
    answers = await work.many(*((tally(group, settings.weights, params), params) for group in groups))
    found = {row.code: (NOTHING, NOTHING) for row in rows}
    for group, lines in zip(groups, answers, strict=True):
        periods = {line[0]: line[1:] for line in lines}
        for nth, row in enumerate(group):
            now, before = (cut(periods.get(present), nth) for present in (True, False))
            found[row.code] = (now, before)
    return found


def cut(line: tuple[Any, ...] | None, nth: int) -> Tally:
    """The nth indicator of a line of `tally`."""
    return Tally(*line[nth * 4 : nth * 4 + 4]) if line else NOTHING


def numbers(settings: Indicators) -> dict[str, int]:
    """The profile's numbers that conditions name."""
    return {"repeat_days": settings.repeat_days}


def shown(row: Indicator, now: Tally, before: Tally, settings: Indicators) -> dict[str, Any]:
    """A figure as pages show it: a share of few with the interval in which it surely lies."""
    few = row.unit == "share" and 0 < now.of < settings.wilson_below
    low, high = wilson(hits(row, now), now.of) if few else (None, None)
    return {
        **card(row),
        "value": value(row, now),
        "n": now.counted,
        "of": now.of if row.unit != "count" else None,
        "left_out": now.out,
        "low": low,
        "high": high,
        "previous": value(row, before),
    }


def card(row: Indicator) -> dict[str, Any]:
    """What is always true of an indicator."""
    return {
        "code": row.code,
        "name": row.names[0],
        "name_en": row.names[1],
        "group": row.group.value,
        "unit": row.unit,
        "better": row.better,
        "version": row.version,
        "needs": row.needs or None,
    }


def value(row: Indicator, counted: Tally) -> float | None:
    """The figure; None where there is nothing to count it from."""
    if row.needs:
        return None
    if row.unit == "count":
        return counted.counted
    if not counted.of:
        return None
    return counted.amount if row.spread else hits(row, counted) / counted.of


def hits(row: Indicator, counted: Tally) -> float:
    """What stands above the line."""
    return float(counted.amount or 0) if row.weights else counted.counted


def told(asked: Asked) -> dict[str, Any]:
    """What was asked, as it was understood."""
    return {
        "unit": asked.unit,
        "topic": asked.topic,
        "district": asked.district,
        "since": asked.since,
        "until": asked.until,
        "previous_since": asked.before,
    }
