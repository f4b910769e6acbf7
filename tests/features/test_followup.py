"""Is it really solved? The check, the review, the second round, and coming back to it."""

from datetime import timedelta

import pytest

from builders.asked import (
    CONTENT,
    DONE,
    STILL_THERE,
    STREET,
    UNHAPPY,
    asked,
    at,
    callbacks,
    is_sound,
    replied,
    to_be_called,
)
from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    MONDAY,
    OPERATOR,
    RETURN_OFFICER,
    REVIEW_OFFICER,
    SUPERVISOR,
    Town,
    a_town,
    clock_of,
    handler,
    states,
)
from lianxin.cases import IllegalMove
from lianxin.cases.core.promises import TooLateToComeBack
from lianxin.kernel.database import Database
from lianxin.people import NotPermitted


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def test_a_check_that_fails_lets_the_clock_run_as_if_it_had_never_stopped(town: Town):
    file = await replied(town)
    due = clock_of(file, "close").due_at
    town.clock.move(timedelta(hours=7))
    file = await town.do("fail_check", file, CHECKER, "没有说明巡查安排")
    assert states(file) == ("handling", [("pudong-weifang", "lead", "in_progress")])
    close = clock_of(file, "close")
    assert (close.due_at, close.stopped_at, close.ended) == (due, None, None)
    assert not close.terms.pauses


async def test_a_check_that_fails_after_the_due_time_leaves_the_order_late(town: Town):
    file = await replied(town)
    town.clock.move_to(clock_of(file, "close").due_at + timedelta(minutes=1))
    await town.do("fail_check", file, CHECKER, "没有说明巡查安排")
    assert await town.sweep() >= 1
    file = await town.do("reply_order", file.orders[0], STREET, *DONE)
    assert clock_of(file, "close").ended == "late"


async def test_the_co_units_work_stands_when_the_leads_reply_does_not(town: Town):
    file = await town.do("add_co_unit", await town.a_case(), OPERATOR, "pudong-chengguan")
    for order in file.orders:
        await town.do("sign_order", order, handler(order.unit))
        file = await town.do("reply_order", order, handler(order.unit), *DONE)
    file = await town.do("fail_check", file, CHECKER, "请写清楚")
    assert [order.status for order in file.orders] == ["in_progress", "replied"]
    file = await town.do("reply_order", file.orders[0], STREET, *DONE)
    assert file.case.status == "checking"


async def test_an_accepted_reply_is_done_and_the_citizen_is_asked(town: Town):
    file = await asked(town)
    assert states(file) == ("callback_pending", [("pudong-weifang", "lead", "done")])
    assert file.case.next_clock == "callback"
    assert clock_of(file, "callback").due_at == at(25, 17) + timedelta(minutes=30)  # two working days


async def test_a_satisfied_citizen_closes_the_case_and_after_fifteen_days_it_is_archived(town: Town):
    file = await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **CONTENT)
    case = file.case
    assert (case.status, case.verified, case.outcome_verified, case.satisfaction) == (
        "closed",
        True,
        "solved",
        "satisfied",
    )
    assert clock_of(file, "answer").ended == "met"
    await town.later(days=14)
    assert (await town.look(file)).case.status == "closed"
    await town.later(days=2)
    file = await town.look(file)
    assert file.case.status == "archived"
    assert not [clock for clock in file.clocks if clock.runs]


async def test_outcome_has_three_voices(town: Town):
    file = await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **UNHAPPY)
    file = await town.do("close_with_reason", file, REVIEW_OFFICER, "explained", "属规划调整，已当面解释。")
    case = file.case
    assert (case.outcome_unit, case.outcome_citizen, case.outcome_verified) == ("solved", "unsolved", "explained")
    assert case.status == "closed"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"outcome": "explained", "satisfaction": "neutral"}, "closed"),
        ({"outcome": "unsolved", "satisfaction": "satisfied"}, "review"),
        ({"outcome": "solved", "satisfaction": "dissatisfied"}, "review"),
    ],
)
async def test_solved_and_satisfied_are_two_questions(town: Town, said: dict[str, str], state: str):
    assert (await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **said)).case.status == state


async def test_a_dissatisfied_citizen_brings_a_second_round_not_returnable_within_three_working_days(town: Town):
    file = await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **UNHAPPY)
    assert file.case.next_clock == "review"
    file = await town.do("redo_case", file, REVIEW_OFFICER, "夜间未核查")
    order = file.orders[-1]
    assert (file.case.status, file.case.round, order.round, order.unit) == ("handling", 2, 2, "pudong-weifang")
    assert clock_of(file, "close", order).due_at == at(26, 17) + timedelta(minutes=30)
    with pytest.raises(IllegalMove):
        await town.do("ask_return", order, STREET, "not_our_duty", "不归我们管")
    await town.do("sign_order", order, STREET)
    await town.do("reply_order", order, STREET, *DONE)
    await town.do("pass_check", file, CHECKER)
    assert await callbacks(town) == [("phone", "answered"), ("phone", "waiting")]
    assert (await town.do("answer_callback", file, CALLBACK_AGENT, **CONTENT)).case.status == "closed"


