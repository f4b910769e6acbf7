"""Is it really solved? The check, the callback by policy, the review, the second round, and coming back to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    MONDAY,
    OPERATOR,
    RETURN_OFFICER,
    REVIEW_OFFICER,
    SUPERVISOR,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
    shanghai,
    states,
)
from lianxin.cases import CaseFile, IllegalMove, verify_city
from lianxin.cases.core.callbacks import NotCallingTime
from lianxin.cases.core.promises import TooLateToComeBack
from lianxin.city.adopted import PROFILE
from lianxin.kernel.database import Database
from lianxin.kernel.ids import CitizenId
from lianxin.people import SYSTEM, ContactPreference, NotPermitted, Person, erase_citizen

STREET = handler("pudong-weifang")
DONE = ("solved", "已到现场劝离，并安排晚间巡查。")
CONTENT = {"outcome": "solved", "satisfaction": "satisfied"}
UNHAPPY = {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "not_solved", "note": "还在摆摊"}


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def replied(town: Town, outcome: str = "solved", **told: object) -> CaseFile:
    file = await town.a_case(**({"person": a_person()} | told))
    await town.do("sign_order", file.orders[-1], STREET)
    return await town.do("reply_order", file.orders[-1], STREET, outcome, DONE[1])


async def asked(town: Town, outcome: str = "solved", **told: object) -> CaseFile:
    """A case whose citizen is to be called."""
    return await town.do("pass_check", await replied(town, outcome, **told), CHECKER)


async def callbacks(town: Town) -> list[tuple[str, str]]:
    return await town.tuples("SELECT method, status FROM callbacks WHERE city_id = %(city)s ORDER BY created_at, id")


def at(day: int, hour: int) -> datetime:
    """A time of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=8)


# the check


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


# how the citizen is asked


@pytest.mark.parametrize(
    ("told", "method"),
    [
        ({}, "phone"),
        ({"nature": "consultation"}, "survey"),
        ({"nature": "suggestion"}, "message"),
        ({"nature": "consultation", "urgency": "critical"}, "phone"),
        ({"nature": "consultation", "outcome": "unsolved"}, "phone"),
        ({"person": Person("李聋", "13912345678", contact_preference=ContactPreference.TEXT)}, "message"),
        ({"person": Person("李聋", "13912345679", contact_preference=ContactPreference.VIDEO)}, "message"),
    ],
)
async def test_policy_says_how_a_citizen_is_asked_and_never_by_voice_who_cannot_hear(
    town: Town, told: dict[str, object], method: str
):
    await asked(town, **told)
    assert await callbacks(town) == [(method, "waiting")]


async def test_a_critical_case_is_called_back_the_same_day(town: Town):
    file = await asked(town, urgency="critical")
    assert clock_of(file, "callback").due_at.date() == MONDAY.date()


# what the citizen says


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


# who left no number


@pytest.mark.parametrize(
    ("told", "method"),
    [
        ({"channel": "phone", "person": Person("", "")}, "survey"),
        ({"channel": "web", "person": Person("王女士", "")}, "survey"),
        ({"channel": "letter", "person": Person("王女士", "", email="wang@example.com")}, "survey"),
        ({"channel": "letter", "person": a_person(), "urgency": "critical"}, "phone"),
        ({"channel": "letter", "person": Person("王女士", "", contact_preference=ContactPreference.VIDEO)}, None),
        ({"channel": "letter", "person": Person("", ""), "nature": "consultation"}, None),
        ({"channel": "letter", "person": Person("", ""), "urgency": "critical"}, None),
    ],
)
async def test_without_a_number_nobody_waits_for_a_call(town: Town, told: dict[str, object], method: str | None):
    file = await asked(town, **told)
    assert await callbacks(town) == ([(method, "waiting")] if method else [])
    assert file.case.status == ("callback_pending" if method else "closed")


