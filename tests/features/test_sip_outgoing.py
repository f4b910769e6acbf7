"""Calls from the agent through a real Kamailio to sipp: digest, refusals, cancels."""

from collections.abc import AsyncIterator

import pytest

from builders.leg_store import MemoryLegs
from builders.sipp import SDP, Called, Phone, Script
from builders.telephone import ANSWER, Telephone, a_telephone, until_bound
from lianxin.calls.sip.calling import PlacedCall
from lianxin.calls.sip.legs import LegState
from lianxin.calls.sip.news import HangUpLeg, LegOver, LegRinging, LegTalking

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
    script.hears("INVITE", checks="Session-Expires: 5").answers(200, "Session-Expires: 2;refresher=uac", body=SDP)
    script.hears("ACK").hears("INVITE", checks="Session-Expires: 2;refresher=uac")
    script.answers(200, "Session-Expires: 2;refresher=uac", body=SDP, tag="").hears("ACK")
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
