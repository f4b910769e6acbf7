"""Compares the throughput of our routes with bare routes that run the same statements."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson

from bench.load import http, ratio, requests_a_second, server
from bench.stage import CITY, ROUNDS, Stage, database_of, fill, operator_token, stage
from bench.trace import recorded, save, variants
from lianxin.kernel.database import Database
from lianxin.kernel.site import Site
from lianxin.web.application import create_app

CASES = 2000
WARM = 100


@dataclass(frozen=True)
class Route:
    """A measured request: a function of its number, the share of a bare route it must reach, requests in a round."""

    name: str
    wanted: float
    request: Callable[[int], bytes]
    mode: str
    count: int


def create_body(nth: int) -> bytes:
    """Returns the body of a case as an operator sends it: created and dispatched in one request."""
    return orjson.dumps(
        {
            "words": "昨天夜里十一点多，小区北面工地又开始打桩，一直到凌晨两点，孩子吓得直哭，请马上管一管。",
            "wish": "夜里不要再施工",
            "topic": "01.01.01",
            "street": "310115005",
            "address": "张杨路 500 弄",
            "contact": {"name": "王女士", "phone": f"138{nth:08d}"},
            "then": "send",
        }
    )


async def trace_of(app: Any, request: Callable[[httpx.AsyncClient], Any]) -> tuple[list[Any], httpx.Response]:
    """Returns the statements that one request runs when all caches are warm."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench") as client:
        await request(client)
        with recorded() as statements:
            answer = await request(client)
        answer.raise_for_status()
        return list(statements), answer


async def measure() -> list[dict[str, Any]]:
    """Returns the three ratios, with the number of statements each route runs."""
    async with stage("bench_http") as place, database_of(place) as database:
        await fill(database, place.profile, CASES)
        token = await operator_token(database)
        async with database.read(CITY) as work:
            number = await work.value("SELECT number FROM cases WHERE city_id = %(city)s ORDER BY number LIMIT 1")
        return [await figure(place, database, route) for route in routes(token, number)]


def routes(token: str, number: str) -> list[Route]:
    """Returns the measured requests: create and dispatch, list page, case page."""
    said = {"Authorization": f"Bearer {token}"}

    def create(nth: int) -> bytes:
        headers = {**said, "Content-Type": "application/json", "Idempotency-Key": f"bench-{nth:08d}-{id(said)}"}
        return http("POST", "/api/cases", headers, create_body(nth))

    return [
        Route("create + dispatch", 0.5, create, "transaction", 400),
        Route("list page", 0.6, lambda _n: http("GET", "/api/work?desk=all&limit=20", said), "autocommit", 1500),
        Route("case page", 0.6, lambda _n: http("GET", f"/api/cases/{number}", said), "autocommit", 800),
    ]


async def figure(place: Stage, database: Database, route: Route) -> dict[str, Any]:
    """Measures one ratio: five rounds, both servers in each."""
    app = create_app(Site(database, CITY, place.settings), demo=True)
    nth = iter(range(10**9))

    async def once(client: httpx.AsyncClient) -> httpx.Response:
        head, body = route.request(90_000_000 + next(nth)).split(b"\r\n\r\n", 1)
        first, *lines = head.decode().split("\r\n")
        method, path, _ = first.split(" ")
        return await client.request(method, path, headers=dict(line.split(": ", 1) for line in lines), content=body)

    statements, answer = await trace_of(app, once)
    unique = unique_words(statements, answer) if route.mode == "transaction" else []
    keep = await fixed_ids(database)
    runs = (
        variants(statements, keep, unique, ROUNDS * (route.count + WARM))
        if route.mode == "transaction"
        else [[s.params for s in statements]]
    )
    with tempfile.TemporaryDirectory() as folder:
        trace = Path(folder) / "trace"
        save(trace, statements, runs)
        mine, theirs = await rounds(place, trace, route)
    share = ratio(mine, theirs)
    return {
        "name": route.name,
        "share_of_bare": round(share, 3),
        "wanted": route.wanted,
        "ours_per_second": round(sorted(mine)[ROUNDS // 2]),
        "bare_per_second": round(sorted(theirs)[ROUNDS // 2]),
        "statements": len(statements),
        "met": share >= route.wanted,
    }


async def rounds(place: Stage, trace: Path, route: Route) -> tuple[list[float], list[float]]:
    """Returns the requests per second of our route and of the bare route by round."""
    mine: list[float] = []
    theirs: list[float] = []
    with (
        server("ours", place.dsn, str(place.settings.home)) as our_port,
        server("bare", place.dsn, str(trace), route.mode) as bare_port,
    ):
        for nth in range(ROUNDS):
            for port, into in ((our_port, mine), (bare_port, theirs)):
                base = nth * (route.count + WARM)
                await requests_a_second(port, lambda n, base=base: route.request(base + n), WARM)
                into.append(
                    await requests_a_second(port, lambda n, base=base: route.request(base + WARM + n), route.count)
                )
    return mine, theirs


def unique_words(statements: list[Any], answer: httpx.Response) -> list[str]:
    """Returns the values of the recorded run that must be unique: number, link, key, the phone's fingerprint."""
    words = [answer.json()["number"]]
    for statement in statements:
        params = statement.params if isinstance(statement.params, dict) else {}
        words += [params[name] for name in ("link_token", "key") if isinstance(params.get(name), str)]
        words += [i for i in params.get("indices") or [] if i]
    return list(dict.fromkeys(words))


async def fixed_ids(database: Database) -> set[UUID]:
    """Returns the ids of existing rows that runs refer to: staff."""
    async with database.read(CITY) as work:
        return set(await work.column(UUID, "SELECT id FROM staff WHERE city_id = %(city)s"))
