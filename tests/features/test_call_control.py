"""A call from the trunk to a seat and back, with the real servers: answered, held, ended, missed, taken over."""

from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest

from builders.cases import shanghai
from builders.hotline import MUSIC, Hotline, a_hotline, answers, rings
from builders.rtp import LOOPBACK, PCMA, Telephone
from builders.sipp import Caller, sipp
from builders.site import AppSite, Seat, good
from builders.telephone import an_edge, free_port, plan_for, until_true
from builders.telephone_line import CITIZEN, SEAT, Servers, until
from lianxin.calls.media.recordings import seal_ended
from lianxin.calls.media.sdp import plain_sdp
from lianxin.calls.sip.legs import LegState
from lianxin.calls.sip.news import KeySent
from lianxin.calls.sip.plain_phone import PlainPhone
from lianxin.city import Profile, adopt_profile
from lianxin.kernel.ids import new_id
from lianxin.people import Role

PHONE = "13912345678"


@pytest.fixture
async def hotline(site: AppSite, servers: Servers, tmp_path: Path) -> AsyncIterator[Hotline]:
    plan = plan_for(2)
    async with a_hotline(site, servers, plan, tmp_path) as running, an_edge(plan, tmp_path / "edge"):
        await until_true(lambda: running.agent.joined)
        yield running


