"""Counts the figures of calls of a period, for shift leads and everybody who sees the figures of the city."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lianxin.calls.figures.keeping import CALL_FIGURES_READER
from lianxin.calls.figures.statements import TRUNK_COUNTS, FiguresBy, count_calls, count_time
from lianxin.calls.rules.figures import SERVICE_SECONDS, CallCounts, CentreFigures, SeatTime, centre_figures, no_calls
from lianxin.city import current_profile
from lianxin.kernel.errors import Invalid
from lianxin.kernel.feed import reader_position
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, names_of

_LONGEST: Final = timedelta(days=31)
_LONGEST_BY_SLOT: Final = timedelta(days=1)


class BadCallPeriod(Invalid):
    """The period ends before it begins, has not begun, or is too long; `most` is the longest one, in days."""

    code = "calls.bad_period"


@dataclass(frozen=True)
class TrunkCounts:
    """What the edge counted of the trunks' calls, and how many of them `arrived` at a controller.

    Fewer arrived than there were `attempts`: calls were lost before, or refused by the edge.
    """

    attempts: int
    answered: int
    refused: int
    abandoned: int
    arrived: int


@dataclass(frozen=True)
class CallFigures:
    """Figures of calls. Events after `position` in the log are not counted yet; waits that go on are not counted.

    `trunk`: what the edge counted; null if it counted nothing. `names`: the people of seats, by part.
    """

    since: datetime
    until: datetime
    position: int
    by: FiguresBy | None
    trunk: TrunkCounts | None
    total: CentreFigures
    rows: list[CentreFigures]
    names: dict[str, str]


async def call_figures(
    work: UnitOfWork,
    actor: Actor,
    by: FiguresBy | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> CallFigures:
    """Returns the figures of the period, by default of today so far; raises NotPermitted, BadCallPeriod."""
    allow(actor, Action.SEE_FIGURES)
    since, until = await _period(work, by, since, until)
    position = await reader_position(work, CALL_FIGURES_READER)
    parts = {None, by}
    timed = parts - {FiguresBy.QUEUE, FiguresBy.SKILL}
    span = {"since": since, "until": until, "service": SERVICE_SECONDS}
    async with work.together() as ask:
        counted = {part: ask.rows(CallCounts, count_calls(part), **span) for part in parts}
        times = {part: ask.rows(SeatTime, count_time(part), **span) for part in timed}
    trunk = await work.row(TrunkCounts, TRUNK_COUNTS, since=since, until=until)
    total = _figures(counted[None], times[None]) or [centre_figures(no_calls(""))]
    rows = [] if by is None else _figures(counted[by], times.get(by, []))
    names = await names_of(work, [row.part for row in rows]) if by is FiguresBy.SEAT else {}
    return CallFigures(since, until, position, by, trunk, total[0], rows, names)


def _figures(counts: list[CallCounts], times: list[SeatTime]) -> list[CentreFigures]:
    """Returns the figures of each part that has calls or seat time, in the order of the parts."""
    counted = {each.part: each for each in counts}
    timed = {each.part: each for each in times}
    parts = sorted(counted.keys() | timed.keys())
    return [centre_figures(counted.get(part) or no_calls(part), timed.get(part)) for part in parts]


async def _period(
    work: UnitOfWork, by: FiguresBy | None, since: datetime | None, until: datetime | None
) -> tuple[datetime, datetime]:
    zone = (await current_profile(work)).zone
    until = min(until or work.now, work.now)
    since = since or until.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    most = _LONGEST_BY_SLOT if by is FiguresBy.SLOT else _LONGEST
    if not timedelta() < until - since <= most + timedelta(hours=1):  # a day of a change of clocks
        raise BadCallPeriod(since=since.isoformat(), until=until.isoformat(), most=most.days)
    return since, until
