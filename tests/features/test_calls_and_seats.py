"""Calls without a case are recorded; abuse is warned before it is ended; seats, hands and queues on the floor."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from builders.site import AppSite, Seat, good
from lianxin.calls import Floor, Queue
from lianxin.calls.control.numbers import caller_cells
from lianxin.calls.routing.waiting import CallNeeds, enqueue_call
from lianxin.calls.rules.routing import RoutingRules
from lianxin.people import Role

pytestmark = pytest.mark.moment

PHONE = "13912345678"


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


@pytest.fixture
async def lead(site: AppSite) -> Seat:
    return await site.seat(Role.SHIFT_LEAD, name="周岚")


def a_call(site: AppSite, kind: str, **told: Any) -> dict[str, Any]:
    """A call of two minutes that ended now."""
    now = site.town.clock.now()
    return {"kind": kind, "started_at": (now - timedelta(minutes=2)).isoformat(), "ended_at": now.isoformat(), **told}


async def facts(site: AppSite, kind: str) -> list[dict[str, Any]]:
    rows = await site.town.tuples(
        "SELECT data FROM events WHERE city_id = %(city)s AND kind = %(kind)s ORDER BY position", kind=kind
    )
    return [data for (data,) in rows]


# calls without a case


@pytest.mark.parametrize("kind", ["silent", "wrong_number", "dropped", "consultation", "transferred"])
async def test_a_call_without_a_case_is_recorded_with_its_kind(site: AppSite, operator: Seat, kind: str):
    good(await operator.post(f"/api/calls/{uuid4()}/end", a_call(site, kind, form_time=8.0)))
    [ended] = await facts(site, "call.ended")
    assert (ended["disposition"], ended["known"], ended["form_time"]) == (kind, False, 8.0)


async def test_a_progress_call_names_the_citizen_and_the_case_and_no_number(site: AppSite, operator: Seat):
    case = await operator.open(contact={"phone": PHONE})
    ask = a_call(site, "progress", phone=PHONE, number=case["number"])
    good(await operator.post(f"/api/calls/{uuid4()}/end", ask))
    [ended] = await facts(site, "call.ended")
    assert (ended["known"], ended["about"]) == (True, str(case["id"]))
    assert PHONE not in str(ended)
    [(citizen, about)] = await site.town.tuples("SELECT citizen_id, case_id FROM calls WHERE city_id = %(city)s")
    assert (citizen is not None, str(about)) == (True, case["id"])


async def test_half_a_number_is_nobodys(site: AppSite, operator: Seat):
    good(await operator.post(f"/api/calls/{uuid4()}/end", a_call(site, "silent", phone="139")))
    assert [one["known"] for one in await facts(site, "call.ended")] == [False]


async def test_abuse_is_warned_first_and_ended_only_then(site: AppSite, operator: Seat):
    call, ask = uuid4(), a_call(site, "abusive")
    refused = await operator.post(f"/api/calls/{call}/end", ask)
    assert (refused.status_code, refused.json()["code"]) == (409, "calls.not_warned")
    for _ in range(2):
        good(await operator.post(f"/api/calls/{call}/warn", {"started_at": ask["started_at"]}))
    good(await operator.post(f"/api/calls/{call}/end", ask))
    assert len(await facts(site, "call.warned")) == 1
    assert [one["disposition"] for one in await facts(site, "call.ended")] == ["abusive"]


async def test_a_warned_caller_who_calms_down_is_served_like_any_other(site: AppSite, operator: Seat):
    call, ask = uuid4(), a_call(site, "consultation")
    good(await operator.post(f"/api/calls/{call}/warn", {"started_at": ask["started_at"]}))
    await operator.open(contact={"phone": PHONE})
    good(await operator.post(f"/api/calls/{call}/end", ask))
    assert [one["disposition"] for one in await facts(site, "call.ended")] == ["consultation"]


async def test_a_call_ends_once_and_is_nobody_elses(site: AppSite, operator: Seat):
    call, ask = uuid4(), a_call(site, "abusive")
    good(await operator.post(f"/api/calls/{call}/warn", {"started_at": ask["started_at"]}))
    other = await site.seat(Role.OPERATOR)
    assert (await other.post(f"/api/calls/{call}/end", ask)).json()["code"] == "calls.over"
    good(await operator.post(f"/api/calls/{call}/end", ask))
    assert (await operator.post(f"/api/calls/{call}/end", ask)).json()["code"] == "calls.over"


@pytest.mark.parametrize(
    ("start", "end", "more"),
    [(0, -5, {}), (-5, 10, {}), (-3000, 0, {}), (-2, 0, {"form_time": -1}), (-2, 0, {"form_time": 1e9})],
)
async def test_times_that_cannot_be_are_refused(
    site: AppSite, operator: Seat, start: int, end: int, more: dict[str, Any]
):
    now = site.town.clock.now()
    times = {"started_at": now + timedelta(minutes=start), "ended_at": now + timedelta(minutes=end)}
    ask = {"kind": "silent", **{name: at.isoformat() for name, at in times.items()}, **more}
    assert (await operator.post(f"/api/calls/{uuid4()}/end", ask)).status_code == 422
    assert await facts(site, "call.ended") == []


async def test_who_takes_no_calls_records_none(site: AppSite):
    for role in (Role.CHECKER, Role.ANALYST):
        seat = await site.seat(role)
        assert (await seat.post(f"/api/calls/{uuid4()}/end", a_call(site, "silent"))).status_code == 403
        assert (await seat.post("/api/seat", {"state": "ready"})).status_code == 403


# seats and hands


async def test_the_floor_shows_what_a_seat_does_and_took(site: AppSite, operator: Seat, lead: Seat):
    good(await operator.post("/api/seat", {"state": "talking"}))
    good(await operator.post("/api/seat", {"state": "talking"}))
    case = await operator.open()
    good(await operator.post("/api/seat", {"state": "wrap_up"}))
    assert [(one.get("before"), one["after"]) for one in await facts(site, "seat.moved")] == [
        (None, "talking"),
        ("talking", "wrap_up"),
    ]
    floor = await lead.read("/api/floor")
    TypeAdapter(Floor).validate_python(floor)
    seats = {one["login"]: one for one in floor["seats"]}
    mine = seats[operator.login]
    assert (mine["state"], mine["taken"], mine["last_number"]) == ("wrap_up", 1, case["number"])
    assert (mine["signed_in"], mine["queues"], mine["hand"]) == (True, ["general"], None)
    assert seats[lead.login]["state"] is None
    assert (floor["telephone"], floor["queues"], floor["waiting"]) == (False, [], [])


async def test_nothing_is_said_of_a_seat_nobody_is_signed_in_at(site: AppSite, operator: Seat, lead: Seat):
    good(await operator.post("/api/seat", {"state": "talking"}))
    await operator.client.delete("/api/session")
    [seat] = [one for one in (await lead.read("/api/floor"))["seats"] if one["login"] == operator.login]
    assert (seat["signed_in"], seat["state"]) == (False, None)


async def test_a_hand_is_raised_answered_and_cleared(site: AppSite, operator: Seat, lead: Seat):
    first = good(await operator.post("/api/seat/help", {"reason": "upset_caller"}))["hand"]
    again = good(await operator.post("/api/seat/help", {"reason": "danger"}))["hand"]
    assert (first["id"], first["answered"]) == (again["id"], False)
    [seat] = [one for one in (await lead.read("/api/floor"))["seats"] if one["hand"]]
    assert (seat["login"], seat["hand"]["reason"]) == (operator.login, "upset_caller")
    good(await lead.post(f"/api/help/{first['id']}/answer"))
    assert (await operator.read("/api/seat/help"))["hand"]["answered"] is True
    good(await lead.post(f"/api/help/{first['id']}/clear"))
    assert (await operator.read("/api/seat/help"))["hand"] is None
    assert (await lead.post(f"/api/help/{first['id']}/answer")).status_code == 404
    assert [len(await facts(site, f"help.{what}")) for what in ("asked", "answered", "cleared")] == [1, 1, 1]


async def test_an_operator_takes_the_own_hand_down_and_nobody_elses(site: AppSite, operator: Seat):
    hand = good(await operator.post("/api/seat/help", {"reason": "language"}))["hand"]
    other = await site.seat(Role.OPERATOR)
    assert (await other.post(f"/api/help/{hand['id']}/clear")).status_code == 404
    assert (await other.post(f"/api/help/{hand['id']}/answer")).status_code == 403
    good(await operator.post(f"/api/help/{hand['id']}/clear"))


async def test_moving_somebody_to_other_queues_stays_on_record(site: AppSite, operator: Seat, lead: Seat):
    floor = await lead.read("/api/floor")
    [seat] = [one for one in floor["seats"] if one["login"] == operator.login]
    path = f"/api/floor/{seat['staff_id']}/assign"
    for queues in (["enterprise", "general"], ["enterprise", "general"], ["foreign"]):
        good(await lead.post(path, {"queues": queues}))
    [seat] = [one for one in (await lead.read("/api/floor"))["seats"] if one["login"] == operator.login]
    assert seat["queues"] == ["foreign"]
    assert [(one["before"], one["after"]) for one in await facts(site, "seat.assigned")] == [
        (["general"], ["enterprise", "general"]),
        (["enterprise", "general"], ["foreign"]),
    ]
    assert (await lead.post(path, {"queues": []})).status_code == 422
    assert (await operator.post(path, {"queues": ["general"]})).status_code == 403
    assert (await lead.post(f"/api/floor/{uuid4()}/assign", {"queues": ["general"]})).status_code == 404


async def test_only_who_leads_sees_the_floor(site: AppSite, operator: Seat):
    office = await site.seat(Role.HOTLINE_OFFICE)
    assert (await operator.get("/api/floor")).status_code == 403
    assert (await office.get("/api/floor")).status_code == 200


async def test_the_floor_shows_who_waits_how_long_and_no_number(site: AppSite, lead: Seat):
    town, call = site.town, uuid4()
    async with town.database.begin(town.id) as work:
        await work.run(
            "INSERT INTO sip_controllers (city_id, name, address, epoch, seen_at)"
            " VALUES (%(city)s, 'one', '127.0.0.1:5080', 1, %(real)s)"
        )
        cells = await caller_cells(work, PHONE)
        row = {"id": call, "channel": "phone", "state": "queued", "started_at": work.now}
        work.add("calls", {**row, "caller_sealed": cells.caller_sealed, "caller_owner": cells.caller_owner})
        await enqueue_call(work, call, CallNeeds(0, Queue.EXPERT), RoutingRules())
        await enqueue_call(work, uuid4(), CallNeeds(2, Queue.EXPERT), RoutingRules())
    floor = await lead.read("/api/floor")
    assert (floor["telephone"], floor["long_talk_s"]) == (True, 900)
    [queue] = floor["queues"]
    assert (queue["queue"], queue["waiting"], queue["longest_s"] >= 0) == ("expert", 2, True)
    first, second = floor["waiting"]
    assert (first["id"], first["caller"], first["rings"]) == (str(call), "139****5678", False)
    assert (second["caller"], second["known"]) == ("", False)
    board = await lead.read("/api/board")
    assert (board["telephone"], board["calls"]["waiting"]) == (True, 2)
