"""Opens a city: its database server, its row and its vault."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg.rows import class_row

from lianxin.kernel.clock import Clock, FastClock, WallClock
from lianxin.kernel.database import Database
from lianxin.kernel.errors import NotFound
from lianxin.kernel.postgres import Postgres, start
from lianxin.kernel.settings import Settings
from lianxin.runtime.children import owned
from lianxin.runtime.unlock import unlock


class NoCity(NotFound):
    """The database has no city yet: run `lianxin init`."""

    code = "app.no_city"


@dataclass(frozen=True)
class City:
    """The city in a database, with its clock."""

    city_id: str
    demo: bool
    clock: Clock


@dataclass(frozen=True)
class _CityRow:
    """The columns of `cities` needed for the city and its clock."""

    city_id: str
    demo: int
    speed: int
    city_start: datetime
    real_start: datetime


class EmbeddedPostgres:
    """The PostgreSQL below a home as a child server; processes with the same home share it."""

    name = "postgres"

    def __init__(self, home: Path) -> None:
        self._home = home
        self._running: Postgres | None = None

    @property
    def dsn(self) -> str:
        """The DSN of the city's database; raises RuntimeError before the server was started."""
        if self._running is None:
            raise RuntimeError("the embedded PostgreSQL was not started")
        return self._running.dsn

    def start(self) -> None:
        """Starts or joins the server, or restarts a dead one; raises PostgresFailed."""
        if self._running is None:
            self._running = start(self._home)
        else:
            self._running.revive()

    def alive(self) -> bool:
        """True if the server's process runs."""
        return self._running is not None and self._running.alive()

    def stop(self) -> None:
        """Ends this process's use of the server; the last user stops it."""
        if self._running is not None:
            self._running.stop()


@asynccontextmanager
async def engine(settings: Settings, down: set[str] | None = None) -> AsyncGenerator[str]:
    """Yields the DSN of the database: DATABASE_URL, or that of the embedded PostgreSQL below LIANXIN_HOME.

    The embedded server is restarted if it dies; meanwhile its name is in `down`.
    """
    if settings.database_url:
        yield settings.database_url
        return
    server = EmbeddedPostgres(settings.home)
    async with owned(server, set() if down is None else down):
        yield server.dsn


def city_in(dsn: str) -> City:
    """Returns the city in a database; raises NoCity."""
    with psycopg.connect(dsn) as conn, conn.cursor(row_factory=class_row(_CityRow)) as cursor:
        try:
            row = cursor.execute("SELECT city_id, demo, speed, city_start, real_start FROM cities LIMIT 1").fetchone()
        except psycopg.errors.UndefinedTable:
            row = None
    if row is None:
        raise NoCity
    return City(row.city_id, bool(row.demo), clock_of(row))


def clock_of(city: _CityRow) -> Clock:
    """Returns the real clock, or the fast clock of a demo."""
    fast = city.demo and city.speed != 1
    return FastClock(city.city_start, city.real_start, city.speed) if fast else WallClock()


@asynccontextmanager
async def opened(settings: Settings, dsn: str, clock: Clock | None = None) -> AsyncGenerator[Database]:
    """Opens the database with its vault; raises NoMasterKey or WrongMasterKey before it reads or writes data."""
    vault = await asyncio.to_thread(unlock, settings.keys, dsn)
    async with Database(dsn, clock=clock) as database:
        database.shared.vault = vault
        database.shared.files = settings.attachments
        yield database
