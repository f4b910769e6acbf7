"""Handing a case over to an emergency service, from every state before a reply, and what the service answers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from builders.cases import DISPATCHER, MONDAY, OFFICE, OPERATOR, RETURN_OFFICER, Town, a_town, clock_of, handler, states
from builders.site import AppSite, good
from lianxin.cases import CaseFile, IllegalMove, verify_city
from lianxin.cases.commands.side_records import SeveralWait
from lianxin.cases.core.orders import AlreadyAsked
from lianxin.kernel.database import Database
from lianxin.people import Role

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def drafted(town: Town) -> CaseFile:
    return await town.a_case(unit=None)


async def undecided(town: Town) -> CaseFile:
    return await town.a_case(unit="", topic="", street="")


async def at_work(town: Town) -> CaseFile:
    file = await town.a_case()
    return await town.do("sign_order", file.orders[0], STREET)


async def waiting_for_the_citizen(town: Town) -> CaseFile:
    return await town.do("ask_information", await at_work(town), OPERATOR, "几号楼？")


async def suspended(town: Town) -> CaseFile:
    file = await at_work(town)
    await town.do("ask_suspension", file.orders[0], STREET, "年内改造。", MONDAY + timedelta(days=20))
    return await town.do("grant_suspension", file, OFFICE, "同意。")


async def in_ruling(town: Town) -> CaseFile:
    return await town.do("call_ruling", await at_work(town), RETURN_OFFICER, "职责不清。")


BEFORE_A_REPLY = {
    "draft": drafted,
    "pending_dispatch": undecided,
    "handling": at_work,
    "needs_information": waiting_for_the_citizen,
    "suspended": suspended,
    "responsibility_review": in_ruling,
}


@pytest.mark.parametrize("state", BEFORE_A_REPLY)
async def test_a_danger_is_handed_over_from_every_state_before_a_reply(town: Town, state: str):
    begin: Callable[[Town], Awaitable[CaseFile]] = BEFORE_A_REPLY[state]
    file = await begin(town)
    assert file.case.status == state
    file = await town.do("transfer_emergency", file, OPERATOR, "119", "三方通话已接通")
    assert file.case.status == "emergency_transferred"
    assert {order.status for order in file.orders} <= {"cancelled"}
    assert {(clock.kind, clock.paused_at) for clock in file.clocks if clock.runs} == {
        ("answer", None),
        ("emergency", None),
    }
    file = await town.do("confirm_receipt", file, DISPATCHER, "接警员 021")
    assert (file.case.status, clock_of(file, "answer").ended) == ("archived", "met")
    assert (await verify_city(town.database, town.id)).findings == []


async def test_the_log_names_the_service_and_who_confirmed(town: Town):
    file = await town.do("transfer_emergency", await at_work(town), OPERATOR, "gas")
    file = await town.do("confirm_receipt", file, OPERATOR, "接警员 021")
    sent, confirmed = [move["details"] for move in await town.events(file, "case.moved") if move.get("details")]
    assert sent == {"service": "gas"}
    assert confirmed["service"] == "gas"
    async with town.begin() as work:
        query = "SELECT body FROM texts WHERE city_id = %(city)s AND id = %(id)s AND kind = 'receipt'"
        assert await work.value(query, id=confirmed["answered_by"]) == "接警员 021"
    assert [record["status"] for record in await town.events(file, "case.side_recorded")] == ["sent", "confirmed"]


async def test_a_service_that_gives_the_case_back_leaves_the_promise_as_it_was(town: Town):
    file = await at_work(town)
    promised = file.case.due_at
    await town.do("transfer_emergency", file, OPERATOR, "110")
    town.clock.move(timedelta(minutes=5))
    file = await town.do("emergency_refused", file, OPERATOR, "pudong-weifang", [], "非警情")
    assert states(file) == (
        "handling",
        [("pudong-weifang", "lead", "cancelled"), ("pudong-weifang", "lead", "dispatched")],
    )
    assert file.case.due_at == promised
    file = await town.do("transfer_emergency", file, OPERATOR, "119")
    assert (await town.events(file, "case.moved"))[-1]["details"] == {"service": "119"}
    assert (await verify_city(town.database, town.id)).findings == []


async def test_merged_cases_go_on_alone_when_their_primary_is_handed_over(town: Town):
    primary, merged = await at_work(town), await town.a_case()
    await town.do("merge_case", merged, DISPATCHER, primary.case.number, "同一件事")
    await town.do("transfer_emergency", primary, OPERATOR, "119")
    assert (await town.look(merged)).case.status == "pending_dispatch"


async def test_after_a_reply_nobody_hands_over(town: Town):
    file = await at_work(town)
    await town.do("log_contact", file.orders[0], STREET, "已联系。")
    await town.do("reply_order", file.orders[0], STREET, "solved", "今天已到现场劝离摊主。")
    with pytest.raises(IllegalMove):
        await town.do("transfer_emergency", file, OPERATOR, "119")


FIRE = "隔壁楼道里着火了，冒浓烟，有人被困在五楼"


async def test_the_preview_of_the_form_names_the_danger_and_the_class(site: AppSite) -> None:
    operator = await site.seat(Role.OPERATOR)
    seen = good(await operator.post("/api/cases/suggest", {"words": FIRE}))
    assert (seen["urgency"], seen["danger"]["service"]) == ("critical", "119")
    assert "着火" in seen["danger"]["words"]
    calm = good(await operator.post("/api/cases/suggest", {"words": "楼道里的灯不亮"}))
    assert (calm["urgency"], calm["danger"]) == ("normal", None)


async def test_the_form_hands_over_in_one_request(site: AppSite) -> None:
    operator = await site.seat(Role.OPERATOR)
    refused = await operator.post("/api/cases", {"words": FIRE, "then": "emergency", "service": "911"})
    assert refused.status_code == 422
    opened = await operator.open(words=FIRE, then="emergency", service="119")
    page = await operator.page(opened["number"])
    assert (page["case"]["status"], page["case"]["urgency"]) == ("emergency_transferred", "critical")
    assert page["danger"]["service"] == "119"
    good(await operator.do("confirm_receipt", opened["number"], contact="接警员 021"))
    assert [case["status"] for case in [(await operator.page(opened["number"]))["case"]]] == ["archived"]


async def test_a_reported_danger_is_first_on_the_desk_until_it_is_dealt_with(site: AppSite) -> None:
    operator = await site.seat(Role.OPERATOR)
    late = (await operator.open(words="路灯不亮"))["number"]
    site.town.clock.move(timedelta(days=30))
    burning = (await operator.open(words=FIRE))["number"]
    assert list(await operator.desk("all")) == [burning, late]
    assert [one["number"] for one in (await operator.read("/api/work", desk="all", limit=1))["items"]] == [
        burning,
        late,
    ]
    good(await operator.do("transfer_emergency", burning, service="119"))
    records = await site.town.tuples("SELECT status FROM side_records WHERE city_id = %(city)s AND kind = 'danger'")
    assert records == [("over",)]


async def test_fraud_needs_no_place_to_reach_the_police_bureau(town: Town) -> None:
    file = await town.a_case(unit="", topic="14.05.01", street="", words="有人让我转账，我刚转了两千。")
    assert (file.case.lead_unit, file.case.urgency) == ("sh-gongan", "critical")


async def test_the_fast_desk_has_a_queue_and_a_mark_of_its_own(site: AppSite) -> None:
    operator = await site.seat(Role.OPERATOR)
    opened = await operator.open(words="家里老人明天要做透析，封路了出不去", topic="", street="")
    card = (await operator.page(opened["number"]))["case"]
    assert card["fast_desk"] is True
    desk = await site.handler(opened["lead_unit"])
    queue = (await desk.read("/api/inbox", tab="fast", within=""))["items"]
    assert [(one["number"], one["fast_desk"]) for one in queue] == [(opened["number"], True)]
    assert (await desk.read("/api/inbox", tab="todo", within=""))["items"] == []


async def test_a_danger_is_handed_to_several_services_and_each_confirms(town: Town):
    file = await town.do("transfer_emergency", await at_work(town), OPERATOR, "119")
    town.clock.move(timedelta(minutes=1))
    file = await town.do("transfer_emergency", file, OPERATOR, "120", "三人吸入浓烟")
    with pytest.raises(AlreadyAsked):
        await town.do("transfer_emergency", file, OPERATOR, "120")
    with pytest.raises(SeveralWait):
        await town.do("confirm_receipt", file, OPERATOR, "接警员 021")
    file = await town.do("confirm_receipt", file, OPERATOR, "调度 17", "120")
    assert file.case.status == "emergency_transferred"
    file = await town.do("confirm_receipt", file, OPERATOR, "接警员 021", "119")
    assert file.case.status == "archived"
    records = [one for one in await town.events(file, "case.side_recorded") if one["record"] == "emergency"]
    assert [(one["data"]["service"], one["status"]) for one in records] == [
        ("119", "sent"), ("120", "sent"), ("120", "confirmed"), ("119", "confirmed"),
    ]  # fmt: skip
    assert (await verify_city(town.database, town.id)).findings == []
