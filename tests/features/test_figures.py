"""Figures out of real commands: what counts, for whom, and that the log alone gives all of it back."""

from datetime import timedelta
from typing import Any, cast

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    MONDAY,
    NOISE,
    OFFICE,
    OPERATOR,
    RETURN_OFFICER,
    REVIEW_OFFICER,
    SUPERVISOR,
    Town,
    a_person,
    a_town,
    handler,
    shanghai,
)
from builders.figures import counted, figures_of, numbers, share
from lianxin.cases import CaseFile
from lianxin.city import Profile, VersionDocument, adopt_profile
from lianxin.insight import BadPeriod, NoSuchFigure, NotOfTheCity
from lianxin.kernel.database import Database
from lianxin.kernel.json_values import JsonObject, read_json
from lianxin.people import Actor, NotPermitted, Role

UNIT = "pudong-weifang"
STREET = handler(UNIT)
REPLY = "摊位已清理，油烟净化器已安装，复查合格。"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def a_reply(town: Town, file: CaseFile, outcome: str = "solved", *, contact: bool = True) -> CaseFile:
    """Signed, the citizen contacted, and replied by the street."""
    file = await town.look(file)
    order = file.orders[-1]
    await town.do("sign_order", order, handler(order.unit))
    if contact:
        await town.do("log_contact", order, handler(order.unit), "已与市民通话。")
    return await town.do("reply_order", order, handler(order.unit), outcome, REPLY)


async def a_verdict(
    town: Town, outcome: str = "solved", satisfaction: str = "satisfied", said: str = "solved", **told: Any
) -> CaseFile:
    """A case up to what its citizen says of it."""
    file = await town.a_case(**{"person": a_person(), **told})
    await a_reply(town, file, said)
    await town.do("pass_check", file, CHECKER)
    return await town.do("answer_callback", file, CALLBACK_AGENT, outcome, satisfaction)


# limits


async def test_orders_due_in_the_period_count_open_ones_included(town: Town):
    kept = await town.a_case()
    await a_reply(town, kept)
    still_open = await town.a_case()
    figures = await figures_of(town)
    assert figures["on_time_rate"]["of"] == 0, "nothing was due yet"
    assert figures["on_time_rate"]["value"] is None
    await town.later(days=20)
    figures = await figures_of(town)
    assert share(figures["on_time_rate"]) == (1, 2)
    assert await numbers(town, "on_time_rate") == [kept.case.number]
    assert await numbers(town, "on_time_rate", "not_counted") == [still_open.case.number]


async def test_figures_are_given_under_a_temporary_limit_and_under_the_usual_one(town: Town):
    signed = {"from": "2026-11-20", "until": "2027-01-20", "reason": "台风", "signed": ["甲", "乙"]}
    longer = {"clock": "close", "working_days": 20, "source": "an order", "verified": True, **signed}
    usual = shanghai().to_document()
    limits = read_json(list[JsonObject], usual["city"]["limit"])
    document = {**usual, "version": "0123456789ab", "city": {**usual["city"], "limit": [*limits, longer]}}
    async with town.begin() as work:
        await adopt_profile(work, Profile.from_document(cast("VersionDocument", document)))
    file = await town.a_case()
    await town.do("sign_order", file.orders[0], STREET)
    await town.later(days=14)
    await reply_only(town, file)
    await town.later(days=40)
    figures = await figures_of(town)
    assert share(figures["on_time_rate"]) == (1, 1)
    assert share(figures["usual_on_time_rate"]) == (0, 1)


async def test_a_signature_by_time_out_is_not_in_time(town: Town):
    signed = await town.a_case()
    await town.do("sign_order", signed.orders[0], STREET)
    forgotten = await town.a_case()
    await town.later(days=3)
    assert share((await figures_of(town))["sign_on_time_rate"]) == (1, 2)
    assert await numbers(town, "sign_on_time_rate", "not_counted") == [forgotten.case.number]


async def test_a_reply_without_speaking_to_the_citizen_is_no_contact(town: Town):
    early, late = await town.a_case(), await town.a_case()
    await a_reply(town, early, contact=False)
    await town.later(days=5)
    await reply_only(town, late)
    assert share((await figures_of(town))["first_contact_rate"]) == (0, 1)
    [item] = (await counted(town, "first_contact_rate", "left_out"))["items"]
    assert (item["number"], item["why"]) == (early.case.number, "到期前已终止")


