"""Calls from the agent through a real Kamailio to sipp: digest, refusals, cancels."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from builders.cases import a_town, shanghai
from builders.dialled import NoSeatPhones, a_controller_lives, with_roster
from builders.leg_store import MemoryLegs
from builders.sipp import SDP, Called, Phone, Script
from builders.telephone import ANSWER, WITHIN, Telephone, a_telephone, until_bound
from lianxin.calls import MediaNode, OutgoingCalls, Shelf
from lianxin.calls.media.citizen_leg import CitizenLeg
from lianxin.calls.outgoing.ring_backs import CallToRingBack, list_ring_back
from lianxin.calls.outgoing.trunk_line import TrunkLine, TrunkWay
from lianxin.calls.routing.waiting import SeatSkills, ready_seat
from lianxin.calls.rules.routing import RoutingRules
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.calling import PlacedCall
from lianxin.calls.sip.legs import Leg, LegState
from lianxin.calls.sip.news import HangUpLeg, LegNews, LegOver, LegRinging, LegTalking
from lianxin.city import Profile, adopt_profile
from lianxin.kernel.database import Database
from lianxin.kernel.work import UnitOfWork

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
async def telephone() -> AsyncIterator[Telephone]:
    async with a_telephone(MemoryLegs(), t1=0.1, least_session=2, session=4) as opened:
        yield opened


async def dial(telephone: Telephone, name: str, script: Script) -> Phone:
    """Starts the called telephone on the trunk's port, then calls it."""
    phone = await telephone.calls(name, script, port=telephone.trunk)
    await until_bound(telephone.trunk)
    target = telephone.plan.trunks[0].target
    call = PlacedCall(f"sip:{name}@{target}", f"<sip:12345@{telephone.plan.listen}>", f"<sip:{name}@{target}>", ANSWER)
    telephone.desk.legs[name] = await telephone.agent.place(call)
    return phone


async def hang_up(telephone: Telephone, name: str) -> None:
    await telephone.agent.command(telephone.desk.legs[name].id, HangUpLeg())


async def test_a_called_telephone_rings_and_answers_and_we_hang_up(telephone: Telephone):
    script = Called().hears("INVITE", checks="From: .sip:12345@").answers(180).answers(200, body=SDP)
    phone = await dial(telephone, "rings", script.hears("ACK").hears("BYE").answers(200, tag=""))
    await telephone.desk.until("rings", LegTalking)
    await hang_up(telephone, "rings")
    await phone.done()
    assert telephone.desk.kinds("rings") == [LegRinging, LegTalking, LegOver]


async def test_the_called_citizen_hangs_up(telephone: Telephone):
    script = Called().hears("INVITE").answers(183, body=SDP).answers(200, body=SDP).hears("ACK")
    phone = await dial(telephone, "leaves", script.hangs_up().hears(200))
    await phone.done()
    assert await telephone.desk.until("leaves", LegOver) == LegOver(200, "Hung up")


async def test_the_edge_answers_a_digest_challenge(telephone: Telephone):
    challenge = 'Proxy-Authenticate: Digest realm="trunk.test", nonce="abc", algorithm=MD5'
    script = Called().hears("INVITE").answers(407, challenge).hears("ACK")
    script.hears("INVITE", checks='Proxy-Authorization: Digest username="lianxin"').answers(200, body=SDP).hears("ACK")
    phone = await dial(telephone, "digest", script.hears("BYE").answers(200, tag=""))
    await telephone.desk.until("digest", LegTalking)
    await hang_up(telephone, "digest")
    await phone.done()


@pytest.mark.parametrize("status", [486, 603])
async def test_a_refused_call_is_acknowledged(telephone: Telephone, status: int):
    phone = await dial(telephone, f"refused{status}", Called().hears("INVITE").answers(status).hears("ACK"))
    await phone.done()
    assert (await telephone.desk.until(f"refused{status}", LegOver)).status == status


async def test_a_ringing_call_of_ours_is_cancelled(telephone: Telephone):
    script = Called().hears("INVITE").answers(180).hears("CANCEL").answers(200).answers_first(487).hears("ACK")
    phone = await dial(telephone, "given-up", script)
    await telephone.desk.until("given-up", LegRinging)
    await hang_up(telephone, "given-up")
    await phone.done()
    assert (await telephone.desk.until("given-up", LegOver)).status == 487


async def test_a_longer_session_is_tried_after_422_and_refreshed_by_us(telephone: Telephone):
    script = Called().hears("INVITE", checks="Session-Expires: 4").answers(422, "Min-SE: 5").hears("ACK")
    script.hears("INVITE", checks="Session-Expires: 5").answers(200, "Session-Expires: 4;refresher=uac", body=SDP)
    script.hears("ACK").hears("INVITE", checks="Session-Expires: 4;refresher=uac")
    script.answers(200, "Session-Expires: 4;refresher=uac", body=SDP, tag="").hears("ACK")
    phone = await dial(telephone, "longer", script.hangs_up().hears(200))
    await telephone.desk.until("longer", LegTalking)
    await phone.done()
    assert await telephone.desk.until("longer", LegOver) == LegOver(200, "Hung up")


