"""Seats whose voice is a SIP phone at the edge or a telephone behind the trunk, with the real servers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from builders.desk_phone import DeskPhone
from builders.hotline import MUSIC, Hotline, a_hotline, rings
from builders.rtp import LOOPBACK, PCMA, Telephone
from builders.sipp import Called, Phone, sipp
from builders.site import AppSite, Seat, good
from builders.telephone import an_edge, free_port, plan_for, until_bound, until_true
from builders.telephone_line import CITIZEN, SEAT, WITHIN, Servers, until
from lianxin.calls.media.recordings import seal_ended
from lianxin.calls.media.sdp import plain_sdp, port_of
from lianxin.calls.outgoing.ring_backs import CallToRingBack, list_ring_back
from lianxin.calls.outgoing.trunk_line import TrunkWay
from lianxin.calls.seating.accounts import SeatAccounts
from lianxin.calls.seating.seat_legs import seat_leg
from lianxin.calls.sip.news import OfferMedia
from lianxin.city import current_profile
from lianxin.kernel.ids import new_id
from lianxin.people import Role

PHONE, MOBILE, OTHER = "13912345678", "13700001111", "13700002222"
THIRD = 1800  # Hz


@pytest.fixture
async def hotline(site: AppSite, servers: Servers, tmp_path: Path) -> AsyncIterator[Hotline]:
    plan = plan_for(seat_networks=("127.0.0.1/32",))
    async with a_hotline(site, servers, plan, tmp_path) as running, an_edge(plan, tmp_path / "edge"):
        running.controller.phones.way = TrunkWay("12345", plan.listen, plan.trunks[0].target)
        await until_true(lambda: running.agent.joined)
        yield running


@pytest.fixture
async def admin(site: AppSite) -> Seat:
    return await site.seat(Role.ADMINISTRATOR)


def setup_of(seat: Seat) -> str:
    return f"/api/staff/{seat.ref.removeprefix('staff:')}/seat"


async def ready(seat: Seat, voice: str) -> None:
    """The seat is ready; the router may have given it the waiting call before this is answered."""
    now = good(await seat.post("/api/telephone/seat", {"state": "ready", "voice": voice}))
    assert now["state"] in {"ready", "reserved"}
    assert now["voice"] == voice


def picks_up(handset: Telephone) -> Called:
    """A telephone that rings and is answered; the citizen's number is not shown to it."""
    script = Called().hears("INVITE", checks="From: .sip:12345@").answers(180)
    return script.answers(200, body=plain_sdp(LOOPBACK, handset.port, PCMA)).hears("ACK")


async def connected(site: AppSite, handset: Telephone, staff: str = "") -> UUID:
    """Lets the telephone of a seat, of the only one if none is named, send to the port of our offer.

    Returns its SIP leg.
    """
    async with site.town.database.read(site.town.id) as work:
        [line] = await work.column(
            UUID,
            "SELECT id FROM seat_legs WHERE city_id = %(city)s AND ended_at IS NULL AND %(staff)s IN ('', staff)",
            staff=staff,
        )
        one = await seat_leg(work, line)
        assert one is not None
        handset.target = (LOOPBACK, port_of(one.offer(work)))
    return line


async def on_trunk(hotline: Hotline, script: Called, name: str) -> Phone:
    """Starts a telephone behind the trunk."""
    port = int(hotline.plan.trunks[0].target.split(":")[1])
    phone = await sipp(script, hotline.plan.listen, port, hotline.folder / name)
    await until_bound(port)
    return phone


async def outgoing_rows(site: AppSite) -> list[Any]:
    return await site.town.tuples(
        "SELECT purpose, result, number_sealed, made_by FROM dialled_calls WHERE city_id = %(city)s ORDER BY asked_at"
    )


async def used_up(site: AppSite, seat: Seat) -> None:
    """Lets a person have placed as many calls in this hour as the city allows."""
    async with site.town.begin() as work:
        most = (await current_profile(work)).telephone.outgoing.seat_hour
        for _ in range(most):
            over = {"id": new_id(), "purpose": "case", "state": "over", "number_hash": "x", "made_by": seat.ref}
            work.add("dialled_calls", {**over, "asked_at": work.real, "ended_at": work.real})


