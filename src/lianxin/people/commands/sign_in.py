"""Signing in and out. Session and throttle times are real time, PostgreSQL's own: a demo city's clock runs fast."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from lianxin.kernel.database import Database
from lianxin.kernel.errors import Forbidden, NotFound, TooMany, Unauthenticated
from lianxin.kernel.work import UnitOfWork
from lianxin.people.commands.staff import tidy_login
from lianxin.people.passwords import matches
from lianxin.people.queries import token_hash, viewer
from lianxin.people.rows import Viewer

FAILURES = 10
WINDOW = 15 * 60  # seconds
SESSION = 14 * 3600  # seconds: a shift of twelve hours, and handing over

COUNT_ATTEMPT = """
INSERT INTO sign_in_failures AS f (city_id, login_hash, since, failures) VALUES (%(city)s, %(login)s, now(), 1)
ON CONFLICT (city_id, login_hash) DO UPDATE SET
  since = CASE WHEN f.since <= now() - make_interval(secs => %(window)s) THEN now() ELSE f.since END,
  failures = CASE WHEN f.since <= now() - make_interval(secs => %(window)s) THEN 1 ELSE f.failures + 1 END
RETURNING failures, ceil(extract(epoch FROM since - now()) + %(window)s)::int
"""


class WrongCredentials(Unauthenticated):
    """Login or password is wrong; which of them is not said."""

    code = "people.wrong_credentials"


class TooManyAttempts(TooMany):
    """This login was tried too often; `retry_after` says in how many seconds it may be tried again."""

    code = "people.too_many_attempts"


class NotADemo(Forbidden):
    """Signing in without a password exists in demo cities only."""

    code = "people.not_a_demo"


@dataclass(frozen=True)
class SignedIn:
    """The token belongs in a cookie and nowhere else; the viewer is whose it is."""

    token: str
    viewer: Viewer


async def sign_in(database: Database, city_id: str, login: str, password: str) -> SignedIn:
    """Opens a session; raises WrongCredentials or TooManyAttempts.

    Takes the database, because a failure must be counted although it ends in an error, and because no connection waits
    while the password is hashed. An attempt counts before it is checked, so guessing in parallel gains nothing.
    """
    async with database.begin(city_id) as work:
        await count_attempt(work, login)
        found = await work.tuples(
            "SELECT id, password_hash FROM staff WHERE city_id = %(city)s AND login = %(login)s AND active",
            login=tidy_login(login),
        )
    staff_id, password_hash = found[0] if found else (None, "")
    if not await matches(password_hash, password) or staff_id is None:
        raise WrongCredentials
    async with database.begin(city_id) as work:
        await forget_attempts(work, login)
        return await open_session(work, staff_id)


async def sign_in_as(work: UnitOfWork, login: str) -> SignedIn:
    """Opens a session without a password, in a demo city only."""
    if not await work.value("SELECT demo FROM cities WHERE city_id = %(city)s"):
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
    """Counts one more; raises TooManyAttempts beyond `most` in a WINDOW.

    What is not a login has a key with a blank in it, such as `code <case number>`: no login has one.
    """
    [(failures, retry_after)] = await work.tuples(COUNT_ATTEMPT, login=login_hash(login), window=WINDOW)
    if failures > most:
        raise TooManyAttempts(retry_after=retry_after)


async def forget_attempts(work: UnitOfWork, login: str) -> None:
    """After a right one: forgets the wrong ones, and everybody's whose window is over."""
    await work.run(
        "DELETE FROM sign_in_failures WHERE city_id = %(city)s"
        " AND (login_hash = %(login)s OR since <= now() - make_interval(secs => %(window)s))",
        login=login_hash(login),
        window=WINDOW,
    )


async def open_session(work: UnitOfWork, staff_id: UUID) -> SignedIn:
    """A fresh token for an active member of staff; sweeps sessions that are over."""
    token = secrets.token_urlsafe(32)
    await work.run("DELETE FROM sessions WHERE city_id = %(city)s AND expires_at <= now()")
    await work.run(
        "INSERT INTO sessions (city_id, token_hash, staff_id, created_at, expires_at)"
        " VALUES (%(city)s, %(hash)s, %(id)s, now(), now() + make_interval(secs => %(session)s))",
        hash=token_hash(token),
        id=staff_id,
        session=SESSION,
    )
    seen = await viewer(work, token)
    if seen is None:
        raise WrongCredentials
    return SignedIn(token, seen)


def login_hash(login: str) -> bytes:
    """SHA-256 of a login as it is looked up."""
    return hashlib.sha256(tidy_login(login).encode()).digest()