async def test_a_case_whose_citizen_cannot_be_asked_closes_unverified_and_is_told_apart(town: Town):
    file = await asked(town, channel="letter", person=Person("", ""))
    assert (file.case.status, file.case.verified, file.case.next_clock) == ("closed", False, None)
    assert [told["move"] for told in await town.events(file, "case.moved")][-2:] == ["pass_check", "close_unasked"]
    assert [clock.kind for clock in file.clocks if clock.runs] == ["reopen"]
    assert await is_sound(town)


async def test_a_citizen_whose_number_was_erased_is_not_waited_for(town: Town):
    file = await asked(town)
    async with town.begin() as work:
        await erase_citizen(work, SYSTEM, CitizenId(file.case.citizen_id or file.case.id))
    await town.later(days=3)
    assert [told["move"] for told in await town.events(file, "case.moved")][-1] == "close_unasked"
    assert await callbacks(town) == [("phone", "unreached")]


# the hours of calls


@pytest.mark.parametrize("result", ["no_answer", "busy", "refused"])
async def test_an_attempt_outside_the_hours_of_calls_is_refused_and_says_from_when(town: Town, result: str):
    file = await asked(town)
    for day, hour in ((24, 1), (24, 21)):
        town.clock.move_to(at(day, hour))
        with pytest.raises(NotCallingTime) as refused:
            await town.do("attempt_callback", file, CALLBACK_AGENT, result)
        assert refused.value.facts == {"calls_from": "08:30"}
    assert await town.events(file, "callback.attempted") == []


async def test_a_citizen_who_named_a_time_at_night_is_called_then(town: Town):
    file = await asked(town)
    await town.do("attempt_callback", file, CALLBACK_AGENT, "another_time", at=at(23, 22))
    assert (await try_at(town, file, at(23, 22))).case.status == "callback_pending"
    assert len(await town.events(file, "callback.attempted")) == 2
    with pytest.raises(NotCallingTime):
        await try_at(town, file, at(24, 2))


async def test_a_critical_case_is_called_at_night_only_where_the_city_allows_it(town: Town):
    file = await asked(town, urgency="critical")
    with pytest.raises(NotCallingTime):
        await try_at(town, file, at(23, 22))
    profile = replace(shanghai(), callback=replace(shanghai().callback, critical=True))
    town.database.cache.put(PROFILE, profile, town.id)
    await try_at(town, file, at(23, 22))
    assert len(await town.events(file, "callback.attempted")) == 1


async def test_what_the_citizen_says_is_taken_down_at_any_hour(town: Town):
    file = await asked(town)
    town.clock.move_to(at(24, 1))
    assert (await town.do("answer_callback", file, CALLBACK_AGENT, **CONTENT)).case.status == "closed"


async def test_a_callback_planned_at_night_is_due_by_the_morning_it_can_be_made(town: Town):
    file = await replied(town, urgency="critical")
    town.clock.move_to(at(23, 22))
    file = await town.do("pass_check", file, CHECKER)
    assert clock_of(file, "callback").due_at > at(24, 20)
    assert await is_sound(town)


# attempts


async def try_at(town: Town, file: CaseFile, when: datetime) -> CaseFile:
    town.clock.move_to(when)
    return await town.do("attempt_callback", file, CALLBACK_AGENT, "no_answer")


async def test_three_attempts_on_different_days_one_in_the_evening_close_it_unverified(town: Town):
    file = await asked(town)
    assert (await try_at(town, file, at(23, 10))).case.status == "callback_pending"
    assert (await try_at(town, file, at(24, 9))).case.status == "callback_pending"
    file = await try_at(town, file, at(25, 18))
    assert (file.case.status, file.case.verified, file.case.outcome_verified) == ("closed", False, None)
    assert [told["move"] for told in await town.events(file, "case.moved")][-1] == "close_unverified"
    assert await callbacks(town) == [("phone", "unreached")]


async def test_attempts_of_one_day_count_once(town: Town):
    file = await asked(town)
    for hour in (10, 11, 12, 13):
        file = await try_at(town, file, at(23, hour))
    assert file.case.status == "callback_pending"
    assert len(await town.events(file, "callback.attempted")) == 4


