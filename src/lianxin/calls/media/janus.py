"""A client of one Janus over WebSocket: one session that is kept alive, claimed after a lost connection, or renewed.

While the connection is down Janus keeps session, rooms and sound for `session_timeout` seconds. A session that is gone
(error 458, after a restart of Janus) is replaced by a new one; its handles and rooms are gone, too.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from lianxin.calls.media.errors import MediaRefused, MediaUnreachable
from lianxin.calls.media.janus_messages import (
    AUDIOBRIDGE,
    NO_SESSION,
    BadJanusMessage,
    BridgeData,
    BridgeRequest,
    JanusMessage,
    JanusRequest,
    Jsep,
    encode_janus,
    is_final,
    read_janus,
)

log = structlog.get_logger("lianxin")

JANUS_PROTOCOL: Final = Subprotocol("janus-protocol")
JANUS_ANSWERS: Final = 5.0  # seconds for a reply
KEEPALIVE_EVERY: Final = 25.0  # seconds; Janus ends a session after session_timeout, 120 s
RECONNECT: Final = (0.05, 0.1, 0.25, 0.5, 1.0)  # seconds before each try, then the last one again

Heard = Callable[[JanusMessage], None]


def _ignored(_: object) -> None:
    """Does nothing."""


class JanusClient:
    """An open client; use as an async context manager.

    `session` is the id of the session, to be stored and given to the next client, which then claims it. `sessions`
    counts the new sessions: when it grows, all handles and rooms are gone. `kept` gets the id of each new session,
    `heard` the events that answer no request.
    """

    def __init__(
        self,
        url: str,
        secret: str = "",
        *,
        session: int = 0,
        kept: Callable[[int], None] = _ignored,
        heard: Heard = _ignored,
    ) -> None:
        self.session = session
        self.sessions = 0
        self._url, self._secret = url, secret
        self._kept, self._heard = kept, heard
        self._socket: ClientConnection | None = None
        self._waiting: dict[str, tuple[str, asyncio.Future[JanusMessage]]] = {}
        self._ready = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run())
        try:
            await self.connected()
        except MediaUnreachable:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])

    async def connected(self, within: float = JANUS_ANSWERS) -> None:
        """Returns as soon as the session can be used; raises MediaUnreachable after `within` seconds."""
        try:
            async with asyncio.timeout(within):
                await self._ready.wait()
        except TimeoutError:
            raise MediaUnreachable(server="janus") from None

    async def attach(self) -> int:
        """Returns a new handle of the AudioBridge."""
        await self.connected()
        return (await self._ask("attach", plugin=AUDIOBRIDGE)).data.id

    async def detach(self, handle: int) -> bool:
        """Ends a handle and with it its participant; False if there was none."""
        await self.connected()
        try:
            await self._ask("detach", handle_id=handle)
        except MediaRefused:
            return False
        return True

    async def message(self, handle: int, body: BridgeRequest, jsep: Jsep | None = None) -> tuple[BridgeData, str]:
        """Sends a request to the AudioBridge; returns its reply and the SDP of its answer, if any.

        Raises MediaUnreachable and MediaRefused; after MediaUnreachable the request may have been carried out.
        """
        await self.connected()
        reply = await self._ask("message", handle_id=handle, body=body, jsep=jsep)
        data = reply.plugindata.data if reply.plugindata else BridgeData("")
        if data.error_code:
            raise MediaRefused(server="janus", reason=data.error, error=data.error_code)
        return data, reply.jsep.sdp if reply.jsep else ""

    async def end_session(self) -> None:
        """Ends the session with all its handles; for a client that will not be followed by another."""
        with contextlib.suppress(MediaRefused, MediaUnreachable):
            await self._ask("destroy")

    # the connection

    async def _run(self) -> None:
        """Keeps the connection until cancelled."""
        failures = 0
        while True:
            try:
                async with connect(self._url, subprotocols=[JANUS_PROTOCOL], open_timeout=JANUS_ANSWERS) as socket:
                    self._socket = socket
                    await self._use(socket)
                failures = 0
            except (OSError, TimeoutError, WebSocketException, MediaUnreachable, MediaRefused) as error:
                if not failures:
                    log.warning("janus connection", error=type(error).__name__)
            finally:
                self._lose()
            await asyncio.sleep(RECONNECT[min(failures, len(RECONNECT) - 1)])
            failures += 1

    async def _use(self, socket: ClientConnection) -> None:
        """Takes up the session and keeps it alive until the connection ends."""
        reading = asyncio.create_task(self._read(socket))
        try:
            await self._take_up()
            self._ready.set()
            while not reading.done():
                await asyncio.wait([reading], timeout=KEEPALIVE_EVERY)
                if not reading.done():
                    await self._ask("keepalive")
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def _take_up(self) -> None:
        """Claims the session; creates a new one if there is none or it is gone."""
        if self.session:
            try:
                await self._ask("claim")
            except MediaRefused as error:
                if error.facts.get("error") != NO_SESSION:
                    raise
                log.warning("janus session is gone", session=self.session)
            else:
                return
        self.session = 0
        self.session = (await self._ask("create")).data.id
        self.sessions += 1
        self._kept(self.session)

    async def _read(self, socket: ClientConnection) -> None:
        """Passes on messages until the connection ends."""
        with contextlib.suppress(WebSocketException):
            async for text in socket:
                try:
                    message = read_janus(text)
                except BadJanusMessage as error:
                    log.warning("janus sent no message", error=str(error))
                    continue
                self._pass_on(message)

    def _pass_on(self, message: JanusMessage) -> None:
        asked, waiting = self._waiting.get(message.transaction, ("", None))
        if waiting is None:
            self._heard(message)
        elif is_final(message, asked) and not waiting.done():
            waiting.set_result(message)

    def _lose(self) -> None:
        """Fails the requests that wait for a reply."""
        self._ready.clear()
        self._socket = None
        for _, waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(MediaUnreachable(server="janus"))

    async def _ask(self, janus: str, **fields: Any) -> JanusMessage:
        """Sends a request and returns its final reply; raises MediaUnreachable, MediaRefused."""
        if self._socket is None:
            raise MediaUnreachable(server="janus")
        transaction = secrets.token_hex(8)
        request = JanusRequest(
            janus=janus, transaction=transaction, apisecret=self._secret, session_id=self.session, **fields
        )
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = (janus, waiting)
        try:
            async with asyncio.timeout(JANUS_ANSWERS):
                await self._socket.send(encode_janus(request), text=True)
                reply = await waiting
        except (TimeoutError, WebSocketException):
            raise MediaUnreachable(server="janus") from None
        finally:
            del self._waiting[transaction]
        return await self._accepted(reply, janus)

    async def _accepted(self, reply: JanusMessage, janus: str) -> JanusMessage:
        """Returns a reply without an error; a session that timed out is given up by closing the connection."""
        if reply.error is None:
            return reply
        if reply.error.code == NO_SESSION and janus != "claim" and self._socket is not None:
            await self._socket.close()
        raise MediaRefused(server="janus", reason=reply.error.reason, error=reply.error.code)
