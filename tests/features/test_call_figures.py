"""The figures of calls from the event log: by queue, skill, seat and five minutes, and rebuilt."""

import itertools
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from builders.site import AppSite
from lianxin.calls import CALL_FIGURES_READER, keep_call_figures, rebuild_call_figures
from lianxin.calls.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallFinished,
    CallMissed,
    CallPassed,
    CallPromised,
    CallQueued,
    SeatMoved,
    TrunkCounted,
)
from lianxin.calls.rules.visits import CallVisit
from lianxin.kernel.events import Event, SubjectRef
from lianxin.kernel.feed import react
from lianxin.kernel.rows import columns_of
from lianxin.people import Role

numbers = itertools.count(1)


async def happen(site: AppSite, *steps: tuple[float, Event]) -> None:
    """Records events, each so many seconds after the one before."""
    async with site.town.database.begin(site.town.id) as work:
        for after, event in steps:
            site.town.clock.move(timedelta(seconds=after))
            work.act_as("system", site.town.clock.now())
            work.record(event, about=SubjectRef("call", "x"), audience=frozenset())


async def keep_calls(site: AppSite, limit: int = 7) -> None:
    site.town.clock.move(timedelta(seconds=1))
    while await react(site.town.database, site.town.id, CALL_FIGURES_READER, keep_call_figures, limit):
        pass


async def kept(site: AppSite) -> list[list[tuple[Any, ...]]]:
    tables = {"call_visits": "call_id, nth", "seat_spans": "staff, position", "trunk_counts": "since"}
    return [
        await site.town.tuples(f"SELECT * FROM {table} WHERE city_id = %(city)s ORDER BY {order}")
        for table, order in tables.items()
    ]


async def test_the_figures_of_a_morning(site: AppSite):
    lead = await site.seat(Role.SHIFT_LEAD)
    one, two, three = (UUID(int=next(numbers)) for _ in range(3))
    seat = lead.ref
    begun = site.town.clock.now()
    await happen(
        site,
        (0, SeatMoved(seat, "ready")),
        (0, CallArrived(one, "in", "main")),
        (0, CallQueued(one, "general", 2, skills=["yue"])),
        (10, CallAnswered(one, seat, 10)),
        (0, SeatMoved(seat, "talking", "reserved")),
        (20, CallArrived(two, "in", "main")),
        (0, CallQueued(two, "general", 2)),
        (40, CallFinished(one, 60, "talking")),
        (0, SeatMoved(seat, "wrap_up", "talking")),
        (5, CallEnded(one, "consultation", "phone", begun, begun, known=False, form_time=5.0)),
        (5, SeatMoved(seat, "break", "wrap_up")),
        (20, CallPromised(two)),
        (0, CallArrived(three, "in", "main")),
        (0, CallFinished(three, 0, "menu")),
        (0, TrunkCounted(begun, 4, answered=2, refused=1)),
    )
    await keep_calls(site)
    found = await lead.read("/api/figures/calls", by="seat")
    total = found["total"]
    assert found["trunk"] == {"attempts": 4, "answered": 2, "refused": 1, "abandoned": 0, "arrived": 3}
    assert (total["arrived"], total["offered"], total["unique_callers"]) == (3, 2, 2)
    assert (total["answered"], total["promised"], total["abandoned"], total["in_time"]) == (1, 1, 0, 1)
    assert (total["average_wait"], total["p90_wait"], total["longest_wait"]) == (10, 10, 70)
    assert (total["talk"], total["wrap_up"], total["aht"], total["form_time"]) == (60, 10, 70, 5)
    [nobody, own] = found["rows"]
    assert (own["part"], own["answered"], nobody["answered"]) == (seat, 1, 0)
    assert total["occupancy"] == own["occupancy"] == pytest.approx(70 / 80)
    assert found["names"].keys() == {seat}
    [yue] = (await lead.read("/api/figures/calls", by="skill"))["rows"]
    assert (yue["part"], yue["offered"]) == ("yue", 1)
    slots = (await lead.read("/api/figures/calls", by="slot", since=begun.isoformat()))["rows"]
    assert [slot["offered"] for slot in slots] == [2]


