"""The live board: what comes in, what is open or late, who is here. Counted from the facts; nothing is invented."""

from datetime import datetime, timedelta
from typing import Any, Final, LiteralString

from lianxin.calls import seats_now
from lianxin.city import Profile, current_profile
from lianxin.insight.asking import Asked, Wish, asked_of
from lianxin.insight.counting import shown, tallies
from lianxin.insight.keeping import facts_position
from lianxin.insight.rules.indicator import Group
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.rules.usual import usual
from lianxin.kernel.shared import CacheKey
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor, signed_in_staff

RATES: Final = CacheKey[tuple[datetime, list[dict[str, Any]]]]("rates of the board")
TOPICS: Final = 10
WEEK: Final = timedelta(days=7)
FRESH: Final = timedelta(minutes=1)
BUSY: Final = timedelta(minutes=15)
LATEST: Final = 2000  # events looked through for who acted lately

MINE: Final[LiteralString] = " AND (%(units)s::text[] IS NULL OR {} = ANY(%(units)s))"
MY_CASE: Final[LiteralString] = MINE.replace("{}", "f.unit")
MY_ORDER: Final[LiteralString] = MINE.replace("{}", "k.unit")

HOURS: Final[LiteralString] = (
    "SELECT d.back, extract(hour FROM f.came_at AT TIME ZONE %(zone)s)::int, count(*)"
    " FROM unnest(%(back)s::int[], %(mornings)s::timestamptz[], %(nights)s::timestamptz[]) d(back, morning, night)"
    " JOIN case_facts f ON f.city_id = %(city)s AND f.came_at >= d.morning AND f.came_at < d.night"
    " AND f.status <> 'void'" + MY_CASE + " GROUP BY 1, 2"
)
CAME: Final[LiteralString] = (
    "SELECT {}, count(*) FILTER (WHERE f.came_at >= %(since)s), count(*) FILTER (WHERE f.came_at < %(since)s)"
    " FROM case_facts f WHERE f.city_id = %(city)s AND f.came_at >= %(before)s AND f.came_at < %(until)s"
    " AND f.status <> 'void' AND {} <> ''" + MY_CASE + " GROUP BY 1 ORDER BY 2 DESC, 1"
)
DISTRICTS: Final[LiteralString] = CAME.replace("{}", "f.district")
TOPICS_CAME: Final[LiteralString] = CAME.replace("{}", "f.topic") + " LIMIT %(topics)s"
OPEN: Final[LiteralString] = (
    "SELECT f.status, count(*) FROM case_facts f WHERE f.city_id = %(city)s"
    " AND f.status NOT IN ('closed', 'archived', 'void', 'withdrawn', 'merged', 'answered', 'not_accepted')"
    + MY_CASE
    + " GROUP BY 1 ORDER BY 2 DESC, 1"
)
RUNNING: Final[LiteralString] = (
    "SELECT count(*) FILTER (WHERE k.kind = 'sign'), count(*) FILTER (WHERE k.kind = 'close' AND NOT k.paused"
    " AND k.due_at < %(now)s), count(*) FILTER (WHERE k.kind = 'close' AND NOT k.paused AND k.due_at >= %(now)s"
    " AND k.due_at < %(now)s + interval '1 day') FROM clock_facts k"
    " WHERE k.city_id = %(city)s AND k.role <> 'sub' AND k.ended IS NULL AND k.kind IN ('sign', 'close')"
    " AND k.due_at < %(now)s + interval '1 day'" + MY_ORDER
)
ACTED: Final[LiteralString] = (
    "SELECT DISTINCT e.actor FROM (SELECT actor, at FROM events WHERE city_id = %(city)s"
    " ORDER BY position DESC LIMIT %(latest)s) e WHERE e.at > %(lately)s AND e.actor = ANY(%(here)s)"
)


