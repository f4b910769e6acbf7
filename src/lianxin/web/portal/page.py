"""Renders the portal's pages: templates, headers and error pages."""

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import structlog
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from lianxin.city import Profile, current_profile
from lianxin.kernel.errors import DomainError, Forbidden, NotFound, TooLarge, TooMany, Unauthenticated
from lianxin.kernel.log import places
from lianxin.web.portal.visitor import Visitor, set_cookies, switch_by_link, visitor_of
from lianxin.web.portal.words import PortalTexts
from lianxin.web.problems import status_of
from lianxin.web.requests import address_of_client, site_of

log = structlog.get_logger("lianxin.web")

STATIC = Path(__file__).parents[1] / "static" / "portal"


@cache
def static(name: str) -> str:
    """Returns the URL of a style, script or picture, with a digest of the file's content."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/portal/{name}?{mark}"


PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.globals["static"] = static
GUARD = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def allow_places(reply: Response, tiles_origin: str) -> Response:
    """Lets one page ask the browser for its location, and show map tiles of this origin (empty: none)."""
    images = f"img-src 'self' {tiles_origin} data:" if tiles_origin else "img-src 'self'"
    reply.headers["Content-Security-Policy"] = GUARD["Content-Security-Policy"].replace("img-src 'self'", images)
    reply.headers["Permissions-Policy"] = GUARD["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")
    return reply


def allow_microphone(reply: Response) -> Response:
    """Lets one page ask the browser for its microphone."""
    reply.headers["Permissions-Policy"] = GUARD["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
    return reply


PUBLIC = frozenset({"/", "/call", "/public", "/about/privacy", "/about/accessibility", "/about/feedback"})
_KEPT = ("told", "page")  # query parameters that are kept when the visitor switches language or type size


@dataclass
class Troubles:
    """The errors of a form by field; the summary at the top links to each. `page` has the errors of no single field."""

    t: PortalTexts
    fields: dict[str, str] = field(default_factory=dict[str, str])
    page: list[str] = field(default_factory=list[str])

    def __bool__(self) -> bool:
        return bool(self.fields or self.page)

    def add(self, name: str, key: str, **facts: object) -> None:
        """Adds the error of a field; only a field's first error is kept."""
        self.fields.setdefault(name, self.t(f"trouble.{key}", **facts))

    def over(self, key: str, **facts: object) -> None:
        """Adds an error of the whole form."""
        self.page.append(self.t(f"trouble.{key}", **facts))


async def city_of(request: Request) -> Profile:
    """Returns the city's profile."""
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        return await current_profile(work)


async def render(
    request: Request, template: str, *, visitor: Visitor | None = None, status: int = 200, **facts: Any
) -> Response:
    """Renders a page for this visitor, and sets their cookies."""
    return page(request, template, await city_of(request), visitor or visitor_of(request), status, **facts)


def page(
    request: Request, template: str, profile: Profile | None, seen: Visitor, status: int, /, **facts: Any
) -> Response:
    """Renders a page like `render`, for a profile that is already read, or for None."""
    t = PortalTexts(seen.locale)
    asked = {name: request.query_params[name] for name in _KEPT if name in request.query_params}
    shown = {
        "t": t,
        "visitor": seen,
        "profile": profile,
        "city_name": (profile.name_en if seen.locale == "en" else profile.name) if profile else "",
        "keep": f"{urlencode(asked)}&" if asked else "",
        "troubles": Troubles(t),
        **facts,
    }
    body = PAGES.get_template(template).render(shown)
    return set_cookies(HTMLResponse(body, status, headers={"Content-Language": seen.locale}), request, seen)


class PortalRoute(APIRoute):
    """A route that always answers with a page and the security headers, also for refusals and crashes."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Returns a handler that first follows links that switch the language, then renders the page."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            request.app.state.one_address.seen(address_of_client(request))
            try:
                reply = switch_by_link(request) or await handle(request)
            except Exception as error:  # noqa: BLE001 - people get a page after every error
                reply = await sorry(request, error)
            finally:
                await request.close()  # deletes the temporary files of uploads
            return guard(request, reply)

        return guarded


def guard(request: Request, reply: Response) -> Response:
    """Adds the headers that every page of the portal has."""
    for name, value in GUARD.items():
        reply.headers.setdefault(name, value)
    if request.url.path not in PUBLIC:
        reply.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return reply


SORRY: dict[type[Exception], str] = {
    NotFound: "missing",
    Forbidden: "forbidden",
    Unauthenticated: "forbidden",
    TooMany: "many",
    TooLarge: "large",
    psycopg.OperationalError: "busy",
}
SORRY_STATUS = {401: "forbidden", 403: "forbidden", 404: "missing", 405: "missing", 413: "large", 503: "busy"}
BUSY, BROKEN = 503, 500


async def sorry(request: Request, error: Exception) -> Response:
    """Renders an error page: what happened, what was kept, what to do next. Logs a crash."""
    what, status = fault_of(error)
    if status == BROKEN:
        name = type(error).__qualname__
        log.error("crash", request_id=request.state.request_id, error=name, where=places(error))
    try:
        profile = await city_of(request)
    except psycopg.OperationalError:
        profile = None
    seconds = int(error.facts.get("retry_after", 60)) if isinstance(error, DomainError) else 60
    if what == "many" and isinstance(error, DomainError):
        what = f"many_{error.facts.get('what', 'codes')}"
    facts = {"what": what, "minutes": max(1, -(-seconds // 60))}
    reply = page(request, "sorry.html", profile, visitor_of(request), status, **facts)
    if status in {429, 503}:
        reply.headers["Retry-After"] = str(seconds)
    return reply


def fault_of(error: Exception) -> tuple[str, int]:
    """Returns the error page's key and status code."""
    what = next((SORRY[kind] for kind in type(error).__mro__ if kind in SORRY), "broken")
    if isinstance(error, HTTPException):
        return SORRY_STATUS.get(error.status_code, "broken"), error.status_code
    if isinstance(error, DomainError):
        return what, status_of(error)
    return what, BUSY if what == "busy" else BROKEN
