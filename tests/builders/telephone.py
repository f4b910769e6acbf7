"""A real edge with a real agent on loopback, and a desk that treats each caller by the name it calls under."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from builders.sipp import Phone, Script, sipp
from lianxin.calls.edge.kamailio import KamailioEdge
from lianxin.calls.edge.plan import EdgePlan, Trunk
from lianxin.calls.sip.addresses import read_address
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import AgentSettings, Leg
from lianxin.calls.sip.news import LegNews, LegOffered
from lianxin.calls.sip.rows import LegStore
from lianxin.kernel.clock import WallClock

ANSWER = b"v=0\r\no=- 2 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
Treat = Callable[[SipAgent, Leg, LegNews], Awaitable[None]]
WITHIN = 60.0  # seconds; a busy machine
_taken: set[int] = set()


def free_port() -> int:
    """Returns a port that is free for UDP and TCP on loopback, and was not returned before."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port = tcp.getsockname()[1]
            try:
                udp.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _taken:
            _taken.add(port)
            return port


@dataclass
class Desk:
    """Treats calls: `ways` by the user of the caller's From. Keeps all news, by that user."""

    ways: dict[str, Treat] = field(default_factory=dict[str, Treat])
    heard: dict[str, list[LegNews]] = field(default_factory=dict[str, list[LegNews]])
    legs: dict[str, Leg] = field(default_factory=dict[str, Leg])
    agent: SipAgent | None = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def tell(self, leg: Leg, news: LegNews) -> None:
        name = read_address(leg.remote).user
        async with self.changed:
            self.heard.setdefault(name, []).append(news)
            self.legs[name] = leg
            self.changed.notify_all()
        if self.agent and name in self.ways:
            await self.ways[name](self.agent, leg, news)

    async def until(self, name: str, kind: type[Any], times: int = 1, within: float = WITHIN) -> Any:
        """Waits until a leg had this news so often; returns the last."""
        async with asyncio.timeout(within), self.changed:
            while True:
                found = [news for news in self.heard.get(name, []) if isinstance(news, kind)]
                if len(found) >= times:
                    return found[-1]
                await self.changed.wait()

    def kinds(self, name: str) -> list[type[Any]]:
        return [type(news) for news in self.heard.get(name, [])]


@dataclass
class Telephone:
    """The edge, the agent and the desk of a test."""

    edge: KamailioEdge
    plan: EdgePlan
    settings: AgentSettings
    agent: SipAgent
    desk: Desk
    folder: Path
    trunk: int

    async def calls(self, name: str, script: Script, port: int = 0, **options: Any) -> Phone:
        return await sipp(script, self.plan.listen, port or free_port(), self.folder / name, **options)


async def until_true(met: Callable[[], bool], within: float = WITHIN) -> None:
    async with asyncio.timeout(within):
        while True:
            if met():
                return
            await asyncio.sleep(0.01)


async def until_bound(port: int, within: float = WITHIN) -> None:
    """Waits until a program listens on this UDP port of loopback."""
    async with asyncio.timeout(within):
        while True:
            if any(each.laddr and each.laddr.port == port for each in psutil.net_connections("udp4")):
                return
            await asyncio.sleep(0.02)


def loopback(port: int) -> str:
    return f"127.0.0.1:{port}"


def plan_for(controllers: int = 1, **more: Any) -> EdgePlan:
    """Returns a plan on free ports of loopback.

    A busy machine is slow, not frozen. One worker keeps the order of what a telephone sends at once: ACK, then BYE.
    """
    addresses = tuple(loopback(free_port()) for _ in range(controllers))
    trunk = Trunk("test", ("127.0.0.1",), loopback(free_port()), "lianxin", "secret", "trunk.test")
    more = {"frozen": 8000, "workers": 1, **more}
    return EdgePlan(loopback(free_port()), loopback(free_port()), addresses, (trunk,), **more)


def settings_for(plan: EdgePlan, number: int = 0, **more: Any) -> AgentSettings:
    return AgentSettings(f"c{number}", plan.controllers[number], plan.inner, plan.listen, **more)


@asynccontextmanager
async def an_edge(plan: EdgePlan, folder: Path) -> AsyncIterator[KamailioEdge]:
    edge = KamailioEdge(plan, folder)
    await asyncio.to_thread(edge.start)
    try:
        yield edge
    finally:
        await asyncio.to_thread(edge.stop)


@asynccontextmanager
async def a_telephone(
    store: LegStore, plan: EdgePlan | None = None, folder: Path | None = None, **more: Any
) -> AsyncIterator[Telephone]:
    """Starts everything; `folder` is the edge's, `more` are settings of the agent."""
    plan = plan or plan_for()
    with tempfile.TemporaryDirectory(prefix="telephone-") as name:
        desk = Desk()
        settings = settings_for(plan, **more)
        agent = desk.agent = SipAgent(settings, store, desk.tell, WallClock().now)
        await agent.start()  # before the edge, which would set a silent controller aside
        try:
            async with an_edge(plan, folder or Path(name) / "edge") as edge:
                await until_true(lambda: agent.joined)
                port = int(plan.trunks[0].target.split(":")[1])
                yield Telephone(edge, plan, settings, agent, desk, Path(name), port)
        finally:
            await agent.stop()


def on(news: type[LegNews], act: Callable[[SipAgent, Leg, Any], Awaitable[Any]]) -> Treat:
    """Returns a way to treat a caller: does `act` at this kind of news."""

    async def treat(agent: SipAgent, leg: Leg, heard: LegNews) -> None:
        if isinstance(heard, news):
            await act(agent, leg, heard)

    return treat


__all__ = ["ANSWER", "Desk", "LegOffered", "Telephone", "a_telephone", "an_edge", "free_port", "on", "plan_for"]