async def test_who_may_not_see_the_figures_of_the_city_and_periods_that_cannot_be(site: AppSite):
    operator, analyst = await site.seat(Role.OPERATOR), await site.seat(Role.ANALYST)
    assert (await operator.get("/api/figures/calls")).status_code == 403
    since = (site.town.clock.now() - timedelta(days=40)).isoformat()
    assert (await analyst.get("/api/figures/calls", since=since)).json()["code"] == "calls.bad_period"
    assert (await analyst.get("/api/figures/calls", since=since[:19])).json()["code"] == "web.no_zone"
    assert (await analyst.read("/api/figures/calls"))["total"]["connection_rate"] is None


def a_day(chance: Random) -> list[tuple[float, Event]]:
    """Calls and seats in any order, as they may follow each other."""
    steps: list[tuple[float, Event]] = []
    for _ in range(60):
        call, queue = UUID(int=next(numbers)), chance.choice(("general", "expert"))
        seat = f"staff:{chance.randrange(3)}"
        skills: list[str] | None = chance.sample(("yue", "tax"), chance.randrange(3)) or None
        steps += [(3, CallArrived(call, "in", "main")), (1, CallQueued(call, queue, 2, skills=skills))]
        wait = chance.choice((2.0, 15.0, 16.0, 80.0))
        end = chance.choice(("answer", "answer", "miss", "promise", "wait", "pass"))
        if end in ("answer", "pass"):
            steps += [(wait, CallAnswered(call, seat, wait)), (0, SeatMoved(seat, "talking"))]
            if end == "pass":
                steps += [(9, CallPassed(call, "expert")), (0, CallQueued(call, "expert", 2))]
                steps += [(4, CallAnswered(call, "staff:9", wait))]
            steps += [(30, CallFinished(call, 30, "talking")), (0, SeatMoved(seat, "wrap_up"))]
            steps += [(chance.choice((5, 50)), SeatMoved(seat, chance.choice(("ready", "break", "signed_out"))))]
        elif end != "wait":
            steps += [(wait, CallMissed(call, wait) if end == "miss" else CallPromised(call))]
    return steps


async def test_what_is_counted_is_what_the_log_says_and_a_rebuild_gives_the_same(site: AppSite):
    analyst = await site.seat(Role.ANALYST)
    begun = site.town.clock.now()
    await happen(site, *a_day(Random(9)))
    await keep_calls(site)
    before = await kept(site)
    async with site.town.database.read(site.town.id) as work:
        select = f"SELECT {columns_of(CallVisit, 'v')} FROM call_visits v WHERE v.city_id = %(city)s"
        visits = await work.rows(CallVisit, select)
    ended = [one for one in visits if one.outcome]
    first = [one for one in ended if one.nth == 0]
    found = await analyst.read("/api/figures/calls", by="queue", since=begun.isoformat())
    total = found["total"]
    assert (total["offered"], total["arrived"]) == (len(first), len(first))
    waits = sorted(one.wait or 0 for one in first if one.outcome == "answered")
    assert (total["answered"], total["in_time"]) == (len(waits), sum(wait <= 15 for wait in waits))
    assert total["p90_wait"] in waits
    assert sum(wait <= total["p90_wait"] for wait in waits) >= 0.9 * len(waits)
    assert total["offered"] == sum(total[name] for name in ("answered", "abandoned", "promised", "lost"))
    for row in found["rows"]:
        assert row["offered"] == sum(one.queue == row["part"] for one in ended)
    slots = (await analyst.read("/api/figures/calls", by="slot", since=begun.isoformat()))["rows"]
    assert sum(slot["offered"] for slot in slots) == total["offered"]
    assert len({slot["part"] for slot in slots}) == len(slots)
    await rebuild_call_figures(site.town.database, site.town.id)
    assert await kept(site) == before
    assert replace(visits[0]) in visits
