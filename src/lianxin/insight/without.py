"""A unit's indicators without one order, for deciding whether to exclude the order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from lianxin.city import current_profile
from lianxin.insight.asking import Wish, asked_of
from lianxin.insight.counting import Tally, numbers, tallies
from lianxin.insight.keeping import read_facts
from lianxin.insight.rules.conditions import ColumnValue
from lianxin.insight.rules.facts import CaseFact, FactSet, OrderFact
from lianxin.insight.rules.indicator import PREVIOUS, Base, Better, FactRole, Group, Indicator, part_of, read_by
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.kernel.errors import NotFound
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow

_SHARES = [
    row
    for row in INDICATORS.values()
    if row.group is Group.UNITS and row.unit == "share" and not row.weights and PREVIOUS not in read_by(row)
]


@dataclass(frozen=True)
class FigureWithout:
    """A share with the order, its denominator, and the share without the order; null if nothing would be left."""

    code: str
    name: str
    name_en: str
    better: Better
    value: float
    of: int
    without: float | None


@dataclass(frozen=True)
class Without:
    """The shares of a unit that one order changes, from the start of the month of its dispatch until now."""

    unit: str
    since: datetime
    until: datetime
    items: list[FigureWithout]


class NoOrder(NotFound):
    """The case has no such order in the log."""

    code = "insight.no_order"


async def without_order(work: UnitOfWork, actor: Actor, case_id: UUID, order_id: UUID) -> Without:
    """Returns the shares of the order's unit since the month of its dispatch, with and without the order.

    Only shares that would change are returned. Raises NotPermitted, NoOrder.
    """
    allow(actor, Action.SUPERVISE)
    profile = await current_profile(work)
    facts = await read_facts(work, {case_id})
    order = facts.orders.get(order_id)
    if order is None:
        raise NoOrder(order=str(order_id))
    local = order.dispatched_at.astimezone(profile.zone)
    since = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    asked = asked_of(actor, profile, Wish(unit=order.unit, since=since), work.now)
    found = await tallies(work, asked, _SHARES, profile.indicators)
    items: list[FigureWithout] = []
    for row in _SHARES:
        tally, _before = found[row.code]
        counted, of = taken_out(row, facts, order, numbers(profile.indicators), (since, asked.until))
        if of and tally.of >= of:
            items.append(figure_without(row, tally, counted, of))
    return Without(order.unit, since, asked.until, items)


def figure_without(row: Indicator, tally: Tally, counted: int, of: int) -> FigureWithout:
    """Returns a share with and without `of` facts, of which `counted` count."""
    name, name_en = row.names
    rest = tally.of - of
    return FigureWithout(
        code=row.code,
        name=name,
        name_en=name_en,
        better=row.better,
        value=tally.counted / tally.of,
        of=tally.of,
        without=(tally.counted - counted) / rest if rest else None,
    )


def taken_out(
    row: Indicator, facts: FactSet, order: OrderFact, settings: dict[str, int], period: tuple[datetime, datetime]
) -> tuple[int, int]:
    """Returns, of the period's facts that excluding the order would leave out, how many count now, and how many there
    are. A deadline after the period is in no share yet."""
    counted = of = 0
    for now, then in _rows_of(row, facts, order):
        at = now[row.at]
        part = part_of(row, now, settings) if isinstance(at, datetime) and period[0] <= at < period[1] else None
        if part in {FactRole.COUNTED, FactRole.NOT_COUNTED} and part_of(row, then, settings) is FactRole.LEFT_OUT:
            of += 1
            counted += part is FactRole.COUNTED
    return counted, of


def _rows_of(
    row: Indicator, facts: FactSet, order: OrderFact
) -> Iterator[tuple[dict[str, ColumnValue], dict[str, ColumnValue]]]:
    """Yields the rows an indicator reads, now and after the exclusion: an excluded lead order excludes its case."""
    case = facts.cases[order.case_id]
    then_case = replace(case, excluded=case.excluded or order.role == "lead")
    now, then = _named(order, case), _named(replace(order, excluded=True), then_case)
    if row.base in {Base.ORDERS, Base.CASES}:
        yield now, then
    elif row.base is Base.CLOCKS:
        for clock in facts.clocks.values():
            if clock.order_id == order.id:
                more = {f"clock.{name}": value for name, value in vars(clock).items()}
                yield now | more, then | more
    else:
        for callback in facts.callbacks.values():
            more = {f"callback.{name}": value for name, value in vars(callback).items()}
            yield now | more, then | more


def _named(order: OrderFact, case: CaseFact) -> dict[str, ColumnValue]:
    """Returns the columns of an order and its case by their full names."""
    return {f"order.{name}": value for name, value in vars(order).items()} | {
        f"case.{name}": value for name, value in vars(case).items()
    }
