"""What supervisors and the hotline office read: what is late and whose, what waits for them, and who may not look."""

from datetime import datetime
from typing import Any

from builders.figures import keep_up
from builders.site import AppSite, Seat, good
from lianxin.people import Role


async def signed(site: AppSite, **told: Any) -> tuple[Seat, str, str]:
    """A case whose order a unit has signed: the unit's seat, the case's number, the order."""
    operator, handler = await site.seat(Role.OPERATOR), await site.handler("pudong")
    number = (await operator.open(unit="pudong", **told))["number"]
    order = (await handler.page(number))["orders"][0]["id"]
    good(await handler.do("sign_order", number, order))
    return handler, number, order


async def waiting(seat: Seat, kind: str) -> list[dict[str, Any]]:
    return (await seat.read("/api/records", kind=kind))["items"]


async def test_an_extension_tells_the_due_time_it_would_give_and_gives_it(site: AppSite):
    handler, number, order = await signed(site)
    supervisor = await site.seat(Role.SUPERVISOR)
    good(await handler.do("ask_extension", number, order, amount=3, reason="需要开挖检修"))
    [record] = await waiting(supervisor, "extension")
    assert (record["case"]["number"], record["unit"], record["words"]) == (number, "pudong", "需要开挖检修")
    assert datetime.fromisoformat(record["due_at"]) < datetime.fromisoformat(record["due_if"])
    good(await supervisor.do("grant_extension", number, reason="同意，请抓紧。"))
    clock = next(one for one in (await supervisor.page(number))["clocks"] if one["kind"] == "close")
    assert datetime.fromisoformat(clock["due_at"]) == datetime.fromisoformat(record["due_if"])
    assert await waiting(supervisor, "extension") == []


async def test_what_is_late_is_told_by_unit_and_by_how_late(site: AppSite):
    await signed(site)
    supervisor = await site.seat(Role.SUPERVISOR)
    await site.town.later(days=60)
    [unit] = (await supervisor.read("/api/supervision/units"))["items"]
    assert (unit["unit"], unit["over_three_days"], unit["soon"]) == ("pudong", 1, 0)


async def test_withdrawals_are_counted_by_person_and_refusals_by_ground(site: AppSite):
    operator, lead = await site.seat(Role.OPERATOR, name="赵雪"), await site.seat(Role.SHIFT_LEAD)
    office = await site.seat(Role.SUPERVISOR)
    for end in ("confirm_withdrawal", "refuse_withdrawal"):
        number = (await operator.open(unit="pudong"))["number"]
        good(await operator.do("withdraw_case", number, words="市民来电说不用办了。"))
        good(await lead.do(end, number, reason="已与市民核实。"))
    for reason in ("petition", "petition", "abuse"):
        number = (await operator.open(topic="", street=""))["number"]
        good(await operator.do("refuse_case", number, reason=reason, remedy="请按告知的途径反映。"))
    exits = await office.read("/api/supervision/exits")
    [by] = exits["withdrawals"]
    assert (exits["names"][by["made_by"]], by["asked"], by["confirmed"], by["refused"]) == ("赵雪", 2, 1, 1)
    assert [(one["ground"], one["cases"]) for one in exits["refusals"]] == [("petition", 2), ("abuse", 1)]
    await site.town.later(days=40)
    assert (await office.read("/api/supervision/exits"))["refusals"] == []
    assert (await operator.get("/api/supervision/exits")).status_code == 403


