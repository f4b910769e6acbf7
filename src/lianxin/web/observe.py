"""Observability: request ids, structured logs without personal data, health, readiness, metrics."""

import asyncio
import re
from random import getrandbits

import psycopg
import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, Histogram, generate_latest
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lianxin.cases import timer_lag, wrong_codes_now
from lianxin.kernel.cities import is_city
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.feed import cursors, last_position
from lianxin.kernel.jobs import count_jobs
from lianxin.web.problems import places, problem
from lianxin.web.requests import answer, site_of
from lianxin.web.shapes import general as shapes

router = APIRouter(tags=["health"])
log = structlog.get_logger("lianxin.web")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_MIB = 1 << 20
LARGEST, LARGEST_WITH_FILES = 1 * _MIB, 81 * _MIB  # bytes; the citizen's form may contain several photos
_PATIENCE = 2.0  # seconds the database may take to count as ready


class Meters:
    """The metrics of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["route", "status"]
        self.seconds = Histogram(
            "lianxin_request_seconds", "Requests, by seconds to answer", labels, registry=self.registry
        )
        self.feed_lag = Gauge("lianxin_feed_lag", "Events a reader is behind", ["reader"], registry=self.registry)
        self.timers_waiting = Gauge("lianxin_timers_waiting", "Deadlines passed and not fired", registry=self.registry)
        self.timer_lag = Gauge("lianxin_timer_lag_seconds", "Age of the oldest of them", registry=self.registry)
        self.jobs = Gauge("lianxin_jobs", "Background jobs", ["status"], registry=self.registry)
        self.wrong_codes = Gauge(
            "lianxin_wrong_codes", "Wrong codes of citizens' cases in the present hour", registry=self.registry
        )
        self.wrong_codes_budget = Gauge(
            "lianxin_wrong_codes_budget", "Wrong codes an hour from which guessing slows down", registry=self.registry
        )
        self._answers: dict[tuple[str, int], Histogram] = {}

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Adds one request to the histogram, which also counts requests."""
        known = self._answers.get((route, status))
        if known is None:
            known = self._answers[(route, status)] = self.seconds.labels(route, status)
        known.observe(seconds)


class Observed:
    """ASGI middleware: gives each request an id, limits its body, answers a crash with 500, and logs the request.

    The log contains route, status and time. It never contains the path, which may include a citizen's token,
    or the message of an error, which may include what was sent.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("x-request-id", "")
        request_id = said if REQUEST_ID.fullmatch(said) else f"{getrandbits(128):032x}"
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = stopwatch(), 0

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, bounded(scope, receive), answered)
        except Exception as error:
            log.error("crash", request_id=request_id, error=type(error).__qualname__, where=places(error))  # noqa: TRY400
            if status:
                raise  # part of the answer is sent: only a broken connection can signal the failure
            await problem(Request(scope), 500, "web.http_500")(scope, receive, answered)
        finally:
            report(scope, request_id, status, stopwatch() - started)


def bounded(scope: Scope, receive: Receive) -> Receive:
    """Returns a `receive` that raises HTTPException 413 once a body exceeds its limit, before anything stores it."""
    if scope["method"] == "GET":
        return receive  # no route reads the body of a GET
    headers = Headers(scope=scope)
    files = headers.get("content-type", "").startswith("multipart/")
    limit = LARGEST_WITH_FILES if files else LARGEST
    announced = headers.get("content-length", "")
    left = limit + 1 if not announced.isdecimal() or int(announced) <= limit else 0

    async def receive_bounded() -> Message:
        nonlocal left
        if left:
            message = await receive()
            left = max(0, left - len(message.get("body", b"")))
            if left:
                return message
        raise HTTPException(413)

    return receive_bounded


def report(scope: Scope, request_id: str, status: int, seconds: float) -> None:
    """Counts and logs one request. `seconds` is the time it took."""
    route: str = getattr(scope.get("route"), "path", "unmatched")
    meters: Meters = scope["app"].state.meters
    meters.answered(route, status, seconds)
    log.info(
        "request",
        request_id=request_id,
        method=scope["method"],
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
    )


@router.get("/healthz", response_model=shapes.Health)
async def get_health() -> Response:
    """Returns 200 while the process is alive. It does not check the database."""
    return answer({"status": "ok"})


@router.get("/readyz", response_model=shapes.Health)
async def get_ready(request: Request) -> Response:
    """Returns 200 if the database answers, the city exists and all background parts run.

    Otherwise it returns 503, and `status` names what is missing.
    """
    site = site_of(request)
    try:
        async with asyncio.timeout(_PATIENCE), site.database.read(site.city_id) as work:
            known = await is_city(work)
    except (TimeoutError, psycopg.OperationalError):
        return answer({"status": "no database"}, 503)
    down: set[str] = request.app.state.down
    if known and down:
        return answer({"status": f"not running: {', '.join(sorted(down))}"}, 503)
    return answer({"status": "ready" if known else "no city"}, 200 if known else 503)


@router.get("/metrics", response_class=PlainTextResponse)
async def get_metrics(request: Request) -> Response:
    """Returns metrics as Prometheus text: requests, the feed lag of each reader, timer lag, jobs by status, wrong
    codes.
    """
    site, meters = site_of(request), request.app.state.meters
    async with site.database.read(site.city_id) as work:
        last = await last_position(work)
        for reader, at in (await cursors(work)).items():
            meters.feed_lag.labels(reader).set(last - at)
        lag = await timer_lag(work)
        meters.timers_waiting.set(lag.waiting)
        meters.timer_lag.set(lag.oldest_seconds)
        wrong, budget = await wrong_codes_now(work)
        meters.wrong_codes.set(wrong)
        meters.wrong_codes_budget.set(budget)
        meters.jobs.clear()
        for status, count in (await count_jobs(work)).items():
            meters.jobs.labels(status).set(count)
    return Response(generate_latest(meters.registry), media_type=CONTENT_TYPE_LATEST)
