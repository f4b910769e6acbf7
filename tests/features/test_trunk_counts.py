"""The edge counts the trunks' calls and what becomes of them; a controller takes its counts into the log."""

from datetime import datetime, timedelta

import pytest

from builders.leg_store import MemoryLegs
from builders.sipp import Caller
from builders.site import AppSite
from builders.telephone import ANSWER, Telephone, a_telephone, on, plan_for
from lianxin.calls.edge.asking import ask_options
from lianxin.calls.figures.trunk import COUNTED_SLOT, TrunkCounter
from lianxin.calls.media.errors import MediaUnreachable
from lianxin.calls.sip.agent import SipAgent
from lianxin.calls.sip.legs import Leg
from lianxin.calls.sip.news import AnswerLeg, LegNews, LegOffered, RefuseLeg, RingLeg
from lianxin.kernel.clock import WallClock


class Later(WallClock):
    """A wall clock that is five minutes ahead of the edge's."""

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=COUNTED_SLOT)


async def answer(agent: SipAgent, leg: Leg, news: LegNews) -> None:
    if isinstance(news, LegOffered):
        await agent.command(leg.id, AnswerLeg(ANSWER))


async def calls_of_all_kinds(telephone: Telephone) -> None:
    """One call is answered, one refused, one given up, one too much of its number."""
    telephone.desk.ways["up"] = answer
    telephone.desk.ways["busy"] = on(LegOffered, lambda agent, leg, _: agent.command(leg.id, RefuseLeg(486, "Busy")))
    telephone.desk.ways["leaves"] = on(LegOffered, lambda agent, leg, _: agent.command(leg.id, RingLeg()))
    leaves = Caller(name="leaves").invites().hears(180).cancels().hears_both(200, 487).acks_refusal()
    scripts = {
        "up": Caller(name="up").invites().hears(200).acks().sends("BYE").hears(200),
        "busy": Caller(name="busy").invites().hears(486).acks_refusal(),
        "leaves": leaves,
        "again": Caller(name="busy").invites().hears(480).acks_refusal(),
    }
    for name, script in scripts.items():
        await (await telephone.calls(name, script)).done()


async def test_the_figures_say_what_the_edge_counted(site: AppSite):
    database, city = site.town.database, site.town.id
    async with a_telephone(MemoryLegs(), plan_for(caller_rate=1)) as telephone:
        await calls_of_all_kinds(telephone)
        database.wall = Later()
        counter = TrunkCounter(database, city, telephone.plan.inner, telephone.plan.listen)
        await counter.look()
        await counter.look()
        await TrunkCounter(database, city, telephone.plan.inner, telephone.plan.listen).look()  # after a restart
    rows = await site.town.tuples(
        "SELECT sum((data->>'attempts')::int), sum((data->>'answered')::int), sum((data->>'refused')::int),"
        " sum((data->>'abandoned')::int), min((data->>'since')::timestamptz) FROM events"
        " WHERE kind = 'trunk.counted'"
    )
    [(attempts, answered, refused, abandoned, since)] = rows
    assert (attempts, answered, refused, abandoned) == (4, 1, 2, 1)
    assert timedelta() < database.clock.now() - since < timedelta(minutes=12)


async def test_an_edge_that_does_not_answer_is_named():
    with pytest.raises(MediaUnreachable) as raised:
        await ask_options("kamailio", plan_for().inner, "counts")
    assert raised.value.facts == {"server": "kamailio"}
