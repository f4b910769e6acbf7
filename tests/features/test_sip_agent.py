"""The agent against an edge of the test: what is saved before what is sent, and what it does not answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from builders.leg_store import MemoryLegs
from builders.sip_messages import OFFER, request
from builders.telephone import ANSWER, WITHIN, Desk, free_port, loopback, until_true
from lianxin.calls.sip.agent import NoLeg, SipAgent
from lianxin.calls.sip.framing import Framer
from lianxin.calls.sip.legs import AgentSettings, Leg
from lianxin.calls.sip.messages import SipRequest, SipResponse, message_bytes, parse_message
from lianxin.calls.sip.news import AnswerLeg, HangUpLeg, LegOffered
from lianxin.kernel.clock import WallClock
from lianxin.kernel.ids import new_id


@dataclass
class GatedLegs(MemoryLegs):
    """A store that is slow or away until the test opens the gate; the last failure closes it again."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    failures: int = 0

    async def save(self, leg: Leg) -> None:
        await self.gate.wait()
        if self.failures:
            self.failures -= 1
            if not self.failures:
                self.gate.clear()
            raise ConnectionError("PostgreSQL is away")
        await super().save(leg)


@dataclass
class Edge:
    """One connection to the agent; reads whole messages."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    framer: Framer = field(default_factory=Framer)
    heard: list[SipRequest | SipResponse] = field(default_factory=list[SipRequest | SipResponse])

    def send(self, *messages: SipRequest) -> None:
        self.writer.write(b"".join(message_bytes(each) for each in messages))

    async def until(self, *wanted: int | str) -> None:
        """Waits until exactly these statuses and methods were heard, in this order."""
        async with asyncio.timeout(WITHIN):
            while len(self.heard) < len(wanted):
                self.heard += [parse_message(raw) for raw in self.framer.feed(await self.reader.read(9000))]
        assert self.words == list(wanted)

    @property
    def words(self) -> list[int | str]:
        return [each.status if isinstance(each, SipResponse) else each.method for each in self.heard]


@dataclass
class Line:
    agent: SipAgent
    edge: Edge
    desk: Desk
    store: GatedLegs


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    store, desk = GatedLegs(), Desk()
    listen = loopback(free_port())
    settings = AgentSettings("c1", listen, loopback(free_port()), "127.0.0.1:5060")
    agent = SipAgent(settings, store, desk.tell, WallClock().now)
    await agent.start()
    edge = Edge(*await asyncio.open_connection(*listen.split(":")))
    yield Line(agent, edge, desk, store)
    edge.writer.close()
    with suppress(OSError):
        await edge.writer.wait_closed()
    await agent.stop()


async def a_call(line: Line, call_id: str = "call-1") -> Leg:
    line.edge.send(request("INVITE", 1, body=OFFER))
    await line.edge.until(100)
    await until_true(lambda: bool(line.desk.heard))
    return next(iter(line.desk.legs.values()))


def a_ping() -> SipRequest:
    """Returns a request outside the call, which the agent answers without a row."""
    ping = request("OPTIONS", 7)
    headers = tuple((name, "ping" if name == "Call-ID" else value) for name, value in ping.headers)
    return SipRequest(headers, b"", "OPTIONS", ping.uri)


async def test_100_goes_out_only_after_the_row_is_saved(line: Line):
    line.edge.send(request("INVITE", 1, body=OFFER), a_ping())
    await line.edge.until(200)
    assert (line.store.saved, line.desk.heard) == ([], {})
    line.store.gate.set()
    await line.edge.until(200, 100)
    assert len(line.store.saved) == 1


async def test_a_call_that_cannot_be_saved_is_left_to_another_controller(line: Line):
    line.store.gate.set()
    line.store.failures = 1
    line.edge.send(request("INVITE", 1, body=OFFER))
    await line.edge.until(503)
    assert line.agent.legs() == []


async def test_while_the_database_is_away_nothing_is_sent_and_nothing_is_lost(line: Line):
    line.store.gate.set()
    leg = await a_call(line)
    line.store.failures = 3
    answering = asyncio.create_task(line.agent.command(leg.id, AnswerLeg(ANSWER)))
    await until_true(lambda: line.store.failures == 0)
    line.edge.send(a_ping())
    await line.edge.until(100, 200)
    assert line.edge.heard[1].cseq[1] == "OPTIONS"
    line.store.gate.set()
    await answering
    await line.edge.until(100, 200, 200)


async def test_a_cancel_that_comes_while_the_invite_is_saved_is_answered_after_it(line: Line):
    invite = request("INVITE", 1, body=OFFER)
    line.edge.send(invite, request("CANCEL", 1, branch=invite.branch))
    line.store.gate.set()
    await line.edge.until(100, 200, 487)
    await until_true(lambda: line.agent.legs() == [])


async def test_a_dialog_is_known_by_call_id_and_both_tags(line: Line):
    line.store.gate.set()
    leg = await a_call(line)
    foreign = request("BYE", 2, to_tag=leg.local_tag)
    headers = tuple((name, value.replace("tag=far", "tag=guessed")) for name, value in foreign.headers)
    line.edge.send(SipRequest(headers, b"", "BYE", foreign.uri))
    await line.edge.until(100, 481)
    line.edge.send(request("BYE", 2, to_tag=leg.local_tag))
    await line.edge.until(100, 481, 200, 487)


async def test_the_same_call_by_another_way_is_a_loop_and_strangers_are_refused(line: Line):
    line.store.gate.set()
    await a_call(line)
    line.edge.send(request("INVITE", 1, branch="z9hG4bKother", body=OFFER), request("BYE", 3, to_tag="unknown"))
    line.edge.send(request("ACK", 3, to_tag="unknown"), request("SUBSCRIBE", 4, branch="z9hG4bKs"))
    await line.edge.until(100, 482, 481, 405)


async def test_a_bad_request_gets_400_and_a_bad_stream_is_closed(line: Line):
    broken = request("INFO", 1)
    line.edge.send(SipRequest(tuple(pair for pair in broken.headers if pair[0] != "CSeq"), b"", "INFO", broken.uri))
    await line.edge.until(400)
    line.edge.writer.write(b"INFO sip:a@b SIP/2.0\r\nContent-Length: many\r\n\r\n")
    assert await asyncio.wait_for(line.edge.reader.read(100), WITHIN) == b""


async def test_a_command_for_an_unknown_leg_is_refused(line: Line):
    with pytest.raises(NoLeg):
        await line.agent.command(new_id(), HangUpLeg())
    assert LegOffered not in line.desk.kinds("anybody")
