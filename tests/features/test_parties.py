"""Three on a call with real servers: consultation, the way back, three-way talk, transfer, listening."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from builders.hotline import MUSIC, Hotline, a_hotline, answers, rings
from builders.rtp import Telephone
from builders.sipp import Phone
from builders.site import AppSite, Seat, a_site, good
from builders.telephone import an_edge, plan_for, until_true
from builders.telephone_line import CITIZEN, SEAT, WITHIN, Servers, media_servers, until
from lianxin.kernel.database import Database
from lianxin.people import Role

PHONE = "13912345678"
THIRD, LEAD = 1800, 2300  # Hz


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with media_servers(tmp_path_factory.mktemp("media")) as started:
        yield started


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        yield opened


@dataclass
class Talk:
    """A citizen who talks with a seat, and the means to ask others."""

    site: AppSite
    hotline: Hotline
    seat: Seat
    other: Seat
    citizen: Telephone
    operator: Telephone
    phone: Phone
    call: str

    async def do(self, seat: Seat, act: str, **said: Any) -> dict[str, Any]:
        return good(await seat.post(f"/api/telephone/calls/{self.call}/{act}", said))

    async def consult(self) -> None:
        await self.do(self.seat, "consult", staff_id=self.other.ref.removeprefix("staff:"))

    async def kinds(self) -> list[str]:
        rows = await self.site.town.tuples(
            "SELECT kind FROM events WHERE city_id = %(city)s AND subject_id = %(call)s ORDER BY position",
            call=self.call,
        )
        return [kind for (kind,) in rows]

    async def is_in(self, state: str) -> None:
        """Waits until the seat that has the call is in a state."""
        async with asyncio.timeout(WITHIN):
            while (await self.seat.read("/api/telephone/seat"))["state"] != state:  # noqa: ASYNC110 - a request
                await asyncio.sleep(0.05)


@pytest.fixture
async def talk(site: AppSite, servers: Servers, tmp_path: Path) -> AsyncIterator[Talk]:
    plan = plan_for(2)
    seat, other = await site.seat(Role.OPERATOR), await site.seat(Role.OPERATOR)
    async with AsyncExitStack() as stack:
        hotline = await stack.enter_async_context(a_hotline(site, servers, plan, tmp_path))
        await stack.enter_async_context(an_edge(plan, tmp_path / "edge"))
        await until_true(lambda: hotline.agent.joined)
        citizen, operator = [await stack.enter_async_context(Telephone()) for _ in range(2)]
        phone = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE", timeout=240_000).answers(200))
        await hotline.until("queued")
        await hotline.connect(citizen)
        good(await seat.post("/api/telephone/seat", {"state": "ready"}))
        call = (await rings(seat))["id"]
        await answers(seat, call, operator)
        good(await other.post("/api/telephone/seat", {"state": "ready"}))
        citizen.play(CITIZEN)
        operator.play(SEAT)
        yield Talk(site, hotline, seat, other, citizen, operator, phone, call)


@pytest.mark.timeout(300)  # one call through three scenes
async def test_three_on_a_call_from_a_refusal_to_a_queue(talk: Talk):
    """One call for all of it, because a telephone takes seconds to start."""
    await refused_and_back(talk)
    await three_way_and_handed_over(talk)
    await passed_to_a_queue(talk)
    told = [kind for kind in await talk.kinds() if "party" in kind or kind in {"call.handed", "call.passed"}]
    asked = ["call.party_asked", "call.party_left"]
    joined = ["call.party_asked", "call.party_joined", "call.party_joined", "call.party_left"]
    assert told == [*asked, *asked, *joined, "call.handed", "call.passed"]
    await talk.hotline.controller.endings.hung_up(UUID(talk.call))
    await talk.phone.done()
    assert await talk.hotline.controller.switch.media.rtpengine.calls() == []


async def refused_and_back(talk: Talk) -> None:
    await talk.consult()
    assert (await rings(talk.other))["id"] == talk.call
    await until(lambda: talk.citizen.hears(MUSIC) > 0.5 and talk.operator.hears(CITIZEN) < 0.1)
    again = await talk.seat.post(f"/api/telephone/calls/{talk.call}/consult", {"staff_id": talk.other.ref[6:]})
    assert again.json()["code"] == "calls.illegal_party_move"
    await talk.do(talk.other, "hang-up")  # refused
    await until(lambda: talk.citizen.hears(SEAT) > 0.8 and talk.operator.hears(CITIZEN) > 0.8)
    now = await talk.other.read("/api/telephone/seat")
    assert (now["state"], now["call"]) == ("ready", None)
    await talk.consult()
    await rings(talk.other)
    await until(lambda: talk.citizen.hears(MUSIC) > 0.5)
    await talk.site.town.tuples(
        "UPDATE seats SET lease_until = %(now)s WHERE city_id = %(city)s AND state = 'reserved' RETURNING staff"
    )  # its time to answer is over
    await until(lambda: talk.citizen.hears(SEAT) > 0.8)
    await talk.is_in("talking")  # the sound comes before the row that says so


async def three_way_and_handed_over(talk: Talk) -> None:
    good(await talk.other.post("/api/telephone/seat", {"state": "ready"}))
    lead = await talk.site.seat(Role.SHIFT_LEAD)
    async with Telephone() as third, Telephone() as listener:
        await talk.consult()
        await rings(talk.other)
        await answers(talk.other, talk.call, third)
        third.play(THIRD)
        await until(lambda: talk.operator.hears(THIRD) > 0.8 and third.hears(SEAT) > 0.8)
        assert talk.citizen.hears(THIRD) < 0.1
        assert third.hears(CITIZEN) < 0.1
        await talk.do(talk.seat, "bring-in")
        await until(lambda: talk.citizen.hears(THIRD) > 0.3 and talk.citizen.hears(SEAT) > 0.3)
        heard = await talk.do(lead, "listen", sdp=str(listener.port))
        listener.target = ("127.0.0.1", int(heard["sdp"]))
        listener.play(LEAD)
        await until(lambda: listener.hears(CITIZEN) > 0.2 and listener.hears(THIRD) > 0.2)
        assert talk.citizen.hears(LEAD) < 0.1
        await talk.do(lead, "listen/stop")
        assert (await talk.do(talk.seat, "transfer"))["state"] == "wrap_up"
        await until(lambda: third.hears(CITIZEN) > 0.8 and talk.citizen.hears(THIRD) > 0.8)
        await until(lambda: talk.citizen.hears(SEAT) < 0.1)


async def passed_to_a_queue(talk: Talk) -> None:
    """The citizen keeps the time of the first place."""
    since = "(SELECT since FROM waiting_calls w WHERE w.id = c.id)"
    select = f"SELECT queued_at, {since} FROM calls c WHERE city_id = %(city)s"
    passed = await talk.do(talk.other, "transfer", queue="expert")
    assert passed["state"] == "wrap_up"
    [(queued_at, place)] = await talk.site.town.tuples(select)
    assert queued_at == place
    await until(lambda: talk.citizen.hears(MUSIC) > 0.5)
