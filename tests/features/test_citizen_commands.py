"""What a citizen does with the own case, and what is kept from everybody else."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    NOISE,
    OPERATOR,
    RETURN_OFFICER,
    REVIEW_OFFICER,
    SHIFT_LEAD,
    WEIFANG,
    Town,
    a_person,
    a_town,
    handler,
    shanghai,
)
from lianxin.cases import (
    BadNumber,
    CaseFile,
    CitizenView,
    IllegalMove,
    IntakeForm,
    OwnWords,
    WrongCode,
    act_as_citizen,
    asks,
    citizen_view,
    link_of_code,
    sight_of,
    submit_case,
    verify_city,
    work_list,
)
from lianxin.cases.citizen.commands import CITIZEN_DOES
from lianxin.cases.commands.intake import Opened
from lianxin.cases.core.citizen_rights import NoLink
from lianxin.cases.rules.number import case_number
from lianxin.city.adopted import PROFILE
from lianxin.files import StoredFile
from lianxin.kernel.database import Database
from lianxin.kernel.errors import BadField
from lianxin.people import SYSTEM, InvalidPhone, Person, erase_citizen

UNIT = "pudong-weifang"
REPLY = "已现场清理占道摊位，并安排每晚巡查。"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


def a_form(**told: Any) -> IntakeForm:
    given = {
        "words": "潍坊新村街道夜间有人占道设摊，油烟很大。我的手机是13912345678。",
        "wish": "希望晚上不要再摆。",
        "channel": "web",
        "topic": NOISE,
        "street": WEIFANG,
        "person": a_person(7),
    }
    return IntakeForm(**{**given, **told})


async def submitted(town: Town, **told: Any) -> Opened:
    async with town.begin("portal") as work:
        return await submit_case(work, a_form(**told))


async def seen(town: Town, case: CaseFile) -> CitizenView:
    async with town.database.read(town.id) as work:
        return await citizen_view(work, case.case.link_token)


async def act(town: Town, case: CaseFile, name: str, *said: Any) -> CaseFile:
    async with town.begin("portal") as work:
        return await act_as_citizen(work, case.case.link_token, name, CITIZEN_DOES[name][0](*said))


async def handled(town: Town, case: CaseFile, outcome: str = "solved") -> CaseFile:
    """Signed, replied to and checked: the citizen is asked."""
    case = await town.look(case)
    await town.do("sign_order", case.orders[-1], handler(UNIT))
    await town.do("reply_order", case.orders[-1], handler(UNIT), outcome, REPLY)
    return await town.do("pass_check", case, CHECKER)


def whats(view: CitizenView) -> list[str]:
    return [happening.what for happening in view.story]


async def test_a_citizens_request_goes_straight_to_the_unit_the_rules_name(town: Town) -> None:
    opened = await submitted(town)
    case = await town.look(opened.file)
    assert (case.case.status, case.case.lead_unit, case.case.channel) == ("handling", UNIT, "web")
    assert case.case.opened_by == f"citizen:{case.case.citizen_id}"
    assert len(opened.code) == 8
    assert case.case.code_hash != opened.code


async def test_without_a_topic_it_waits_for_a_person(town: Town) -> None:
    case = await town.look((await submitted(town, topic="")).file)
    assert case.case.status == "screening"


async def test_praise_waits_for_somebody_to_pass_it_on(town: Town) -> None:
    case = await town.look((await submitted(town, nature="praise")).file)
    assert (case.case.status, case.clocks) == ("draft", [])
    told = await town.do("inform_unit", case, OPERATOR, UNIT)
    assert told.case.status == "closed"


async def test_two_requests_of_one_phone_are_one_citizens(town: Town) -> None:
    first, second = await submitted(town), await submitted(town)
    assert first.file.case.citizen_id == second.file.case.citizen_id
    assert first.file.case.number != second.file.case.number


async def test_a_request_that_cannot_be_kept_leaves_nothing_behind(town: Town) -> None:
    with pytest.raises(InvalidPhone):
        await submitted(town, person=Person("王女士", "12"))
    with pytest.raises(BadField):
        await submitted(town, words=" ")
    assert await town.tuples("SELECT 1 FROM cases WHERE city_id = %(city)s") == []


async def test_the_link_shows_the_citizen_the_story_without_names_numbers_or_notes(town: Town) -> None:
    case = (await submitted(town)).file
    order = (await town.look(case)).orders[0]
    await town.do("add_note", case, OPERATOR, "内部：此人多次来电。")
    await town.do("ask_return", order, handler(UNIT), "not_our_duty", "这不是我们的事。")
    await town.do("refuse_return", order, RETURN_OFFICER, "是你们的。")
    view = await seen(town, case)
    shown = repr(view)
    for secret in ("内部", "不是我们的事", "是你们的", "staff:", "13912345678", "13900000007", "王女士"[1:] + "0"):
        assert secret not in shown
    assert view.phone == "139****0007"
    assert whats(view) == ["received", "sent"]


async def test_the_steps_say_where_it_is_and_until_when(town: Town) -> None:
    case = (await submitted(town)).file
    await town.do("sign_order", (await town.look(case)).orders[0], handler(UNIT))
    view = await seen(town, case)
    assert [(s.what, s.state) for s in view.steps] == [("received", "done"), ("work", "now"), ("ask", "coming")]
    assert view.step == 2
    assert view.steps[1].detail is not None
    assert (view.steps[1].detail.what, view.steps[1].detail.unit) == ("signed", UNIT)
    assert view.promise is not None
    assert (view.promise.what, view.promise.due_at) == ("answer", (await town.look(case)).case.due_at)


async def test_a_reply_is_shown_only_when_the_checker_let_it_pass(town: Town) -> None:
    case = (await submitted(town)).file
    order = (await town.look(case)).orders[0]
    await town.do("sign_order", order, handler(UNIT))
    await town.do("reply_order", order, handler(UNIT), "solved", "已转相关部门，请您耐心等待。")
    assert "已转相关部门" not in repr(await seen(town, case))
    await town.do("fail_check", case, CHECKER, "没有说办了什么。")
    await town.do("reply_order", order, handler(UNIT), "solved", REPLY)
    await town.do("pass_check", case, CHECKER)
    view = await seen(town, case)
    assert REPLY in repr(view)
    assert "已转相关部门" not in repr(view)
    assert "没有说办了什么" not in repr(view)


async def test_a_satisfied_survey_closes_the_case(town: Town) -> None:
    case = await handled(town, (await submitted(town)).file)
    view = await seen(town, case)
    assert view.may[0] == "answer_survey"
    closed = await act(town, case, "answer_survey", "solved", "satisfied")
    assert (closed.case.status, closed.case.verified, closed.case.outcome_verified) == ("closed", True, "solved")
    assert [s.state for s in (await seen(town, case)).steps] == ["done", "done", "done"]


async def test_an_unsolved_survey_goes_to_review_and_a_second_round(town: Town) -> None:
    case = await handled(town, (await submitted(town)).file)
    await act(town, case, "answer_survey", "unsolved", "dissatisfied", "not_solved", "昨晚还在摆。")
    view = await seen(town, case)
    assert view.status == "review"
    assert [s.what for s in view.steps] == ["received", "work", "review", "ask"]
    assert next(h for h in view.story if h.what == "said").text == "昨晚还在摆。"
    await town.do("redo_case", case, REVIEW_OFFICER, "属实，重办。")
    view = await seen(town, case)
    assert [(s.what, s.state) for s in view.steps] == [
        ("received", "done"),
        ("work", "done"),
        ("redo", "now"),
        ("ask", "coming"),
    ]
    assert (view.step, view.promise.what if view.promise else "") == (3, "redo")


async def test_a_citizen_rates_again_after_the_second_round(town: Town) -> None:
    case = await handled(town, (await submitted(town)).file)
    await act(town, case, "answer_survey", "unsolved", "dissatisfied", "not_solved")
    redone = await town.do("redo_case", case, REVIEW_OFFICER, "属实，重办。")
    assert "answer_survey" not in (await seen(town, redone)).may
    order = redone.orders[-1]
    await town.do("sign_order", order, handler(order.unit))
    await town.do("log_contact", order, handler(order.unit), "phone")
    await town.do("reply_order", order, handler(order.unit), "explained", "已再次清理，还不能保证不再有。")
    await town.do("pass_check", redone, CHECKER)
    assert (await seen(town, redone)).may[0] == "answer_survey"
    closed = await act(town, redone, "answer_survey", "explained", "satisfied")
    assert (closed.case.status, closed.case.satisfaction) == ("closed", "satisfied")


async def enquiry(town: Town, share: float) -> CaseFile:
    """An enquiry that the hotline answered without a unit; of such answers this share is asked about."""
    profile = replace(shanghai(), callback=replace(shanghai().callback, sample_answered=share))
    town.database.cache.put(PROFILE, profile, town.id)
    case = await town.a_case(unit=None, nature="consultation", person=a_person())
    return await town.do("answer_case", case, OPERATOR, "夜间设摊由街道管理，电话见公示。")


async def test_a_citizen_who_sends_an_answer_back_rates_the_next_one(town: Town) -> None:
    case = await enquiry(town, 0.0)
    assert "answer_survey" not in (await seen(town, case)).may
    await act(town, case, "reopen", "我要的不是电话。")
    await town.do("answer_case", case, OPERATOR, "街道每晚八点后巡查，您可以拨打巡查电话。")
    assert (await seen(town, case)).may[0] == "answer_survey"
    rated = await act(town, case, "answer_survey", "explained", "satisfied")
    assert (rated.case.status, rated.case.verified, rated.case.satisfaction) == ("answered", True, "satisfied")
    assert "answer_survey" not in (await seen(town, case)).may


async def test_a_citizen_rates_an_answer_and_the_next_one(town: Town) -> None:
    case = await enquiry(town, 1.0)
    assert (await act(town, case, "answer_survey", "unsolved", "dissatisfied")).case.status == "pending_dispatch"
    town.clock.move(timedelta(minutes=5))
    await town.do("answer_case", case, OPERATOR, "街道每晚八点后巡查，您可以拨打巡查电话。")
    rated = await act(town, case, "answer_survey", "explained", "satisfied")
    assert (rated.case.status, rated.case.satisfaction) == ("answered", "satisfied")


@pytest.mark.parametrize(
    ("said", "status"), [(("explained", "mostly"), "answered"), (("unsolved", "dissatisfied"), "pending_dispatch")]
)
async def test_who_was_not_reached_about_an_answer_may_still_rate_it(
    town: Town, said: tuple[str, ...], status: str
) -> None:
    case = await enquiry(town, 1.0)
    for hours in (0, 24, 34):
        await town.later(hours=hours)
        await town.do("attempt_callback", case, CALLBACK_AGENT, "no_answer")
    assert (await act(town, case, "answer_survey", *said)).case.status == status


async def test_a_survey_is_answered_once(town: Town) -> None:
    case = await handled(town, (await submitted(town)).file)
    await act(town, case, "answer_survey", "solved", "satisfied")
    with pytest.raises(IllegalMove):
        await act(town, case, "answer_survey", "unsolved", "dissatisfied")


@pytest.mark.parametrize(
    ("said", "status", "verified"),
    [(("solved", "mostly"), "closed", True), (("unsolved", "dissatisfied"), "review", False)],
)
async def test_who_was_not_reached_may_still_say_how_it_was(
    town: Town, said: tuple[str, ...], status: str, verified: bool
) -> None:
    case = await handled(town, (await submitted(town)).file)
    for hours in (0, 24, 34):
        await town.later(hours=hours)
        await town.do("attempt_callback", case, CALLBACK_AGENT, "no_answer")
    assert (await town.look(case)).case.verified is False
    after = await act(town, case, "answer_survey", *said)
    assert (after.case.status, after.case.verified) == (status, verified)


async def test_a_merged_citizen_answers_for_themselves(town: Town) -> None:
    primary = (await submitted(town)).file
    other = (await submitted(town, person=a_person(8))).file
    await town.do("merge_case", other, DISPATCHER, primary.case.number)
    await handled(town, primary)
    view = await seen(town, other)
    assert "answer_survey" in view.may
    assert [s.what for s in view.steps][:2] == ["received", "merged"]
    alone = await act(town, other, "answer_survey", "unsolved", "dissatisfied")
    assert alone.case.status == "pending_dispatch"
    assert (await town.look(primary)).case.status == "callback_pending"


async def test_a_closed_case_comes_back_while_the_time_runs_and_not_after(town: Town) -> None:
    first, second = (await submitted(town)).file, (await submitted(town)).file
    for case in (first, second):
        await handled(town, case)
        await act(town, case, "answer_survey", "solved", "satisfied")
    await town.later(days=10)
    back = await act(town, first, "reopen", "又开始摆了。")
    assert back.case.status == "review"
    assert next(h for h in (await seen(town, first)).story if h.what == "reopened").text == "又开始摆了。"
    town.clock.move(timedelta(days=6))
    with pytest.raises(IllegalMove):
        await act(town, second, "reopen", "又开始摆了。")
    assert (await seen(town, second)).until is None


async def test_an_answer_on_the_spot_comes_back_to_the_dispatch_desk(town: Town) -> None:
    case = await town.a_case(unit=None, person=a_person())
    await town.do("answer_case", case, OPERATOR, "夜间设摊由街道管理，电话见公示。")
    view = await seen(town, case)
    assert [s.what for s in view.steps] == ["received", "answered"]
    assert view.story[-1].text == "夜间设摊由街道管理，电话见公示。"
    assert (await act(town, case, "reopen", "我要的不是电话。")).case.status == "pending_dispatch"


async def test_a_refusal_tells_the_remedy_and_can_be_objected_to(town: Town) -> None:
    case = await town.a_case(unit=None, person=a_person())
    await town.do("refuse_case", case, OPERATOR, "in_court", "请等法院判决，或咨询法律援助。")
    view = await seen(town, case)
    assert view.may == ["object"]
    assert view.story[-1].text == "请等法院判决，或咨询法律援助。"
    assert (await act(town, case, "object", "没有打官司。")).case.status == "pending_dispatch"


async def test_an_answer_to_our_question_lets_the_case_go_on(town: Town) -> None:
    case = (await submitted(town)).file
    await town.do("ask_information", case, OPERATOR, "请问具体在几号门口？")
    view = await seen(town, case)
    assert (view.question, view.may[0]) == ("请问具体在几号门口？", "give_information")
    assert view.promise is not None
    assert view.promise.what == "information"
    after = await act(town, case, "give_information", "500弄门口。")
    assert after.case.status == "handling"
    with pytest.raises(IllegalMove):
        await act(town, case, "give_information", "500弄门口。")


async def test_words_and_photos_are_added_while_it_is_open(town: Town) -> None:
    case = (await submitted(town)).file
    photo = StoredFile("a" * 64, 1000, "image/jpeg", "photo", "夜里.jpg")  # pyright: ignore[reportArgumentType]
    await act(town, case, "add_words", "昨晚又来了，电话13800138000。", (photo,))
    view = await seen(town, case)
    assert [file.name for file in view.files] == ["夜里.jpg"]
    assert view.story[-1].text == "昨晚又来了，电话138****8000。"


async def test_urging_is_heard_once_a_day(town: Town) -> None:
    case = (await submitted(town)).file
    assert (await act(town, case, "urge")).case.urged
    with pytest.raises(IllegalMove):
        await act(town, case, "urge")
    town.clock.move(timedelta(days=1))
    await act(town, case, "urge", "还没有人来。")


async def test_a_withdrawal_is_asked_for_and_confirmed_by_the_hotline(town: Town) -> None:
    case = (await submitted(town)).file
    asked = await act(town, case, "ask_withdrawal", "已经不摆了。")
    assert asked.case.status == "handling"
    assert (await seen(town, case)).asks_back
    with pytest.raises(IllegalMove):
        await act(town, case, "ask_withdrawal")
    await town.do("withdraw_case", case, OPERATOR, "已电话确认。")
    [(status,)] = await town.tuples("SELECT status FROM side_records WHERE city_id = %(city)s AND kind = 'withdrawal'")
    assert status == "confirmed"
    view = await seen(town, case)
    assert [s.what for s in view.steps] == ["received", "withdrawn"]
    assert "已电话确认" not in repr(view)


async def test_number_and_code_open_the_same_page_as_the_link(town: Town) -> None:
    opened = await submitted(town)
    number = opened.file.case.number
    spoken = f"{number[:4]} {number[4:8]}-{number[8:]}"
    assert await link_of_code(town.database, town.id, spoken, opened.code) == opened.file.case.link_token


async def test_a_misheard_number_is_told_at_once_and_costs_no_attempt(town: Town) -> None:
    opened = await submitted(town)
    number = opened.file.case.number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    for _ in range(10):
        with pytest.raises(BadNumber):
            await link_of_code(town.database, town.id, wrong, opened.code)
    assert await link_of_code(town.database, town.id, number, opened.code)


async def test_an_unknown_number_and_a_wrong_code_look_the_same(town: Town) -> None:
    opened = await submitted(town)
    with pytest.raises(WrongCode) as wrong:
        await link_of_code(town.database, town.id, opened.file.case.number, "not it")
    with pytest.raises(WrongCode) as unknown:
        await link_of_code(town.database, town.id, case_number(date(2026, 1, 1), 1), "not it")
    assert str(wrong.value) == str(unknown.value)


async def test_a_link_opens_nothing_when_it_is_wrong_void_or_forgotten(town: Town) -> None:
    forgotten = (await submitted(town)).file
    void = await town.a_case(unit=None)
    await town.do("void_case", void, SHIFT_LEAD, "测试")
    async with town.begin() as work:
        await erase_citizen(work, SYSTEM, forgotten.case.citizen_id)  # pyright: ignore[reportArgumentType]
    for token in ("nonsense", void.case.link_token, forgotten.case.link_token):
        async with town.database.read(town.id) as work:
            with pytest.raises(NoLink):
                await citizen_view(work, token)


async def test_words_beyond_the_bound_are_refused(town: Town) -> None:
    case = (await submitted(town)).file
    with pytest.raises(BadField) as refused:
        await act(town, case, "add_words", "长" * 2001)
    assert refused.value.facts["limit"] == 2000
    with pytest.raises(BadField):
        async with town.begin("portal") as work:
            await act_as_citizen(work, case.case.link_token, "add_words", OwnWords(" "))


async def test_only_named_verdicts_are_taken(town: Town) -> None:
    case = await handled(town, (await submitted(town)).file)
    with pytest.raises(BadField):
        async with town.begin("portal") as work:
            await act_as_citizen(
                work, case.case.link_token, "answer_survey", asks.followup.Verdict("great", "satisfied")
            )


async def test_a_citizen_objects_when_the_hotline_ended_the_case_in_their_name(town: Town) -> None:
    case = (await submitted(town)).file
    await town.withdrawn(case)
    view = await seen(town, case)
    assert ([step.what for step in view.steps], view.may) == (["received", "withdrawn_for"], ["object"])
    after = await act(town, case, "object", "我没有撤诉，请接着办。")
    assert (after.case.status, after.case.next_clock) == ("pending_dispatch", "dispatch")
    assert [clock.kind for clock in after.clocks if clock.runs] == ["answer", "dispatch"]
    assert (await verify_city(town.database, town.id)).ok


async def test_praise_and_withdrawals_lie_on_the_desks_that_act_on_them(town: Town) -> None:
    praise = (await submitted(town, nature="praise")).file
    case = (await submitted(town)).file
    await act(town, case, "ask_withdrawal", "已经不摆了。")
    async with town.database.read(town.id) as work:
        intake = await work_list(work, sight_of(OPERATOR, shanghai()), "intake")
        confirm = await work_list(work, sight_of(SHIFT_LEAD, shanghai()), "confirm")
    assert [card.number for card in intake.items] == [praise.case.number]
    assert [card.number for card in confirm.items] == [case.case.number]
    await town.do("withdraw_case", case, SHIFT_LEAD, "已电话确认。")
    async with town.database.read(town.id) as work:
        assert (await work_list(work, sight_of(SHIFT_LEAD, shanghai()), "confirm")).items == []


async def test_what_citizens_do_replays_from_the_log(town: Town) -> None:
    case = await handled(town, (await submitted(town)).file)
    await act(town, case, "answer_survey", "unsolved", "dissatisfied", "not_solved", "昨晚还在摆。")
    other = (await submitted(town)).file
    await town.do("ask_information", other, OPERATOR, "请问具体在几号门口？")
    await act(town, other, "give_information", "500弄门口。")
    await act(town, other, "urge")
    third = await handled(town, (await submitted(town)).file)
    await town.later(days=5)
    await act(town, third, "answer_survey", "solved", "satisfied")
    report = await verify_city(town.database, town.id)
    assert report.ok, report
