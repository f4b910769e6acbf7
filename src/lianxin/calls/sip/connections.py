"""TCP between the agent and the edge: one listener, one connection of our own that is kept up."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog

from lianxin.calls.sip.framing import BadFrame, Framer
from lianxin.calls.sip.messages import MalformedSip, SipRequest, SipResponse, message_bytes, parse_message

log = structlog.get_logger("lianxin")

READ: Final = 65536
LONGEST_PAUSE: Final = 2.0  # seconds between two attempts to reach the edge
PING_EVERY: Final = 20.0  # seconds; a keep-alive finds a connection that is gone without a word

Hearer = Callable[[SipRequest | SipResponse, "EdgeLine"], None]


class EdgeLine:
    """One TCP connection with the edge."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    @property
    def open(self) -> bool:
        return not self._writer.is_closing()

    def send(self, data: bytes) -> None:
        """Writes without waiting; what the edge does not read is buffered."""
        self._writer.write(data)

    async def close(self) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()


class EdgeLines:
    """The connections with the edge. Only its host is let in; `heard` gets every message that can be read."""

    def __init__(self, listen: str, edge: str, heard: Hearer, joined: Callable[[], None]) -> None:
        self._listen, self._edge = place(listen), place(edge)
        self._heard, self._joined = heard, joined
        self._lines: set[EdgeLine] = set()
        self._own: EdgeLine | None = None
        self._server: asyncio.Server | None = None
        self._keeping: asyncio.Task[None] | None = None
        self.malformed = 0

    @property
    def joined(self) -> bool:
        """Whether our own connection to the edge is open."""
        return self._own is not None and self._own.open

    async def open(self) -> None:
        """Listens and begins to keep a connection to the edge; raises OSError if the port is taken."""
        self._server = await asyncio.start_server(self._incoming, *self._listen)
        self._keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        if self._keeping:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        if self._server:
            self._server.close()
        for line in [*self._lines]:
            await line.close()

    def send(self, message: SipRequest | SipResponse, line: EdgeLine | None = None) -> bool:
        """Sends by this connection if it is open, otherwise by ours, otherwise by any; False if there is none.

        The edge finds the transaction of a response by its Via, whichever connection it comes by.
        """
        for each in (line, self._own, *self._lines):
            if each and each.open:
                each.send(message_bytes(message))
                return True
        return False

    async def _incoming(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if writer.get_extra_info("peername")[0] != self._edge[0]:
            writer.close()
            return
        with suppress(OSError, asyncio.CancelledError):
            await self._read(reader, EdgeLine(writer))

    async def _keep(self) -> None:
        pause = 0.05
        while True:
            try:
                reader, writer = await asyncio.open_connection(*self._edge)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            pause = 0.05
            self._own = EdgeLine(writer)
            self._joined()
            with suppress(OSError):
                await self._read(reader, self._own)

    async def _read(self, reader: asyncio.StreamReader, line: EdgeLine) -> None:
        """Reads messages until the connection ends or cannot be cut into messages any more."""
        framer = Framer()
        self._lines.add(line)
        try:
            while data := await reader.read(READ):
                pings = framer.pings
                for raw in framer.feed(data):
                    self._parse(raw, line)
                if framer.pings > pings:
                    line.send(b"\r\n")
        except BadFrame as why:
            self.malformed += 1
            log.warning("SIP stream cut", why=str(why))
        finally:
            self._lines.discard(line)
            await line.close()

    def _parse(self, raw: bytes, line: EdgeLine) -> None:
        try:
            message = parse_message(raw)
        except MalformedSip as why:
            self.malformed += 1
            log.info("SIP message refused", why=str(why))
            return
        self._heard(message, line)


def place(address: str) -> tuple[str, int]:
    """Returns the host and port of `host:port`; raises ValueError."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)
