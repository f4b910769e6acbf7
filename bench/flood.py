"""10,000 malformed and flooding messages: calls in progress end as they should, new ones are answered meanwhile."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.news import AnswerLeg, LegNews, LegOffered, LegOver

sys.path.append(str(Path(__file__).parents[1] / "tests"))
SENDERS, EACH, STREAMS = 20, 450, 1000  # 9,000 datagrams to the edge, 1,000 streams to the agent
NAMES = ("before", "between", "after")


async def measure() -> list[dict[str, Any]]:
    """Floods the edge and the agent while calls are placed; every call must go as it should."""
    from builders.flood import flood, flood_agent
    from builders.leg_store import MemoryLegs
    from builders.sipp import Caller
    from builders.telephone import ANSWER, a_telephone

    async def answer(agent: SipAgent, leg: Leg, news: LegNews) -> None:
        if isinstance(news, LegOffered):
            await agent.command(leg.id, AnswerLeg(ANSWER))

    async with a_telephone(MemoryLegs()) as telephone:
        telephone.desk.ways = dict.fromkeys(NAMES, answer)
        up = Caller(name="before").invites().hears(200).acks()
        phone = await telephone.calls("before", up.waits(8000).sends("BYE").hears(200))
        await telephone.desk.until("before", LegOffered)
        flooding = asyncio.gather(
            *(flood(telephone.plan.listen, seed, EACH) for seed in range(SENDERS)),
            flood_agent(telephone.settings.listen, STREAMS),
        )
        for name in NAMES[1:]:
            script = Caller(name=name).invites().hears(200).acks().sends("BYE").hears(200)
            await (await telephone.calls(name, script)).done(60)
        await flooding
        await phone.done(60)
        well = [telephone.desk.kinds(name)[-1:] == [LegOver] for name in NAMES]
    return [
        {
            "name": "flood",
            "messages": SENDERS * EACH + STREAMS,
            "calls": len(NAMES),
            "ended well": sum(well),
            "met": all(well),
        }
    ]
