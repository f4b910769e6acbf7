"""What all routes share: the viewer, one transaction, idempotent POSTs, the version in If-Match."""

import hashlib
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar, LiteralString

import orjson
from fastapi import Request, Response
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from lianxin.kernel.database import Database
from lianxin.kernel.errors import Conflict, Invalid, PreconditionMissing, Unauthenticated
from lianxin.kernel.events import Effort
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.site import Site
from lianxin.kernel.work import UnitOfWork
from lianxin.looks import Look, keep_look
from lianxin.people import Viewer, viewer

COOKIE = "lianxin_session"
_TRIES = 4
KEY_LIMIT = 200
MOST_DIGITS = 18  # longest number accepted in a header
ANSWER = "answer"
_EFFORT = re.compile(r"seconds=(\d{1,9});presses=(\d{1,9})", re.ASCII)
MOST_EFFORT = Effort(seconds=14_400, presses=10_000)  # upper bounds: a page left open all night is not work
REMEMBERED_DAYS = 3
NO_STORE = {"Cache-Control": "no-store"}

_Act = Callable[[UnitOfWork, Viewer], Awaitable[object]]

CLAIM_REQUEST: LiteralString = (
    "INSERT INTO requests (city_id, actor, key, fingerprint, at)"
    " VALUES (%(city)s, %(actor)s, %(key)s, %(same)s, %(now)s) ON CONFLICT DO NOTHING"
)
_STORED_ANSWER: LiteralString = (
    "SELECT fingerprint, status, answer FROM requests WHERE city_id = %(city)s AND actor = %(actor)s AND key = %(key)s"
)
_STORE_ANSWER: LiteralString = (
    "UPDATE requests SET status = %(status)s, answer = %(body)s"
    " WHERE city_id = %(city)s AND actor = %(actor)s AND key = %(key)s"
)


class NotSignedIn(Unauthenticated):
    """The request has no session, or its session has ended."""

    code: ClassVar[str] = "web.not_signed_in"


class OtherViewer(Conflict):
    """Another person signed in at this browser after the page was opened; nothing is done under the wrong name."""

    code: ClassVar[str] = "web.other_viewer"


class KeyMissing(Invalid):
    """A POST has no Idempotency-Key, or one that is too long."""

    code: ClassVar[str] = "web.key_missing"


class KeyReused(Conflict):
    """The same key was used for a different request."""

    code: ClassVar[str] = "web.key_reused"


class VersionMissing(PreconditionMissing):
    """A command has no If-Match header."""

    code: ClassVar[str] = "web.version_missing"


class BadVersion(Invalid):
    """If-Match is not a version."""

    code: ClassVar[str] = "web.bad_version"


@dataclass(frozen=True)
class KeptAnswer:
    """A row of `requests`: the fingerprint of the request, and its sealed answer."""

    fingerprint: str
    status: int
    answer: bytes


def site_of(request: Request) -> Site:
    """Returns the site from the application's state."""
    return request.app.state.site


def address_of_client(request: Request) -> str:
    """Returns the client's address, which the server takes from a trusted proxy's X-Forwarded-For."""
    return request.client.host if request.client else ""


def token_of(request: Request) -> str:
    """Returns the session's token, from the bearer header (programs) or the cookie (people); empty if neither."""
    bearer = request.headers.get("authorization", "")
    return bearer[7:] if bearer.startswith("Bearer ") else request.cookies.get(COOKIE, "")


async def signed_in(work: UnitOfWork, request: Request) -> Viewer:
    """Returns the viewer of this request; raises NotSignedIn, or OtherViewer if X-Viewer names another person."""
    token = token_of(request)
    found = await viewer(work, token) if token else None
    if found is None:
        raise NotSignedIn
    meant = request.headers.get("x-viewer")
    if meant and meant != str(found.staff_id):
        raise OtherViewer
    work.actor = found.actor.ref
    return found


@asynccontextmanager
async def reading(request: Request) -> AsyncGenerator[tuple[UnitOfWork, Viewer]]:
    """Yields a read transaction and its viewer; raises what `signed_in` raises."""
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        yield work, await signed_in(work, request)


