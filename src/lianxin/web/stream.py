"""The live stream: one reader of the feed per process sends each event to every browser that may see it.

A client reads a list, which contains its position in the feed, and then the stream after that position.
Each message contains the case's card as it is when sent, so applying a message twice, or one that a list already
includes, does no harm. It also names the desks on which the case is now, so that a list knows what to remove.
docs/features/stream.md describes the protocol.
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
_EVERY = 0.2  # seconds between polls of the feed while a client listens
BEAT = 15.0  # seconds between heartbeats; each heartbeat checks the session again
FURTHEST = 20_000  # positions a client may be behind before it must read its lists again

_NOTHING = orjson.Fragment(b"{}")
_GONE = "case.gone"  # replaces the event's kind for a viewer who may no longer see its case

Ask = Callable[[], Awaitable[frozenset[str] | None]]


@dataclass(frozen=True)
class _Message:
    """One event, encoded for the listeners that hold a token of its audience."""

    position: int
    audience: frozenset[str]
    head: bytes
    gone: bytes
    card: bytes
    live: answers.LiveCard | None

    def frame(self, tokens: frozenset[str]) -> bytes:
        """Returns the server-sent event for these tokens: without card and data if they no longer see the case."""
        if self.live is None:
            return framed_as(self.position, self.head, b"null", b"[]")
        if self.live.seen_by & tokens:
            return framed_as(self.position, self.head, self.card, orjson.dumps(self.live.desks_for(tokens)))
        return framed_as(self.position, self.gone, b"null", b"[]")


def framed_as(position: int, head: bytes, card: bytes, desks: bytes) -> bytes:
    """Returns one server-sent event; `head` is an open JSON object."""
    return b'id: %d\nevent: fact\ndata: %b,"card":%b,"desks":%b}\n\n' % (position, head, card, desks)


@dataclass
class Hub:
    """Reads the feed for all listeners of this process. `kept` has the latest messages, oldest first, without gaps."""

    database: Database
    city_id: str
    kept: deque[_Message] = field(default_factory=lambda: deque[_Message](maxlen=_KEPT))
    position: int = -1
    listeners: int = 0
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self) -> None:
        """Polls the feed while there are listeners, until cancelled. After an error it tries again."""
        while True:
            try:
                while self.listeners and await self.look() >= FEED_BATCH:
                    pass
            except Exception as error:  # noqa: BLE001 - without this reader no list would be updated again
                log.warning("stream", error=type(error).__qualname__, where=places(error))
            await asyncio.sleep(_EVERY)

    async def look(self) -> int:
        """Reads new events, wakes the listeners, and returns how many events it read."""
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
        """Returns the messages after a position: from memory, or from the database for a client further behind."""
        if seen >= self.position:
            return []
        if self.kept and self.kept[0].position <= seen + 1:
            return list(islice(self.kept, seen + 1 - self.kept[0].position, None))
        async with self.database.read(self.city_id) as work:
            return await framed(work, await read_feed(work, seen))

    async def wait(self, seen: int, seconds: float) -> None:
        """Waits until there is a message after `seen`, at most `seconds`."""
        try:
            async with asyncio.timeout(seconds), self.changed:
                await self.changed.wait_for(lambda: self.position > seen)
        except TimeoutError:
            pass


async def framed(work: UnitOfWork, events: list[Recorded]) -> list[_Message]:
    """Returns events as messages, each with its case's present card; one statement reads all cards."""
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
    """Returns an event as a JSON object without its closing brace. The id of a citizen never leaves the server."""
    actor = "citizen" if event.actor.startswith("citizen") else event.actor
    about = {"position": event.position, "kind": kind, "at": event.at, "case_id": event.case_id}
    return orjson.dumps({**about, "order_id": event.order_id, "actor": actor, "data": data})[:-1]


async def frames(hub: Hub, ask: Ask, seen: int) -> AsyncGenerator[bytes]:
    """Yields the server-sent events for one listener until its session ends.

    `ask` returns the tokens the listener holds now, None without a session. `seen` is the last position it has.
    """
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
    """Returns server-sent events after a position (`after`, or the header Last-Event-ID).

    `fact` is one event with the case's present card. `reset` asks the client to read its lists again: the position
    is missing, impossible or more than 20,000 events old. `beat` is sent every 15 seconds.
    The stream ends with the session, and is refused to viewers who may see no cases.
    """
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
