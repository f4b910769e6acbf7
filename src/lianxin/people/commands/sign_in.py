"""Signing in and out. Sessions and throttling use the wall clock, because a demo city's clock may run fast."""

import secrets
from dataclasses import dataclass, replace
from uuid import UUID

from lianxin.kernel.cities import is_demo
from lianxin.kernel.database import Database
from lianxin.kernel.errors import Forbidden, NotFound, Unauthenticated
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import StaffId
from lianxin.kernel.work import UnitOfWork
from lianxin.people.commands.attempts import count_attempts, take_back
from lianxin.people.commands.devices import device_of, device_with
from lianxin.people.commands.staff import STAFF_AUDIENCE, end_sessions, staff_member, tidy_login
from lianxin.people.events import StaffChanged
from lianxin.people.passwords import hashed, matches
from lianxin.people.queries import token_hash, viewer
from lianxin.people.rows import Viewer, ref_of
from lianxin.people.rules.guessing import Ceiling, network_of, sign_in_ceilings

SESSION = 14 * 3600  # seconds: a shift of twelve hours and the handover


@dataclass(frozen=True)
class _Login:
    """The stored data that a sign-in is checked against."""

    id: StaffId
    password_hash: str
    one_time: bool


class WrongCredentials(Unauthenticated):
    """The login or the password is wrong; the error does not say which."""

    code = "people.wrong_credentials"


class NewPasswordNeeded(Forbidden):
    """The one-time password is right, but the same request must replace it by a new password."""

    code = "people.new_password_needed"


class NotADemo(Forbidden):
    """Signing in without a password is possible in demo cities only."""

    code = "people.not_a_demo"


@dataclass(frozen=True)
class SignedIn:
    """A new session. The token goes into a cookie and nowhere else; `device` is the cookie of a known device."""

    token: str
    viewer: Viewer
    device: str = ""


@dataclass(frozen=True)
class Browser:
    """Where a sign-in comes from: the client's address, and the cookie of an earlier sign-in (`device_with`)."""

    address: str = ""
    device: str = ""


@dataclass(frozen=True)
class Credentials:
    """A login with its password. `new_password` replaces the password, also one that is not one-time."""

    login: str
    password: str
    new_password: str | None = None


async def sign_in(database: Database, city_id: str, given: Credentials, browser: Browser = Browser()) -> SignedIn:
    """Opens a session; raises WrongCredentials, TooManyAttempts, and for a one-time password NewPasswordNeeded.

    Raises WeakPassword for the new password.

    Takes the database, not a work: a failed attempt must be counted although it ends in an error, and no connection is
    held while the password is hashed. Only failures count (`sign_in_ceilings`).
    """
    ceilings = _ceilings_of(database, given, browser)
    async with database.begin(city_id) as work:
        await count_attempts(work, ceilings)
        found = await work.row(
            _Login,
            "SELECT id, password_hash, one_time FROM staff WHERE city_id = %(city)s AND login = %(login)s AND active",
            login=tidy_login(given.login),
        )
    if not await matches(found.password_hash if found else "", given.password) or found is None:
        raise WrongCredentials
    async with database.begin(city_id) as work:
        await take_back(work, ceilings)
    if found.one_time and given.new_password in (None, given.password):
        raise NewPasswordNeeded
    chosen = await hashed(given.new_password) if given.new_password else None
    async with database.begin(city_id, actor=ref_of(found.id)) as work:
        if chosen:
            await change_password(work, found.id, found.password_hash, chosen)
        signed = await open_session(work, found.id)
    return replace(signed, device=device_with(database.vault, browser.device, given.login))


def _ceilings_of(database: Database, given: Credentials, browser: Browser) -> tuple[Ceiling, ...]:
    """Returns the ceilings of this sign-in."""
    device = device_of(database.vault, browser.device, given.login) if browser.device else ""
    return sign_in_ceilings(tidy_login(given.login), network_of(browser.address), device)


async def change_password(work: UnitOfWork, staff_id: StaffId, before: str, after: str) -> None:
    """Stores the hash of the new password and ends every session.

    Raises WrongCredentials if the password was changed meanwhile.
    """
    person = await staff_member(work, staff_id)
    changed = await work.run(
        "UPDATE staff SET password_hash = %(after)s, one_time = false"
        " WHERE city_id = %(city)s AND id = %(id)s AND password_hash = %(before)s AND active",
        id=staff_id,
        before=before,
        after=after,
    )
    if not changed:
        raise WrongCredentials
    await end_sessions(work, staff_id)
    work.record(
        StaffChanged(staff_id, ["password"], [*map(str, person.roles)], person.unit),
        about=SubjectRef("staff", str(staff_id)),
        audience=STAFF_AUDIENCE,
    )


async def sign_in_as(work: UnitOfWork, login: str) -> SignedIn:
    """Opens a session without a password, in a demo city only; raises NotADemo, NotFound."""
    if not await is_demo(work):
        raise NotADemo
    staff_id = await work.value(
        "SELECT id FROM staff WHERE city_id = %(city)s AND login = %(login)s AND active", login=tidy_login(login)
    )
    if staff_id is None:
        raise NotFound(login=login)
    return await open_session(work, staff_id)


async def sign_out(work: UnitOfWork, token: str) -> None:
    """Ends the session, if there is one."""
    await work.run("DELETE FROM sessions WHERE city_id = %(city)s AND token_hash = %(hash)s", hash=token_hash(token))


async def open_session(work: UnitOfWork, staff_id: UUID) -> SignedIn:
    """Creates a session of an active member of staff, and deletes expired sessions."""
    token = secrets.token_urlsafe(32)
    await work.run("DELETE FROM sessions WHERE city_id = %(city)s AND expires_at <= %(real)s")
    await work.run(
        "INSERT INTO sessions (city_id, token_hash, staff_id, created_at, expires_at)"
        " VALUES (%(city)s, %(hash)s, %(id)s, %(real)s, %(real)s + make_interval(secs => %(session)s))",
        hash=token_hash(token),
        id=staff_id,
        session=SESSION,
    )
    seen = await viewer(work, token)
    if seen is None:
        raise WrongCredentials
    return SignedIn(token, seen)
