"""The citizen's pages: submit a request, follow it, rate it. They work without scripts and on an old phone."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException

from lianxin.web.assets import Assets
from lianxin.web.portal import about, call, follow, mine, named_places, own_case, public, receipt, submit
from lianxin.web.portal.addresses import OneAddress
from lianxin.web.portal.page import STATIC, guard, sorry

Handler = Callable[[Request, Exception], Awaitable[Response]]

MACHINES = ("/api", "/desk", "/static", "/healthz", "/readyz", "/metrics")

router = APIRouter(include_in_schema=False)
for _part in (
    call.router,
    follow.router,
    mine.router,
    named_places.router,
    receipt.router,
    submit.router,
    own_case.router,
    public.router,
    about.router,
):
    router.include_router(_part)


def mount(app: FastAPI, static: Path = STATIC) -> None:
    """Adds the pages, their static files, and an error page for unknown addresses."""
    app.state.one_address = OneAddress()
    app.include_router(router)
    app.mount("/static/portal", Assets(static, "query"), name="portal-static")
    before = cast("Handler", app.exception_handlers.get(HTTPException))

    async def on_http_error(request: Request, error: Exception) -> Response:
        """Answers people with a page, programs (paths in MACHINES) with the previous handler."""
        if request.url.path.startswith(MACHINES):
            return await before(request, error)
        return guard(request, await sorry(request, error))

    app.add_exception_handler(HTTPException, on_http_error)
