"""Tries the city's TURN servers as a browser does: asks each for an address with a credential, and gives it back."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aioice.stun import TransactionError, TransactionFailed, TransactionTimeout
from aioice.turn import create_turn_endpoint

from lianxin.calls.media.faults import TelephoneFault
from lianxin.calls.media.turn import IceServer, turn_servers

_WITHIN: Final = 5.0  # seconds for an address
_UNAUTHORISED: Final = 401
_WRONG: Final = frozenset({_UNAUTHORISED, 441})
_NOWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - an address that a relay must not give
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


def turn_place(url: str) -> TurnPlace:
    """Reads an address of a TURN server (RFC 7065); raises TurnFailed."""
    found = _URL.fullmatch(url)
    if found is None or (found[1] == "turns" and found[4] == "udp"):
        raise TurnFailed(TelephoneFault.BAD_URL, url)
    scheme, encrypted = found[1], found[1] == "turns"
    transport = "tcp" if encrypted else found[4] or "udp"
    return TurnPlace(found[2].strip("[]"), int(found[3] or _PORTS[scheme]), transport, encrypted)


async def try_turn(urls: str, secret: str, now: datetime, within: float = _WITHIN) -> list[str]:
    """Returns the relayed address that each TURN server gave; raises TurnFailed for the first that fails.

    `urls` and `secret` are the city's settings, `now` is the real time; `within`: seconds for each answer.
    """
    if not secret:
        raise TurnFailed(TelephoneFault.NO_SECRET, urls)
    [server] = turn_servers(urls, secret, "check", now)
    return [await _try_one(url, server, within) for url in server.urls]


async def _try_one(url: str, server: IceServer, within: float) -> str:
    place = turn_place(url)
    try:
        async with asyncio.timeout(within):
            await _refuses_strangers(place)
            async with _relayed(place, server.username, server.credential) as address:
                return address
    except TransactionFailed as error:
        code, words = error.response.attributes.get("ERROR-CODE", (0, ""))
        fault = TelephoneFault.WRONG_SECRET if code in _WRONG else TelephoneFault.NO_RELAY
        raise TurnFailed(fault, f"{url}: {code} {words}".strip()) from None
    except (TimeoutError, TransactionTimeout):
        raise TurnFailed(TelephoneFault.NO_ANSWER, url) from None
    except TurnFailed as error:
        raise TurnFailed(error.fault, f"{url}: {error.words}") from None
    except (OSError, TransactionError) as error:
        raise TurnFailed(TelephoneFault.NO_ANSWER, f"{url}: {error}") from None


async def _refuses_strangers(place: TurnPlace) -> None:
    """Raises TurnFailed if a server gives an address without a credential, and TransactionFailed if it never does."""
    try:
        async with _relayed(place, None, None) as address:
            raise TurnFailed(TelephoneFault.FOR_ANYBODY, address)
    except TransactionFailed as error:
        if error.response.error_code != _UNAUTHORISED:
            raise


@asynccontextmanager
async def _relayed(place: TurnPlace, user: str | None, password: str | None) -> AsyncGenerator[str]:
    """Yields the address that a server gives, and gives it back; raises TurnFailed and what the library raises."""
    transport, until = await create_turn_endpoint(
        _UntilClosed, (place.host, place.port), user, password, ssl=place.encrypted or None, transport=place.transport
    )
    try:
        host, port = transport.get_extra_info("sockname")
        if host in _NOWHERE:
            raise TurnFailed(TelephoneFault.NO_RELAY, f"{host}:{port}")
        yield f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    finally:
        transport.close()
        await until.closed.wait()


class _UntilClosed(asyncio.DatagramProtocol):
    """Notes when the address has been given back."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol of asyncio
        self.closed.set()
