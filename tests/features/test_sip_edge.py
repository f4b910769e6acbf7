"""The edge when controllers are frozen, dead or flooded, and against callers that may not call."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from builders.flood import WHOLE, flood, flood_agent
from builders.leg_store import MemoryLegs
from builders.sipp import Called, Caller
from builders.telephone import (
    ANSWER,
    WITHIN,
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
    plan = plan_for(2, **({"frozen": 3000} if frozen else {}))  # the living one has as long to answer
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


async def test_a_number_that_calls_too_often_is_refused_and_others_are_not():
    plan = replace(plan_for(), controllers=(), caller_rate=2)
    with tempfile.TemporaryDirectory() as folder:
        async with an_edge(plan, Path(folder) / "edge"):
            once = [await asyncio.to_thread(invited, plan.listen, f"c{n}", "13900000001") for n in range(4)]
            other = await asyncio.to_thread(invited, plan.listen, "other", "13900000002")
            nameless = [await asyncio.to_thread(invited, plan.listen, f"n{n}", "anonymous") for n in range(4)]
    assert once == [503, 503, 480, 480]
    assert {other, *nameless} == {503}


def invited(address: str, call: str, caller: str) -> int:
    """Sends an INVITE of a caller; returns the status of the refusal."""
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(WITHIN)
        here = f"127.0.0.1:{udp.getsockname()[1]}".encode()
        text = WHOLE.replace(b"127.0.0.1:9", here).replace(b"sip:a@b", f"sip:{caller}@b".encode())
        udp.sendto(
            text.replace(b": x\r", f": {call}\r".encode()).replace(b"z9hG4bKx", b"z9hG4bK" + call.encode()),
            place(address),
        )
        while True:
            status = int(udp.recv(4000).split()[1])
            if status >= 200:
                return status


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
