"""The live board: the present intake, open and late cases, the rates and the staff, counted from the facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, LiteralString

from lianxin.calls import queues_now, seats_now, telephone_lives
from lianxin.city import Profile, current_profile
from lianxin.insight.asking import Asked, Wish, asked_of
from lianxin.insight.counting import Figure, figure_of, tallies
from lianxin.insight.keeping import facts_position
from lianxin.insight.rules.indicator import Group
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.rules.usual import Usual, usual
from lianxin.kernel.shared import CacheKey
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, signed_in_staff

RATES: Final = CacheKey[tuple[datetime, list[Figure]]]("rates of the board")
_TOPICS: Final = 10
_WEEK: Final = timedelta(days=7)
_FRESH: Final = timedelta(minutes=1)
_BUSY: Final = timedelta(minutes=15)
_LATEST: Final = 2000  # the latest events, searched for staff who acted recently

_OF_MY_UNITS: Final[LiteralString] = " AND (%(units)s::text[] IS NULL OR {} = ANY(%(units)s))"
MY_CASE: Final[LiteralString] = _OF_MY_UNITS.replace("{}", "f.unit")
MY_ORDER: Final[LiteralString] = _OF_MY_UNITS.replace("{}", "k.unit")

CASES_BY_HOUR: Final[LiteralString] = (
    "SELECT d.back, extract(hour FROM f.came_at AT TIME ZONE %(zone)s)::int AS hour, count(*) AS n"
    " FROM unnest(%(back)s::int[], %(mornings)s::timestamptz[], %(nights)s::timestamptz[]) d(back, morning, night)"
    " JOIN case_facts f ON f.city_id = %(city)s AND f.came_at >= d.morning AND f.came_at < d.night"
    " AND f.status <> 'void'" + MY_CASE + " GROUP BY 1, 2"
)
CASES_THAT_CAME: Final[LiteralString] = (
    "SELECT {}, count(*) FILTER (WHERE f.came_at >= %(since)s) AS n,"
    " count(*) FILTER (WHERE f.came_at < %(since)s) AS before"
    " FROM case_facts f WHERE f.city_id = %(city)s AND f.came_at >= %(before)s AND f.came_at < %(until)s"
    " AND f.status <> 'void' AND {} <> ''" + MY_CASE + " GROUP BY 1 ORDER BY 2 DESC, 1"
)
DISTRICTS: Final[LiteralString] = CASES_THAT_CAME.replace("{}", "f.district")
TOPICS_CAME: Final[LiteralString] = CASES_THAT_CAME.replace("{}", "f.topic") + " LIMIT %(topics)s"
_OPEN_BY_STATUS: Final[LiteralString] = (
    "SELECT f.status, count(*) AS n FROM case_facts f WHERE f.city_id = %(city)s"
    " AND f.status NOT IN ('closed', 'archived', 'void', 'withdrawn', 'merged', 'answered', 'not_accepted')"
    + MY_CASE
    + " GROUP BY 1 ORDER BY 2 DESC, 1"
)
RUNNING_CLOCKS: Final[LiteralString] = (
    "SELECT count(*) FILTER (WHERE k.kind = 'sign') AS unsigned,"
    " count(*) FILTER (WHERE k.kind = 'close' AND NOT k.paused AND k.due_at < %(now)s) AS overdue,"
    " count(*) FILTER (WHERE k.kind = 'close' AND NOT k.paused AND k.due_at >= %(now)s"
    " AND k.due_at < %(now)s + interval '1 day') AS due_within_a_day FROM clock_facts k"
    " WHERE k.city_id = %(city)s AND k.role <> 'sub' AND k.ended IS NULL AND k.kind IN ('sign', 'close')"
    " AND k.due_at < %(now)s + interval '1 day'" + MY_ORDER
)
LATELY_ACTIVE: Final[LiteralString] = (
    "SELECT DISTINCT e.actor FROM (SELECT actor, at FROM events WHERE city_id = %(city)s"
    " ORDER BY position DESC LIMIT %(latest)s) e WHERE e.at > %(lately)s AND e.actor = ANY(%(here)s)"
)


@dataclass(frozen=True)
class HourCount:
    """A row of CASES_BY_HOUR: the number of cases that came in within an hour of the day `back` days ago."""

    back: int
    hour: int
    n: int


@dataclass(frozen=True)
class Intake:
    """The number of cases that came in by the 24 hours of a day; null for a day on which none came in."""

    today: list[int] | None
    last_week: list[int] | None
    last_year: list[int] | None
    usual: Usual | None


@dataclass(frozen=True)
class DistrictCount:
    """The cases of a district that came in within the last seven days, and the seven days before."""

    district: str
    n: int
    before: int


@dataclass(frozen=True)
class TopicCount:
    """The cases of a topic that came in within the last seven days, and the seven days before."""

    topic: str
    n: int
    before: int


@dataclass(frozen=True)
class StatusCount:
    """The number of open cases in a state."""

    status: str
    n: int


@dataclass(frozen=True)
class _Waiting:
    """The numbers of orders that are due within a day and not signed, overdue, and due within a day."""

    unsigned: int
    overdue: int
    due_within_a_day: int


@dataclass(frozen=True)
class StaffHere:
    """The number of staff signed in, and of those among them active in the last 15 minutes."""

    signed_in: int
    active: int


@dataclass(frozen=True)
class LineCount:
    """Citizens who wait on the line, and the seconds that the first of them has waited."""

    waiting: int
    longest_s: float


@dataclass(frozen=True)
class Board:
    """The live board. `calls` is null without a telephone; it and `seats` (number by state) are null for a unit."""

    at: datetime
    position: int
    unit: str | None
    since: datetime
    intake: Intake
    districts: list[DistrictCount]
    topics: list[TopicCount]
    open: list[StatusCount]
    rates: list[Figure]
    waiting: _Waiting
    staff: StaffHere
    telephone: bool
    calls: LineCount | None
    seats: dict[str, int] | None


async def board(work: UnitOfWork, actor: Actor) -> Board:
    """Returns the live board, for a unit limited to its own cases; raises NotPermitted.

    It has today's intake by hour, with the usual range of the weekday and the same weekday last year; the last seven
    days by district and topic; open, late and soon due cases; the three rates of those days; and the staff.
    """
    profile = await current_profile(work)
    asked = asked_of(actor, profile, Wish(since=work.now - _WEEK), work.now)
    days = days_of(profile, work.now)
    async with work.together() as ask:
        hours = ask.rows(HourCount, CASES_BY_HOUR, **vars(asked), **vars(days), zone=str(profile.zone))
        districts = ask.rows(DistrictCount, DISTRICTS, **vars(asked))
        topics = ask.rows(TopicCount, TOPICS_CAME, **vars(asked), topics=_TOPICS)
        open_now = ask.rows(StatusCount, _OPEN_BY_STATUS, **vars(asked))
        running = ask.rows(_Waiting, RUNNING_CLOCKS, **vars(asked))
    [waiting] = running
    telephone = await telephone_lives(work)
    return Board(
        at=work.now,
        position=await facts_position(work),
        unit=asked.unit,
        since=asked.since,
        intake=intake_of(hours),
        districts=districts,
        topics=topics,
        open=open_now,
        rates=await rates(work, asked, profile),
        waiting=waiting,
        staff=await staff_here(work),
        telephone=telephone,
        calls=await line_count(work) if telephone and not asked.unit else None,
        seats=None if asked.unit else await seats_now(work),
    )


@dataclass(frozen=True)
class Days:
    """The days compared, parameters of CASES_BY_HOUR: the days back, the midnight before and after each."""

    back: list[int]
    mornings: list[datetime]
    nights: list[datetime]


WEEKS: Final = (7, 14, 21, 28)
LAST_YEAR: Final = 364
"""Days back to the same weekday."""


def days_of(profile: Profile, now: datetime) -> Days:
    """Returns the days compared, each from midnight to midnight in the city's time zone."""
    midnight = now.astimezone(profile.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    back = [0, *WEEKS, LAST_YEAR]
    mornings = [midnight - timedelta(days=days) for days in back]
    return Days(back, mornings, [morning + timedelta(days=1) for morning in mornings])


def intake_of(rows: list[HourCount]) -> Intake:
    """Returns the intake by hour of today and of the days it is compared with."""
    counts: dict[int, dict[int, int]] = {}
    for row in rows:
        counts.setdefault(row.back, {})[row.hour] = row.n
    weeks = [hourly(counts.get(back)) for back in WEEKS]
    last_week, *_ = weeks
    return Intake(hourly(counts.get(0)), last_week, hourly(counts.get(LAST_YEAR)), usual(weeks))


def hourly(counted: dict[int, int] | None) -> list[int] | None:
    """Returns the counts of 24 hours; None for a day without any case, which is treated as missing data."""
    return None if counted is None else [counted.get(hour, 0) for hour in range(24)]


async def rates(work: UnitOfWork, asked: Asked, profile: Profile) -> list[Figure]:
    """Returns the three rates, cached for one minute for all viewers of the same scope."""
    held = work.cache.get(RATES, work.city_id, asked.unit)
    if held:
        at, known = held
        if timedelta() <= work.now - at < _FRESH:
            return known
    fresh = await count_rates(work, asked, profile)
    work.cache.put(RATES, (work.now, fresh), work.city_id, asked.unit)
    return fresh


async def count_rates(work: UnitOfWork, asked: Asked, profile: Profile) -> list[Figure]:
    """Counts the three rates."""
    rows = [row for row in INDICATORS.values() if row.group is Group.THREE_RATES]
    found = await tallies(work, asked, rows, profile.indicators)
    return [figure_of(row, *found[row.code], profile.indicators) for row in rows]


async def line_count(work: UnitOfWork) -> LineCount:
    """Returns how many citizens wait, in all queues."""
    queues = await queues_now(work)
    return LineCount(sum(one.waiting for one in queues), max((one.longest_s for one in queues), default=0.0))


async def staff_here(work: UnitOfWork) -> StaffHere:
    """Returns how many staff are signed in, and how many of them acted in the last 15 minutes."""
    here = await signed_in_staff(work)
    acted = await work.column(str, LATELY_ACTIVE, here=here, lately=work.now - _BUSY, latest=_LATEST)
    return StaffHere(len(here), len(acted))
