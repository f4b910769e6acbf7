"""The connection pool, and how a unit of work begins."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, LiteralString, Self

import orjson
import psycopg
from psycopg import AsyncConnection
from psycopg.errors import LockNotAvailable
from psycopg.rows import TupleRow, scalar_row
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool

from lianxin.kernel.clock import Clock, WallClock
from lianxin.kernel.privacy import Vault
from lianxin.kernel.shared import Cache, Shared, present
from lianxin.kernel.work import UnitOfWork

LOCK_WAIT, STATEMENT_TIME = "5s", "30s"


async def read_json_quickly(conn: AsyncConnection[TupleRow]) -> None:
    """Makes a connection decode JSON by orjson: histories are mostly JSON, and the standard decoder is slow."""
    set_json_loads(orjson.loads, conn)


class Database:
    """A connection pool of one PostgreSQL database. The code that opens the city fills `shared`.

    `clock` is the city's clock; `wall` shows the real time, also where the city's runs fast. A statement waits for a
    lock at most `lock_wait` (then LockNotAvailable) and runs at most STATEMENT_TIME.
    """

    def __init__(self, dsn: str, *, clock: Clock | None = None, size: int = 8, lock_wait: str = LOCK_WAIT) -> None:
        self.dsn = dsn
        self.options = f"-c timezone=UTC -c jit=off -c lock_timeout={lock_wait} -c statement_timeout={STATEMENT_TIME}"
        self.clock: Clock = clock or WallClock()
        self.wall: Clock = WallClock()
        self.shared = Shared(self._apart)
        self._analyzed = False
        self.pool: AsyncConnectionPool[AsyncConnection[TupleRow]] = AsyncConnectionPool(
            dsn, min_size=1, max_size=size, open=False, kwargs={"options": self.options}, configure=read_json_quickly
        )

    @property
    def vault(self) -> Vault:
        """The city's vault; raises NotOpened."""
        return present(self.shared.vault)

    @property
    def files(self) -> Path:
        """The folder of uploaded files; raises NotOpened."""
        return present(self.shared.files)

    @property
    def cache(self) -> Cache:
        """Values kept between units of work: profiles, blocks of case numbers."""
        return self.shared.cache

    async def __aenter__(self) -> Self:
        await self.pool.open()
        return self

    async def _apart(self, query: LiteralString, **params: Any) -> Any:
        # a connection outside the pool: a work that holds the last pooled one must not wait for itself
        async with await AsyncConnection.connect(self.dsn, autocommit=True, options=self.options) as conn:
            cursor = conn.cursor(row_factory=scalar_row)
            await cursor.execute(query, params)
            return await cursor.fetchone()

    async def analyze_new(self) -> None:
        """Gathers the planner's statistics if PostgreSQL has none yet, as after the first rows of a new database.

        Without them it checks a foreign key through any index that begins with the city, which takes longer with
        every row, until autovacuum gathers them after a minute or more.
        """
        if self._analyzed:
            return
        self._analyzed = True
        async with await AsyncConnection.connect(self.dsn, autocommit=True, options=self.options) as conn:
            found = await conn.execute("SELECT reltuples < 0 FROM pg_class WHERE oid = 'events'::regclass")
            if await found.fetchone() == (True,):
                with suppress(LockNotAvailable):  # another process does it at this moment
                    await conn.execute("ANALYZE")

    async def __aexit__(self, *_: object) -> None:
        await self.pool.close()

    @asynccontextmanager
    async def begin(self, city_id: str, *, actor: str = "system") -> AsyncGenerator[UnitOfWork]:
        """Opens one transaction: it commits when the block ends, and rolls back when the block raises."""
        async with self.pool.connection() as conn:
            work = self._work(conn, city_id)
            work.actor = actor
            yield work
            await work.flush()
            await work.append_events()

    @asynccontextmanager
    async def read(self, city_id: str) -> AsyncGenerator[UnitOfWork]:
        """Opens a unit of work for reading only; each statement has its own snapshot.

        Read the feed's position first: the stream repeats later events, and applying an event twice is harmless.
        """
        conn = await self.pool.getconn()
        try:
            await conn.set_autocommit(True)
            yield self._work(conn, city_id)
        finally:
            await self._give_back(conn)

    def _work(self, conn: AsyncConnection[TupleRow], city_id: str) -> UnitOfWork:
        return UnitOfWork(conn, city_id, self.clock.now(), self.wall.now(), self.shared)

    async def _give_back(self, conn: AsyncConnection[TupleRow]) -> None:
        try:
            await conn.set_autocommit(False)
        except psycopg.Error:
            await conn.close()  # the next user of the pool needs a transaction, so this connection is not reused
        await self.pool.putconn(conn)
