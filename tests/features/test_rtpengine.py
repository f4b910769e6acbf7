"""The client asks rtpengine to play and to stop in the order in which it was called, whoever waits for the answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from lianxin.calls.media.rtpengine import RtpengineClient


class SlowEngine(asyncio.DatagramProtocol):
    """Answers each request when it is told to."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.came = asyncio.Event()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.append(data)
        self.client = addr
        self.came.set()

    def answer(self) -> None:
        """Answers the latest request."""
        self.transport.sendto(self.heard[-1].partition(b" ")[0] + b' {"result":"ok"}', self.client)

    async def next(self) -> bytes:
        """Returns the next request."""
        await self.came.wait()
        self.came.clear()
        return self.heard[-1]


@pytest.fixture
async def engine() -> AsyncIterator[SlowEngine]:
    loop = asyncio.get_running_loop()
    transport, engine = await loop.create_datagram_endpoint(SlowEngine, local_addr=("127.0.0.1", 0))
    yield engine
    transport.close()


async def test_the_music_of_a_cancelled_task_begins_before_it_is_stopped(engine: SlowEngine):
    async with RtpengineClient(engine.transport.get_extra_info("sockname"), tries=(60.0,)) as client:
        playing = asyncio.create_task(client.play("call", "citizen", "music.wav"))
        assert b"play media" in await engine.next()
        playing.cancel()
        stopping = asyncio.create_task(client.stop_playing("call", "citizen"))
        with suppress(asyncio.CancelledError):
            await playing
        assert not engine.came.is_set()
        engine.answer()
        assert b"stop media" in await engine.next()
        engine.answer()
        await stopping


async def test_another_call_does_not_wait(engine: SlowEngine):
    async with RtpengineClient(engine.transport.get_extra_info("sockname"), tries=(60.0,)) as client:
        first = asyncio.create_task(client.play("one", "citizen", "music.wav"))
        await engine.next()
        other = asyncio.create_task(client.stop_playing("two", "citizen"))
        assert b"stop media" in await engine.next()
        engine.answer()
        await other
        assert not first.done()
