"""Three on a call with real servers: seats and outside contacts come, refuse and leave; leads listen and whisper."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from builders.hotline import MUSIC, Hotline, a_hotline, answers, rings
from builders.rtp import LOOPBACK, PCMA, Telephone, channels
from builders.sipp import Called, Phone
from builders.site import AppSite, Seat, good
from builders.telephone import an_edge, plan_for, until_true
from builders.telephone_line import CITIZEN, SEAT, WITHIN, Servers, until
from lianxin.calls.media.mixing import mix, tapes_in
from lianxin.calls.media.sdp import plain_sdp
from lianxin.calls.media.tones import tone_share
from lianxin.calls.outgoing.trunk_line import TrunkLine
from lianxin.calls.sip.news import OfferMedia
from lianxin.people import Role

PHONE = "13912345678"
THIRD, LEAD = 1800, 2300  # Hz
PLACE = """
SELECT c.queued_at, w.since FROM calls c JOIN waiting_calls w ON w.city_id = c.city_id AND w.id = c.id
WHERE c.city_id = %(city)s
"""


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
    asked = ["call.party_asked", "call.party_left"]
    joined = ["call.party_asked", *["call.party_joined"] * 3, *["call.party_left"] * 2]
    told = [*asked, *asked, *joined, "call.handed", "call.passed", "call.queued"]
    assert [kind for kind in await talk.kinds() if kind in told][1:] == told
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
        await a_whisper(talk, lead)
        await talk.do(lead, "listen/stop")
        assert (await talk.do(talk.seat, "transfer"))["state"] == "wrap_up"
        await until(lambda: third.hears(CITIZEN) > 0.8 and talk.citizen.hears(THIRD) > 0.8)
        await until(lambda: talk.citizen.hears(SEAT) < 0.1)


async def a_whisper(talk: Talk, lead: Seat) -> None:
    """The seat hears the lead at a connection of its own; neither the others nor the recording do."""
    nobody = await talk.seat.post(f"/api/telephone/calls/{talk.call}/whisper/hear", {"sdp": "1"})
    assert nobody.json()["code"] == "calls.no_whisper"
    async with Telephone() as mouth, Telephone() as ear:
        said = await talk.do(lead, "whisper", sdp=str(mouth.port))
        mouth.target = (LOOPBACK, int(said["sdp"]))
        parties = (await talk.seat.read("/api/telephone/seat"))["call"]["parties"]
        assert "whisper" in {one["kind"] for one in parties}
        heard = await talk.do(talk.seat, "whisper/hear", sdp=str(ear.port))
        ear.target = (LOOPBACK, int(heard["sdp"]))
        mouth.play(LEAD)
        await until(lambda: ear.hears(LEAD) > 0.9)
        await until(lambda: talk.citizen.hears(SEAT) > 0.3)
        assert max(talk.citizen.hears(LEAD), talk.operator.hears(LEAD), ear.hears(CITIZEN)) < 0.05
        await talk.do(lead, "whisper/stop")
    left, right = await asyncio.to_thread(recorded, talk.hotline.folder)
    assert min(tone_share(left, CITIZEN), tone_share(right, SEAT)) > 0.2
    assert max(tone_share(left, LEAD), tone_share(right, LEAD)) < 0.001


def recorded(folder: Path) -> tuple[list[int], list[int]]:
    """Returns both channels of what is on the tapes of the call that talks."""
    [tapes] = (folder / "raw").iterdir()
    return channels(mix(tapes_in(tapes), folder / "until_now.wav").path)


async def passed_to_a_queue(talk: Talk) -> None:
    """The citizen keeps the time of the first place."""
    passed = await talk.do(talk.other, "transfer", queue="expert")
    assert passed["state"] == "wrap_up"
    [(queued_at, place)] = await talk.site.town.tuples(PLACE)
    assert queued_at == place
    await until(lambda: talk.citizen.hears(MUSIC) > 0.5)


async def test_an_outside_contact_refuses_hangs_up_and_keeps_the_citizen(talk: Talk):
    unknown = await talk.seat.post(f"/api/telephone/calls/{talk.call}/consult", {"contact": "a_friend"})
    assert unknown.json()["code"] == "calls.no_contact"
    unheard = await talk.seat.post(f"/api/telephone/calls/{talk.call}/keys", {"keys": "2"})
    assert unheard.json()["code"] == "calls.no_keypad"
    busy = Called().hears("INVITE", checks="From: .sip:12345@").answers(486).hears("ACK")
    await comes_back(talk, await asks_customs(talk, "busy", busy))
    await hangs_up(talk)
    await keeps_the_citizen(talk)
    asked, joined, left = "call.party_asked", "call.party_joined", "call.party_left"
    told = [asked, left, asked, joined, left, asked, joined, "call.handed", "call.over"]
    assert [kind for kind in await talk.kinds() if kind in told] == told
    [(count,)] = await talk.site.town.tuples("SELECT count(*) FROM recordings WHERE city_id = %(city)s")
    assert count == 1, "the recording went on"
    assert await talk.hotline.controller.switch.media.rtpengine.calls() == []


def talks_at(handset: Telephone) -> Called:
    """A telephone that answers with the sound of a handset."""
    sdp = plain_sdp(LOOPBACK, handset.port, PCMA)
    return Called().hears("INVITE", checks="INVITE sip:12360@").answers(200, body=sdp).hears("ACK")


async def asks_customs(talk: Talk, name: str, script: Called, act: str = "consult") -> Phone:
    outside = await talk.hotline.outside(name, script)
    await talk.do(talk.seat, act, contact="customs")
    assert await talk.hotline.ring_outside() == 1
    return outside


async def comes_back(talk: Talk, outside: Phone) -> None:
    """The contact is gone: the citizen is with the seat."""
    await outside.done()
    await until(lambda: min(talk.citizen.hears(SEAT), talk.operator.hears(CITIZEN)) > 0.3)
    assert (await talk.seat.read("/api/telephone/seat"))["state"] == "talking"


async def hangs_up(talk: Talk) -> None:
    """An offer of ours is the sign for the contact to hang up."""
    async with Telephone() as third:
        sdp = plain_sdp(LOOPBACK, third.port, PCMA)
        script = talks_at(third).hears("INVITE", timeout=60000).answers(200, body=sdp, tag="").hears("ACK")
        outside = await asks_customs(talk, "leaves", script.hangs_up().hears(200))
        await talk.hotline.connect_outside(third)
        third.play(THIRD)
        await until(lambda: talk.operator.hears(THIRD) > 0.8)
        [line] = await talk.site.town.tuples("SELECT line FROM call_parties WHERE kind = 'third' AND state = 'talking'")
        await talk.hotline.agent.command(line[0], OfferMedia(sdp.encode()))
        await comes_back(talk, outside)


async def keeps_the_citizen(talk: Talk) -> None:
    """Consulted, brought in, left alone with the citizen, hung up with the citizen."""
    async with Telephone() as third:
        script = talks_at(third).hears("BYE", timeout=60000).answers(200, tag="")
        outside = await asks_customs(talk, "keeps", script)
        await talk.hotline.connect_outside(third)
        third.play(THIRD)
        await until(lambda: talk.operator.hears(THIRD) > 0.8 and third.hears(SEAT) > 0.8)
        assert max(talk.citizen.hears(THIRD), third.hears(CITIZEN)) < 0.1
        await presses_keys(talk, third)
        await talk.do(talk.seat, "bring-in")
        await until(lambda: talk.citizen.hears(THIRD) > 0.3 and third.hears(CITIZEN) > 0.3)
        [party] = [one for one in (await talk.seat.read("/api/telephone/seat"))["call"]["parties"] if one["name_en"]]
        assert (party["kind"], party["state"], party["name_en"]) == ("third", "talking", "Customs 12360")
        assert (await talk.do(talk.seat, "hang-up"))["state"] == "wrap_up"
        await until(lambda: third.hears(CITIZEN) > 0.8 and talk.citizen.hears(THIRD) > 0.8)
        held = await talk.seat.post(f"/api/telephone/calls/{talk.call}/hold")
        assert held.json()["code"] == "calls.not_your_call"
        await talk.hotline.controller.endings.hung_up(UUID(talk.call))  # the citizen hangs up
        await outside.done()
        await talk.phone.done()


async def presses_keys(talk: Talk, third: Telephone) -> None:
    """The contact hears keys in their order and once; what they were is in no event."""
    keys = f"/api/telephone/calls/{talk.call}/keys"
    for request in ("one", "one", "two"):
        said = await talk.seat.post(keys, {"keys": "2*90#2"}, key=request)
        assert said.status_code == 204
    await until(lambda: third.keys == "2*90#2" * 2)
    await until(lambda: third.hears(SEAT) > 0.8)
    assert (talk.citizen.keys, talk.operator.keys) == ("", "")
    rows = await talk.site.town.tuples(
        "SELECT data FROM events WHERE city_id = %(city)s AND kind = 'call.keys_pressed' ORDER BY position"
    )
    told = {"call_id": talk.call, "staff": talk.seat.ref, "count": 6, "contact": "customs"}
    assert [data for (data,) in rows] == [told, told]
    foreign = await talk.other.post(keys, {"keys": "1"})
    assert foreign.json()["code"] == "calls.not_your_call"
    assert (await talk.seat.post(keys, {"keys": "1A"})).status_code == 422


async def test_a_citizen_who_was_sent_is_taken_or_comes_back_to_the_seat_or_to_the_queue(talk: Talk):
    busy = Called().hears("INVITE").answers(486).hears("ACK")
    await (await asks_customs(talk, "busy", busy, "transfer")).done()
    assert (await rings(talk.seat))["id"] == talk.call
    await answers(talk.seat, talk.call, talk.operator)
    await until(lambda: talk.citizen.hears(SEAT) > 0.8 and talk.operator.hears(CITIZEN) > 0.8)
    await sent_to_a_seat(talk)
    await sent_while_the_seat_goes_on(talk)
    told = {"call.sent", "call.handed", "call.recalled", "call.passed", "call.party_joined"}
    back = ["call.sent", "call.recalled", "call.party_joined", "call.handed"]
    taken = ["call.sent", "call.party_joined", "call.handed"]
    kinds = [kind for kind in await talk.kinds() if kind in told]
    assert kinds == [*back, *taken, "call.sent", "call.passed"]


async def sent_to_a_seat(talk: Talk) -> None:
    sent = await talk.do(talk.seat, "transfer", staff_id=talk.other.ref.removeprefix("staff:"))
    assert sent["state"] == "wrap_up"
    await rings(talk.other)
    await until(lambda: talk.citizen.hears(MUSIC) > 0.5)
    async with Telephone() as third:
        await answers(talk.other, talk.call, third)
        third.play(THIRD)
        await until(lambda: talk.citizen.hears(THIRD) > 0.8 and third.hears(CITIZEN) > 0.8)


async def sent_while_the_seat_goes_on(talk: Talk) -> None:
    """The seat has ended its wrap-up when the contact is busy: the citizen waits at the first place."""
    outside = await talk.hotline.outside("later", Called().hears("INVITE").answers(486).hears("ACK"))
    await talk.do(talk.other, "transfer", contact="customs")
    done = await talk.do(talk.other, "wrapped-up", next="away", kind="consultation")
    assert done["state"] == "away"
    await talk.hotline.ring_outside()
    await outside.done()
    await talk.hotline.until("queued")
    place = (
        "SELECT queued_at, (SELECT since FROM waiting_calls w WHERE w.id = c.id) FROM calls c WHERE city_id = %(city)s"
    )
    [(queued_at, since)] = await talk.site.town.tuples(place)
    assert queued_at == since
    await until(lambda: talk.citizen.hears(MUSIC) > 0.5)
    await talk.hotline.controller.endings.hung_up(UUID(talk.call))
    await talk.phone.done()


async def test_a_citizen_whom_nobody_takes_comes_back_and_is_never_left_alone(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(TrunkLine, "place", ring_for_a_moment(TrunkLine.place))
    silent = await asks_customs(talk, "silent", rings_until_cancelled(), "transfer")
    await until(lambda: talk.citizen.hears(MUSIC) > 0.5)
    await silent.done()
    await answers_again(talk)
    await talk.do(talk.seat, "transfer", staff_id=talk.other.ref.removeprefix("staff:"))
    await rings(talk.other)
    await talk.do(talk.other, "hang-up")  # refused
    await answers_again(talk)
    await silent_seats(talk)
    await drops_a_contact_that_rings(talk)
    await gives_up_when_back(talk)


def ring_for_a_moment(place: Any) -> Any:
    """Returns how a call is placed that nobody answers within a second."""

    async def placed(line: TrunkLine, dial_id: UUID, party: Any, number: str, _: float) -> UUID:
        return await place(line, dial_id, party, number, 1.0)

    return placed


def rings_until_cancelled() -> Called:
    """A telephone that nobody answers."""
    script = Called().hears("INVITE").answers(180).hears("CANCEL").answers(200)
    return script.answers_first(487).hears("ACK")


async def answers_again(talk: Talk) -> None:
    """The citizen rings at the seat that sent them, and talks with it."""
    assert (await rings(talk.seat))["id"] == talk.call
    await answers(talk.seat, talk.call, talk.operator)
    await until(lambda: talk.citizen.hears(SEAT) > 0.8 and talk.operator.hears(CITIZEN) > 0.8)


async def silent_seats(talk: Talk) -> None:
    """Neither the other seat nor the one that sent the citizen answers: the citizen waits, and rings at a seat."""
    await talk.do(talk.seat, "transfer", staff_id=talk.other.ref.removeprefix("staff:"))
    for seat in (talk.other, talk.seat):
        await rings(seat)
        await until(lambda: talk.citizen.hears(MUSIC) > 0.5)
        await talk.site.town.tuples(
            "UPDATE seats SET lease_until = %(now)s WHERE city_id = %(city)s AND staff = %(staff)s RETURNING staff",
            staff=seat.ref,
        )
    await talk.hotline.until("offered")
    [(staff,)] = await talk.site.town.tuples("SELECT seat FROM calls WHERE city_id = %(city)s")
    talk.seat, talk.other = (talk.seat, talk.other) if staff == talk.seat.ref else (talk.other, talk.seat)
    await answers_again(talk)


async def drops_a_contact_that_rings(talk: Talk) -> None:
    outside = await asks_customs(talk, "dropped", rings_until_cancelled())
    await talk.do(talk.seat, "drop")
    await outside.done()
    await until(lambda: talk.citizen.hears(SEAT) > 0.8)


async def gives_up_when_back(talk: Talk) -> None:
    """The citizen hangs up while the call rings at the seat again: that still has to say what the call was."""
    busy = Called().hears("INVITE").answers(486).hears("ACK")
    await (await asks_customs(talk, "busy", busy, "transfer")).done()
    await rings(talk.seat)
    await talk.hotline.controller.endings.hung_up(UUID(talk.call))
    await talk.phone.done()
    assert (await talk.seat.read("/api/telephone/seat"))["state"] == "wrap_up"
    refused = await talk.seat.post(f"/api/telephone/calls/{talk.call}/wrapped-up", {"next": "ready"})
    assert refused.json()["code"] == "calls.no_disposition"
    assert await talk.hotline.controller.switch.media.rtpengine.calls() == []
