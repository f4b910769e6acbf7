"""The composition root: one city, its database, its web application and what runs in the background."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
import structlog

from lianxin.cases import CALENDAR, due_cases, reckon_announced, sweep, sweep_case
from lianxin.city import follow_profile
from lianxin.kernel.clock import Clock, FastClock, WallClock
from lianxin.kernel.database import Database
from lianxin.kernel.errors import NotFound
from lianxin.kernel.postgres import start
from lianxin.kernel.settings import Settings
from lianxin.runtime.unlock import unlock

log = structlog.get_logger("lianxin")

TIMERS_EVERY = 1.0
PROFILE_EVERY = 10.0


class NoCity(NotFound):
    """The database has no city yet: run `lianxin init`."""

    code = "app.no_city"


@dataclass(frozen=True)
class City:
    """The city row."""

    city_id: str
    demo: bool
    clock: Clock


@asynccontextmanager
async def engine(settings: Settings) -> AsyncGenerator[str]:
    """The address of the database: the one named by DATABASE_URL, or our own PostgreSQL below LIANXIN_HOME."""
    if settings.database_url:
        yield settings.database_url
        return
    server = await asyncio.to_thread(start, settings.home)
    try:
        yield server.dsn
    finally:
        await asyncio.to_thread(server.stop)


def city_in(dsn: str) -> City:
    """The city a database holds; raises NoCity."""
    with psycopg.connect(dsn) as conn:
        try:
            row = conn.execute("SELECT city_id, demo, speed, city_start, real_start FROM cities LIMIT 1").fetchone()
        except psycopg.errors.UndefinedTable:
            row = None
    if row is None:
        raise NoCity
    return City(row[0], bool(row[1]), clock_of(row[1], row[2], row[3], row[4]))


def clock_of(demo: int, speed: int, city_start: datetime, real_start: datetime) -> Clock:
    """Real time, or the fast time of a demo."""
    return FastClock(city_start, real_start, speed) if demo and speed != 1 else WallClock()


@asynccontextmanager
async def opened(settings: Settings, dsn: str, clock: Clock | None = None) -> AsyncGenerator[Database]:
    """The database with its vault; raises NoMasterKey or WrongMasterKey before anything is read or written."""
    vault = await asyncio.to_thread(unlock, settings.keys, dsn)
    async with Database(dsn, clock=clock) as database:
        database.shared.vault = vault
        database.shared.files = settings.attachments
        yield database


async def fire_timers(database: Database, city_id: str) -> int:
    """Fires all that is due now, in sweeps; returns how many. A case whose deadline fails is logged and left out."""
    fired, broken = 0, set[UUID]()
    while True:
        left_out = len(broken)
        try:
            async with database.begin(city_id) as work:
                found = await sweep(work, without=broken)
        except Exception as error:  # noqa: BLE001 - whatever it was, one case must not stop the others
            log.warning("timers", error=type(error).__qualname__)
            found = await fire_one_by_one(database, city_id, broken)
        fired += found
        if not found and len(broken) == left_out:
            return fired


async def fire_one_by_one(database: Database, city_id: str, broken: set[UUID]) -> int:
    """The sweep that failed, each case in a transaction of its own; those that fail are logged and become `broken`."""
    fired = 0
    async with database.read(city_id) as work:
        waiting = await due_cases(work, without=broken)
    for case_id in waiting:
        try:
            async with database.begin(city_id) as work:
                found = await sweep_case(work, case_id)
            fired += found
        except Exception:
            log.exception("timer", case=str(case_id))
            broken.add(case_id)
    return fired


async def watch_profile(database: Database, city_id: str) -> None:
    """Takes up a profile that another process adopted."""
    async with database.read(city_id) as work:
        await follow_profile(work)


async def follow_calendar(database: Database, city_id: str) -> int:
    """Reckons provisional due times under the profile in force, a batch a transaction; returns how many cases."""
    reckoned = 0
    while True:
        async with database.begin(city_id, actor=CALENDAR) as work:
            found = await reckon_announced(work)
        reckoned += found
        if not found:
            return reckoned