async def test_a_sip_phone_registers_by_digest_and_talks_for_its_seat(site: AppSite, hotline: Hotline, admin: Seat):
    seat, port = await a_sip_seat(site, hotline, admin)
    async with Telephone() as citizen, Telephone() as operator:
        phone = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE", timeout=240_000).answers(200))
        await hotline.until("queued")
        await hotline.connect(citizen)
        await until(lambda: citizen.hears(MUSIC) > 0.5)
        script = picks_up(operator).hears("BYE", timeout=240_000).answers(200, tag="")
        rung = await sipp(script, hotline.plan.listen, port, hotline.folder / "desk")
        await until_bound(port)
        await ready(seat, "phone")
        call = await rings(seat)
        for _ in range(2):  # the second press changes nothing
            assert good(await seat.post(f"/api/telephone/calls/{call['id']}/ring-phone"))["phone_rings"] is True
        await hotline.until("talking")
        await connected(site, operator)
        citizen.play(CITIZEN)
        operator.play(SEAT)
        await until(lambda: citizen.hears(SEAT) > 0.8 and operator.hears(CITIZEN) > 0.8)
        await hotline.goes_on()
        base = f"/api/telephone/calls/{call['id']}"
        good(await seat.post(f"{base}/hold"))
        await until(lambda: citizen.hears(MUSIC) > 0.5 and operator.hears(CITIZEN) < 0.1)
        good(await seat.post(f"{base}/resume"))
        await until(lambda: citizen.hears(SEAT) > 0.8)
        good(await seat.post(f"{base}/mute", {"muted": True}))
        await until(lambda: citizen.hears(SEAT) < 0.1 and operator.hears(CITIZEN) > 0.8)
        assert good(await seat.post(f"{base}/hang-up"))["state"] == "wrap_up"
        await phone.done()
        await rung.done()
    assert await seal_ended(site.town.database, site.town.id, hotline.controller.switch.media.shelf) == 1
    kinds = await site.town.tuples(
        "SELECT kind FROM events WHERE city_id = %(city)s AND subject_id = %(call)s", call=call["id"]
    )
    assert {("call.phone_rung",), ("call.answered",), ("call.recorded",)} <= set(kinds)
    assert await outgoing_rows(site) == []
    await until_legs_end(hotline)


async def a_missed_caller(site: AppSite) -> str:
    """Puts a caller on the list of those to be rung back; returns the call."""
    call = uuid4()
    async with site.town.begin() as work:
        gave_up = CallToRingBack(call, PHONE, promised=False, since=work.real, priority=2)
        await list_ring_back(work, await current_profile(work), gave_up)
    return str(call)


async def a_sip_seat(site: AppSite, hotline: Hotline, admin: Seat) -> tuple[Seat, int]:
    """Returns a seat that talks by a registered SIP phone, and the port of the phone."""
    seat, port = await site.seat(Role.OPERATOR), free_port()
    account = good(await admin.post(f"{setup_of(seat)}/account"))
    await SeatAccounts(site.town.database, site.town.id, hotline.agent.admit).follow()
    desk = DeskPhone(hotline.plan.listen, account["user"], account["password"], f"{LOOPBACK}:{port}")
    with closing(desk.udp):
        for pause in (0.05, 0.2, 1, 5):  # the edge may not have the account yet; a fifth wrong try would lock it
            if await asyncio.to_thread(desk.registers) == 200:
                return seat, port
            await asyncio.sleep(pause)
    raise AssertionError("the edge does not know the account")


