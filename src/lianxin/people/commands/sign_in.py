"""Signing in and out. Sessions and throttling use the wall clock, because a demo city's clock may run fast."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from lianxin.kernel.cities import is_demo
from lianxin.kernel.database import Database
from lianxin.kernel.errors import Forbidden, NotFound, TooMany, Unauthenticated
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import StaffId
from lianxin.kernel.work import UnitOfWork
from lianxin.people.commands.staff import STAFF_AUDIENCE, end_sessions, staff_member, tidy_login
from lianxin.people.events import StaffChanged
from lianxin.people.passwords import hashed, matches
from lianxin.people.queries import token_hash, viewer
from lianxin.people.rows import Viewer, ref_of

FAILURES = 10
_WINDOW = 15 * 60  # seconds
SESSION = 14 * 3600  # seconds: a shift of twelve hours and the handover

COUNT_ATTEMPT = """
INSERT INTO sign_in_failures AS f (city_id, login_hash, since, failures) VALUES (%(city)s, %(login)s, %(real)s, 1)
ON CONFLICT (city_id, login_hash) DO UPDATE SET
  since = CASE WHEN f.since <= %(real)s - make_interval(secs => %(window)s) THEN %(real)s ELSE f.since END,
  failures = CASE WHEN f.since <= %(real)s - make_interval(secs => %(window)s) THEN 1 ELSE f.failures + 1 END
RETURNING failures, ceil(extract(epoch FROM since - %(real)s) + %(window)s)::int AS retry_after
"""


@dataclass(frozen=True)
class _Attempts:
    """The row that COUNT_ATTEMPT returns; `retry_after` in seconds."""

    failures: int
    retry_after: int


@dataclass(frozen=True)
class _Login:
    """The stored data that a sign-in is checked against."""

    id: StaffId
    password_hash: str
    one_time: bool


class WrongCredentials(Unauthenticated):
    """The login or the password is wrong; the error does not say which."""

    code = "people.wrong_credentials"


class TooManyAttempts(TooMany):
    """There were too many attempts with this login; `retry_after` is the wait in seconds."""

    code = "people.too_many_attempts"


class NewPasswordNeeded(Forbidden):
    """The one-time password is right, but the same request must replace it by a new password."""

    code = "people.new_password_needed"


class NotADemo(Forbidden):
    """Signing in without a password is possible in demo cities only."""

    code = "people.not_a_demo"


@dataclass(frozen=True)
class SignedIn:
    """A new session. The token goes into a cookie and nowhere else."""

    token: str
    viewer: Viewer


async def sign_in(
    database: Database, city_id: str, login: str, password: str, new_password: str | None = None
) -> SignedIn:
    """Opens a session; raises WrongCredentials, TooManyAttempts, and for a one-time password NewPasswordNeeded.

    `new_password` replaces the password, also one that is not one-time; raises WeakPassword.

    Takes the database, not a work: a failed attempt must be counted although it ends in an error, and no connection is
    held while the password is hashed. An attempt is counted before it is checked, so parallel guessing gains nothing.
    """
    async with database.begin(city_id) as work:
        await count_attempt(work, login)
        found = await work.row(
            _Login,
            "SELECT id, password_hash, one_time FROM staff WHERE city_id = %(city)s AND login = %(login)s AND active",
            login=tidy_login(login),
        )
    if not await matches(found.password_hash if found else "", password) or found is None:
        raise WrongCredentials
    staff_id = found.id
    if found.one_time and new_password in (None, password):
        raise NewPasswordNeeded
    chosen = await hashed(new_password) if new_password else None
    async with database.begin(city_id, actor=ref_of(staff_id)) as work:
        await forget_attempts(work, login)
        if chosen:
            await change_password(work, staff_id, found.password_hash, chosen)
        return await open_session(work, staff_id)


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


async def count_attempt(work: UnitOfWork, login: str, most: int = FAILURES) -> None:
    """Counts an attempt; raises TooManyAttempts if there are more than `most` in _WINDOW seconds.

    Attempts without a login have a key that contains a blank, such as `code <case number>`: no login contains one.
    """
    [counted] = await work.rows(_Attempts, COUNT_ATTEMPT, login=login_hash(login), window=_WINDOW)
    if counted.failures > most:
        raise TooManyAttempts(retry_after=counted.retry_after)


async def forget_attempts(work: UnitOfWork, login: str) -> None:
    """Deletes the failures of a login after a successful sign-in, and all failures older than _WINDOW."""
    await work.run(
        "DELETE FROM sign_in_failures WHERE city_id = %(city)s"
        " AND (login_hash = %(login)s OR since <= %(real)s - make_interval(secs => %(window)s))",
        login=login_hash(login),
        window=_WINDOW,
    )


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


def login_hash(login: str) -> bytes:
    """Returns the SHA-256 of a login in its stored form."""
    return hashlib.sha256(tidy_login(login).encode()).digest()