async def test_the_citizens_clock_is_one_for_all_rounds(town: Town):
    file = await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **UNHAPPY)
    file = await town.do("redo_case", file, REVIEW_OFFICER, "夜间未核查")
    [answer] = [clock for clock in file.clocks if clock.kind == "answer"]
    assert (answer.started_at, answer.runs) == (MONDAY, True)


async def test_the_review_may_call_for_a_ruling(town: Town):
    file = await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **UNHAPPY)
    file = await town.do("call_ruling", file, REVIEW_OFFICER, "街道与城管各说各话")
    assert file.case.status == "responsibility_review"
    file = await town.do("rule_responsibility", file, REVIEW_OFFICER, "pudong-chengguan", "执法事项")
    assert states(file) == (
        "handling",
        [("pudong-weifang", "lead", "done"), ("pudong-chengguan", "lead", "dispatched")],
    )


async def test_a_citizen_comes_back_to_a_closed_case_within_fifteen_days(town: Town):
    file = await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **CONTENT)
    town.clock.move(timedelta(days=14))
    file = await town.do("reopen_case", file, OPERATOR, "又摆出来了")
    assert (file.case.status, file.case.next_clock, file.case.closed_at) == ("review", "review", None)


async def test_a_citizen_comes_too_late_even_before_the_sweep(town: Town):
    file = await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **CONTENT)
    town.clock.move(timedelta(days=15, seconds=1))
    with pytest.raises(TooLateToComeBack):
        await town.do("reopen_case", file, OPERATOR, "又摆出来了")


async def test_only_a_supervisor_takes_a_case_out_of_the_archive(town: Town):
    file = await town.do("answer_callback", await asked(town), CALLBACK_AGENT, **CONTENT)
    await town.later(days=16)
    with pytest.raises(NotPermitted) as refused:
        await town.do("reopen_archived", file, OPERATOR, "又摆出来了")
    assert refused.value.facts["roles_that_may"] == ["supervisor", "hotline_office"]
    file = await town.do("reopen_archived", file, SUPERVISOR, "又摆出来了")
    assert (file.case.status, file.case.next_clock) == ("review", "review")


async def test_an_answer_on_the_spot_can_be_come_back_to_and_goes_to_the_desk(town: Town):
    draft = await town.a_case(unit=None, nature="consultation")
    file = await town.do("answer_case", draft, OPERATOR, "请拨打社区事务受理中心。")
    assert file.case.status == "answered"
    assert clock_of(file, "answer").ended == "met"
    file = await town.do("reopen_case", file, OPERATOR, "打过了没人接")
    assert (file.case.status, file.case.next_clock) == ("pending_dispatch", "dispatch")


async def test_a_new_round_forgets_what_was_said_of_the_one_before(town: Town):
    file = await to_be_called(town)
    file = await town.do("answer_callback", file, CALLBACK_AGENT, *STILL_THERE)
    assert (file.case.outcome_citizen, file.case.satisfaction) == ("unsolved", "dissatisfied")
    case = (await town.do("redo_case", file, REVIEW_OFFICER, "夜间未核查。")).case
    assert (case.outcome_citizen, case.satisfaction, case.outcome_verified, case.verified) == (None,) * 4


async def test_a_case_that_comes_back_has_no_verdict_but_the_one_it_came_back_with(town: Town):
    file = await to_be_called(town)
    await town.do("answer_callback", file, CALLBACK_AGENT, "solved", "satisfied")
    case = (await town.do("reopen_case", file, OPERATOR, "又摆出来了。")).case
    assert (case.outcome_citizen, case.satisfaction, case.outcome_verified, case.verified) == (None,) * 4


async def test_a_ruling_called_by_the_review_begins_a_new_round(town: Town):
    file = await to_be_called(town)
    await town.do("answer_callback", file, CALLBACK_AGENT, *STILL_THERE)
    await town.do("call_ruling", file, REVIEW_OFFICER, "两家都说不是自己的。")
    file = await town.do("rule_responsibility", file, RETURN_OFFICER, "xuhui", "徐汇负责。")
    order = file.orders[-1]
    assert (file.case.round, order.round, order.unit, order.returnable) == (2, 2, "xuhui", False)
    assert await is_sound(town)
