"""A controller is killed by SIGKILL and started again; or another one takes its legs over."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from builders.controller import Controller, a_controller
from builders.leg_store import MemoryLegs
from builders.sipp import SDP, Called, Caller, Phone, Script, sipp
from builders.telephone import (
    ANSWER,
    Desk,
    a_telephone,
    an_edge,
    free_port,
    on,
    plan_for,
    settings_for,
    until_bound,
    until_true,
)
from lianxin.calls.edge.plan import EdgePlan
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import Leg, LegState
from lianxin.calls.sip.news import (
    AnswerLeg,
    HangUpLeg,
    LegNews,
    LegOffered,
    LegOver,
    LegTalking,
    MediaAnswered,
    OfferMedia,
    RingLeg,
)
from lianxin.calls.sip.rows import Fenced, LegRows
from lianxin.calls.sip.succession import Succession
from lianxin.kernel.clock import WallClock
from lianxin.kernel.database import Database
from lianxin.kernel.privacy import Vault

pytestmark = pytest.mark.once

TIMER = ("Supported: timer", "Session-Expires: {}", "Allow: INVITE, ACK, BYE, UPDATE")


@dataclass
class City:
    """An edge, and telephones at it."""

    plan: EdgePlan
    folder: Path
    stack: AsyncExitStack
    phones: list[Phone] = field(default_factory=list[Phone])

    async def open(self) -> None:
        """Starts the edge, which would set a controller aside that is not there yet."""
        await self.stack.enter_async_context(an_edge(self.plan, self.folder / "edge"))

    async def phone(self, name: str, script: Script, port: int = 0) -> Phone:
        transport = "t1" if name == "rings-un-acked" else "u1"  # over UDP sipp hides a 200 that comes again
        phone = await sipp(script, self.plan.listen, port or free_port(), self.folder / name, transport=transport)
        self.phones.append(phone)
        return phone


@pytest.fixture
async def city() -> AsyncIterator[City]:
    with tempfile.TemporaryDirectory(prefix="takeover-") as name:
        async with AsyncExitStack() as stack:
            opened = City(plan_for(2), Path(name), stack)
            yield opened
            for phone in opened.phones:
                await phone.end()


def up(name: str, *more: str) -> Caller:
    """A caller who was answered, and hears an offer of ours after the take-over."""
    return Caller(name=name).invites(*more).hears(200).acks().hears("INVITE", timeout=90000).answers(200, body=SDP)


def scripts() -> dict[str, Script]:
    """The callers whose calls must go on, by name."""
    return answered() | ringing()


def answered() -> dict[str, Script]:
    """Callers who were talking when the controller died."""
    timers = [line.format("15;refresher=uac") for line in TIMER]
    return {
        "up-citizen-bye": up("up-citizen-bye").hears("ACK").sends("BYE").hears(200),
        "up-re-invite": up("up-re-invite")
        .hears("ACK")
        .sends("INVITE", body=SDP)
        .hears(200)
        .acks()
        .sends("BYE")
        .hears(200),
        "up-our-bye": Caller(name="up-our-bye").invites().hears(200).acks().hears("BYE", timeout=90000).answers(200),
        "up-expires": Caller(name="up-expires")
        .invites(*timers)
        .hears(200)
        .acks()
        .hears("BYE", timeout=90000)
        .answers(),
    }


def ringing() -> dict[str, Script]:
    """Callers who heard ringing, or whose ACK was still to come."""
    return {
        "rings-cancelled": Caller(name="rings-cancelled")
        .invites()
        .hears(180)
        .hears(183, timeout=90000)
        .cancels()
        .hears_both(200, 487)
        .acks_refusal(),
        "rings-answered": Caller(name="rings-answered")
        .invites()
        .hears(180)
        .hears(200, timeout=90000)
        .acks()
        .sends("BYE")
        .hears(200),
        "rings-un-acked": Caller(name="rings-un-acked")
        .invites()
        .hears(180)
        .hears(200)
        .hears(200, timeout=90000)
        .hears(200, timeout=90000)
        .hears(200, timeout=90000)
        .acks()
        .sends("BYE")
        .hears(200),
    }


async def go_on(controller: Controller) -> None:
    """Gives the commands after a take-over."""
    await controller.says(
        "offer up-citizen-bye", "offer up-re-invite", "hang_up up-our-bye", "progress rings-cancelled"
    )
    await controller.says("answer rings-answered", "hang_up called")


async def begin(city: City, controller: Controller) -> list[Phone]:
    """Brings every call to the state in which the controller dies."""
    trunk = int(city.plan.trunks[0].target.split(":")[1])
    called = Called().hears("INVITE").answers(200, body=SDP).hears("ACK").hears("BYE", timeout=90000).answers(tag="")
    phones = [await city.phone("called", called, trunk)]
    phones += [await city.phone(name, script) for name, script in scripts().items()]
    await until_bound(trunk)
    await controller.says(f"place called {city.plan.trunks[0].target}")
    names = list(scripts())
    await controller.until("called LegTalking", *(f"{name} LegOffered" for name in names))
    await controller.until(*(f"{name} LegTalking" for name in names if name.startswith("up")))
    await controller.says("answer rings-un-acked")
    return phones


@pytest.mark.timeout(300)
async def test_every_call_goes_on_after_kill_9_and_a_restart(city: City, dsn: str):
    settings = settings_for(city.plan, least_session=2, t1=1.0)
    async with a_controller(dsn, settings) as first, a_controller(dsn, settings) as second:
        await first.begin()
        await city.open()
        phones = await begin(city, first)
        await first.until("rings-un-acked answer")
        await first.kill()
        await second.begin()
        await go_on(second)
        await asyncio.gather(*(phone.done(100) for phone in phones))
        await second.until("up-expires LegOver", "rings-un-acked LegTalking", "called LegOver")


async def answer(agent: SipAgent, leg: Leg, news: LegNews) -> None:
    if isinstance(news, LegOffered):
        await agent.command(leg.id, AnswerLeg(ANSWER))


async def test_another_controller_takes_over_and_the_first_can_send_nothing_more(database: Database):
    database.shared.vault = Vault(bytes(32))
    plan = plan_for(2)
    rows = [LegRows(database, "shanghai", f"c{n}", plan.controllers[n]) for n in (0, 1)]
    async with a_telephone(rows[0], plan) as telephone:
        telephone.desk.ways["moved"] = answer
        phone = await telephone.calls("moved", up("moved").hears("ACK").sends("BYE").hears(200))
        await telephone.desk.until("moved", LegTalking)
        desk = Desk()
        other = SipAgent(settings_for(plan, 1), rows[1], desk.tell, WallClock().now)
        await other.start()
        await until_true(lambda: other.joined)
        assert await rows[1].take_over(silence=60) == []
        other.adopt(await rows[1].take_over(silence=-1))
        leg = telephone.desk.legs["moved"]
        with pytest.raises(Fenced):
            await telephone.agent.command(leg.id, HangUpLeg())
        await other.command(leg.id, OfferMedia(ANSWER))
        await phone.done()
        assert desk.kinds("moved") == [MediaAnswered, LegOver]
        await other.stop()


async def test_a_restored_call_is_refreshed_by_us_in_time():
    store = MemoryLegs()
    async with a_telephone(store, least_session=2) as telephone:
        telephone.desk.ways["refreshed"] = answer
        timer = [line.format("4;refresher=uas") for line in TIMER]
        script = Caller(name="refreshed").invites(*timer).hears(200).acks().hears("UPDATE")
        phone = await telephone.calls("refreshed", script.answers(200).sends("BYE").hears(200))
        await telephone.desk.until("refreshed", LegTalking)
        await telephone.agent.stop()
        telephone.agent = SipAgent(telephone.settings, store, telephone.desk.tell, WallClock().now)
        assert [leg.state for leg in await telephone.agent.start()] == [LegState.TALKING]
        await phone.done()
        await telephone.agent.stop()


async def test_waiting_callers_of_a_controller_that_stays_dead_are_answered_or_cancelled(database: Database):
    database.shared.vault = Vault(bytes(32))
    plan = plan_for(2)
    rows = [LegRows(database, "shanghai", f"c{n}", plan.controllers[n]) for n in (0, 1)]
    async with a_telephone(rows[0], plan) as telephone:
        for name in ("waits", "leaves"):
            telephone.desk.ways[name] = on(LegOffered, lambda agent, leg, _: agent.command(leg.id, RingLeg()))
        waits = Caller(name="waits").invites().hears(180).hears(200).acks().sends("BYE").hears(200)
        leaves = Caller(name="leaves").invites().hears(180).hears(183).cancels().hears_both(200, 487)
        phones = [await telephone.calls("waits", waits), await telephone.calls("leaves", leaves.acks_refusal())]
        await telephone.desk.until("waits", LegOffered)
        await telephone.desk.until("leaves", LegOffered)
        await until_true(lambda: all(leg.state is LegState.RINGING for leg in telephone.agent.legs()))
        await telephone.agent.stop()
        desk = Desk()
        other = SipAgent(settings_for(plan, 1), rows[1], desk.tell, WallClock().now)
        await other.start()
        await until_true(lambda: other.joined)
        assert len(await Succession(other, rows[1], silent_after=-1).look()) == 2
        assert await Succession(telephone.agent, rows[0]).look() == []  # it begins again, without legs
        await other.command(telephone.desk.legs["waits"].id, AnswerLeg(ANSWER))
        await other.command(telephone.desk.legs["leaves"].id, RingLeg(183))
        await asyncio.gather(*(phone.done() for phone in phones))
        assert await desk.until("leaves", LegOver) == LegOver(487, "Request Terminated")
        await other.stop()
