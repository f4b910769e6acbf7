"""The two server processes that are compared: ours, and a bare FastAPI route that runs the same statements.

`python -m bench.servers ours DSN HOME PORT` or `python -m bench.servers bare DSN TRACE PORT autocommit|transaction`
"""

import asyncio
import pickle
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from fastapi import FastAPI, Request, Response
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from bench.stage import CITY
from lianxin.kernel.log import log_as_json
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.kernel.work import dumps
from lianxin.runtime.city import opened
from lianxin.web.application import create_app


async def ours(dsn: str, home: str, port: int) -> None:
    """Serves the real application with its usual request log."""
    log_as_json()
    settings = Settings(Path(home), dsn, "", "", "", "http://localhost")
    async with opened(settings, dsn) as database:
        await run(create_app(Site(database, CITY, settings), demo=True), port)


async def bare(dsn: str, trace: str, port: int, mode: str) -> None:
    """Serves the minimum: one route, a pool, the statements, and orjson."""
    statements, runs = pickle.loads(Path(trace).read_bytes())
    ready = [[restored(p) for p in params] for params in runs]
    steps = [(piped, list(group)) for piped, group in groupby(enumerate(statements), key=lambda s: s[1][1])]
    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(dsn, min_size=1, max_size=8, open=False)
    served = iter(range(len(ready))) if mode == "transaction" else None

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with pool:
            yield

    app = FastAPI(lifespan=lifespan)

    async def route(request: Request) -> Response:
        await request.body()
        params = ready[next(served)] if served else ready[0]
        async with pool.connection() as conn:
            await conn.set_autocommit(mode == "autocommit")
            try:
                found = await through(conn, steps, params)
            finally:
                if mode == "autocommit":
                    await conn.set_autocommit(False)
        return Response(orjson.dumps(found, default=str), media_type="application/json")

    app.add_api_route("/{path:path}", route, methods=["GET", "POST"])
    await run(app, port)


async def through(conn: AsyncConnection[Any], steps: list[Any], params: list[Any]) -> list[Any]:
    """Runs the statements, in pipelines where our route does, and returns the last rows read."""
    found: list[Any] = []
    for piped, group in steps:
        if piped:
            async with conn.pipeline():
                cursors = [(await conn.execute(text, params[n]), reads) for n, (text, _p, reads) in group]
                rows = [await cursor.fetchall() for cursor, reads in cursors if reads]
            found = rows or found
        else:
            for n, (text, _piped, reads) in group:
                cursor = await conn.execute(text, params[n])
                found = await cursor.fetchall() if reads else found
    return found


def restored(params: Any) -> Any:
    """Converts pairs back to Jsonb."""
    if isinstance(params, dict):
        return {
            k: Jsonb(v[1], dumps) if isinstance(v, tuple) and len(v) == 2 and v[0] == "jsonb" else v
            for k, v in params.items()
        }
    return params


async def run(app: FastAPI, port: int) -> None:
    """Runs one uvicorn worker with uvloop and without a log."""
    await uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False)).serve()


if __name__ == "__main__":
    import uvloop

    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    kind, dsn, what, port, *rest = sys.argv[1:]
    asyncio.run(ours(dsn, what, int(port)) if kind == "ours" else bare(dsn, what, int(port), rest[0]))
