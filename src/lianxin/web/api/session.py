"""Routes for signing in and out and for the viewer's settings; in a demo city also for signing in by one click."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response

from lianxin.city import Profile, current_profile
from lianxin.kernel.errors import NotFound
from lianxin.kernel.json_values import JsonValue
from lianxin.kernel.work import UnitOfWork
from lianxin.people import (
    Browser,
    Credentials,
    Viewer,
    demo_staff,
    keep_preference,
    preferences_of,
    sign_in,
    sign_in_as,
    sign_out,
)
from lianxin.web.requests import COOKIE, NotSignedIn, address_of_client, answer, reading, signed_in, site_of, token_of
from lianxin.web.shapes import people as shapes

router = APIRouter(prefix="/api", tags=["session"])
demo_router = APIRouter(prefix="/api/demo", tags=["demo"])

_WEEK = 7 * 24 * 3600
DEVICE = "lianxin_device"
DEVICE_LASTS = 180 * 24 * 3600  # seconds
LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient"})


@dataclass(frozen=True)
class Login:
    """The login of one of the demo city's staff."""

    login: str


class NotFromHere(NotFound):
    """A demo route was called from another machine."""

    code: ClassVar[str] = "web.http_404"


async def session_of(work: UnitOfWork, viewer: Viewer) -> shapes.Session:
    """Returns the viewer's session for pages."""
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
    """Returns the unit's code with its name, None without a unit."""
    return shapes.Named(unit, profile.unit_name(unit)) if unit else None


def with_session(reply: Response, request: Request, token: str) -> Response:
    """Sets the session's cookie, which scripts cannot read and other sites cannot send."""
    secure = request.url.scheme == "https"
    reply.set_cookie(COOKIE, token, max_age=_WEEK, httponly=True, samesite="strict", secure=secure, path="/")
    return reply


def with_device(reply: Response, request: Request, device: str) -> Response:
    """Sets the cookie of a known device. It is sent to this route only, and signs nobody in."""
    secure = request.url.scheme == "https"
    reply.set_cookie(
        DEVICE, device, max_age=DEVICE_LASTS, httponly=True, samesite="strict", secure=secure, path="/api/session"
    )
    return reply


@router.post("/session", response_model=shapes.Session)
async def post_session(request: Request, body: Credentials) -> Response:
    """Signs in with login and password, and sets the session's cookie.

    Failures are limited for each login and network; a browser that signed in before has a limit of its own. A wrong
    password and an unknown login get the same refusal. A one-time password is refused without a `new_password`, and a
    weak new password is refused.
    """
    site = site_of(request)
    browser = Browser(address_of_client(request), request.cookies.get(DEVICE, ""))
    signed = await sign_in(site.database, site.city_id, body, browser)
    async with site.database.read(site.city_id) as work:
        reply = with_session(answer(await session_of(work, signed.viewer)), request, signed.token)
    return with_device(reply, request, signed.device)


@router.get("/session", response_model=shapes.Session)
async def get_session(request: Request) -> Response:
    """Returns the viewer. It is refused without a session."""
    async with reading(request) as (work, viewer):
        return answer(await session_of(work, viewer))


@router.delete("/session", status_code=204)
async def delete_session(request: Request) -> Response:
    """Ends the session and removes its cookie."""
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        with suppress(NotSignedIn):
            await signed_in(work, request)  # raises OtherViewer: an old page must not end this session
        await sign_out(work, token_of(request))
    reply = Response(status_code=204)
    reply.delete_cookie(COOKIE, path="/")
    return reply


@router.get("/session/preferences", response_model=shapes.Preferences)
async def get_preferences(request: Request) -> Response:
    """Returns the viewer's settings by name, for example saved filters."""
    async with reading(request) as (work, viewer):
        return answer(shapes.Preferences(await preferences_of(work, viewer.staff_id)))


@dataclass(frozen=True)
class Preference:
    """The value of one setting; only the page interprets it."""

    value: Mapping[str, JsonValue]


@router.put("/session/preferences/{name}", status_code=204)
async def put_preference(request: Request, name: str, body: Preference) -> Response:
    """Replaces one of the viewer's settings. It is refused for an unknown name or a value that is too large."""
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        viewer = await signed_in(work, request)
        await keep_preference(work, viewer.staff_id, name, body.value)
    return Response(status_code=204)


def check_loopback(request: Request) -> None:
    """Raises NotFromHere unless the client is on the loopback address."""
    if request.client is None or request.client.host not in LOOPBACK:
        raise NotFromHere


@demo_router.get("/people", response_model=shapes.DemoPeople)
async def get_people(request: Request) -> Response:
    """Returns the staff of this demo city, as any of whom anyone may sign in. Only on the loopback address."""
    check_loopback(request)
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        profile = await current_profile(work)
        people = await demo_staff(work)
    items = [shapes.DemoPerson(p.login, p.name, list(p.roles), unit_named(profile, p.unit)) for p in people]
    return answer(shapes.DemoPeople(items))


@demo_router.post("/sign-in", response_model=shapes.Session)
async def post_demo_sign_in(request: Request, body: Login) -> Response:
    """Signs in as one of the demo city's staff, without a password. Only on the loopback address."""
    check_loopback(request)
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        signed = await sign_in_as(work, body.login)
        return with_session(answer(await session_of(work, signed.viewer)), request, signed.token)
