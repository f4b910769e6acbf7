"""Looks that open no number: recorded once for each person, case and hour; ordinary pages leave nothing."""

from datetime import timedelta
from typing import Any

import pytest

from builders.site import AppSite, Seat, good
from lianxin.kernel.clock import ManualClock
from lianxin.people import Role

PHONE = "13912345678"
LOOKS = (
    "SELECT actor, data->>'way', subject_kind, audience FROM events WHERE city_id = %(city)s"
    " AND kind = 'looks.recorded' ORDER BY position"
)


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def looks(site: AppSite) -> list[tuple[Any, ...]]:
    """Who looked in which way, at what, and who heard of it, in order."""
    return await site.town.tuples(LOOKS)


async def test_an_ordinary_page_leaves_nothing_and_a_confidential_one_is_recorded_once_an_hour(
    site: AppSite, operator: Seat, monkeypatch: pytest.MonkeyPatch
):
    plain = (await operator.open())["number"]
    tip = (await operator.open(nature="tip_off", unit="pudong"))["number"]
    lead, street = await site.seat(Role.SHIFT_LEAD), await site.handler("pudong")
    await lead.page(plain)
    assert await looks(site) == []
    for seat in (lead, street, lead, street):
        await seat.page(tip)
        await seat.read(f"/api/cases/{tip}")
    await lead.read(f"/api/cases/{tip}/told")
    assert await looks(site) == [(one.ref, "page", "case", ["oversight"]) for one in (lead, street)]
    assert "looks.recorded" not in {entry["kind"] for entry in (await lead.page(tip))["history"]}
    database = site.town.database
    monkeypatch.setattr(database, "wall", ManualClock(database.wall.now() + timedelta(minutes=50)))
    await lead.page(tip)
    assert len(await looks(site)) == 2
    monkeypatch.setattr(database, "wall", ManualClock(database.wall.now() + timedelta(minutes=11)))
    await lead.page(tip)
    assert len(await looks(site)) == 3


async def test_prints_attachments_and_callers_are_looks_at_every_case(site: AppSite, operator: Seat):
    number = (await operator.open(contact={"name": "王女士", "phone": PHONE}))["number"]
    file = await operator.attach(number)
    for _time in range(2):
        await operator.read(f"/api/cases/{number}", way="print")
        assert (await operator.get(f"/api/cases/{number}/attachments/{file['id']}")).status_code == 200
        assert good(await operator.post("/api/callers", {"phone": PHONE}))["items"]
    good(await operator.post("/api/callers", {"phone": "13900000000"}))
    seen = [("print", "case"), ("attachment", "case"), ("callers", "citizen")]
    assert [(way, about) for _actor, way, about, _heard in await looks(site)] == seen
    assert PHONE not in str(await site.town.tuples("SELECT data FROM events WHERE city_id = %(city)s"))


async def test_a_refused_look_is_no_look(site: AppSite, operator: Seat):
    tip = (await operator.open(nature="tip_off", unit="pudong"))["number"]
    other = await site.seat(Role.OPERATOR)
    assert (await other.get(f"/api/cases/{tip}")).status_code == 404
    assert await looks(site) == []


async def entries(seat: Seat, **wanted: Any) -> list[dict[str, Any]]:
    """The list of looks as this viewer reads it."""
    return (await seat.read("/api/looks", **wanted))["items"]


