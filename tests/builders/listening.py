"""A listener of a stream of events, connected directly to the ASGI application: httpx would wait for its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from builders.site import AppSite, Seat
from lianxin.web.requests import COOKIE

PATIENCE = 60.0  # seconds until a waiting test fails


@dataclass(frozen=True)
class Heard:
    """One server-sent event; `id` is 0 for one without."""

    event: str
    id: int
    data: dict[str, Any]


@dataclass
class Listener:
    """An open stream. Received events are in the queue `heard`; None marks the end of the stream."""

    heard: asyncio.Queue[Heard | None] = field(default_factory=asyncio.Queue[Heard | None])
    status: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    async def next(self) -> Heard | None:
        return await asyncio.wait_for(self.heard.get(), PATIENCE)

    async def facts(self, count: int) -> list[Heard]:
        """Returns the next `count` facts, without heartbeats."""
        found: list[Heard] = []
        while len(found) < count:
            one = await self.next()
            assert one is not None, "the stream ended"
            if one.event != "beat":
                found.append(one)
        return found

    async def until(self, position: int) -> list[Heard]:
        """Returns every fact up to a position."""
        found: list[Heard] = []
        while not found or found[-1].id < position:
            found += await self.facts(1)
        return found

    def take(self, message: Any) -> None:
        """Receives an ASGI message of the application."""
        if message["type"] == "http.response.start":
            self.status.set_result(message["status"])
            return
        for block in message.get("body", b"").decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
            if "event" in lines:
                self.heard.put_nowait(Heard(lines["event"], int(lines.get("id", 0)), orjson.loads(lines["data"])))
        if not message.get("more_body"):
            self.heard.put_nowait(None)


@asynccontextmanager
async def listening(
    site: AppSite, seat: Seat, after: int | None = None, last_id: int | None = None, path: str = "/api/stream"
) -> AsyncIterator[Listener]:
    """Opens a stream while the block runs: the live stream, or that of another path."""
    headers = {"cookie": f"{COOKIE}={seat.client.cookies.get(COOKIE, '')}"}
    if last_id is not None:
        headers["last-event-id"] = str(last_id)
    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": b"" if after is None else b"after=%d" % after,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("lianxin.test", 80),
    }  # fmt: skip
    listener, asked = Listener(), False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        listener.take(message)

    task = asyncio.create_task(site.app(scope, receive, send))
    await asyncio.wait_for(asyncio.shield(listener.status), PATIENCE)
    try:
        yield listener
    finally:
        task.cancel()
        await asyncio.wait([task])