async def test_the_telephone_of_a_seat_rings_before_that_of_the_citizen_whom_it_calls(
    site: AppSite, hotline: Hotline, admin: Seat
):
    seat, port = await a_sip_seat(site, hotline, admin)
    await ready(seat, "phone")
    call = await a_missed_caller(site)
    await hotline.succession.look()
    async with Telephone() as citizen, Telephone() as operator:
        script = picks_up(operator).hears("BYE", timeout=240_000).answers(200, tag="")
        rung = await sipp(script, hotline.plan.listen, port, hotline.folder / "desk")
        await until_bound(port)
        began = good(await seat.post("/api/telephone/dial", {"call_id": call}))
        assert began["desk"]
        assert began["phone"] == "139****5678"
        await hotline.outgoing.run()
        there = "SELECT id FROM seat_legs WHERE answered_at IS NOT NULL"
        async with asyncio.timeout(WITHIN):
            while not await site.town.tuples(there):  # noqa: ASYNC110 - the database is asked
                await asyncio.sleep(0.05)
        await connected(site, operator)
        operator.play(SEAT)
        await until(lambda: operator.hears(MUSIC) > 0.5)  # the ringing tone: the citizen has no telephone yet
        there = picks_up(citizen).hears("BYE", timeout=240_000).answers(200, tag="")
        reached = await on_trunk(hotline, there, "citizen")
        await hotline.until("talking", UUID(began["call_id"]))
        await hotline.connect(citizen, UUID(began["call_id"]))
        citizen.play(CITIZEN)
        await until(lambda: citizen.hears(SEAT) > 0.8 and operator.hears(CITIZEN) > 0.8)
        assert (await seat.read("/api/telephone/seat"))["call"]["keypad"]
        pressed = await seat.post(f"/api/telephone/calls/{began['call_id']}/keys", {"keys": "15#"})
        assert pressed.status_code == 204
        await until(lambda: citizen.keys == "15#")
        good(await seat.post(f"/api/telephone/calls/{began['call_id']}/hang-up"))
        await rung.done()
        await reached.done()
    await until_legs_end(hotline)


async def test_a_seat_that_does_not_answer_its_telephone_has_nobody_rung(site: AppSite, hotline: Hotline, admin: Seat):
    seat, port = await a_sip_seat(site, hotline, admin)
    await ready(seat, "phone")
    await hotline.succession.look()
    busy = await sipp(
        Called().hears("INVITE").answers(486).hears("ACK"), hotline.plan.listen, port, hotline.folder / "desk"
    )
    await until_bound(port)
    good(await seat.post("/api/telephone/dial", {"call_id": await a_missed_caller(site)}))
    await hotline.outgoing.run()
    await busy.done()
    async with asyncio.timeout(WITHIN):
        while (now := (await seat.read("/api/telephone/dial"))["call"])["state"] != "over":  # noqa: ASYNC110 - asked
            await asyncio.sleep(0.05)
    assert now["result"] == "no_caller"
    assert (await seat.read("/api/telephone/seat"))["state"] == "ready"
    assert (await seat.read("/api/ring-backs"))["items"][0]["attempts"] == 0
    await until_legs_end(hotline)


async def until_legs_end(hotline: Hotline) -> None:
    async with asyncio.timeout(10):
        while await hotline.controller.switch.media.rtpengine.calls():  # noqa: ASYNC110 - a server is asked
            await asyncio.sleep(0.05)


async def rings_mobile(site: AppSite, seat: Seat, call: str) -> None:
    """Lets a waiting call reach a seat at home, whose mobile is rung."""
    async with site.town.begin() as work:  # a seat at home takes calls that have waited
        await work.run("UPDATE waiting_calls SET reach = 3 WHERE city_id = %(city)s")
    await ready(seat, "mobile")
    assert (await rings(seat))["id"] == call
    good(await seat.post(f"/api/telephone/calls/{call}/ring-phone"))


async def presses_one(site: AppSite, handset: Telephone) -> None:
    """Presses the key once the telephone knows where to send it."""
    async with site.town.database.read(site.town.id) as work:
        lines = await work.column(UUID, "SELECT id FROM seat_legs WHERE city_id = %(city)s AND ended_at IS NULL")
    if lines:
        await connected(site, handset)
        handset.play(SEAT)
        handset.press("1")
    await asyncio.sleep(0.2)


