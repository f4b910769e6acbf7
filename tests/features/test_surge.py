"""Surge mode by a person and by thresholds; staff are called in and answer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from builders.dialled import a_controller_lives, outgoing
from builders.site import AppSite, a_site, good
from lianxin.calls import DialParty, telephone_in_force, watch_surge
from lianxin.calls.outgoing.ring_backs import pack_number
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


TOPIC = {
    "title": "封控小区买药",
    "hours": 24,
    "script": "请问家里几口人？缺什么药？还能用几天？",
    "fields": [
        {"label": "人数", "kind": "number", "required": True},
        {"label": "电话", "kind": "text"},
        {"label": "还能撑", "kind": "choice", "options": ["今天", "三天"]},
    ],
}


async def test_a_temporary_topic_has_a_script_and_a_form_and_ends_by_its_date(site: AppSite):
    lead, operator = await site.seat(Role.SHIFT_LEAD), await site.seat(Role.OPERATOR)
    assert (await lead.post("/api/surge/topics", TOPIC)).json()["code"] == "calls.no_surge"
    await lead.post("/api/surge", {"on": True})
    assert (await operator.post("/api/surge/topics", TOPIC)).status_code == 403
    [topic] = good(await lead.post("/api/surge/topics", TOPIC))["topics"]
    path = f"/api/surge/topics/{topic['id']}/forms"
    assert (await operator.post(path, {"answers": {"人数": "几个"}})).status_code == 422
    good(await operator.post(path, {"answers": {"人数": "3", "电话": "13912345678", "还能撑": "今天"}}))
    [seen] = (await operator.read("/api/surge"))["topics"]
    assert (seen["script"], seen["filled"]) == (TOPIC["script"], 1)
    assert (await (await site.handler("pudong-weifang")).read("/api/surge"))["topics"] == []
    [form] = (await lead.read(path))["items"]
    assert form["answers"] == {"人数": "3", "电话": "139****5678", "还能撑": "今天"}
    assert (await operator.get(path)).status_code == 403
    [(sealed,)] = await site.town.tuples("SELECT sealed FROM surge_forms WHERE city_id = %(city)s")
    assert b"139" not in bytes(sealed)
    site.town.clock.move(timedelta(hours=24))
    assert (await operator.read("/api/surge"))["topics"] == []
    assert (await operator.post(path, {"answers": {"人数": "3"}})).json()["code"] == "calls.no_surge_topic"


async def test_a_person_or_the_end_of_the_surge_ends_a_temporary_topic(site: AppSite):
    lead = await site.seat(Role.SHIFT_LEAD)
    await lead.post("/api/surge", {"on": True})
    first, _ = [good(await lead.post("/api/surge/topics", {**TOPIC, "title": title}))["topics"] for title in "甲乙"]
    left = good(await lead.post(f"/api/surge/topics/{first[0]['id']}/end"))["topics"]
    assert [one["title"] for one in left] == ["乙"]
    for on in (False, True):
        await lead.post("/api/surge", {"on": on})
    assert (await lead.read("/api/surge"))["topics"] == []
    told = ["began", "topic_added", "topic_added", "topic_ended", "ended", "began"]
    assert await kinds(site) == [f"surge.{one}" for one in told]


async def test_whoever_is_called_in_is_rung_and_presses_a_key(site: AppSite):
    database, town = site.town.database, site.town.id
    lead, operator, other = [await site.seat(role) for role in (Role.SHIFT_LEAD, Role.OPERATOR, Role.OPERATOR)]
    await a_controller_lives(database, town)
    async with site.town.begin() as work:
        sealed = pack_number(work, "13912345678")
        for staff in (operator.ref, other.ref):
            row = {"staff": staff, "mobile_sealed": sealed if staff == operator.ref else None}
            work.add("seat_setups", {**row, "changed_by": "staff:a", "changed_at": work.now})
    await lead.post("/api/surge", {"on": True})
    staff = [one.ref.removeprefix("staff:") for one in (operator, other)]
    good(await lead.post("/api/surge/call-in", {"staff": staff}))
    calls, line = outgoing(database, town)
    await calls.run()
    assert line.numbers == ["13912345678"]
    await calls.answered(line.last, DialParty.CALLED)
    await calls.pressed(line.last, "1")
    told = (await lead.read("/api/surge"))["call_ins"]
    assert [(one["staff"], one["answer"], one["rung"]) for one in told] == [
        (operator.ref, "coming", True), (other.ref, None, False)
    ]  # fmt: skip