async def reply_only(town: Town, file: CaseFile) -> CaseFile:
    """The system has signed; the unit replies."""
    return await town.do("reply_order", file.orders[0], STREET, "solved", REPLY)


# verdicts


async def test_the_citizens_word_outweighs_the_units(town: Town):
    await a_verdict(town)
    false = await a_verdict(town, "unsolved", "dissatisfied", person=a_person(2))
    figures = await figures_of(town)
    assert share(figures["false_closure_rate"]) == (1, 2)
    assert await numbers(town, "false_closure_rate") == [false.case.number]
    assert share(figures["actual_resolution_rate"]) == (1, 1), "the other is still in review"
    await town.do("close_with_reason", false, REVIEW_OFFICER, "unsolved", "管线属历史遗留，需整片改造。")
    figures = await figures_of(town)
    assert share(figures["actual_resolution_rate"]) == (1, 2)
    assert share(figures["resolution_rate"]) == (1, 2)


async def test_explanations_stay_outside_one_rate_and_inside_the_other_and_are_listed(town: Town):
    await a_verdict(town)
    explained = await a_verdict(town, "explained", "mostly", said="explained", person=a_person(2))
    figures = await figures_of(town)
    assert share(figures["actual_resolution_rate"]) == (1, 1)
    assert share(figures["resolution_rate_with_explained"]) == (1, 2)
    [item] = (await counted(town, "actual_resolution_rate", "left_out"))["items"]
    assert (item["number"], item["why"]) == (explained.case.number, "解释政策，无事可办")


async def test_satisfaction_is_weighed_by_the_profile(town: Town):
    for number, word in enumerate(("satisfied", "mostly", "neutral", "dissatisfied"), 1):
        await a_verdict(town, satisfaction=word, person=a_person(number), address="潍坊路口")
    figure = (await figures_of(town))["satisfaction_rate"]
    assert figure["value"] == pytest.approx((1 + 0.8 + 0.6 + 0) / 4)
    assert figure["low"] < figure["value"] < figure["high"], "four answers say little"
    assert share((await figures_of(town))["satisfied_rate"]) == (2, 4)
    amounts = [item["amount"] for item in (await counted(town, "satisfaction_rate"))["items"]]
    assert sorted(amounts) == [0, 0.6, 0.8, 1]


async def test_a_case_that_was_closed_without_its_citizen_counts_apart_until_the_citizen_speaks(town: Town):
    file = await town.a_case(person=a_person(), nature="consultation")
    await a_reply(town, file, "explained")
    await town.do("pass_check", file, CHECKER)
    await town.later(days=9)
    for _ in range(9):
        if (await town.look(file)).case.status != "callback_pending":
            break
        await town.do("attempt_callback", file, CALLBACK_AGENT, "no_answer")
        await town.later(hours=33)
    assert (await town.look(file)).case.status == "closed"
    figures = await figures_of(town)
    assert share(figures["unverified_rate"]) == (1, 1)
    assert share(figures["actual_resolution_rate"]) == (0, 0)
    [item] = (await counted(town, "actual_resolution_rate", "left_out"))["items"]
    assert item["why_en"] == "Not verified with the citizen"


async def test_what_came_back_is_open_again_and_counts_when_it_closes(town: Town):
    file = await a_verdict(town)
    assert share((await figures_of(town))["redo_rate"]) == (0, 1)
    await town.do("reopen_case", file, OPERATOR, "又摆出来了。")
    assert share((await figures_of(town))["redo_rate"]) == (0, 0)
    await town.do("redo_case", file, REVIEW_OFFICER, "复查仍有摊位。")
    await a_reply(town, file)
    await town.do("pass_check", file, CHECKER)
    await town.do("answer_callback", file, CALLBACK_AGENT, "solved", "satisfied")
    figures = await figures_of(town)
    assert share(figures["redo_rate"]) == (1, 1)
    assert share(figures["actual_resolution_rate"]) == (1, 1), "a case is counted once"
    assert share(figures["resolution_rate"]) == (2, 2), "its citizen was asked twice"


