"""Surge mode by a person and by thresholds; staff are called in and answer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from builders.site import AppSite, a_site, good
from lianxin.calls import telephone_in_force, watch_surge
from lianxin.calls.routing.waiting import CallNeeds, enqueue_call, leave_queue
from lianxin.calls.rules.routing import RoutingRules
from lianxin.city import current_profile
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.people import Role


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[AppSite]:
    async with a_site(database, tmp_path) as opened:
        database.wall = ManualClock(database.wall.now())
        yield opened


async def watched(site: AppSite, **later: float) -> dict[str, Any]:
    """Moves the real clock, looks at the line, and returns what a checker's page shows."""
    database = site.town.database
    assert isinstance(database.wall, ManualClock)
    database.wall.move(timedelta(**later))
    await watch_surge(database, site.town.id)
    return await (await site.seat(Role.CHECKER)).read("/api/surge")


async def kinds(site: AppSite) -> list[str]:
    select = "SELECT kind FROM events WHERE city_id = %(city)s AND subject_kind = 'surge' ORDER BY position"
    return [kind for (kind,) in await site.town.tuples(select)]


async def test_one_who_waits_long_begins_a_surge_and_an_empty_line_ends_it(site: AppSite):
    call = uuid4()
    async with site.town.database.begin(site.town.id) as work:
        await enqueue_call(work, call, CallNeeds(2), RoutingRules())
    assert (await watched(site, seconds=179))["on"] is False
    on = await watched(site, seconds=2)
    assert (on["on"], on["cause"], on["by_person"], on["own"]) == (True, "longest_wait", False, None)
    async with site.town.database.begin(site.town.id) as work:
        assert (await telephone_in_force(work)).wrap_up_s == 20
        await leave_queue(work, call)
    assert (await watched(site, minutes=14))["on"] is True
    assert (await watched(site, minutes=2))["on"] is False
    async with site.town.database.begin(site.town.id) as work:
        assert (await telephone_in_force(work)).wrap_up_s == (await current_profile(work)).telephone.wrap_up_s
    assert await kinds(site) == ["surge.began", "surge.ended"]


async def test_a_person_begins_and_ends_it(site: AppSite):
    lead, operator = await site.seat(Role.SHIFT_LEAD), await site.seat(Role.OPERATOR)
    assert (await operator.post("/api/surge", {"on": True})).status_code == 403
    for _ in range(2):
        assert good(await lead.post("/api/surge", {"on": True}))["by_person"] is True
    assert (await watched(site, hours=2))["on"] is True
    assert good(await lead.post("/api/surge", {"on": False}))["on"] is False
    async with site.town.database.begin(site.town.id) as work:
        for _ in range(100):
            await enqueue_call(work, uuid4(), CallNeeds(2), RoutingRules())
    assert (await watched(site, minutes=1))["on"] is False
    assert (await watched(site, minutes=15))["cause"] == "waiting"


async def test_staff_are_called_in_once_and_answer(site: AppSite):
    lead, operator = await site.seat(Role.SHIFT_LEAD), await site.seat(Role.OPERATOR)
    staff = {"staff": [operator.ref.removeprefix("staff:")]}
    assert (await lead.post("/api/surge/call-in", staff)).json()["code"] == "calls.no_surge"
    await lead.post("/api/surge", {"on": True})
    assert (await lead.post("/api/surge/call-in", {"staff": [str(uuid4())]})).status_code == 422
    good(await lead.post("/api/surge/call-in", staff))
    [asked] = good(await lead.post("/api/surge/call-in", staff))["call_ins"]
    assert (asked["staff"], asked["answer"]) == (operator.ref, None)
    own = (await operator.read("/api/surge"))["own"]
    assert (own["answer"], (await operator.read("/api/surge"))["call_ins"]) == (None, [])
    good(await operator.post("/api/surge/call-in/answer", {"answer": "coming", "minutes": 30}))
    [came] = (await lead.read("/api/surge"))["call_ins"]
    assert (came["answer"], came["minutes"], bool(came["name"])) == ("coming", 30, True)
    refused = await lead.post("/api/surge/call-in/answer", {"answer": "not_coming"})
    assert refused.json()["code"] == "calls.not_called_in"
    too_late = await operator.post("/api/surge/call-in/answer", {"answer": "coming", "minutes": 601})
    assert too_late.status_code == 422
