"""Signing in and out, and in a demo city as anybody by one click."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response

from lianxin.city import Profile, current_profile
from lianxin.kernel.errors import NotFound
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Viewer, demo_staff, keep_preference, preferences_of, sign_in, sign_in_as, sign_out
from lianxin.web.requests import COOKIE, NotSignedIn, answer, reading, signed_in, site_of, token_of
from lianxin.web.shapes import people as shapes

router = APIRouter(prefix="/api", tags=["session"])
demo_router = APIRouter(prefix="/api/demo", tags=["demo"])

_WEEK = 7 * 24 * 3600
LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient"})


@dataclass(frozen=True)
class Credentials:
    """`new_password` takes the place of the right one; a one-time password asks for it."""

    login: str
    password: str
    new_password: str | None = None


@dataclass(frozen=True)
class Login:
    login: str


class NotFromHere(NotFound):
    """The demo's doors open on this machine only."""

    code: ClassVar[str] = "web.http_404"


async def session_of(work: UnitOfWork, viewer: Viewer) -> shapes.Session:
    """Who is signed in, as pages show it."""
    profile = await current_profile(work)
    return shapes.Session(
        shapes.Viewer(
            staff_id=viewer.staff_id,
            name=viewer.name,
            login=viewer.login,
            roles=list(viewer.roles),
            unit=unit_named(profile, viewer.unit),
            city=shapes.CityName(profile.code, profile.name, profile.name_en),
            locale=viewer.locale,
            desks=list(viewer.desks),
            demo=viewer.demo,
        )
    )


def unit_named(profile: Profile, unit: str | None) -> shapes.Named | None:
    """A unit with its name."""
    return shapes.Named(unit, profile.unit_name(unit)) if unit else None


def with_session(reply: Response, request: Request, token: str) -> Response:
    """Sets the session's cookie: not readable by scripts, not sent from other sites."""
    secure = request.url.scheme == "https"
    reply.set_cookie(COOKIE, token, max_age=_WEEK, httponly=True, samesite="strict", secure=secure, path="/")
    return reply


@router.post("/session", response_model=shapes.Session)
async def post_session(request: Request, body: Credentials) -> Response:
    """Signs in by login and password. Throttled by login; a wrong password and an unknown login look the same."""
    site = site_of(request)
    signed = await sign_in(site.database, site.city_id, body.login, body.password, body.new_password)
    async with site.database.read(site.city_id) as work:
        return with_session(answer(await session_of(work, signed.viewer)), request, signed.token)


@router.get("/session", response_model=shapes.Session)
async def get_session(request: Request) -> Response:
    """The viewer."""
    async with reading(request) as (work, viewer):
        return answer(await session_of(work, viewer))


@router.delete("/session", status_code=204)
async def delete_session(request: Request) -> Response:
    """Signs out."""
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        with suppress(NotSignedIn):
            await signed_in(work, request)  # a page opened for somebody else does not end this one's session
        await sign_out(work, token_of(request))
    reply = Response(status_code=204)
    reply.delete_cookie(COOKIE, path="/")
    return reply


@router.get("/session/preferences", response_model=shapes.Preferences)
async def get_preferences(request: Request) -> Response:
    """What the viewer has set up: saved filters and the like, by name."""
    async with reading(request) as (work, viewer):
        return answer(shapes.Preferences(await preferences_of(work, viewer.staff_id)))


@dataclass(frozen=True)
class Preference:
    """One thing set up, as the page understands it."""

    value: dict[str, Any]


@router.put("/session/preferences/{name}", status_code=204)
async def put_preference(request: Request, name: str, body: Preference) -> Response:
    """Sets one, in place of what it was."""
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        viewer = await signed_in(work, request)
        await keep_preference(work, viewer.staff_id, name, body.value)
    return Response(status_code=204)


def check_loopback(request: Request) -> None:
    """Demo doors open on loopback only."""
    if request.client is None or request.client.host not in LOOPBACK:
        raise NotFromHere


@demo_router.get("/people", response_model=shapes.DemoPeople)
async def get_people(request: Request) -> Response:
    """Whom one can be in this demo."""
    check_loopback(request)
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        profile = await current_profile(work)
        people = await demo_staff(work)
    items = [shapes.DemoPerson(p.login, p.name, list(p.roles), unit_named(profile, p.unit)) for p in people]
    return answer(shapes.DemoPeople(items))


@demo_router.post("/sign-in", response_model=shapes.Session)
async def post_demo_sign_in(request: Request, body: Login) -> Response:
    """Signs in as one of them, without a password."""
    check_loopback(request)
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        signed = await sign_in_as(work, body.login)
        return with_session(answer(await session_of(work, signed.viewer)), request, signed.token)
