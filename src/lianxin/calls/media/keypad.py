"""Keys that citizens press during a call (RFC 4733), as rtpengine reports them over UDP."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

import msgspec
import structlog

log = structlog.get_logger("lianxin")

KEYS: Final = "0123456789*#ABCD"  # by event number, RFC 4733 section 3.2


class _Line(msgspec.Struct, frozen=True):
    """A datagram of `dtmf-log-dest`; `duration` is in milliseconds."""

    callid: str
    source_tag: str
    type: str
    event: int
    duration: int = 0


@dataclass(frozen=True)
class KeyPressed:
    """A key and how long it was pressed, in milliseconds. `call` and `tag` are those given to rtpengine."""

    call: str
    tag: str
    key: str
    milliseconds: int


class NotAKey(ValueError):
    """A datagram that reports no key."""


_decode = msgspec.json.Decoder(_Line).decode


def read_key(datagram: bytes) -> KeyPressed:
    """Returns the key that a datagram reports; raises NotAKey."""
    try:
        line = _decode(datagram)
    except msgspec.DecodeError as error:
        raise NotAKey(str(error)) from None
    if line.type != "DTMF" or not 0 <= line.event < len(KEYS):
        raise NotAKey(f"{line.type} {line.event}")
    return KeyPressed(line.callid, line.source_tag, KEYS[line.event], line.duration)


class KeypadListener(asyncio.DatagramProtocol):
    """Receives keys at an address of this machine and passes each to `told`; use as an async context manager."""

    def __init__(self, address: tuple[str, int], told: Callable[[KeyPressed], None]) -> None:
        self.address = address
        self._told = told
        self._transport: asyncio.DatagramTransport | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=self.address)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # noqa: ARG002 - the protocol of asyncio
        """Passes on a key; ignores everything else."""
        try:
            pressed = read_key(data)
        except NotAKey:
            log.warning("rtpengine reported no key", bytes=len(data))
            return
        self._told(pressed)