async def test_days_are_counted_from_acceptance_to_closing(town: Town):
    await a_verdict(town)
    slow = await town.a_case(person=a_person(2))
    await town.later(days=4)
    await reply_only(town, slow)
    await town.do("pass_check", slow, CHECKER)
    await town.do("answer_callback", slow, CALLBACK_AGENT, "solved", "satisfied")
    figures = await figures_of(town)
    assert figures["median_days"]["value"] == pytest.approx(2)
    assert figures["p90_days"]["value"] == pytest.approx(3.6)


# returns and what else counts of an order


async def test_returns_count_when_asked_and_when_decided(town: Town):
    wrong, right, quiet = [await town.a_case() for _ in range(3)]
    for file, decision in ((wrong, "refuse_return"), (right, "grant_return")):
        await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "属城管执法范围，附权责清单。")
        await town.do(decision, file.orders[0], RETURN_OFFICER, "已核对权责清单。")
    figures = await figures_of(town)
    assert share(figures["return_rate"]) == (2, 3)
    assert share(figures["wrongful_return_rate"]) == (1, 2)
    assert await numbers(town, "wrongful_return_rate") == [wrong.case.number]
    assert share(figures["first_dispatch_accuracy"]) == (2, 3)
    assert await numbers(town, "first_dispatch_accuracy", "not_counted") == [right.case.number]
    await town.do("dispatch_case", right, DISPATCHER, "pudong-chengguan-weifang")
    figures = await figures_of(town)
    assert share(figures["first_dispatch_accuracy"]) == (2, 3), "the second order is of no first dispatch"
    assert share(figures["return_rate"]) == (2, 4)
    assert quiet.case.number not in await numbers(town, "return_rate")


async def test_a_return_nobody_decided_in_time_was_neither_right_nor_wrong(town: Town):
    file = await town.a_case(urgency="critical")
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "属城管执法范围，附权责清单。")
    await town.later(hours=2)
    assert (await town.look(file)).orders[0].status == "in_progress"
    figures = await figures_of(town)
    assert share(figures["return_rate"]) == (1, 1)
    assert share(figures["wrongful_return_rate"]) == (0, 0)


async def test_more_time_counts_when_it_is_granted(town: Town):
    given, refused = await town.a_case(), await town.a_case()
    for file, decision in ((given, "grant_extension"), (refused, "refuse_extension")):
        await town.do("sign_order", file.orders[0], STREET)
        await town.do("ask_extension", file.orders[0], STREET, 2, "设备要从外地调来。")
        await town.do(decision, file, SUPERVISOR, "已核实。")
    assert share((await figures_of(town))["extension_rate"]) == (1, 2)
    assert await numbers(town, "extension_rate") == [given.case.number]


async def test_the_same_citizen_with_the_same_matter_within_thirty_days_is_a_repeat(town: Town):
    await town.a_case(person=a_person())
    await town.later(days=2)
    again = await town.a_case(person=a_person())
    await town.a_case(person=a_person(2))
    await town.a_case(person=a_person(), topic="01.01.02")
    assert share((await figures_of(town))["repeat_rate"]) == (1, 4)
    assert await numbers(town, "repeat_rate") == [again.case.number]


async def test_a_granted_exclusion_is_left_out_and_listed_and_a_refused_one_counts(town: Town):
    granted, refused = await town.a_case(), await town.a_case()
    for file, decision in ((granted, "grant_exclusion"), (refused, "refuse_exclusion")):
        await town.do("sign_order", file.orders[0], STREET)
        await town.do("ask_exclusion", file.orders[0], STREET, "台风期间无法施工，附气象预警。")
        await town.do(decision, file, OFFICE, "已核对。")
    await town.later(days=20)
    figures = await figures_of(town)
    assert (*share(figures["on_time_rate"]), figures["on_time_rate"]["left_out"]) == (0, 1, 1)
    [item] = (await counted(town, "on_time_rate", "left_out"))["items"]
    assert (item["number"], item["why"]) == (granted.case.number, "经批准剔除")


# the centre


async def test_what_the_centre_answers_at_once(town: Town):
    answered = await town.a_case(unit=None)
    await town.do("answer_case", answered, OPERATOR, "办理地点为潍坊路社区事务受理中心。")
    await town.a_case()
    void = await town.a_case(unit=None)
    await town.do("void_case", void, OFFICE, "测试")
    figures = await figures_of(town)
    assert share(figures["direct_answer_rate"]) == (1, 2)
    assert figures["inflow"]["value"] == 2
    assert figures["inflow"]["of"] is None
    await town.do("reopen_case", answered, OPERATOR, "那里说不归他们办。")
    assert share((await figures_of(town))["direct_answer_rate"]) == (0, 2)