async def test_looks_are_reviewed_by_other_people_only_and_show_who_why_and_where(site: AppSite, operator: Seat):
    supervisor, admin = await site.seat(Role.SUPERVISOR), await site.seat(Role.ADMINISTRATOR)
    lead = await site.seat(Role.SHIFT_LEAD, name="周敏")
    for refused in (operator, lead, await site.handler("pudong")):
        assert (await refused.get("/api/looks")).status_code == 403
    contact = {"name": "王小丽", "phone": PHONE}
    plain = (await operator.open(contact=contact))["number"]
    tip = (await operator.open(nature="tip_off", unit="pudong", contact=contact))["number"]
    note = f"王小丽在{PHONE}说地址有误，核对。"
    for number in (plain, tip):
        good(await lead.post(f"/api/cases/{number}/reveal", {"reason": "correction", "note": note}))
    await lead.page(tip)
    good(await supervisor.post("/api/exports", {"desk": "all"}))
    seen = [entry for entry in await entries(supervisor) if entry["way"] != "grant"]
    assert [(entry["way"], entry["number"]) for entry in seen] == [("page", tip), ("reveal", tip), ("reveal", plain)]
    assert seen[0]["by"] == {"id": lead.ref.removeprefix("staff:"), "name": "周敏", "login": lead.login}
    assert [(entry["reason"], entry["basis"]) for entry in seen[1:]] == [("correction", None)] * 2
    assert [entry["note"] for entry in seen[1:]] == [
        "王**在139****5678说地址有误，核对。",
        "王小丽在139****5678说地址有误，核对。",
    ]
    by_admin = await entries(admin)
    assert [(one["way"], one["count"]) for one in by_admin if one["way"] == "export"] == [("export", 2)]
    assert {(one["number"], one["note"]) for one in by_admin if one["way"] == "reveal"} == {
        (plain, seen[2]["note"]),
        (None, None),
    }


async def test_the_list_is_filtered_by_person_reason_and_way_and_goes_on(site: AppSite, operator: Seat):
    supervisor, lead = await site.seat(Role.SUPERVISOR), await site.seat(Role.SHIFT_LEAD)
    number = (await operator.open(contact={"name": "王女士", "phone": PHONE}, then="draft"))["number"]
    for reason in ("contact", "correction"):
        good(await operator.post(f"/api/cases/{number}/reveal", {"reason": reason}))
        good(await lead.post(f"/api/cases/{number}/reveal", {"reason": reason, "note": "核对市民反映的地点"}))
    await lead.read(f"/api/cases/{number}", way="print")
    who = lead.ref.removeprefix("staff:")
    assert {entry["by"]["login"] for entry in await entries(supervisor, person=who)} == {lead.login}
    assert [entry["reason"] for entry in await entries(supervisor, reason="correction")] == ["correction"] * 2
    assert [entry["way"] for entry in await entries(supervisor, way="print")] == ["print"]
    assert len(await entries(supervisor, way="reveal", person=who, reason="contact")) == 1
    page = await supervisor.read("/api/looks", way="reveal")
    assert page["next_before"] is None
    assert {one["login"] for one in page["people"]} == {operator.login, lead.login}
    older = await entries(supervisor, before=page["items"][1]["position"], way="reveal")
    assert older == page["items"][2:]


async def test_a_role_that_opens_citizens_data_is_told_to_others_when_it_is_granted(site: AppSite):
    admin, supervisor = await site.seat(Role.ADMINISTRATOR), await site.seat(Role.SUPERVISOR)
    own = admin.ref.removeprefix("staff:")
    good(await admin.post(f"/api/staff/{own}", {"roles": ["administrator", "shift_lead"]}))
    good(await admin.post(f"/api/staff/{own}", {"name": "赵敏"}))
    [granted] = await entries(supervisor, way="grant", person=own)
    assert (granted["by"]["login"], granted["other"], granted["roles"]) == (admin.login, admin.login, ["shift_lead"])
    assert await entries(admin, way="grant", person=own) == []
    [(audience,)] = await site.town.tuples(
        "SELECT audience FROM events WHERE city_id = %(city)s AND kind = 'people.access_granted' AND actor = %(me)s",
        me=admin.ref,
    )
    assert audience == ["oversight"]
    assert not {"oversight"} & (await site.seat(Role.OPERATOR)).tokens
    assert {"oversight"} <= supervisor.tokens & (await site.seat(Role.SHIFT_LEAD)).tokens
