"""The edge when controllers are frozen, dead or flooded, and against callers that may not call."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from builders.leg_store import MemoryLegs
from builders.sipp import SDP, Called, Caller
from builders.telephone import (
    ANSWER,
    Telephone,
    a_telephone,
    an_edge,
    free_port,
    loopback,
    plan_for,
    until_bound,
    until_true,
)
from lianxin.calls.edge.configuration import edge_files
from lianxin.calls.edge.plan import BadEdge, EdgePlan, Trunk
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.connections import place
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.news import AnswerLeg, LegNews, LegOffered, LegOver

pytestmark = pytest.mark.once


async def answer(agent: SipAgent, leg: Leg, news: LegNews) -> None:
    if isinstance(news, LegOffered):
        await agent.command(leg.id, AnswerLeg(ANSWER))


@contextmanager
def frozen_controller(address: str) -> Iterator[socket.socket]:
    """A controller that accepts connections and never says anything."""
    with socket.create_server(place(address)) as listening:
        yield listening


async def rings_at_phones(plan: EdgePlan, folder: Path, name: str) -> float:
    """Calls an edge without any working controller; returns the seconds until a phone of the list rang."""
    async with a_city(plan, folder) as telephone:
        phone = await telephone.calls("phone", Called().hears("INVITE").answers(486).hears("ACK"), port=telephone.trunk)
        await until_bound(telephone.trunk)
        began = asyncio.get_running_loop().time()
        await telephone.calls(name, Caller(name=name).invites().hears(486).acks_refusal())
        await phone.done()
        return asyncio.get_running_loop().time() - began


@asynccontextmanager
async def a_city(plan: EdgePlan, folder: Path) -> AsyncIterator[Telephone]:
    """An edge without an agent of ours."""
    async with an_edge(plan, folder / "edge") as edge:
        yield Telephone(edge, plan, None, None, None, folder, place(plan.phones[0].split("@")[1])[1])  # pyright: ignore


def with_phone(plan: EdgePlan) -> EdgePlan:
    return replace(plan, phones=(f"sip:night@{loopback(free_port())}",))


async def test_the_phones_of_the_list_ring_at_once_when_both_controllers_are_dead():
    with tempfile.TemporaryDirectory(prefix="edge-") as name:
        assert await rings_at_phones(with_phone(plan_for(2)), Path(name), "nobody") < 10


async def test_the_phones_of_the_list_ring_within_ten_seconds_when_both_controllers_are_frozen():
    plan = with_phone(plan_for(2, frozen=1000))
    with (
        tempfile.TemporaryDirectory(prefix="edge-") as name,
        frozen_controller(plan.controllers[0]),
        frozen_controller(plan.controllers[1]),
    ):
        assert await rings_at_phones(plan, Path(name), "frozen") < 10


@pytest.mark.parametrize("frozen", [True, False], ids=["frozen", "dead"])
async def test_the_next_controller_answers_for_one_that_is_gone(frozen: bool):
    plan = plan_for(2, frozen=1500)
    scripts = [Caller(name=f"next{n}").invites().hears(200).acks().sends("BYE").hears(200) for n in range(4)]
    with frozen_controller(plan.controllers[1]) if frozen else tempfile.TemporaryDirectory():
        async with a_telephone(MemoryLegs(), plan) as telephone:
            telephone.desk.ways = {script.name: answer for script in scripts}
            phones = [await telephone.calls(script.name, script) for script in scripts]
            await asyncio.gather(*(phone.done() for phone in phones))


async def test_a_caller_outside_the_listed_networks_gets_no_answer():
    plan = plan_for()
    plan = replace(plan, trunks=(replace(plan.trunks[0], networks=("10.9.8.0/24",)),))
    async with a_telephone(MemoryLegs(), plan) as telephone:
        with socket.socket(type=socket.SOCK_DGRAM) as udp:
            udp.settimeout(0.5)
            udp.sendto(b"OPTIONS sip:edge SIP/2.0\r\n\r\n", place(plan.listen))
            with pytest.raises(TimeoutError):
                await asyncio.to_thread(udp.recv, 100)
        assert telephone.desk.heard == {}


async def test_malformed_and_flooding_messages_hurt_nobody():
    async with a_telephone(MemoryLegs(), t1=0.1) as telephone:
        telephone.desk.ways = {"before": answer, "between": answer, "after": answer}
        up = Caller(name="before").invites().hears(200).acks()
        phone = await telephone.calls("before", up.waits(1500).sends("BYE").hears(200))
        await telephone.desk.until("before", LegOffered)
        await asyncio.gather(*(flood(telephone.plan.listen, seed) for seed in range(4)))
        await flood_agent(telephone.settings.listen)
        for name in ("between", "after"):
            script = Caller(name=name).invites().hears(200).acks().sends("BYE").hears(200)
            await (await telephone.calls(name, script)).done()
        await phone.done()
        assert telephone.desk.kinds("before")[-1] is LegOver
        await until_true(lambda: len(telephone.agent.legs()) == 0)


WHOLE = (
    f"INVITE sip:12345@edge SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
    f"To: <sip:12345@edge>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:9>\r\nl: {len(SDP)}"
    f"\r\n\r\n{SDP}"
).encode()


async def flood(address: str, seed: int, messages: int = 500) -> None:
    """Sends damaged requests by UDP: bytes changed, left out and repeated."""
    chance = Random(seed)
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        for number in range(messages):
            damaged = bytearray(WHOLE.replace(b"12345@edge SIP", b"10086@edge SIP"))
            for _ in range(chance.randint(1, 12)):
                at = chance.randrange(len(damaged))
                damaged[at : at + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
            udp.sendto(bytes(damaged), place(address))
            if number % 50 == 0:
                await asyncio.sleep(0)


async def flood_agent(address: str) -> None:
    """Sends damaged streams to the agent itself; it closes a connection that it cannot read."""
    chance = Random(7)
    for _ in range(60):
        _, writer = await asyncio.open_connection(*place(address))
        damaged = bytearray(WHOLE.replace(b"INVITE", b"NOTIFY") * 3)
        for _ in range(6):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        writer.write(bytes(damaged))
        writer.close()
        await writer.wait_closed()


def test_values_that_would_break_out_of_the_configuration_are_refused():
    plan = plan_for()
    broken = [
        replace(plan, listen="127.0.0.1:5060\nlisten=udp:0.0.0.0"),
        replace(plan, listen="127.0.0.1"),
        replace(plan, numbers=('12345" || true',)),
        replace(plan, phones=('sip:a@b"; exit',)),
        replace(plan, trunks=(Trunk("x", ("10.0.0.0/8 || true",)),)),
        replace(plan, trunks=(Trunk("x", ("10.0.0.0/8",), "a:1", 'u"ser'),)),
        replace(plan, certificate='a"b'),
    ]
    for each in broken:
        with pytest.raises(BadEdge):
            edge_files(each, Path("edge"))


def test_a_plan_without_trunks_phones_or_numbers_lets_nobody_in():
    text = edge_files(EdgePlan("127.0.0.1:1", "127.0.0.1:2", (), (), ()), Path("edge"))["kamailio.cfg"]
    assert "src_ip == 255.255.255.255" in text
    assert "@" not in text.split("request_route")[1].replace("$rU", "").split("own")[0]
