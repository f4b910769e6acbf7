"""Builds the HTTP application of one city: routes, error handlers, the workbench's files and the citizen's pages."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.routing import APIRoute

import lianxin
from lianxin.calls import TranscriptBoard
from lianxin.kernel.site import Site
from lianxin.web import observe, portal, problems, stream
from lianxin.web.api import (
    administration,
    attachments,
    callbacks,
    calls,
    cases,
    city,
    committees,
    court,
    dialling,
    figures,
    intake,
    lists,
    looks,
    parties,
    people,
    recordings,
    seats,
    session,
    supervision,
    surge,
    telephone,
    transcripts,
    unit,
    unit_changes,
)
from lianxin.web.assets import Assets
from lianxin.web.described import Described

_STATIC = Path(__file__).parent / "static"
WORKBENCH = _STATIC / "workbench"
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:;"
        " worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}
_PERMITTED = "microphone=({}), camera=(), geolocation=(), display-capture=()"
_WITHOUT_CALLS = re.compile(r"screen|cases/\d+/print")  # pages of the workbench on which nobody telephones
ROUTERS = (
    lists.router,
    callbacks.router,
    cases.router,
    court.router,
    unit.router,
    intake.router,
    calls.router,
    telephone.router,
    recordings.router,
    transcripts.router,
    dialling.router,
    attachments.router,
    people.router,
    parties.router,
    session.router,
    city.router,
    figures.router,
    administration.router,
    unit_changes.router,
    committees.router,
    supervision.router,
    seats.router,
    surge.router,
    looks.router,
    stream.router,
    observe.router,
)


def create_app(site: Site, *, demo: bool = False) -> FastAPI:
    """Returns the application for one city. The demo routes exist only with `demo`, which the database decides."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        task = asyncio.create_task(app.state.hub.run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    app = Described(
        title="Lianxin",
        version=lianxin.__version__,
        summary="The system behind a city's 12345",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.site = site
    app.state.down = set[str]()  # names of background parts that should run and do not
    app.state.controller = None  # the CallController of this process, while it has a telephone
    app.state.meters = observe.Meters()
    app.state.transcripts = TranscriptBoard(offered=bool(site.settings.asr_url))
    app.state.hub = stream.Hub(site.database, site.city_id)
    app.add_middleware(observe.Observed)
    problems.answer_refusals(app)
    for router in [*ROUTERS, *([session.demo_router] if demo else [])]:
        add_routes(app, router)
    add_workbench(app)
    portal.mount(app)
    return app


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Adds a router's routes directly: with `include_router` FastAPI would look up the route of each request twice."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            route.unique_id = route.name
        app.router.routes.append(route)


def add_workbench(app: FastAPI) -> None:
    """Adds the workbench below /desk. Every address there answers with the same page, which routes in the browser."""
    assets = WORKBENCH / "assets"
    if assets.exists():
        app.mount("/desk/assets", Assets(assets, "name"), name="workbench-assets")

    @app.get("/desk/{path:path}", include_in_schema=False)
    async def workbench(path: str) -> Response:
        page = WORKBENCH / "index.html"
        if not page.exists():
            return Response("The workbench is not built: run `make web`.", 503, media_type="text/plain")
        permissions = _PERMITTED.format("" if _WITHOUT_CALLS.fullmatch(path) else "self")
        headers = {"Cache-Control": "no-cache", "Permissions-Policy": permissions, **SECURITY}
        return FileResponse(page, headers=headers)

    @app.get("/desk", include_in_schema=False)
    async def desk() -> Response:
        return RedirectResponse("/desk/")