def answer(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Returns dataclasses or plain values as a JSON response; not cached unless `headers` say otherwise."""
    content = orjson.dumps(value, default=plain)
    return Response(content, status, NO_STORE if headers is None else headers, media_type="application/json")


def plain(value: object) -> list[object]:
    """Converts sets to lists for orjson; raises TypeError for anything else."""
    if isinstance(value, frozenset | set):
        return list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    raise TypeError(f"not JSON: {type(value)}")  # pyright: ignore[reportUnknownArgumentType]


async def kept_look(request: Request, viewer: Viewer, look: Look | None) -> None:
    """Records a look that `looks.unrecorded` returned, after the read transaction has ended."""
    site = site_of(request)
    await keep_look(site.database, site.city_id, viewer.actor, look)


async def once(
    request: Request, act: _Act, status: int = 200, *, said: bytes | None = None, keep: bool = True
) -> Response:
    """Carries out a POST once: a repeated request with the same Idempotency-Key returns the first answer.

    The key is inserted in the command's own transaction, so a client may retry after a lost connection, nothing
    happens twice, and a refused request leaves no trace. `said` replaces the body where that was already read (a
    file). Without `keep` the answer is too private to store: a retry runs the command again and is recorded again.
    Deadlocks, lock timeouts and serialization failures are tried up to _TRIES times. Raises what `attempt` raises.
    """
    for last in range(_TRIES):
        try:
            return await attempt(request, act, status, said, keep=keep)
        except (DeadlockDetected, LockNotAvailable, SerializationFailure):
            if last == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


async def attempt(request: Request, act: _Act, status: int, said: bytes | None, *, keep: bool) -> Response:
    """Runs one transaction: claims the key, acts and stores the answer, or returns the stored answer.

    Raises NotSignedIn, OtherViewer, KeyMissing, KeyReused and what `act` raises.
    """
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        seen = await signed_in(work, request)
        work.effort = effort_of(request)
        claim = {"actor": seen.actor.ref, "key": key_of(request)}
        if not keep:
            return answer(await act(work, seen), status)
        same = work.vault.index(await _fingerprint(request, said))
        if not await work.run(CLAIM_REQUEST, **claim, same=same):
            return await _kept(work, claim, same)
        reply = answer(await act(work, seen), status)
        await work.run(_STORE_ANSWER, **claim, status=status, body=work.vault.seal({ANSWER: _text_of(reply)}).packed())
        return reply


async def _kept(work: UnitOfWork, claim: dict[str, str], same: str) -> Response:
    """Returns the first answer byte for byte; raises KeyReused if the first request was different."""
    [first] = await work.rows(KeptAnswer, _STORED_ANSWER, **claim)
    if first.fingerprint != same:
        raise KeyReused(key=claim["key"])
    text = work.vault.open(Sealed.unpacked(bytes(first.answer)))[ANSWER]
    return Response(text, first.status, {**NO_STORE, "Idempotent-Replay": "true"}, media_type="application/json")


def _text_of(reply: Response) -> str:
    """Returns the JSON text of a response."""
    return bytes(reply.body).decode()


def key_of(request: Request) -> str:
    """Returns the Idempotency-Key; raises KeyMissing."""
    key = request.headers.get("idempotency-key", "")
    if not 0 < len(key) <= KEY_LIMIT:
        raise KeyMissing(limit=KEY_LIMIT)
    return key


async def _fingerprint(request: Request, said: bytes | None) -> str:
    """Returns a digest that identifies a request: method, path, If-Match and body.

    Callers store it only as an HMAC under the city's key, because a short text can be guessed from a plain digest.
    """
    line = f"{request.method} {request.url.path} {request.headers.get('if-match', '')}\n".encode()
    return hashlib.sha256(line + (await request.body() if said is None else said)).hexdigest()


def wanted_version(request: Request) -> int | None:
    """Returns the version in If-Match (`"7"`), or None for `*`; raises VersionMissing, BadVersion."""
    said = request.headers.get("if-match")
    if said is None:
        raise VersionMissing
    if said == "*":
        return None
    digits = said.removeprefix("W/").strip('"')
    if not digits.isdecimal() or len(digits) > MOST_DIGITS:
        raise BadVersion(value=said[:40])
    return int(digits)


def effort_of(request: Request) -> Effort | None:
    """Returns the effort in X-Effort, at most MOST_EFFORT; None if malformed: a measure never stops a command."""
    found = _EFFORT.fullmatch(request.headers.get("x-effort", ""))
    if found is None:
        return None
    seconds, presses = map(int, found.groups())
    return Effort(min(seconds, MOST_EFFORT.seconds), min(presses, MOST_EFFORT.presses))


async def forget_requests(database: Database, city_id: str) -> int:
    """Deletes answers of POSTs older than REMEMBERED_DAYS; returns how many."""
    async with database.begin(city_id) as work:
        return await work.run(
            "DELETE FROM requests WHERE city_id = %(city)s AND at < %(now)s - make_interval(days => %(days)s)",
            days=REMEMBERED_DAYS,
        )
