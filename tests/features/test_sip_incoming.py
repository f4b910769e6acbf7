"""Calls from sipp through a real Kamailio to the agent: the acceptance scenarios of incoming calls."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from builders.leg_store import MemoryLegs
from builders.sipp import Caller
from builders.telephone import ANSWER, Telephone, a_telephone, on
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.news import AnswerLeg, HangUpLeg, LegOffered, LegOver, LegTalking

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
async def telephone() -> AsyncIterator[Telephone]:
    async with a_telephone(MemoryLegs(), t1=0.1) as opened:
        yield opened


async def answer(agent: SipAgent, leg: Leg, _: object) -> None:
    await agent.command(leg.id, AnswerLeg(ANSWER))


async def test_an_answered_call_is_ended_by_the_citizen(telephone: Telephone):
    telephone.desk.ways["citizen-bye"] = on(LegOffered, answer)
    script = Caller(name="citizen-bye").invites().hears(200, checks="Record-Route:.*;r2=on").acks()
    phone = await telephone.calls("citizen-bye", script.sends("BYE").hears(200))
    await phone.done()
    assert telephone.desk.kinds("citizen-bye") == [LegOffered, LegTalking, LegOver]


async def test_an_answered_call_is_ended_by_us(telephone: Telephone):
    telephone.desk.ways["our-bye"] = on(LegOffered, answer)
    script = Caller(name="our-bye").invites().hears(200).acks().hears("BYE").answers(200)
    phone = await telephone.calls("our-bye", script)
    await telephone.desk.until("our-bye", LegTalking)
    await telephone.agent.command(telephone.desk.legs["our-bye"].id, HangUpLeg())
    await asyncio.gather(phone.done(), telephone.desk.until("our-bye", LegOver))
