"""The citizen's pages: tell the hotline something, follow it, judge it. They work without scripts, on an old phone."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from lianxin.kernel.errors import NotFound
from lianxin.web.portal import follow, own_case, submit
from lianxin.web.portal.page import STATIC, guard, sorry

Handler = Callable[[Request, Exception], Awaitable[Response]]

MACHINES = ("/api", "/desk", "/static", "/healthz", "/readyz", "/metrics")

router = APIRouter(include_in_schema=False)
for _part in (follow.router, submit.router, own_case.router):
    router.include_router(_part)


def mount(app: FastAPI, static: Path = STATIC) -> None:
    """Adds the pages, their styles, and a page for addresses that do not exist."""
    app.include_router(router)
    app.mount("/static/portal", StaticFiles(directory=static), name="portal-static")
    before = cast("Handler", app.exception_handlers.get(HTTPException))

    async def on_http_error(request: Request, error: Exception) -> Response:
        """People get a page, programs what they got before."""
        missing = isinstance(error, HTTPException) and error.status_code == NOT_FOUND
        if missing and request.method == "GET" and not request.url.path.startswith(MACHINES):
            return guard(request, await sorry(request, NotFound()))
        return await before(request, error)

    app.add_exception_handler(HTTPException, on_http_error)


NOT_FOUND = 404
