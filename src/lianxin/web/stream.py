"""The live stream: one reader of the feed per process, handed to every browser that may hear of it.

A client reads a list (which says at which position it was read) and then the stream after that position. Each message
holds the case's card as it is when sent, so applying one twice, or a later one first read in a list, does no harm; and
the desks the case lies on now, so that a list can tell what left it. docs/features/stream.md says it whole.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import islice

import orjson
import structlog
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from lianxin.cases import answers, live_cards, sight_of
from lianxin.city import current_profile
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.database import Database
from lianxin.kernel.errors import Forbidden, Unauthenticated
from lianxin.kernel.events import Recorded, public_json
from lianxin.kernel.feed import FEED_BATCH, last_position, read_feed
from lianxin.kernel.log import places
from lianxin.kernel.work import UnitOfWork
from lianxin.web.requests import MOST_DIGITS, reading
from lianxin.web.shapes.general import FeedEvent

router = APIRouter(prefix="/api", tags=["stream"])
log = structlog.get_logger("lianxin.web")

_KEPT = 5000
_EVERY = 0.2  # seconds between looks at the feed while somebody listens
BEAT = 15.0  # seconds between signs of life, at which the session is looked at again
FURTHEST = 20_000  # positions a client may be behind before it is told to read its lists again

_NOTHING = orjson.Fragment(b"{}")
_GONE = "case.gone"  # instead of an event's own kind, for who may no longer see its case

Ask = Callable[[], Awaitable[frozenset[str] | None]]


@dataclass(frozen=True)
class _Message:
    """One event, ready to send to whoever holds a token of its audience."""

    position: int
    audience: frozenset[str]
    head: bytes
    gone: bytes
    card: bytes
    live: answers.LiveCard | None

    def frame(self, tokens: frozenset[str]) -> bytes:
        """The server-sent event for a holder of these tokens; who may no longer see the case is told that alone."""
        if self.live is None:
            return framed_as(self.position, self.head, b"null", b"[]")
        if self.live.seen_by & tokens:
            return framed_as(self.position, self.head, self.card, orjson.dumps(self.live.desks_for(tokens)))
        return framed_as(self.position, self.gone, b"null", b"[]")


def framed_as(position: int, head: bytes, card: bytes, desks: bytes) -> bytes:
    """One server-sent event."""
    return b'id: %d\nevent: fact\ndata: %b,"card":%b,"desks":%b}\n\n' % (position, head, card, desks)


@dataclass
class Hub:
    """Reads the feed for all listeners of this process. `kept` holds the latest messages, oldest first, no gaps."""

    database: Database
    city_id: str
    kept: deque[_Message] = field(default_factory=lambda: deque[_Message](maxlen=_KEPT))
    position: int = -1
    listeners: int = 0
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self) -> None:
        """Looks at the feed while anybody listens; ends when cancelled. Whatever goes wrong is tried again."""
        while True:
            try:
                while self.listeners and await self.look() >= FEED_BATCH:
                    pass
            except Exception as error:  # noqa: BLE001 - without this reader nobody's lists would move again
                log.warning("stream", error=type(error).__qualname__, where=places(error))
            await asyncio.sleep(_EVERY)

    async def look(self) -> int:
        """Takes what is new, wakes the listeners, and returns how many events it took."""
        async with self.looking:
            async with self.database.read(self.city_id) as work:
                if self.position < 0:
                    self.position = await last_position(work)
                messages = await framed(work, await read_feed(work, self.position))
            if messages:
                self.kept.extend(messages)
                self.position = messages[-1].position
                async with self.changed:
                    self.changed.notify_all()
            return len(messages)

    async def after(self, seen: int) -> list[_Message]:
        """Messages after a position: from memory, or from the feed for one who is further behind."""
        if seen >= self.position:
            return []
        if self.kept and self.kept[0].position <= seen + 1:
            return list(islice(self.kept, seen + 1 - self.kept[0].position, None))
        async with self.database.read(self.city_id) as work:
            return await framed(work, await read_feed(work, seen))

    async def wait(self, seen: int, seconds: float) -> None:
        """Until there is something after `seen`, or the time is over."""
        try:
            async with asyncio.timeout(seconds), self.changed:
                await self.changed.wait_for(lambda: self.position > seen)
        except TimeoutError:
            pass


async def framed(work: UnitOfWork, events: list[Recorded]) -> list[_Message]:
    """Events as messages, each with its case's card as it is now; one statement for all of them."""
    ids = {event.case_id for event in events if event.case_id}
    live = await live_cards(work, ids) if ids else {}
    cards = {case_id: orjson.dumps(one.card) for case_id, one in live.items()}
    return [
        _Message(
            event.position,
            event.audience,
            head_of(event, event.event.kind, public_json(event.event)),
            head_of(event, _GONE, _NOTHING),
            cards.get(event.case_id, b"null") if event.case_id else b"null",
            live.get(event.case_id) if event.case_id else None,
        )
        for event in events
    ]


def head_of(event: Recorded, kind: str, data: orjson.Fragment) -> bytes:
    """An event as an open JSON object."""
    about = {"position": event.position, "kind": kind, "at": event.at, "case_id": event.case_id}
    return orjson.dumps({**about, "order_id": event.order_id, "actor": event.actor, "data": data})[:-1]


async def frames(hub: Hub, ask: Ask, seen: int) -> AsyncGenerator[bytes]:
    """What one listener is sent, until the session ends. `ask` tells which tokens the listener holds now."""
    hub.listeners += 1
    try:
        tokens, asked = await ask(), stopwatch()
        await hub.look()
        yield b"retry: 2000\n\n"
        if not 0 <= seen <= hub.position or hub.position - seen > FURTHEST:
            seen = hub.position
            yield b'id: %d\nevent: reset\ndata: {"position":%d}\n\n' % (seen, seen)
        while tokens is not None:
            for message in await hub.after(seen):
                seen = message.position
                if message.audience & tokens:
                    yield message.frame(tokens)
            await hub.wait(seen, max(0.0, asked + BEAT - stopwatch()))
            if stopwatch() >= asked + BEAT:
                yield b'id: %d\nevent: beat\ndata: {"position":%d}\n\n' % (seen, seen)
                tokens, asked = await ask(), stopwatch()
    finally:
        hub.listeners -= 1


@router.get(
    "/stream",
    response_class=StreamingResponse,
    response_model=FeedEvent,
    responses={200: {"content": {"text/event-stream": {"schema": {"$ref": "#/components/schemas/FeedEvent"}}}}},
)
async def get_stream(request: Request, after: int = -1) -> StreamingResponse:
    """Server-sent events after a position (or Last-Event-ID): `fact`, `reset` (read your lists again), `beat`."""
    async with reading(request) as (work, viewer):
        sight_of(viewer.actor, await current_profile(work))

    async def ask() -> frozenset[str] | None:
        try:
            async with reading(request) as (work, viewer):
                return sight_of(viewer.actor, await current_profile(work)).tokens
        except (Unauthenticated, Forbidden):
            return None

    last = request.headers.get("last-event-id", "")
    seen = int(last) if last.isdecimal() and len(last) <= MOST_DIGITS else after
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = frames(request.app.state.hub, ask, seen)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)
