"""What every route shares: the viewer, one transaction, one answer however often a POST is sent, the version meant."""

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
from lianxin.people import Viewer, viewer

COOKIE = "lianxin_session"
_TRIES = 4
KEY_LIMIT = 200
MOST_DIGITS = 18  # digits of any number in a header
ANSWER = "answer"
_EFFORT = re.compile(r"seconds=(\d{1,9});presses=(\d{1,9})", re.ASCII)
MOST_EFFORT = Effort(seconds=14_400, presses=10_000)  # a page left open all night is no work
REMEMBERED_DAYS = 3
NO_STORE = {"Cache-Control": "no-store"}

_Act = Callable[[UnitOfWork, Viewer], Awaitable[object]]

CLAIM: LiteralString = (
    "INSERT INTO requests (city_id, actor, key, fingerprint, at)"
    " VALUES (%(city)s, %(actor)s, %(key)s, %(same)s, %(now)s) ON CONFLICT DO NOTHING"
)
_KEPT: LiteralString = (
    "SELECT fingerprint, status, answer FROM requests WHERE city_id = %(city)s AND actor = %(actor)s AND key = %(key)s"
)
_KEEP: LiteralString = (
    "UPDATE requests SET status = %(status)s, answer = %(body)s"
    " WHERE city_id = %(city)s AND actor = %(actor)s AND key = %(key)s"
)


class NotSignedIn(Unauthenticated):
    """No session, or it has ended."""

    code: ClassVar[str] = "web.not_signed_in"


class OtherViewer(Conflict):
    """Somebody else signed in at this browser since the page was opened; nothing is done under the wrong name."""

    code: ClassVar[str] = "web.other_viewer"


class KeyMissing(Invalid):
    """A POST without Idempotency-Key."""

    code: ClassVar[str] = "web.key_missing"


class KeyReused(Conflict):
    """The same key came with another request."""

    code: ClassVar[str] = "web.key_reused"


class VersionMissing(PreconditionMissing):
    """A move without If-Match."""

    code: ClassVar[str] = "web.version_missing"


class BadVersion(Invalid):
    """If-Match is not a version."""

    code: ClassVar[str] = "web.bad_version"


@dataclass(frozen=True)
class KeptAnswer:
    """A row of `requests`: what was asked, and the sealed answer it got."""

    fingerprint: str
    status: int
    answer: bytes


def site_of(request: Request) -> Site:
    """The site, from the application's state."""
    return request.app.state.site


def token_of(request: Request) -> str:
    """The session's token: a cookie for people, a bearer token for programs."""
    bearer = request.headers.get("authorization", "")
    return bearer[7:] if bearer.startswith("Bearer ") else request.cookies.get(COOKIE, "")


async def signed_in(work: UnitOfWork, request: Request) -> Viewer:
    """The viewer of this request; raises NotSignedIn, and OtherViewer when X-Viewer names another."""
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
    """A read with its viewer."""
    site = site_of(request)
    async with site.database.read(site.city_id) as work:
        yield work, await signed_in(work, request)


def answer(value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """JSON of dataclasses and plain values, as they are; nobody keeps a copy unless `headers` say otherwise."""
    content = orjson.dumps(value, default=plain)
    return Response(content, status, NO_STORE if headers is None else headers, media_type="application/json")


def plain(value: object) -> list[object]:
    """What orjson does not know by itself."""
    if isinstance(value, frozenset | set):
        return list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    raise TypeError(f"not JSON: {type(value)}")  # pyright: ignore[reportUnknownArgumentType]


async def once(
    request: Request, act: _Act, status: int = 200, *, said: bytes | None = None, keep: bool = True
) -> Response:
    """Carries a POST out once: one with the same Idempotency-Key that says the same gets the first answer.

    The key is claimed in the command's own transaction: a lost connection can be asked again, nothing is done twice,
    and what was refused left no trace. `said` stands for the body where that was read already (a file). Without `keep`
    the answer is too private to lie in a table: asking again carries it out again, and is recorded again.
    """
    for last in range(_TRIES):
        try:
            return await attempt(request, act, status, said, keep=keep)
        except (DeadlockDetected, LockNotAvailable, SerializationFailure):
            if last == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


async def attempt(request: Request, act: _Act, status: int, said: bytes | None, *, keep: bool) -> Response:
    """One transaction: claims the key, acts and keeps the answer; or gives the answer kept."""
    site = site_of(request)
    async with site.database.begin(site.city_id) as work:
        seen = await signed_in(work, request)
        work.effort = effort_of(request)
        claim = {"actor": seen.actor.ref, "key": key_of(request)}
        if not keep:
            return answer(await act(work, seen), status)
        same = work.vault.index(await _fingerprint(request, said))
        if not await work.run(CLAIM, **claim, same=same):
            return await _kept(work, claim, same)
        reply = answer(await act(work, seen), status)
        await work.run(_KEEP, **claim, status=status, body=work.vault.seal({ANSWER: _text_of(reply)}).packed())
        return reply


async def _kept(work: UnitOfWork, claim: dict[str, str], same: str) -> Response:
    """The first one's answer, byte for byte; raises KeyReused when it was asked something else."""
    [first] = await work.rows(KeptAnswer, _KEPT, **claim)
    if first.fingerprint != same:
        raise KeyReused(key=claim["key"])
    text = work.vault.open(Sealed.unpacked(bytes(first.answer)))[ANSWER]
    return Response(text, first.status, {**NO_STORE, "Idempotent-Replay": "true"}, media_type="application/json")


def _text_of(reply: Response) -> str:
    """An answer's JSON."""
    return bytes(reply.body).decode()


def key_of(request: Request) -> str:
    """The Idempotency-Key; raises KeyMissing."""
    key = request.headers.get("idempotency-key", "")
    if not 0 < len(key) <= KEY_LIMIT:
        raise KeyMissing(limit=KEY_LIMIT)
    return key


async def _fingerprint(request: Request, said: bytes | None) -> str:
    """What makes two requests the same: method, path, version meant, and what is said.

    It is kept under the city's key only: words that are few can be guessed from a bare digest.
    """
    line = f"{request.method} {request.url.path} {request.headers.get('if-match', '')}\n".encode()
    return hashlib.sha256(line + (await request.body() if said is None else said)).hexdigest()


def wanted_version(request: Request) -> int | None:
    """The version in If-Match (`"7"`), or None for `*`; raises VersionMissing, BadVersion."""
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
    """What X-Effort says, within bounds; None for anything else: a measure never stops a command."""
    found = _EFFORT.fullmatch(request.headers.get("x-effort", ""))
    if found is None:
        return None
    seconds, presses = map(int, found.groups())
    return Effort(min(seconds, MOST_EFFORT.seconds), min(presses, MOST_EFFORT.presses))


async def forget_requests(database: Database, city_id: str) -> int:
    """Drops the answers of POSTs that nobody will send again; returns how many."""
    async with database.begin(city_id) as work:
        return await work.run(
            "DELETE FROM requests WHERE city_id = %(city)s AND at < %(now)s - make_interval(days => %(days)s)",
            days=REMEMBERED_DAYS,
        )
