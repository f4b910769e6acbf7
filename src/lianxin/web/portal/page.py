"""Turning facts into pages: templates, headers, and what a visitor reads when something cannot be done."""

import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lianxin.city import Profile, current_profile
from lianxin.kernel.errors import DomainError, NotFound, TooLarge, TooMany
from lianxin.web.portal.visitor import Visitor, remember, switch_by_link, visitor_of
from lianxin.web.portal.words import Words
from lianxin.web.problems import status_of
from lianxin.web.requests import site_of

STATIC = Path(__file__).parents[1] / "static" / "portal"


@cache
def static(name: str) -> str:
    """The address of a style, script or picture; it changes when the file does."""
    mark = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/portal/{name}?{mark}"


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals["static"] = static
GUARD = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PUBLIC = frozenset({"/"})


@dataclass
class Troubles:
    """What is wrong with a form, by field: the summary on top links to each. `page` holds what belongs to none."""

    t: Words
    fields: dict[str, str] = field(default_factory=dict[str, str])
    page: list[str] = field(default_factory=list[str])

    def __bool__(self) -> bool:
        return bool(self.fields or self.page)

    def add(self, name: str, key: str, **facts: object) -> None:
        """The first trouble of a field counts."""
        self.fields.setdefault(name, self.t(f"trouble.{key}", **facts))

    def over(self, key: str, **facts: object) -> None:
        """Trouble with the whole form."""
        self.page.append(self.t(f"trouble.{key}", **facts))


async def city_of(request: Request) -> Profile:
    """The city's profile."""
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        return await current_profile(work)


async def render(
    request: Request, template: str, *, visitor: Visitor | None = None, status: int = 200, **facts: Any
) -> Response:
    """A page for this visitor, with their cookies."""
    seen = visitor or visitor_of(request)
    t = Words(seen.locale)
    profile = await city_of(request)
    city_name = profile.name_en if seen.locale == "en" else profile.name
    shown = {"t": t, "visitor": seen, "profile": profile, "city_name": city_name, "troubles": Troubles(t), **facts}
    page = TEMPLATES.get_template(template).render(shown)
    return remember(HTMLResponse(page, status, headers={"Content-Language": seen.locale}), request, seen)


class PortalRoute(APIRoute):
    """A route whose every answer is a page: guarded by headers, refusals included."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Links that switch the language first, then the page itself."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                reply = switch_by_link(request) or await handle(request)
            except DomainError as error:
                reply = await sorry(request, error)
            finally:
                await request.close()  # uploads lie in temporary files
            return guard(request, reply)

        return guarded


def guard(request: Request, reply: Response) -> Response:
    """The headers every page of the portal has."""
    for name, value in GUARD.items():
        reply.headers.setdefault(name, value)
    if request.url.path not in PUBLIC:
        reply.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return reply


SORRY: dict[type[DomainError], str] = {NotFound: "missing", TooMany: "many", TooLarge: "large", DomainError: "broken"}


async def sorry(request: Request, error: DomainError) -> Response:
    """A refusal as a page: what happened, what was kept, what to do next."""
    what = next(SORRY[kind] for kind in type(error).__mro__ if kind in SORRY)
    seconds = int(error.facts.get("retry_after", 60))
    reply = await render(request, "sorry.html", status=status_of(error), what=what, minutes=max(1, -(-seconds // 60)))
    if what == "many":
        reply.headers["Retry-After"] = str(seconds)
    return reply
