"""What the desk does besides dispatch: refuse, withdraw, suspend, hand over, void, split and link."""

from datetime import timedelta

import pytest

from builders.cases import (
    DISPATCHER,
    MONDAY,
    OFFICE,
    OPERATOR,
    SHIFT_LEAD,
    SUPERVISOR,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
    states,
)
from builders.figures import figures_of, share
from lianxin.cases import CASE_MOVES, COMMANDS, OPEN_CASE, CaseFile, IllegalMove, verify_city
from lianxin.cases.commands.checking import SecondPersonNeeded
from lianxin.cases.commands.side_records import NoRecord
from lianxin.cases.commands.supervision import CannotMerge
from lianxin.cases.core.promises import TooLateToComeBack
from lianxin.cases.rules.states import CaseMove
from lianxin.kernel.database import Database
from lianxin.kernel.errors import BadField
from lianxin.people import NotPermitted


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok


async def test_a_lead_may_find_that_a_refused_request_is_for_the_city_after_all(town: Town):
    file = await town.a_case(unit=None)
    await town.do("refuse_case", file, OPERATOR, "in_court", "请向法院起诉。")
    with pytest.raises(NotPermitted):
        await town.do("overturn_refusal", file, OPERATOR, "并未起诉。")
    file = await town.do("overturn_refusal", file, SHIFT_LEAD, "并未起诉。")
    assert file.case.status == "pending_dispatch"
    assert [c.kind for c in file.clocks if c.runs] == ["answer", "dispatch"]
    assert (await town.events(file, "case.side_recorded"))[-1]["status"] == "overturned"
    assert await is_sound(town)


STREET = handler("pudong-weifang")
REMEDY = "该事项已由人民法院受理，请向受理法院反映。"


async def in_progress(town: Town, **told: object) -> CaseFile:
    file = await town.a_case(**told)
    return await town.do("sign_order", file.orders[0], STREET)


async def records(town: Town) -> list[tuple[str, str]]:
    return await town.tuples("SELECT kind, status FROM side_records WHERE city_id = %(city)s ORDER BY made_at, id")


async def suspended(town: Town, days: int = 30) -> CaseFile:
    file = await in_progress(town)
    await town.do("ask_suspension", file.orders[0], STREET, "雨季后施工", town.clock.now() + timedelta(days=days))
    return await town.do("grant_suspension", file, OFFICE, "同意，雨季结束后施工")


async def test_the_office_approves_plan_and_review_date_and_the_citizen_is_told(town: Town):
    file = await suspended(town)
    assert (file.case.status, file.case.next_clock) == ("suspended", "suspension")
    assert file.case.next_due_at == MONDAY + timedelta(days=30)
    told = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND kind = 'plan' AND to_citizen")
    assert told == [("雨季后施工",)], "the unit's plan, not the words of the decision"
    assert clock_of(file, "answer").paused_at == MONDAY


async def test_on_the_review_date_handling_goes_on(town: Town):
    file = await suspended(town)
    due = clock_of(file, "close").due_at
    await town.later(days=30)
    file = await town.look(file)
    assert file.case.status == "handling"
    assert clock_of(file, "close").due_at > due


async def test_a_suspension_is_ended_early_or_refused_by_the_office_alone(town: Town):
    file = await suspended(town)
    with pytest.raises(NotPermitted) as refused:
        await town.do("end_suspension", file, STREET, "可以了")
    assert refused.value.facts["roles_that_may"] == ["hotline_office"]
    assert (await town.do("end_suspension", file, OFFICE, "已具备条件")).case.status == "handling"
    await town.do("ask_suspension", file.orders[0], STREET, "再等等", town.clock.now() + timedelta(days=3))
    assert (await town.do("refuse_suspension", file, OFFICE, "不能再等")).case.status == "handling"


async def test_a_review_date_lies_ahead_and_nothing_is_granted_that_nobody_asked(town: Town):
    file = await in_progress(town)
    with pytest.raises(BadField):
        await town.do("ask_suspension", file.orders[0], STREET, "雨季后施工", town.clock.now())
    with pytest.raises(NoRecord):
        await town.do("grant_suspension", file, OFFICE, "同意")


async def test_a_withdrawal_ends_every_order_and_every_clock_of_work(town: Town):
    file = await in_progress(town)
    await town.do("add_co_unit", file, DISPATCHER, "pudong-chengguan")
    file = await town.withdrawn(file, words="市民来电：已自行解决")
    assert file.case.status == "withdrawn"
    assert {order.status for order in file.orders} == {"cancelled"}
    assert {clock.kind for clock in file.clocks if clock.runs} == {"object"}
    await town.later(days=40)
    assert (await town.look(file)).case.status == "archived"


async def test_a_unit_cannot_withdraw_a_case(town: Town):
    file = await in_progress(town)
    with pytest.raises(NotPermitted) as refused:
        await town.do("withdraw_case", file, STREET, "市民说不用了")
    assert "unit_handler" not in refused.value.facts["roles_that_may"]


