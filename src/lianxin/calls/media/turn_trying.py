"""Tries the city's TURN servers as a browser does: asks each for an address with a credential, and gives it back."""

import asyncio
import re
import secrets
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lianxin.calls.media.faults import TelephoneFault
from lianxin.calls.media.stun_messages import (
    STUN_HEAD,
    BadStunReply,
    TurnLogin,
    TurnReply,
    TurnRequest,
    read_turn_reply,
    stun_length,
    turn_request,
)
from lianxin.calls.media.turn import IceServer, turn_servers

TURN_TRIES: Final = (0.25, 0.5, 1.0, 2.0)  # seconds to wait for an answer to each datagram
_STREAM_WITHIN: Final = 5.0  # seconds
_UNAUTHORISED: Final = 401
_STALE: Final = 438
_WRONG: Final = frozenset({400, _UNAUTHORISED, 441})  # coturn says 400 for a user name that it cannot read
_URL: Final = re.compile(r"(turns?):(\[[0-9A-Fa-f:]+\]|[^:?\[\]]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?")
_PORTS: Final = {"turn": 3478, "turns": 5349}


class TurnFailed(Exception):
    """A TURN server failed. `words`: its address, and what it or the network said."""

    def __init__(self, fault: TelephoneFault, words: str) -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words


@dataclass(frozen=True)
class TurnPlace:
    """Where a TURN server listens, and by which transport."""

    host: str
    port: int
    transport: str
    encrypted: bool


_Ask = Callable[[bytes], Awaitable[bytes]]


def turn_place(url: str) -> TurnPlace:
    """Reads an address of a TURN server (RFC 7065); raises TurnFailed."""
    found = _URL.fullmatch(url)
    if found is None or (found[1] == "turns" and found[4] == "udp"):
        raise TurnFailed(TelephoneFault.BAD_URL, url)
    scheme, encrypted = found[1], found[1] == "turns"
    transport = "tcp" if encrypted else found[4] or "udp"
    return TurnPlace(found[2].strip("[]"), int(found[3] or _PORTS[scheme]), transport, encrypted)


async def try_turn(urls: str, secret: str, now: datetime, tries: tuple[float, ...] = TURN_TRIES) -> list[str]:
    """Returns the relayed address that each TURN server gave; raises TurnFailed for the first that fails.

    `urls` and `secret` are the city's settings, `now` is the real time.
    """
    if not secret:
        raise TurnFailed(TelephoneFault.NO_SECRET, urls)
    [server] = turn_servers(urls, secret, "check", now)
    return [await _try_one(url, server, tries) for url in server.urls]


async def _try_one(url: str, server: IceServer, tries: tuple[float, ...]) -> str:
    place = turn_place(url)
    try:
        async with _connected(place, tries) as ask:
            return await _allocated(ask, server)
    except TurnFailed as error:
        raise TurnFailed(error.fault, f"{url}: {error.words}" if error.words else url) from None
    except TimeoutError:
        raise TurnFailed(TelephoneFault.NO_ANSWER, url) from None
    except (OSError, BadStunReply, asyncio.IncompleteReadError) as error:
        raise TurnFailed(TelephoneFault.NO_ANSWER, f"{url}: {error}") from None


async def _allocated(ask: _Ask, server: IceServer) -> str:
    """Asks for an address and gives it back; raises TurnFailed."""
    reply = await _asked(ask, TurnRequest.ALLOCATE)
    if not reply.code:
        raise TurnFailed(TelephoneFault.FOR_ANYBODY, reply.relayed)
    login = _login(server, reply)
    if reply.code == _UNAUTHORISED:
        reply = await _asked(ask, TurnRequest.ALLOCATE, login)
    if reply.code == _STALE:
        login = _login(server, reply)
        reply = await _asked(ask, TurnRequest.ALLOCATE, login)
    if reply.code:
        fault = TelephoneFault.WRONG_SECRET if reply.code in _WRONG else TelephoneFault.NO_RELAY
        raise TurnFailed(fault, f"{reply.code} {reply.words}".strip())
    await _asked(ask, TurnRequest.REFRESH, login)
    if not reply.relayed or reply.relayed.startswith(("0.0.0.0:", "[::]:")):
        raise TurnFailed(TelephoneFault.NO_RELAY, reply.relayed)
    return reply.relayed


def _login(server: IceServer, reply: TurnReply) -> TurnLogin:
    return TurnLogin(server.username, server.credential, reply.realm, reply.nonce)


async def _asked(ask: _Ask, kind: TurnRequest, login: TurnLogin | None = None) -> TurnReply:
    return read_turn_reply(await ask(turn_request(kind, secrets.token_bytes(12), login)))


def _connected(place: TurnPlace, tries: tuple[float, ...]) -> AbstractAsyncContextManager[_Ask]:
    return _by_datagrams(place, tries) if place.transport == "udp" else _by_stream(place)


class _Datagrams(asyncio.DatagramProtocol):
    """Keeps what a server sends; others cannot send here, because the socket is connected."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002 - the protocol of asyncio
        self.heard.put_nowait(data)


@asynccontextmanager
async def _by_datagrams(place: TurnPlace, tries: tuple[float, ...]) -> AsyncGenerator[_Ask]:
    """Yields a way to ask by UDP; a request without an answer is repeated, then TimeoutError is raised."""
    loop = asyncio.get_running_loop()
    transport, heard = await loop.create_datagram_endpoint(_Datagrams, remote_addr=(place.host, place.port))

    async def ask(request: bytes) -> bytes:
        for seconds in tries:
            transport.sendto(request)
            try:
                async with asyncio.timeout(seconds):
                    while True:
                        if (answer := await heard.heard.get())[8:STUN_HEAD] == request[8:STUN_HEAD]:
                            return answer
            except TimeoutError:
                continue
        raise TimeoutError

    try:
        yield ask
    finally:
        transport.close()


@asynccontextmanager
async def _by_stream(place: TurnPlace) -> AsyncGenerator[_Ask]:
    """Yields a way to ask by TCP or TLS; raises OSError, TimeoutError."""
    context = ssl.create_default_context() if place.encrypted else None
    async with asyncio.timeout(_STREAM_WITHIN):
        reader, writer = await asyncio.open_connection(place.host, place.port, ssl=context)

    async def ask(request: bytes) -> bytes:
        writer.write(request)
        async with asyncio.timeout(_STREAM_WITHIN):
            head = await reader.readexactly(STUN_HEAD)
            return head + await reader.readexactly(stun_length(head))

    try:
        yield ask
    finally:
        writer.close()
