"""Opens a city: its database server, its row and its vault."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg

from lianxin.kernel.clock import Clock, FastClock, WallClock
from lianxin.kernel.database import Database
from lianxin.kernel.errors import NotFound
from lianxin.kernel.postgres import start
from lianxin.kernel.settings import Settings
from lianxin.runtime.unlock import unlock


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
