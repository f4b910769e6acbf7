"""How many deadlines a second fire, each once, with two workers."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from statistics import median
from typing import Any, LiteralString

from bench.stage import CITY, ROUNDS, Stage, database_of, fill, stage
from lianxin.cases import sweep
from lianxin.kernel.clock import ManualClock, stopwatch
from lianxin.kernel.settings import Settings
from lianxin.runtime.city import opened

WANTED = 3000
CASES = 6000
FIRED: LiteralString = " FROM events WHERE city_id = %(city)s AND kind = 'clock.fired'"


async def measure() -> list[dict[str, Any]]:
    """Deadlines a second of two processes sweeping at once: first contacts of many cases come due together."""
    async with stage("bench_timers") as place:
        rates = [await one_round(place, nth) for nth in range(ROUNDS)]
    rate = median(rates)
    return [{"name": "timers, two workers", "per_second": round(rate), "wanted": WANTED, "met": rate >= WANTED}]


async def one_round(place: Stage, nth: int) -> float:
    """Opens cases, lets their limits pass, and lets two workers race for them; every clock must fire exactly once."""
    clock = ManualClock(datetime(2026, 3, 2, 1, tzinfo=UTC) + timedelta(days=90 * nth))
    async with database_of(place, clock) as database:
        await fill(database, place.profile, CASES)
        clock.move(timedelta(days=60))
        async with database.read(CITY) as work:
            await work.run("ANALYZE clocks")
            before = await work.value("SELECT count(*) FROM events WHERE city_id = %(city)s AND kind = 'clock.fired'")
        fired, seconds = await asyncio.to_thread(race, place, clock.at)
        async with database.read(CITY) as work:
            events = await work.value("SELECT count(*)" + FIRED)
            clocks = await work.value("SELECT count(DISTINCT data->>'clock_id')" + FIRED)
        if events - before != fired or events != clocks:
            raise AssertionError(f"{fired} fired, {events - before} events, {clocks} clocks of {events}")
        return fired / seconds


def race(place: Stage, at: datetime) -> tuple[int, float]:
    """Two processes sweep until nothing is due: how many they fired, and the seconds from the first to the last."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        list(workers.map(pow, [1, 1], [1, 1]))  # both are up before the race begins
        started = stopwatch()
        settings, dsn = place.settings, place.dsn
        fired = sum(workers.map(worker, [dsn, dsn], [settings, settings], [at, at]))
        return fired, stopwatch() - started


def worker(dsn: str, settings: Settings, at: datetime) -> int:
    """One worker, with a connection of its own."""
    return asyncio.run(sweep_all(dsn, settings, at))


async def sweep_all(dsn: str, settings: Settings, at: datetime) -> int:
    """All that is due at a time; returns how many fired here."""
    fired = 0
    async with opened(settings, dsn, ManualClock(at)) as database:
        while True:
            async with database.begin(CITY) as work:
                found = await sweep(work)
            fired += found
            if not found:
                return fired