async def test_a_mobile_that_is_busy_or_a_mailbox_gives_the_call_back_and_one_that_is_hung_up_ends_the_talk(
    site: AppSite, hotline: Hotline, admin: Seat, monkeypatch: pytest.MonkeyPatch
):
    first, second, third = [await site.seat(Role.OPERATOR) for _ in range(3)]
    for seat, number in ((first, MOBILE), (second, OTHER), (third, OTHER)):
        assert good(await admin.post(setup_of(seat), {"place": "home", "mobile": number}))["mobile"].startswith("137**")
    async with Telephone() as citizen, Telephone() as operator:
        phone = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE", timeout=240_000).answers(200))
        await hotline.until("queued")
        busy = await on_trunk(hotline, Called().hears("INVITE").answers(486).hears("ACK"), "busy")
        async with site.town.begin() as work:  # a seat at home takes calls that have waited
            await work.run("UPDATE waiting_calls SET reach = 3 WHERE city_id = %(city)s")
        await ready(first, "mobile")
        call = await rings(first)
        await used_up(site, first)
        refused = await first.post(f"/api/telephone/calls/{call['id']}/ring-phone")
        assert (refused.status_code, refused.json()["code"]) == (429, "calls.dials_used_up")
        async with site.town.begin() as work:
            await work.run("DELETE FROM dialled_calls WHERE city_id = %(city)s")
        good(await first.post(f"/api/telephone/calls/{call['id']}/ring-phone"))
        await busy.done()
        await hotline.until("queued")
        now = await first.read("/api/telephone/seat")
        assert (now["state"], now["call"]) == ("away", None)
        monkeypatch.setattr("lianxin.calls.control.mobile_key.LISTENS_FOR", 0.2)
        talks = picks_up(operator).hears("BYE", timeout=240_000).answers(200, tag="")
        mailbox = await on_trunk(hotline, talks, "mailbox")
        await rings_mobile(site, second, call["id"])
        await mailbox.done()  # no key came
        await hotline.until("queued")
        assert (await second.read("/api/telephone/seat"))["state"] == "away"
        monkeypatch.setattr("lianxin.calls.control.mobile_key.LISTENS_FOR", 60.0)
        rung = await on_trunk(hotline, picks_up(operator).waits(5000).hangs_up().hears(200), "rung")
        await rings_mobile(site, third, call["id"])
        async with asyncio.timeout(WITHIN):
            while await hotline.state() != "talking":
                await presses_one(site, operator)
        await rung.done()
        await phone.done()
    await hotline.until("ended")
    assert (await third.read("/api/telephone/seat"))["state"] == "wrap_up"
    assert await outgoing_rows(site) == [
        ("seat", "busy", None, first.ref),
        ("seat", "answered", None, second.ref),
        ("seat", "answered", None, third.ref),
    ]
    await until_legs_end(hotline)


@dataclass
class DeskSeat:
    """A seat with a registered SIP phone, at which a handset talks."""

    hotline: Hotline
    seat: Seat
    port: int
    handset: Telephone
    hertz: int
    rung: int = 0

    async def rings_at(self, script: Called) -> Phone:
        """Lets its telephone go on by a script when it is called next."""
        self.rung += 1
        phone = await sipp(
            script, self.hotline.plan.listen, self.port, self.hotline.folder / f"{self.port}-{self.rung}"
        )
        await until_bound(self.port)
        return phone

    async def takes(self, call: str, script: Called) -> tuple[Phone, UUID]:
        """Answers a call that rings at the seat by its telephone; returns that and its SIP leg."""
        assert (await rings(self.seat))["id"] == call
        phone = await self.rings_at(script)
        await self.does(call, "ring-phone")
        async with asyncio.timeout(WITHIN):
            while (await self.seat.read("/api/telephone/seat"))["state"] != "talking":  # noqa: ASYNC110 - a request
                await asyncio.sleep(0.05)
        line = await connected(self.hotline.site, self.handset, self.seat.ref)
        self.handset.play(self.hertz)
        return phone, line

    async def does(self, call: str, act: str, **said: Any) -> dict[str, Any]:
        return good(await self.seat.post(f"/api/telephone/calls/{call}/{act}", said))

    def hears(self, hertz: int) -> float:
        return self.handset.hears(hertz)


def until_we_hang_up(handset: Telephone) -> Called:
    return picks_up(handset).hears("BYE", timeout=240_000).answers(200, tag="")


def hangs_up_at_offer(handset: Telephone) -> Called:
    """A telephone whose owner hangs up; an offer of ours is the sign for it."""
    sdp = plain_sdp(LOOPBACK, handset.port, PCMA)
    script = picks_up(handset).hears("INVITE", timeout=240_000).answers(200, body=sdp, tag="").hears("ACK")
    return script.hangs_up().hears(200)