async def test_passing_on_inside_a_unit_is_counted_apart(town: Town):
    file = await town.a_case(unit="pudong")
    await town.do("sign_order", file.orders[0], handler("pudong"))
    await town.do("forward_order", file.orders[0], handler("pudong"), UNIT)
    figures = await figures_of(town)
    assert figures["internal_forwarding"]["value"] == 1
    assert share(figures["first_dispatch_accuracy"]) == (1, 1)
    assert share(figures["return_rate"]) == (0, 1)


async def test_without_a_telephone_nobody_knows_how_long_a_form_takes(town: Town):
    await town.a_case()
    figure = (await figures_of(town))["form_time"]
    assert (figure["value"], figure["needs"]) == (None, "telephone")
    assert (await counted(town, "form_time"))["items"] == []


async def test_the_period_before_stands_beside(town: Town):
    await town.a_case()
    await town.later(days=7)
    await town.a_case()
    await town.a_case()
    figures = await figures_of(town, since=town.clock.now() - timedelta(days=3), until=None)
    assert (figures["inflow"]["value"], figures["inflow"]["previous"]) == (2, 0)
    figures = await figures_of(town, since=town.clock.now() - timedelta(days=4), until=None)
    assert (figures["inflow"]["value"], figures["inflow"]["previous"]) == (2, 1)


# who is told what


async def test_a_unit_is_told_its_own_subtree_and_nothing_beside(town: Town):
    await town.a_case(unit=UNIT)
    await town.a_case(unit="pudong")
    await town.a_case(unit="huangpu")
    returns = {name: (await figures_of(town, handler(name)))["return_rate"] for name in (UNIT, "pudong", "huangpu")}
    assert {name: figure["of"] for name, figure in returns.items()} == {UNIT: 1, "pudong": 2, "huangpu": 1}
    assert (await figures_of(town))["return_rate"]["of"] == 3
    below = await figures_of(town, handler("pudong"), unit=UNIT)
    assert below["return_rate"]["of"] == 1
    with pytest.raises(NotPermitted):
        await figures_of(town, handler("pudong"), unit="huangpu")
    with pytest.raises(NotPermitted):
        await counted(town, "return_rate", actor=handler(UNIT), unit="pudong")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DISPATCHER, Role.CHECKER, Role.CALLBACK_AGENT])
async def test_who_only_works_at_a_desk_is_told_no_figures(town: Town, role: Role):
    with pytest.raises(NotPermitted):
        await figures_of(town, Actor("staff:1", frozenset({role})))


async def test_a_handler_without_a_unit_is_told_nothing(town: Town):
    with pytest.raises(NotPermitted):
        await figures_of(town, Actor("staff:1", frozenset({Role.UNIT_HANDLER})))


async def test_a_secret_case_counts_but_is_not_named_to_who_may_not_see_it(town: Town):
    secret = await town.a_case(confidential=True)
    analyst = Actor("staff:9", frozenset({Role.ANALYST}))
    [item] = (await counted(town, "inflow", actor=analyst))["items"]
    assert (item["number"], item["title"], item["status"]) == (None, None, None)
    [item] = (await counted(town, "inflow"))["items"]
    assert item["number"] == secret.case.number


async def test_figures_narrow_to_a_topic_and_a_district(town: Town):
    await town.a_case()
    await town.a_case(topic="01.01.02", street="", district="310101", unit="huangpu")
    assert (await figures_of(town, topic=NOISE))["inflow"]["value"] == 1
    assert (await figures_of(town, topic="01"))["inflow"]["value"] == 2
    assert (await figures_of(town, district="310101"))["inflow"]["value"] == 1


async def test_what_the_city_does_not_have_is_refused(town: Town):
    for wish in ({"unit": "atlantis"}, {"topic": "99"}, {"district": "1"}):
        with pytest.raises(NotOfTheCity):
            await figures_of(town, **wish)
    with pytest.raises(BadPeriod):
        await figures_of(town, since=MONDAY + timedelta(days=1))
    with pytest.raises(NoSuchFigure):
        await counted(town, "beauty")