async def test_a_co_units_delay_is_counted_and_named_for_the_co_unit_and_never_for_the_lead(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    lead, co, officer = await site.handler("pudong"), await site.handler("xuhui"), await site.seat(Role.RETURN_OFFICER)
    number = (await operator.open(unit="pudong", co_units=["xuhui"]))["number"]
    orders = {one["unit"]: one["id"] for one in (await operator.page(number))["orders"]}
    good(await lead.do("sign_order", number, orders["pudong"]))
    good(await lead.do("log_contact", number, orders["pudong"], note="已电话联系市民。"))
    supervisor = await site.seat(Role.SUPERVISOR)
    card = (await supervisor.page(number))["case"]
    assert (card["lead_unit"], card["clock"]["kind"], card["clock"]["unit"]) == ("pudong", "sign", "xuhui")
    good(await co.do("ask_return", number, orders["xuhui"], reason="not_our_place", claim="不在本区。"))
    assert (await officer.desk("returns"))[number]["return_units"] == ["xuhui"]
    good(await lead.do("reply_order", number, orders["pudong"], outcome="solved", reply="已到现场清理完毕，摊位已收。"))
    await site.town.later(days=60)
    counted = {
        one["unit"]: one["over_three_days"] for one in (await supervisor.read("/api/supervision/units"))["items"]
    }
    assert counted == {"xuhui": 1}


async def test_a_late_dispatch_is_the_hotlines_own_and_counts_for_no_unit(site: AppSite):
    operator, supervisor = await site.seat(Role.OPERATOR), await site.seat(Role.SUPERVISOR)
    await operator.open(topic="")
    await site.town.later(days=60)
    [late] = (await supervisor.read("/api/supervision/units"))["items"]
    assert (late["unit"], late["over_three_days"]) == (None, 1)


async def test_a_media_case_goes_stage_by_stage_and_its_loop_closes(site: AppSite):
    _, number, _ = await signed(site)
    supervisor = await site.seat(Role.SUPERVISOR)
    good(await supervisor.do("record_media", number, outlet="晚间新闻", stage="found"))
    stages: list[str] = []
    while records := await waiting(supervisor, "media_case"):
        stages.append(records[0]["status"])
        good(await supervisor.do("advance_media", number, note="已做。"))
    assert stages == ["found", "checked", "passed_on", "supervised", "advised"]
    assert (await supervisor.do("advance_media", number, note="再来。")).status_code == 404
    assert "advance_media" not in {one["move"] for one in (await supervisor.page(number))["moves"]}


async def test_supervision_is_listed_until_it_is_ended(site: AppSite):
    _, number, _ = await signed(site)
    supervisor = await site.seat(Role.SUPERVISOR)
    assert "end_supervision" not in {one["move"] for one in (await supervisor.page(number))["moves"]}
    good(await supervisor.do("supervise_case", number, words="三日内办结。"))
    assert [one["case"]["number"] for one in await waiting(supervisor, "supervision")] == [number]
    good(await supervisor.do("end_supervision", number, words="已办好。"))
    assert await waiting(supervisor, "supervision") == []


async def test_an_exclusion_shows_the_figures_with_and_without_and_they_come_true(site: AppSite):
    handler, number, order = await signed(site)
    await signed(site)
    office = await site.seat(Role.HOTLINE_OFFICE)
    good(await handler.do("ask_extension", number, order, amount=3, reason="需要开挖检修"))
    good(await office.do("grant_extension", number, reason="同意。"))
    good(await handler.do("ask_exclusion", number, order, reason="市民拒绝入户。"))
    await keep_up(site.town)
    without = await office.read(f"/api/cases/{number}/orders/{order}/without")
    extension = next(one for one in without["items"] if one["code"] == "extension_rate")
    assert (extension["value"], extension["of"], extension["without"]) == (0.5, 2, 0.0)
    good(await office.do("grant_exclusion", number, reason="情况属实。"))
    await keep_up(site.town)
    figures = await office.read("/api/figures", unit="pudong", since=without["since"])
    assert next(one for one in figures["items"] if one["code"] == "extension_rate")["value"] == 0.0


async def test_an_exclusion_changes_no_figure_before_its_deadline(site: AppSite):
    await signed(site)
    await site.town.later(days=3)
    handler, number, order = await signed(site)
    good(await handler.do("ask_exclusion", number, order, reason="市民拒绝入户。"))
    await keep_up(site.town)
    office = await site.seat(Role.HOTLINE_OFFICE)
    without = await office.read(f"/api/cases/{number}/orders/{order}/without")
    figures = await office.read("/api/figures", unit="pudong", since=without["since"])
    assert next(one["of"] for one in figures["items"] if one["code"] == "first_contact_rate") == 1
    assert "first_contact_rate" not in {one["code"] for one in without["items"]}


async def test_who_does_not_supervise_sees_none_of_it(site: AppSite):
    handler, number, order = await signed(site)
    operator = await site.seat(Role.OPERATOR)
    for seat in (handler, operator):
        for path in ("/api/records", "/api/supervision/units"):
            assert (await seat.get(path)).status_code == 403
    assert (await operator.get(f"/api/cases/{number}/orders/{order}/without")).status_code == 403
    assert (await handler.do("advance_media", number, note="x")).status_code == 403