@pytest.fixture
async def seat(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def ready(seat: Seat) -> None:
    """The seat is ready; the router may have given it the waiting call before this is answered."""
    assert good(await seat.post("/api/telephone/seat", {"state": "ready"}))["state"] in {"ready", "reserved"}


async def answering(site: AppSite, **telephone: str | int) -> None:
    """Changes the telephone of the profile."""
    document = deepcopy(shanghai().to_document())
    document["version"] += "-late"
    cast("dict[str, Any]", document["city"]["telephone"]).update(telephone)
    async with site.town.begin() as work:
        await adopt_profile(work, Profile.from_document(document))


async def kinds(site: AppSite, call: str) -> list[str]:
    rows = await site.town.tuples(
        "SELECT kind FROM events WHERE city_id = %(city)s AND subject_kind = 'call' AND subject_id = %(call)s"
        " ORDER BY position",
        call=call,
    )
    return [kind for (kind,) in rows]


async def test_a_citizen_is_greeted_waits_talks_is_held_and_the_seat_wraps_up(
    site: AppSite, hotline: Hotline, seat: Seat
):
    case = await seat.open(contact={"phone": PHONE})
    async with Telephone() as citizen, Telephone() as operator:
        phone = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE").answers(200))
        await hotline.until("queued")
        await hotline.connect(citizen)
        await until(lambda: citizen.hears(MUSIC) > 0.5)
        await ready(seat)
        call = await rings(seat)
        assert (call["caller"], call["known"], call["state"]) == ("139****5678", True, "offered")
        assert [one["number"] for one in call["cases"]] == [case["number"]]
        await answers(seat, call["id"], operator)
        citizen.play(CITIZEN)
        operator.play(SEAT)
        await until(lambda: citizen.hears(SEAT) > 0.8 and operator.hears(CITIZEN) > 0.8)
        base = f"/api/telephone/calls/{call['id']}"
        assert good(await seat.post(f"{base}/hold"))["state"] == "hold"
        await until(lambda: citizen.hears(MUSIC) > 0.5 and operator.hears(CITIZEN) < 0.1)
        assert good(await seat.post(f"{base}/hold"))["call"]["state"] == "on_hold"
        assert good(await seat.post(f"{base}/resume"))["state"] == "talking"
        await until(lambda: citizen.hears(SEAT) > 0.8 and operator.hears(CITIZEN) > 0.8)
        assert good(await seat.post(f"{base}/mute", {"muted": True}))["call"]["muted"] is True
        await until(lambda: citizen.hears(SEAT) < 0.1)
        assert good(await seat.post(f"{base}/hang-up"))["state"] == "wrap_up"
        await phone.done()
    refused = await seat.post(f"{base}/wrapped-up", {"next": "ready"})
    assert (refused.status_code, refused.json()["code"]) == (409, "calls.no_disposition")
    after = good(await seat.post(f"{base}/wrapped-up", {"next": "ready", "kind": "consultation"}))
    assert (after["state"], after["call"]) == ("ready", None)
    media = hotline.controller.switch.media
    assert await seal_ended(site.town.database, site.town.id, media.shelf) == 1  # beside the request, not in it
    told = await kinds(site, call["id"])
    way = ["call.arrived", "call.greeted", "call.chosen", "call.queued", "call.offered", "call.answered"]
    way += ["call.held", "call.resumed"]
    assert [kind for kind in told if kind in way] == way
    assert set(told) - set(way) == {"call.over", "call.recorded", "call.ended", "call.disposed"}
    [(number,)] = await site.town.tuples("SELECT caller_sealed FROM calls WHERE city_id = %(city)s")
    assert PHONE.encode() not in bytes(number)
    assert await media.rtpengine.calls() == []


@pytest.mark.parametrize(("at", "before"), [("after_welcome", "queued"), ("on_seat", "offered")])
async def test_a_call_is_answered_only_when_the_profile_wants_it(
    site: AppSite, hotline: Hotline, seat: Seat, at: str, before: str
):
    await answering(site, answer_at=at)
    async with Telephone() as citizen, Telephone() as operator:
        sdp = plain_sdp(LOOPBACK, citizen.port, PCMA)
        script = Caller(name=PHONE).invites(sdp=sdp).hears(183).hears(200).acks().hears("BYE").answers(200)
        phone = await sipp(script, hotline.plan.listen, free_port(), hotline.folder / at)
        await hotline.until("queued")
        await hotline.connect(citizen)
        await until(lambda: citizen.hears(MUSIC) > 0.5)
        [leg] = hotline.agent.legs()
        assert (leg.state is LegState.RINGING) is (before == "offered")
        await ready(seat)
        call = await rings(seat)
        await answers(seat, call["id"], operator)
        citizen.play(CITIZEN)
        operator.play(SEAT)
        await until(lambda: citizen.hears(SEAT) > 0.8 and operator.hears(CITIZEN) > 0.8)
        good(await seat.post(f"/api/telephone/calls/{call['id']}/hang-up"))
        await phone.done()


async def test_early_media_ends_by_an_answer_at_the_latest(site: AppSite, hotline: Hotline):
    await answering(site, answer_at="on_seat", max_early_s=5)
    async with Telephone() as citizen:
        sdp = plain_sdp(LOOPBACK, citizen.port, PCMA)
        script = Caller(name=PHONE).invites(sdp=sdp).hears(183).hears(200).acks().sends("BYE").hears(200)
        await (await sipp(script, hotline.plan.listen, free_port(), hotline.folder / "latest")).done()
    await hotline.until("missed")


async def test_a_citizen_who_gives_up_is_listed_and_the_seat_is_ready_again(
    site: AppSite, hotline: Hotline, seat: Seat
):
    await ready(seat)
    async with PlainPhone(hotline.plan.listen, "12345", PHONE) as phone:
        assert await phone.call()
        call = await rings(seat)
        await phone.hang_up()
    await hotline.until("missed", UUID(call["id"]))
    assert (await seat.read("/api/telephone/seat"))["state"] == "ready"
    late = await seat.post(f"/api/telephone/calls/{call['id']}/answer", {"sdp": "9"})
    assert (late.status_code, late.json()["code"]) == (409, "calls.nothing_rings")
    [(state,)] = await site.town.tuples("SELECT state FROM ring_backs WHERE city_id = %(city)s")
    assert state == "waiting"


async def test_another_controller_goes_on_with_a_citizen_who_waits(
    site: AppSite, hotline: Hotline, servers: Servers, seat: Seat, tmp_path: Path
):
    async with Telephone() as citizen, Telephone() as operator:
        phone = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE").answers(200))
        await hotline.until("queued")
        await hotline.connect(citizen)
        await hotline.die()
        async with a_hotline(site, servers, hotline.plan, tmp_path, 1) as second:
            await second.succeeds()
            await until(lambda: citizen.hears(MUSIC) > 0.5)
            await ready(seat)
            call = await rings(seat)
            await answers(seat, call["id"], operator)
            citizen.play(CITIZEN)
            await until(lambda: operator.hears(CITIZEN) > 0.8)
            good(await seat.post(f"/api/telephone/calls/{call['id']}/hang-up"))
            await phone.done()


async def test_a_citizen_chooses_by_keys_and_prefers_to_be_rung_back(site: AppSite, hotline: Hotline):
    hotline.patient_callers()
    async with site.town.database.begin(site.town.id) as work:
        began = {"cause": "person", "waiting": 0, "longest": 0.0, "began_by": "system"}
        work.add("surges", {"id": new_id(), **began, "began_at": work.now, "began_real": work.real})
    async with Telephone() as citizen:
        phone = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE").answers(200))
        for state in ("menu", "queued"):  # Mandarin, then the offer, which comes at once in surge
            await hotline.until(state)
            [leg] = hotline.agent.legs()
            await hotline.controller.tell(leg, KeySent("1", 160))
        await hotline.until("ring_back")
        await phone.done()
    [(call, queue, levels)] = await site.town.tuples("SELECT id, queue, levels FROM calls WHERE city_id = %(city)s")
    assert (queue, levels) == ("general", {})
    assert await site.town.tuples("SELECT promised, state FROM ring_backs WHERE city_id = %(city)s") == [
        (True, "waiting")
    ]
    told = await kinds(site, str(call))
    assert told[:4] == ["call.arrived", "call.greeted", "call.chosen", "call.queued"]
    assert set(told[4:]) == {"call.promised", "ring_back.listed", "call.over"}


async def test_a_call_that_a_media_server_lost_is_rung_back_and_its_seat_wraps_up(
    site: AppSite, hotline: Hotline, seat: Seat
):
    async with Telephone() as citizen, Telephone() as operator:
        phone = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE").answers(200))
        await hotline.until("queued")
        await ready(seat)
        call = await rings(seat)
        await answers(seat, call["id"], operator)
        await hotline.controller.watching.look()
        assert await hotline.state() == "talking"
        await hotline.controller.switch.media.rtpengine.delete(call["id"])
        await hotline.controller.watching.look()
        await phone.done()
    assert (await hotline.state(), (await seat.read("/api/telephone/seat"))["state"]) == ("ring_back", "wrap_up")
    assert "call.dropped" in await kinds(site, call["id"])
    assert await site.town.tuples("SELECT promised FROM ring_backs WHERE city_id = %(city)s") == [(True,)]
    good(await seat.post(f"/api/telephone/calls/{call['id']}/wrapped-up", {"next": "away", "kind": "dropped"}))
