"""Handing a case over to an emergency service, from every state before a reply, and what the service answers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from builders.cases import DISPATCHER, MONDAY, OFFICE, OPERATOR, RETURN_OFFICER, Town, a_town, clock_of, handler, states
from lianxin.cases import CaseFile, IllegalMove, verify_city
from lianxin.kernel.database import Database

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
    await town.do("reply_order", file.orders[0], STREET, "已劝离。", "solved")
    with pytest.raises(IllegalMove):
        await town.do("transfer_emergency", file, OPERATOR, "119")