async def test_what_staff_end_in_the_citizens_name_waits_for_a_second_person(town: Town):
    file = await in_progress(town)
    file = await town.do("withdraw_case", file, SHIFT_LEAD, "市民说不用了")
    assert (file.case.status, file.orders[0].status) == ("handling", "in_progress")
    with pytest.raises(SecondPersonNeeded):
        await town.do("confirm_withdrawal", file, SHIFT_LEAD, "已核实")
    file = await town.do("refuse_withdrawal", file, SUPERVISOR, "回电：市民没有撤诉。")
    assert file.case.status == "handling"
    file = await town.withdrawn(file)
    assert file.case.status == "withdrawn"
    assert share((await figures_of(town))["staff_withdrawal_rate"]) == (1, 1)


async def test_every_open_state_can_be_withdrawn_from(town: Town):
    assert COMMANDS["withdraw_case"].states == OPEN_CASE
    assert all(CaseMove.WITHDRAW in CASE_MOVES[state] for state in OPEN_CASE)


async def refused_case(town: Town) -> CaseFile:
    draft = await town.a_case(unit=None)
    return await town.do("refuse_case", draft, OPERATOR, "in_court", REMEDY)


async def test_reason_and_remedy_are_told_and_a_lead_confirms(town: Town):
    file = await refused_case(town)
    assert (file.case.status, clock_of(file, "answer").ended) == ("not_accepted", "met")
    told = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND to_citizen")
    assert told == [(REMEDY,)]
    with pytest.raises(NotPermitted):
        await town.do("confirm_refusal", file, OPERATOR)
    await town.do("confirm_refusal", file, SHIFT_LEAD)
    assert await records(town) == [("refusal", "confirmed")]


async def test_a_citizen_objects_and_the_desk_looks_again(town: Town):
    file = await town.do("object_refusal", await refused_case(town), OPERATOR, "法院并未受理")
    assert (file.case.status, file.case.next_clock) == ("pending_dispatch", "dispatch")
    assert [clock.kind for clock in file.clocks if clock.kind == "answer"] == ["answer"]
    assert await records(town) == [("refusal", "objected")]


async def test_an_objection_comes_in_time_or_the_case_is_archived(town: Town):
    file = await refused_case(town)
    await town.do("confirm_refusal", file, SHIFT_LEAD)
    town.clock.move(timedelta(days=15, seconds=1))
    with pytest.raises(TooLateToComeBack):
        await town.do("object_refusal", file, OPERATOR, "法院并未受理")
    await town.sweep()
    assert (await town.look(file)).case.status == "archived"


async def transferred(town: Town) -> CaseFile:
    draft = await town.a_case(unit=None, urgency="critical", words="有人拿刀追人。")
    return await town.do("transfer_emergency", draft, OPERATOR, "110", "三方通话已接通")


async def test_an_emergency_has_a_due_time_and_ends_with_a_receipt(town: Town):
    file = await transferred(town)
    assert file.case.status == "emergency_transferred"
    assert file.case.next_due_at is not None
    file = await town.do("confirm_receipt", file, OPERATOR, "110 已受理，警号 012345")
    assert file.case.status == "archived"
    assert not [clock for clock in file.clocks if clock.runs]


async def test_an_emergency_that_is_given_back_goes_to_a_unit(town: Town):
    file = await town.do("emergency_refused", await transferred(town), OPERATOR, "pudong-weifang", [], "非警情")
    assert states(file) == ("handling", [("pudong-weifang", "lead", "dispatched")])
    assert clock_of(file, "answer").runs


async def test_a_case_comes_from_110_like_any_other(town: Town):
    file = await town.a_case(channel="emergency_110")
    assert (file.case.status, file.case.channel) == ("handling", "emergency_110")


async def test_a_test_entry_is_voided_by_a_lead_and_never_comes_back(town: Town):
    draft = await town.a_case(unit=None, words="测试测试")
    with pytest.raises(NotPermitted):
        await town.do("void_case", draft, OPERATOR, "测试录入")
    file = await town.do("void_case", draft, SHIFT_LEAD, "测试录入")
    assert states(file) == ("void", [])
    with pytest.raises(IllegalMove):
        await town.do("add_note", file, SHIFT_LEAD, "还想写")


async def test_one_call_makes_several_cases_of_one_citizen(town: Town):
    file = await in_progress(town, person=a_person(3), complained=("sh-fangguan",))
    await town.do("split_case", file, OPERATOR, "另外楼道灯坏了。", topic="01.01.01")
    [(status, citizen, split_from, complained)] = await town.tuples(
        "SELECT status, citizen_id, split_from, complained FROM cases WHERE city_id = %(city)s AND id <> %(id)s",
        id=file.case.id,
    )
    assert (status, citizen, split_from) == ("handling", file.case.citizen_id, file.case.id)
    assert complained == ["sh-fangguan"], "whom the citizen complains about holds for every matter of the call"
    [(citizens,)] = await town.tuples("SELECT count(*) FROM citizens WHERE city_id = %(city)s")
    assert citizens == 1
    assert [told["relation"] for told in await town.events(file, "case.linked")] == ["split_off"]


async def test_a_new_request_about_an_old_matter_is_linked_not_reopened(town: Town):
    old = await town.withdrawn(await town.a_case(), words="市民撤回")
    new = await town.do("link_case", await town.a_case(), OPERATOR, old.case.number)
    assert new.case.linked_to == old.case.id
    assert (await town.look(old)).case.status == "withdrawn"
    with pytest.raises(CannotMerge):
        await town.do("link_case", new, OPERATOR, new.case.number)