@pytest.mark.timeout(300)  # one call through several scenes
async def test_seats_on_sip_phones_consult_talk_as_three_hand_over_and_get_a_citizen_back(
    site: AppSite, hotline: Hotline, admin: Seat
):
    seats = [await a_sip_seat(site, hotline, admin) for _ in range(2)]
    async with Telephone() as citizen, Telephone() as first, Telephone() as second:
        phone = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE", timeout=240_000).answers(200))
        await hotline.until("queued")
        await hotline.connect(citizen)
        citizen.play(CITIZEN)
        one = DeskSeat(hotline, *seats[0], first, SEAT)
        other = DeskSeat(hotline, *seats[1], second, THIRD)
        await ready(one.seat, "phone")
        call = (await rings(one.seat))["id"]
        rung, _ = await one.takes(call, until_we_hang_up(first))
        await ready(other.seat, "phone")
        await leaves_a_consultation(call, one, other, citizen)
        await talks_as_three(call, one, other, citizen)
        await rung.done()  # the citizen was handed over
        await comes_back(call, one, other, citizen)
        await phone.done()
    await hotline.until("ended")
    await until_legs_end(hotline)


async def consults(call: str, one: DeskSeat, other: DeskSeat, script: Called) -> tuple[Phone, UUID]:
    await one.does(call, "consult", staff_id=other.seat.ref.removeprefix("staff:"))
    return await other.takes(call, script)


async def leaves_a_consultation(call: str, one: DeskSeat, other: DeskSeat, citizen: Telephone) -> None:
    """The other seat hangs its telephone up: the citizen is with the first one again."""
    phone, line = await consults(call, one, other, hangs_up_at_offer(other.handset))
    await until(lambda: one.hears(THIRD) > 0.8 and other.hears(SEAT) > 0.8 and citizen.hears(MUSIC) > 0.5)
    assert other.hears(CITIZEN) < 0.1
    await other.hotline.agent.command(line, OfferMedia(plain_sdp(LOOPBACK, other.handset.port, PCMA).encode()))
    await phone.done()
    await until(lambda: citizen.hears(SEAT) > 0.8 and one.hears(CITIZEN) > 0.8)
    async with asyncio.timeout(WITHIN):
        while (await other.seat.read("/api/telephone/seat"))["state"] != "ready":  # noqa: ASYNC110 - a request
            await asyncio.sleep(0.05)


async def talks_as_three(call: str, one: DeskSeat, other: DeskSeat, citizen: Telephone) -> None:
    """A consultation becomes a talk of three; the first seat leaves it, and its telephone is hung up."""
    await consults(call, one, other, until_we_hang_up(other.handset))
    await until(lambda: one.hears(THIRD) > 0.8 and other.hears(SEAT) > 0.8)
    await one.does(call, "bring-in")
    await until(lambda: citizen.hears(THIRD) > 0.3 and citizen.hears(SEAT) > 0.3)
    await until(lambda: min(one.hears(CITIZEN), one.hears(THIRD), other.hears(CITIZEN), other.hears(SEAT)) > 0.3)
    assert (await one.does(call, "transfer"))["state"] == "wrap_up"
    await until(lambda: citizen.hears(THIRD) > 0.8 and other.hears(CITIZEN) > 0.8)
    await one.does(call, "wrapped-up", next="ready", kind="consultation")


async def comes_back(call: str, one: DeskSeat, other: DeskSeat, citizen: Telephone) -> None:
    """The telephone of a seat to which the citizen is sent is busy: the citizen is with the sender, who hangs up."""
    busy = await one.rings_at(Called().hears("INVITE").answers(486).hears("ACK"))
    assert (await other.does(call, "transfer", staff_id=one.seat.ref.removeprefix("staff:")))["state"] == "wrap_up"
    assert (await rings(one.seat))["id"] == call
    await one.does(call, "ring-phone")
    await busy.done()
    phone, line = await other.takes(call, hangs_up_at_offer(other.handset))
    assert (await one.seat.read("/api/telephone/seat"))["state"] == "away"
    await until(lambda: citizen.hears(THIRD) > 0.8 and other.hears(CITIZEN) > 0.8)
    await other.hotline.agent.command(line, OfferMedia(plain_sdp(LOOPBACK, other.handset.port, PCMA).encode()))
    await phone.done()