async def test_the_last_attempt_counts_only_in_the_evening(town: Town):
    file = await asked(town)
    for day, hour in ((23, 10), (24, 9), (25, 10)):
        file = await try_at(town, file, at(day, hour))
    assert file.case.status == "callback_pending"
    assert (await try_at(town, file, at(25, 19))).case.status == "closed"


async def test_our_own_lateness_closes_nothing(town: Town):
    file = await asked(town)
    await town.later(days=10)
    file = await town.look(file)
    assert (file.case.status, file.case.next_clock) == ("callback_pending", "callback")
    assert clock_of(file, "callback").fired_at is not None


async def test_a_survey_nobody_answers_in_time_closes_unverified(town: Town):
    file = await asked(town, nature="consultation")
    await town.later(days=3)
    file = await town.look(file)
    assert (file.case.status, file.case.verified) == ("closed", False)


# the review and coming back


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


# several citizens, one matter


async def merged(town: Town) -> tuple[CaseFile, CaseFile]:
    """A primary and the case of another citizen that follows it."""
    primary = await town.a_case(person=a_person(1))
    follower = await town.a_case(person=a_person(2))
    await town.do("merge_case", follower, OPERATOR, primary.case.number, "同一处夜市")
    return primary, await town.look(follower)


async def answered(town: Town, primary: CaseFile) -> None:
    await town.do("sign_order", primary.orders[-1], STREET)
    await town.do("reply_order", primary.orders[-1], STREET, *DONE)
    await town.do("pass_check", primary, CHECKER)


async def test_handling_follows_the_primary_and_every_citizen_is_asked(town: Town):
    primary, follower = await merged(town)
    assert states(follower) == ("merged", [("pudong-weifang", "lead", "cancelled")])
    await answered(town, primary)
    assert await callbacks(town) == [("phone", "waiting"), ("phone", "waiting")]
    await town.do("answer_callback", primary, CALLBACK_AGENT, **CONTENT)
    follower = await town.look(follower)
    assert clock_of(follower, "answer").ended == "met"
    follower = await town.do("answer_callback", follower, CALLBACK_AGENT, **CONTENT)
    assert (follower.case.status, follower.case.verified) == ("merged", True)
    await town.later(days=16)
    assert [(await town.look(file)).case.status for file in (primary, follower)] == ["archived", "archived"]


async def test_a_dissatisfied_follower_goes_on_alone(town: Town):
    primary, follower = await merged(town)
    await answered(town, primary)
    follower = await town.do("answer_callback", follower, CALLBACK_AGENT, **UNHAPPY)
    assert (follower.case.status, follower.case.merged_into) == ("pending_dispatch", None)
    assert follower.case.next_clock == "dispatch"
    assert (await town.look(primary)).case.status == "callback_pending"


async def test_a_second_round_of_the_primary_asks_nobody_twice_at_once(town: Town):
    primary, _follower = await merged(town)
    await answered(town, primary)
    await town.do("answer_callback", primary, CALLBACK_AGENT, **UNHAPPY)
    primary = await town.do("redo_case", primary, REVIEW_OFFICER, "夜间未核查")
    await answered(town, primary)
    waiting = [status for _method, status in await callbacks(town)]
    assert sorted(waiting) == ["answered", "cancelled", "waiting", "waiting"]


async def test_a_merge_is_undone_and_the_case_is_where_it_was_with_a_fresh_order(town: Town):
    _primary, follower = await merged(town)
    follower = await town.do("undo_merge", follower, OPERATOR, "不是同一处")
    assert states(follower) == (
        "handling",
        [("pudong-weifang", "lead", "cancelled"), ("pudong-weifang", "lead", "dispatched")],
    )
    waiting = await town.a_case(unit="", topic="")
    await town.do("merge_case", waiting, OPERATOR, follower.case.number)
    waiting = await town.do("undo_merge", waiting, OPERATOR, "不是同一处")
    assert (waiting.case.status, waiting.case.next_clock) == ("pending_dispatch", "dispatch")