async def test_reliable_ringing_is_confirmed(telephone: Telephone):
    script = Called().hears("INVITE", checks="Supported: 100rel").answers(180, "Require: 100rel", "RSeq: 7")
    script.hears("PRACK", checks="RAck: 7 1 INVITE").answers(200, tag="")
    phone = await dial(
        telephone, "reliable", script.answers_first(200, body=SDP).hears("ACK").hears("BYE").answers(200, tag="")
    )
    await telephone.desk.until("reliable", LegTalking)
    await hang_up(telephone, "reliable")
    await phone.done()


async def test_a_call_to_a_place_that_is_no_trunk_is_refused_by_the_edge(telephone: Telephone):
    call = PlacedCall("sip:fraud@127.0.0.1:9", "<sip:12345@edge.test>", "<sip:fraud@127.0.0.1:9>", ANSWER)
    leg = await telephone.agent.place(call)
    assert (await telephone.desk.until("fraud", LegOver)).status == 403
    assert all(each.id != leg.id or each.state is LegState.ENDED for each in telephone.agent.legs())


class StubMedia:
    """Sound that is not listened to: this file is about SIP."""

    def __init__(self) -> None:
        self.open = set[str]()

    async def offer(self, call: str, *_: str, **_more: bool) -> str:
        self.open.add(call)
        return ANSWER.decode()

    async def answer(self, *_: str) -> str:
        return ANSWER.decode()

    async def delete(self, call: str) -> bool:
        self.open.discard(call)
        return True


async def test_a_missed_caller_is_rung_back_after_busy_and_waits_at_the_old_place(
    telephone: Telephone, database: Database, tmp_path: Path
):
    """Busy everywhere → the caller gives up → busy at the first ring-back → reached → waits for a seat → done."""
    town, number, media, taken = await a_town(database), "13812345678", StubMedia(), asyncio.Queue[tuple[UUID, UUID]]()
    node = MediaNode(cast("Any", media), cast("Any", None), Shelf(tmp_path / "tapes", tmp_path / "kept"))

    async def take_over(call: UUID, leg: UUID, _sound: CitizenLeg) -> None:
        taken.put_nowait((call, leg))

    async def nobody_joins(*_: object) -> None:
        raise AssertionError

    async def speak(_profile: Profile, _name: str, _language: str) -> Path | None:
        return None

    way = TrunkWay("12345", telephone.plan.listen, telephone.plan.trunks[0].target)
    line = TrunkLine(database, town.id, telephone.agent, node, way, speak, take_over, nobody_joins, NoSeatPhones())
    calls = line.heard_by = OutgoingCalls(database, town.id, line)

    async def hears(_agent: SipAgent, leg: Leg, news: LegNews) -> None:
        await line.hears(leg, news)

    telephone.desk.ways[number] = hears
    await a_controller_lives(database, town.id, telephone.settings.node)
    call = uuid4()
    async with town.begin() as work:
        await adopt_profile(work, with_roster())
        gave_up = CallToRingBack(call, number, promised=False, since=work.real - timedelta(minutes=5), priority=2)
        await list_ring_back(work, shanghai(), gave_up)
        await ready_seat(work, "staff:a", SeatSkills(), RoutingRules())
    busy = await telephone.calls("busy", Called().hears("INVITE").answers(486).hears("ACK"), port=telephone.trunk)
    await until_bound(telephone.trunk)
    assert await calls.run() == 1
    await busy.done()
    await telephone.desk.until(number, LegOver)
    async with town.begin() as work:  # the pause between attempts is over
        await until_state(work, call, "waiting")
        await work.run("UPDATE ring_backs SET not_before = %(real)s WHERE city_id = %(city)s")
    script = Called().hears("INVITE", checks="From: .sip:12345@").answers(180).answers(200, body=SDP)
    answers = await telephone.calls(
        "answers", script.hears("ACK").hears("BYE").answers(200, tag=""), port=telephone.trunk
    )
    await until_bound(telephone.trunk)
    assert await calls.run() == 1
    taken_call, leg = await asyncio.wait_for(taken.get(), WITHIN)
    assert taken_call == call
    assert len(media.open) == 1  # of the busy call nothing is left
    [(waits, since)] = await town.tuples("SELECT id, since FROM waiting_calls WHERE city_id = %(city)s")
    assert (waits, since) == (call, gave_up.since)
    await telephone.agent.command(leg, HangUpLeg())
    await answers.done()


async def until_state(work: UnitOfWork, ring_back: UUID, state: str) -> None:
    """Waits until a ring-back has this state."""
    async with asyncio.timeout(WITHIN):
        while True:
            if state == await work.value("SELECT state FROM ring_backs WHERE id = %(id)s", id=ring_back):
                return
            await asyncio.sleep(0.02)
