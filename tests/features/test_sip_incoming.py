"""Calls from sipp through a real Kamailio to the agent: the acceptance scenarios of incoming calls."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from builders.leg_store import MemoryLegs
from builders.sipp import HELD, SDP, Caller
from builders.telephone import ANSWER, Telephone, a_telephone, on
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import Leg, LegState
from lianxin.calls.sip.news import (
    AnswerLeg,
    HangUpLeg,
    KeySent,
    LegNews,
    LegOffered,
    LegOver,
    LegTalking,
    MediaAnswered,
    MediaOffered,
    OfferMedia,
    RefuseLeg,
    ReportTransfer,
    RingLeg,
    TransferAsked,
)

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
async def telephone() -> AsyncIterator[Telephone]:
    async with a_telephone(MemoryLegs(), t1=0.1, least_session=2) as opened:
        yield opened


async def answer(agent: SipAgent, leg: Leg, news: LegNews) -> None:
    """Answers calls, and offers of other media."""
    if isinstance(news, LegOffered | MediaOffered):
        await agent.command(leg.id, AnswerLeg(ANSWER))


async def ring(agent: SipAgent, leg: Leg, _: LegNews) -> None:
    await agent.command(leg.id, RingLeg())


async def test_an_answered_call_is_ended_by_the_citizen(telephone: Telephone):
    telephone.desk.ways["citizen-bye"] = answer
    script = Caller(name="citizen-bye").invites().hears(200, checks="Record-Route:.*;r2=on").acks()
    phone = await telephone.calls("citizen-bye", script.sends("BYE").hears(200))
    await phone.done()
    assert telephone.desk.kinds("citizen-bye") == [LegOffered, LegTalking, LegOver]


async def test_an_answered_call_is_ended_by_us(telephone: Telephone):
    telephone.desk.ways["our-bye"] = answer
    script = Caller(name="our-bye").invites().hears(200).acks().hears("BYE").answers(200)
    phone = await telephone.calls("our-bye", script)
    await telephone.desk.until("our-bye", LegTalking)
    await telephone.agent.command(telephone.desk.legs["our-bye"].id, HangUpLeg())
    await asyncio.gather(phone.done(), telephone.desk.until("our-bye", LegOver))


async def test_a_call_over_tcp_is_answered_and_ended(telephone: Telephone):
    telephone.desk.ways["tcp"] = answer
    script = Caller(name="tcp").invites().hears(200).acks().sends("BYE").hears(200)
    await (await telephone.calls("tcp", script, transport="t1")).done()


async def test_a_ringing_call_is_cancelled(telephone: Telephone):
    telephone.desk.ways["cancelled"] = on(LegOffered, ring)
    script = Caller(name="cancelled").invites().hears(180).cancels().hears_both(200, 487).acks_refusal()
    await (await telephone.calls("cancelled", script)).done()
    assert await telephone.desk.until("cancelled", LegOver) == LegOver(487, "Request Terminated")


async def test_a_busy_answer_is_acknowledged(telephone: Telephone):
    telephone.desk.ways["busy"] = on(LegOffered, lambda agent, leg, _: agent.command(leg.id, RefuseLeg()))
    await (await telephone.calls("busy", Caller(name="busy").invites().hears(486).acks_refusal())).done()


async def test_the_citizen_holds_and_offers_again_without_a_description(telephone: Telephone):
    telephone.desk.ways["holds"] = answer
    script = Caller(name="holds").invites().hears(200).acks()
    script.sends("INVITE", body=HELD).hears(200).acks()
    script.sends("INVITE").hears(200, checks="m=audio").acks(SDP)
    await (await telephone.calls("holds", script.sends("BYE").hears(200))).done()
    first, second = (news for news in telephone.desk.heard["holds"] if isinstance(news, MediaOffered))
    assert (b"a=sendonly" in first.sdp, second.sdp) == (True, b"")
    assert MediaAnswered in telephone.desk.kinds("holds")


async def test_an_offer_of_ours_is_answered(telephone: Telephone):
    telephone.desk.ways["our-offer"] = answer
    script = Caller(name="our-offer").invites().hears(200).acks().hears("INVITE", checks="m=audio")
    phone = await telephone.calls("our-offer", script.answers(200, body=SDP).hears("ACK").sends("BYE").hears(200))
    await telephone.desk.until("our-offer", LegTalking)
    await telephone.agent.command(telephone.desk.legs["our-offer"].id, OfferMedia(ANSWER))
    answered = await telephone.desk.until("our-offer", MediaAnswered)
    assert (answered.status, b"m=audio" in answered.sdp) == (200, True)
    await phone.done()


async def test_two_offers_at_once_are_refused_with_491_and_ours_is_made_again(telephone: Telephone):
    telephone.desk.ways["glare"] = answer
    script = Caller(name="glare").invites().hears(200).acks().hears("INVITE").answers(491).hears("ACK")
    phone = await telephone.calls(
        "glare", script.hears("INVITE").answers(200, body=SDP).hears("ACK").sends("BYE").hears(200)
    )
    await telephone.desk.until("glare", LegTalking)
    await telephone.agent.command(telephone.desk.legs["glare"].id, OfferMedia(ANSWER))
    await phone.done()


async def test_our_200_is_repeated_until_the_ack_over_tcp_too(telephone: Telephone):
    telephone.desk.ways["silent"] = answer
    script = Caller(name="silent").invites().hears(200).hears(200).hears(200).acks().waits(500)
    await (await telephone.calls("silent", script.sends("BYE").hears(200), transport="t1")).done()


async def test_requests_inside_a_dialog_are_answered(telephone: Telephone):
    telephone.desk.ways["inside"] = answer
    script = Caller(name="inside").invites().hears(200).acks()
    script.sends("OPTIONS").hears(200, checks="Allow: INVITE")
    script.sends("INFO", "Content-Type: application/dtmf-relay", body="Signal=5\nDuration=160\n").hears(200)
    script.sends("INFO", "Content-Type: application/dtmf", body="#").hears(200)
    script.sends("INFO", "Content-Type: text/plain", body="hello").hears(415)
    script.sends("MESSAGE", "Content-Type: text/plain", body="hello").hears(405, checks="Allow: INVITE")
    script.sends("INFO", "Require: nothing-known").hears(420, checks="Unsupported: nothing-known")
    script.sends("REFER", "Refer-To: <sip:10086@elsewhere.test>").hears(603)
    await (await telephone.calls("inside", script.sends("BYE").hears(200))).done()
    pressed = [news for news in telephone.desk.heard["inside"] if isinstance(news, KeySent)]
    assert pressed == [KeySent("5", 160), KeySent("#", 0)]


async def test_a_transfer_is_accepted_and_reported_by_notify(telephone: Telephone):
    async def treat(agent: SipAgent, leg: Leg, news: LegNews) -> None:
        if isinstance(news, LegOffered):
            await agent.command(leg.id, AnswerLeg(ANSWER, may_transfer=True))
        if isinstance(news, TransferAsked):
            await agent.command(leg.id, ReportTransfer(200, "OK"))

    telephone.desk.ways["refers"] = treat
    script = Caller(name="refers").invites().hears(200).acks()
    script.sends("REFER", "Refer-To: <sip:10086@elsewhere.test>").hears(202)
    script.hears("NOTIFY", checks="SIP/2.0 100 Trying").answers(200)
    script.hears("NOTIFY", checks="terminated;reason=noresource").answers(200)
    await (await telephone.calls("refers", script.sends("BYE").hears(200))).done()
    assert TransferAsked("sip:10086@elsewhere.test") in telephone.desk.heard["refers"]


async def test_reliable_ringing_is_confirmed_by_prack_before_the_answer(telephone: Telephone):
    async def treat(agent: SipAgent, leg: Leg, news: LegNews) -> None:
        if isinstance(news, LegOffered):
            await agent.command(leg.id, RingLeg(180, reliable=True))
            await agent.command(leg.id, RingLeg(183, ANSWER, reliable=True))
            await agent.command(leg.id, AnswerLeg(ANSWER))

    telephone.desk.ways["prack"] = treat
    script = Caller(name="prack").invites("Supported: 100rel").hears(180, checks="RSeq: 1")
    script.sends("PRACK", "RAck: 1 1 INVITE").hears(200).hears(183, checks="RSeq: 2")
    script.sends("PRACK", "RAck: 9 1 INVITE").hears(481)
    script.sends("PRACK", "RAck: 2 1 INVITE").hears(200).hears(200).acks()
    await (await telephone.calls("prack", script.sends("BYE").hears(200))).done()


# session timers


async def test_a_short_session_is_refused(telephone: Telephone):
    script = Caller(name="short").invites("Supported: timer", "Session-Expires: 1").hears(422, checks="Min-SE: 2")
    await (await telephone.calls("short", script.acks_refusal())).done()


async def test_a_session_that_the_citizen_refreshes_lives(telephone: Telephone):
    telephone.desk.ways["refreshes"] = answer
    expires = "Session-Expires: 6;refresher=uac"  # we would hang up after 6 - 6 / 3 s without a refresh
    timer = ("Supported: timer", expires)
    script = Caller(name="refreshes").invites(*timer).hears(200, checks=expires).acks()
    script.waits(2300).sends("UPDATE", *timer).hears(200, checks=expires)
    script.waits(2300).sends("INVITE", *timer, body=SDP).hears(200).acks()
    await (await telephone.calls("refreshes", script.waits(2300).sends("BYE").hears(200))).done()


async def test_we_refresh_by_update_or_re_invite(telephone: Telephone):
    scripts: list[Caller] = []
    for name, allow in (("ours-update", "Allow: INVITE, ACK, BYE, UPDATE"), ("ours-invite", "Allow: INVITE, ACK, BYE")):
        telephone.desk.ways[name] = answer
        timer = ("Supported: timer", "Session-Expires: 4;refresher=uas", allow)
        script = Caller(name=name).invites(*timer).hears(200, checks="Session-Expires: 4;refresher=uas").acks()
        scripts.append(script)
    expires = "Session-Expires: 4;refresher=uac"
    scripts[0].hears("UPDATE", checks=expires).answers(200, expires)
    scripts[1].hears("INVITE", checks=expires).answers(200, expires, body=SDP).hears("ACK")
    phones = [await telephone.calls(each.name, each.sends("BYE").hears(200)) for each in scripts]
    await asyncio.gather(*(phone.done() for phone in phones))


async def test_a_session_that_is_not_refreshed_ends_with_bye(telephone: Telephone):
    telephone.desk.ways["expires"] = answer
    script = Caller(name="expires").invites("Supported: timer", "Session-Expires: 2;refresher=uac").hears(200).acks()
    await (await telephone.calls("expires", script.hears("BYE").answers(200))).done()
    assert await telephone.desk.until("expires", LegOver) == LegOver(408, "Session expired")


# what the edge answers itself


async def test_the_edge_refuses_other_numbers_and_methods(telephone: Telephone):
    script = Caller(name="wrong").invites(number="10086").hears(404).acks_refusal()
    await (await telephone.calls("wrong", script)).done()
    assert "wrong" not in telephone.desk.heard


async def test_an_unknown_extension_is_refused(telephone: Telephone):
    script = Caller(name="unknown").invites("Require: gruu").hears(420, checks="Unsupported: gruu").acks_refusal()
    await (await telephone.calls("unknown", script)).done()
    assert all(leg.state is not LegState.OFFERED for leg in telephone.agent.legs())
