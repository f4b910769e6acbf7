"""The live stream: one reader of the feed per process, handed to every browser that may hear of it.

A client reads a list (which says at which position it was read) and then the stream after that position. Each message
holds the case's card as it is when sent, so applying one twice, or a later one first read in a list, does no harm.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from lianxin.cases import cards_of, sight_of
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.events import Recorded
from lianxin.kernel.feed import position, read_feed
from lianxin.web.requests import reading

router = APIRouter(prefix="/api", tags=["stream"])

KEPT = 5000
EVERY = 0.2  # seconds between looks at the feed while somebody listens
BEAT = 15.0  # seconds of silence after which a comment keeps the line open
FURTHEST = 20_000  # positions a client may be behind before it is told to read its lists again


@dataclass(frozen=True)
class Message:
    """One event, ready to send to whoever holds a token of its audience."""

    position: int
    audience: frozenset[str]
    frame: bytes


@dataclass
class Hub:
    """Reads the feed for all listeners of this process. `kept` holds the latest messages, oldest first."""

    database: Database
    city_id: str
    kept: deque[Message] = field(default_factory=lambda: deque[Message](maxlen=KEPT))
    position: int = -1
    listeners: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self) -> None:
        """Looks at the feed while anybody listens; ends when cancelled."""
        while True:
            if self.listeners:
                await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Takes what is new and wakes the listeners."""
        async with self.database.read(self.city_id) as work:
            if self.position < 0:
                self.position = await position(work)
            found = await read_feed(work, self.position)
            messages = await framed(work, found) if found else []
        if messages:
            self.kept.extend(messages)
            self.position = messages[-1].position
            async with self.changed:
                self.changed.notify_all()

    async def after(self, seen: int) -> list[Message]:
        """Messages after a position: from memory, or from the feed for one who is further behind."""
        if self.kept and self.kept[0].position <= seen + 1:
            return [message for message in self.kept if message.position > seen]
        if seen >= self.position:
            return []
        async with self.database.read(self.city_id) as work:
            return await framed(work, await read_feed(work, seen))

    async def wait(self, seen: int) -> bool:
        """Until there is something after `seen` (True) or it has been silent for a beat (False)."""
        try:
            async with asyncio.timeout(BEAT), self.changed:
                await self.changed.wait_for(lambda: self.position > seen)
                return True
        except TimeoutError:
            return False


async def framed(work: Any, events: list[Recorded]) -> list[Message]:
    """Events as frames, each with its case's card as it is now; one statement for all of them."""
    ids = list({event.case_id for event in events if event.case_id})
    cards = await cards_of(work, ids) if ids else {}
    return [
        Message(e.position, frozenset(e.audience), frame(e, cards.get(e.case_id) if e.case_id else None))
        for e in events
    ]


def frame(event: Recorded, card: dict[str, Any] | None) -> bytes:
    """One server-sent event."""
    data = {"position": event.position, "kind": event.kind, "at": event.at, "order_id": event.order_id}
    body = orjson.dumps({**data, "actor": event.actor, "data": event.data, "card": card})
    return b"id: %d\nevent: fact\ndata: %b\n\n" % (event.position, body)


async def frames(hub: Hub, tokens: frozenset[str], seen: int) -> AsyncIterator[bytes]:
    """What one listener is sent, for ever."""
    hub.listeners += 1
    try:
        await hub.look()
        yield b"retry: 2000\n\n"
        if not 0 <= seen <= hub.position or hub.position - seen > FURTHEST:
            seen = hub.position
            yield b'id: %d\nevent: reset\ndata: {"position": %d}\n\n' % (seen, seen)
        while True:
            for message in await hub.after(seen):
                seen = message.position
                if message.audience & tokens:
                    yield message.frame
            if seen >= hub.position and not await hub.wait(seen):
                yield b"id: %d\nevent: beat\ndata: {}\n\n" % seen
    finally:
        hub.listeners -= 1


@router.get("/stream")
async def get_stream(request: Request, after: int = -1) -> StreamingResponse:
    """Server-sent events after a position (or Last-Event-ID): `fact`, `reset` (read your lists again), `beat`."""
    async with reading(request) as (work, viewer):
        tokens = sight_of(viewer.actor, await current_profile(work)).tokens
    last = request.headers.get("last-event-id", "")
    seen = int(last) if last.isdecimal() else after
    hub: Hub = request.app.state.hub
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(frames(hub, tokens, seen), media_type="text/event-stream", headers=headers)