async def board(work: UnitOfWork, actor: Actor) -> dict[str, Any]:
    """Today's intake by hour beside the usual of its weekday and last year's same day, the last seven days by district
    and topic, what is open, late or soon due, three rates of those days, and the staff. A unit sees its own. Raises
    NotPermitted.

    Calls are null until a telephone is connected; seats are what their own pages say, and no unit's.
    """
    profile = await current_profile(work)
    asked = asked_of(actor, profile, Wish(since=work.now - WEEK), work.now)
    params = {**asked.params, **days_of(profile, work.now), "zone": str(profile.zone), "topics": TOPICS}
    asking: list[tuple[LiteralString, dict[str, Any]]] = [
        (statement, params) for statement in (HOURS, DISTRICTS, TOPICS_CAME, OPEN, RUNNING)
    ]
    hours, districts, topics, open_now, running = await work.many(*asking)
    [(unsigned, overdue, due_soon)] = running
    return {
        "at": work.now,
        "position": await facts_position(work),
        "unit": asked.unit,
        "since": asked.since,
        "intake": intake_of(hours),
        "districts": [changed("district", row) for row in districts],
        "topics": [changed("topic", row) for row in topics],
        "open": [{"status": status, "n": n} for status, n in open_now],
        "rates": await rates(work, asked, profile),
        "waiting": {"unsigned": unsigned, "overdue": overdue, "due_within_a_day": due_soon},
        "staff": await staff_here(work),
        "telephone": "not_connected",
        "calls": None,
        "seats": None if asked.unit else await seats_now(work),
    }


WEEKS: Final = (7, 14, 21, 28)
LAST_YEAR: Final = 364
"""Days back that end on the same weekday."""


def days_of(profile: Profile, now: datetime) -> dict[str, list[Any]]:
    """The days compared, each from midnight to midnight where the city is."""
    midnight = now.astimezone(profile.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    back = [0, *WEEKS, LAST_YEAR]
    mornings = [midnight - timedelta(days=days) for days in back]
    return {"back": back, "mornings": mornings, "nights": [morning + timedelta(days=1) for morning in mornings]}


def intake_of(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """What came in by hour: today, and the days it is compared with."""
    counts: dict[int, dict[int, int]] = {}
    for back, hour, n in rows:
        counts.setdefault(back, {})[hour] = n
    weeks = [hourly(counts.get(back)) for back in WEEKS]
    return {
        "today": hourly(counts.get(0)),
        "last_week": weeks[0],
        "last_year": hourly(counts.get(LAST_YEAR)),
        "usual": usual(weeks),
    }


def hourly(counted: dict[int, int] | None) -> list[int] | None:
    """Counts of the 24 hours; None of a day on which nothing came in, because then nothing is known of it."""
    return None if counted is None else [counted.get(hour, 0) for hour in range(24)]


def changed(name: str, row: tuple[Any, ...]) -> dict[str, Any]:
    """How many in these days, and in those before."""
    return {name: row[0], "n": row[1], "before": row[2]}


async def rates(work: UnitOfWork, asked: Asked, profile: Profile) -> list[dict[str, Any]]:
    """The three rates; counted anew once a minute, however many look."""
    held = work.cache.get(RATES, work.city_id, asked.unit)
    if held is None or not timedelta() <= work.now - held[0] < FRESH:
        held = work.cache.put(RATES, (work.now, await count_rates(work, asked, profile)), work.city_id, asked.unit)
    return held[1]


async def count_rates(work: UnitOfWork, asked: Asked, profile: Profile) -> list[dict[str, Any]]:
    """The three rates as they are now."""
    rows = [row for row in INDICATORS.values() if row.group is Group.THREE_RATES]
    found = await tallies(work, asked, rows, profile.indicators)
    return [shown(row, *found[row.code], profile.indicators) for row in rows]


async def staff_here(work: UnitOfWork) -> dict[str, int]:
    """How many staff are signed in, and how many of them did something within a quarter of an hour."""
    here = await signed_in_staff(work)
    acted = await work.tuples(ACTED, here=here, lately=work.now - BUSY, latest=LATEST)
    return {"signed_in": len(here), "active": len(acted)}
