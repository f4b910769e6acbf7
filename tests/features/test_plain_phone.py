"""The telephone of a demonstration's callers, through a real edge to a real agent."""

import asyncio

import pytest

from builders.leg_store import MemoryLegs
from builders.rtp import LOOPBACK, PCMA
from builders.rtp import Telephone as Ear
from builders.telephone import WITHIN, a_telephone, until_true
from lianxin.calls.media.sdp import plain_sdp
from lianxin.calls.media.tones import alaw_tone
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.news import AnswerLeg, HangUpLeg, LegNews, LegOffered, LegOver, LegTalking, RefuseLeg, RingLeg
from lianxin.calls.sip.plain_phone import PlainPhone

pytestmark = pytest.mark.once


async def test_a_telephone_calls_speaks_presses_a_key_and_ends_in_every_way():
    async with a_telephone(MemoryLegs()) as telephone, Ear() as ear:
        answer = AnswerLeg(plain_sdp(LOOPBACK, ear.port, PCMA).encode())
        keys: list[bytes] = []
        plain = ear.datagram_received

        def received(data: bytes, addr: tuple[str, int]) -> None:
            keys.extend([data[12:13]] if data[1] & 127 == 101 else [])
            plain(data, addr)

        ear.datagram_received = received

        async def treat(agent: SipAgent, leg: Leg, news: LegNews) -> None:
            if isinstance(news, LegOffered):
                await agent.command(leg.id, answer)

        async def ring(agent: SipAgent, leg: Leg, news: LegNews) -> None:
            if isinstance(news, LegOffered):
                await agent.command(leg.id, RingLeg())

        async def refuse(agent: SipAgent, leg: Leg, news: LegNews) -> None:
            if isinstance(news, LegOffered):
                await agent.command(leg.id, RefuseLeg(486))

        telephone.desk.ways = {"13900000001": treat, "13900000002": ring, "13900000003": refuse, "13900000004": treat}
        edge = telephone.plan.listen
        async with PlainPhone(edge, "12345", "13900000001") as phone:
            assert await phone.call()
            phone.say(b"".join(alaw_tone(440)) * 60)  # seconds
            phone.press("5")
            await until_true(lambda: ear.hears(440) > 0.8)
            assert set(keys) == {b"\5"}
            await phone.hang_up()
        async with PlainPhone(edge, "12345", "13900000002") as phone:
            calling = asyncio.create_task(phone.call())
            await until_true(lambda: phone.status == 180)
            await phone.hang_up()
            assert not await calling
        async with PlainPhone(edge, "12345", "13900000003") as phone:
            assert not await phone.call()
            assert phone.status == 486
        async with PlainPhone(edge, "12345", "13900000004") as phone:
            assert await phone.call()
            leg = telephone.desk.legs["13900000004"]
            await telephone.desk.until("13900000004", LegTalking)
            await telephone.agent.command(leg.id, HangUpLeg())
            async with asyncio.timeout(WITHIN):
                await phone.over.wait()
        await until_true(
            lambda: all(news[-1:] and isinstance(news[-1], LegOver) for news in telephone.desk.heard.values())
        )