async def test_followers_of_a_follower_follow_the_new_primary(town: Town):
    primary, follower = await merged(town)
    top = await town.a_case()
    await town.do("merge_case", primary, OPERATOR, top.case.number)
    assert (await town.look(follower)).case.merged_into == top.case.id


async def test_when_the_primary_is_withdrawn_its_followers_go_on_alone(town: Town):
    primary, follower = await merged(town)
    await town.withdrawn(primary, words="市民来电撤诉")
    follower = await town.look(follower)
    assert (follower.case.status, follower.case.merged_into) == ("pending_dispatch", None)


async def test_a_case_is_not_merged_into_itself_or_into_one_that_is_over(town: Town):
    from lianxin.cases.commands.supervision import CannotMerge

    primary, follower = await merged(town)
    for case, into in ((primary, primary), (primary, follower)):
        with pytest.raises(CannotMerge):
            await town.do("merge_case", case, OPERATOR, into.case.number)


# a sample of what was answered on the spot


async def sampled(town: Town, share: float) -> CaseFile:
    profile = replace(shanghai(), callback=replace(shanghai().callback, sample_answered=share))
    town.database.cache.put(PROFILE, profile, town.id)
    draft = await town.a_case(unit=None, nature="consultation")
    return await town.do("answer_case", draft, OPERATOR, "请拨打社区事务受理中心。")


async def test_a_share_of_the_answers_given_on_the_spot_is_verified_by_callback(town: Town):
    await sampled(town, 0.0)
    assert await callbacks(town) == []
    file = await sampled(town, 1.0)
    assert await callbacks(town) == [("survey", "waiting")]
    file = await town.do("answer_callback", file, CALLBACK_AGENT, outcome="explained", satisfaction="satisfied")
    assert (file.case.status, file.case.verified) == ("answered", True)
    await town.later(days=16)
    assert (await town.look(file)).case.status == "archived"


async def test_who_was_not_helped_on_the_spot_is_sent_to_the_dispatch_desk(town: Town):
    file = await town.do("answer_callback", await sampled(town, 1.0), CALLBACK_AGENT, **UNHAPPY)
    assert (file.case.status, file.case.next_clock) == ("pending_dispatch", "dispatch")


async def test_a_sampled_citizen_nobody_reaches_is_not_asked_for_ever(town: Town):
    await sampled(town, 1.0)
    await town.later(days=16)
    assert await callbacks(town) == [("survey", "cancelled")]


STILL_THERE = ("unsolved", "dissatisfied", "not_solved", "还在摆。")


async def to_be_called(town: Town, **told: str) -> CaseFile:
    """A case whose citizen is to be called."""
    file = await town.a_case(person=a_person(), **told)
    await town.do("sign_order", file.orders[0], STREET)
    await town.do("reply_order", file.orders[0], STREET, *DONE)
    return await town.do("pass_check", file, CHECKER)


async def called_at(town: Town, file: CaseFile, day: int, hour: int) -> str:
    """Calls in vain at an hour of November; returns the case's state."""
    town.clock.move_to(datetime(2026, 11, day, hour, tzinfo=shanghai().zone))
    return (await town.do("attempt_callback", file, CALLBACK_AGENT, "no_answer")).case.status


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok


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


async def test_the_last_call_counts_only_within_the_evening(town: Town):
    file = await to_be_called(town)
    hours = [(23, 10), (24, 10), (26, 9), (26, 17)]
    assert [await called_at(town, file, *when) for when in hours] == ["callback_pending"] * 4
    assert await called_at(town, file, 27, 19) == "closed"


async def test_what_is_critical_is_tried_again_the_same_day(town: Town):
    file = await to_be_called(town, urgency="critical")
    assert [await called_at(town, file, 23, hour) for hour in (10, 11, 19)] == ["callback_pending"] * 2 + ["closed"]
