"""Measures how many deadlines per second two workers fire, each exactly once."""

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
    """Returns the deadlines per second of two concurrent sweeps when first contacts of many cases are due at once."""
    async with stage("bench_timers") as place:
        rates = [await one_round(place, nth) for nth in range(ROUNDS)]
    rate = median(rates)
    return [{"name": "timers, two workers", "per_second": round(rate), "wanted": WANTED, "met": rate >= WANTED}]


async def one_round(place: Stage, nth: int) -> float:
    """Opens cases, lets their limits pass, and has two workers compete for them; every clock must fire exactly once."""
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
    """Runs two processes until nothing is due; returns how many deadlines they fired and the seconds it took."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        list(workers.map(pow, [1, 1], [1, 1]))  # both workers have started before the measurement
        started = stopwatch()
        settings, dsn = place.settings, place.dsn
        fired = sum(workers.map(worker, [dsn, dsn], [settings, settings], [at, at]))
        return fired, stopwatch() - started


def worker(dsn: str, settings: Settings, at: datetime) -> int:
    """Runs one worker with its own connection."""
    return asyncio.run(sweep_all(dsn, settings, at))


async def sweep_all(dsn: str, settings: Settings, at: datetime) -> int:
    """Fires all deadlines due at a time; returns how many this worker fired."""
    fired = 0
    async with opened(settings, dsn, ManualClock(at)) as database:
        while True:
            async with database.begin(CITY) as work:
                found = await sweep(work)
            fired += found
            if not found:
                return fired
