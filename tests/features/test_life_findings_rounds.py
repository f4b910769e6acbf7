"""Returns nobody decided, questions without end, refusals taken back, new rounds, evening calls, wishes of citizens."""

from datetime import datetime

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    OPERATOR,
    RETURN_OFFICER,
    REVIEW_OFFICER,
    SHIFT_LEAD,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
    shanghai,
)
from lianxin.cases import CaseFile, verify_city
from lianxin.cases.core.orders import AskedEnough
from lianxin.cases.rules.states import IllegalMove
from lianxin.kernel.database import Database
from lianxin.people import ContactPreference, NotPermitted, Person, keep_citizen

STREET = handler("pudong-weifang")
DONE = ("solved", "已到现场劝离，并安排晚间巡查。")
CLAIM = ("not_our_duty", "不归我们管。")
UNHAPPY = ("unsolved", "dissatisfied", "not_solved", "还在摆。")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def asked(town: Town, **told: str) -> CaseFile:
    """A case whose citizen is to be called."""
    file = await town.a_case(person=a_person(), **told)
    await town.do("sign_order", file.orders[0], STREET)
    await town.do("reply_order", file.orders[0], STREET, *DONE)
    return await town.do("pass_check", file, CHECKER)


async def try_at(town: Town, file: CaseFile, day: int, hour: int) -> str:
    """Calls in vain at an hour of November; returns the case's state."""
    town.clock.move_to(datetime(2026, 11, day, hour, tzinfo=shanghai().zone))
    return (await town.do("attempt_callback", file, CALLBACK_AGENT, "no_answer")).case.status


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok


async def test_a_critical_return_nobody_decided_can_be_asked_for_again(town: Town):
    file = await town.a_case(urgency="critical")
    await town.do("ask_return", file.orders[0], STREET, *CLAIM)
    await town.later(days=1)
    file = await town.look(file)
    window = clock_of(file, "return_window", file.orders[0])
    assert (file.orders[0].status, file.orders[0].refusals) == ("in_progress", 0)
    assert window.started_at > file.orders[0].dispatched_at
    town.clock.move_to(window.started_at)
    file = await town.a_case(urgency="critical", person=a_person(2))
    await town.do("ask_return", file.orders[0], STREET, *CLAIM)
    town.clock.move_to(clock_of(await town.look(file), "return_decision").due_at)
    await town.sweep()
    file = await town.do("ask_return", file.orders[0], STREET, *CLAIM)
    assert file.orders[0].status == "return_requested"
    assert await is_sound(town)


async def test_the_window_to_ask_for_a_return_stands_still_with_the_other_clocks(town: Town):
    file = await town.a_case(person=a_person())
    await town.do("sign_order", file.orders[0], STREET)
    before = clock_of(await town.look(file), "return_window").due_at
    file = await town.do("ask_desk", file.orders[0], STREET, "几号楼？")
    assert clock_of(file, "return_window").paused_at == file.now
    await town.later(days=2)
    file = await town.do("give_information", file, OPERATOR, "三号楼。")
    assert clock_of(file, "return_window").due_at > before
    assert await is_sound(town)


async def test_a_unit_cannot_hold_up_a_round_by_asking_again_and_again(town: Town):
    file = await town.a_case(person=a_person())
    await town.do("sign_order", file.orders[0], STREET)
    for _ in range(2):
        await town.do("ask_desk", file.orders[0], STREET, "几号楼？")
        await town.do("give_information", file, OPERATOR, "三号楼。")
    with pytest.raises(AskedEnough) as refused:
        await town.do("ask_desk", file.orders[0], STREET, "几号楼？")
    assert refused.value.facts == {"most": 2}
    assert (await town.do("ask_information", file, OPERATOR, "几号楼？")).case.status == "needs_information"


async def test_a_unit_that_only_helps_asks_nobody(town: Town):
    file = await town.a_case(person=a_person())
    file = await town.do("add_co_unit", file, DISPATCHER, "xuhui")
    await town.do("sign_order", file.orders[-1], handler("xuhui"))
    with pytest.raises(IllegalMove):
        await town.do("ask_desk", file.orders[-1], handler("xuhui"), "几号楼？")


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


async def test_a_new_round_forgets_what_was_said_of_the_one_before(town: Town):
    file = await asked(town)
    file = await town.do("answer_callback", file, CALLBACK_AGENT, *UNHAPPY)
    assert (file.case.outcome_citizen, file.case.satisfaction) == ("unsolved", "dissatisfied")
    case = (await town.do("redo_case", file, REVIEW_OFFICER, "夜间未核查。")).case
    assert (case.outcome_citizen, case.satisfaction, case.outcome_verified, case.verified) == (None,) * 4


async def test_a_case_that_comes_back_has_no_verdict_but_the_one_it_came_back_with(town: Town):
    file = await asked(town)
    await town.do("answer_callback", file, CALLBACK_AGENT, "solved", "satisfied")
    case = (await town.do("reopen_case", file, OPERATOR, "又摆出来了。")).case
    assert (case.outcome_citizen, case.satisfaction, case.outcome_verified, case.verified) == (None,) * 4


async def test_a_ruling_called_by_the_review_begins_a_new_round(town: Town):
    file = await asked(town)
    await town.do("answer_callback", file, CALLBACK_AGENT, *UNHAPPY)
    await town.do("call_ruling", file, REVIEW_OFFICER, "两家都说不是自己的。")
    file = await town.do("rule_responsibility", file, RETURN_OFFICER, "xuhui", "徐汇负责。")
    order = file.orders[-1]
    assert (file.case.round, order.round, order.unit, order.returnable) == (2, 2, "xuhui", False)
    assert await is_sound(town)


async def test_the_last_call_counts_only_within_the_evening(town: Town):
    file = await asked(town)
    hours = [(23, 10), (24, 10), (26, 9), (26, 22)]
    assert [await try_at(town, file, *when) for when in hours] == ["callback_pending"] * 4
    assert await try_at(town, file, 27, 19) == "closed"


async def test_what_is_critical_is_tried_again_the_same_day(town: Town):
    file = await asked(town, urgency="critical")
    assert [await try_at(town, file, 23, hour) for hour in (10, 11, 19)] == ["callback_pending"] * 2 + ["closed"]


async def test_a_known_citizen_who_cannot_be_called_is_not_called_from_then_on(town: Town):
    phone = "13900000001"
    async with town.begin() as work:
        await keep_citizen(work, Person("王女士", phone))
    async with town.begin() as work:
        told = await keep_citizen(
            work, Person("王女士", phone, language="en", contact_preference=ContactPreference.TEXT)
        )
    assert (told.new, told.contact_preference, told.language) == (False, "text", "en")
    async with town.begin() as work:
        again = await keep_citizen(work, Person("王女士", phone))
    assert (again.contact_preference, again.language) == ("text", "en")
