"""Responsibility reviews: opinions, the ruling as a bounded dispatch rule, precedents found and withdrawn."""

from datetime import timedelta

import pytest

from builders.cases import DISPATCHER, OPERATOR, RETURN_OFFICER, WEIFANG, Town, a_town, clock_of, handler
from builders.site import AppSite, Seat, good
from lianxin.cases import CaseFile
from lianxin.cases.commands.rulings import NobodyAsked
from lianxin.cases.core.orders import ComplainedUnit
from lianxin.kernel.database import Database
from lianxin.people import NotPermitted, Role

STREET = handler("pudong-weifang")
LAW = "《城市管理条例》第八条"
OTHER_STREET = "310115005"
QUESTION = "潍坊夜间占道设摊 → 城管执法局，流动设摊由执法队伍查处"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def reviewed(town: Town, **told: object) -> CaseFile:
    return await town.do("call_ruling", await town.a_case(**told), RETURN_OFFICER, "说不清归谁")


async def ruled(town: Town, **bounds: object) -> CaseFile:
    file = await reviewed(town)
    said = {"question": QUESTION, **bounds}
    return await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong-chengguan", "执法事项", **said)


async def sent_to(town: Town, **told: object) -> tuple[str, str]:
    order = (await town.a_case(unit="", **told)).orders[0]
    return order.unit, order.rule


# the rule that follows


async def test_a_ruling_is_a_rule_for_its_street_unless_bounded_otherwise(town: Town):
    file = await ruled(town)
    assert await sent_to(town) == ("pudong-chengguan", "ruling")
    assert (await sent_to(town, street=OTHER_STREET))[1] == "duty_list"
    again = await town.a_case(unit="")
    assert again.orders[0].reasons["ruling"] == file.case.number


async def test_a_ruling_for_the_district_holds_in_its_other_streets_and_a_street_goes_before_it(town: Town):
    await ruled(town, reach="district")
    assert await sent_to(town, street=OTHER_STREET) == ("pudong-chengguan", "ruling")
    file = await reviewed(town, street=OTHER_STREET)
    await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong-huanbao", "油烟", reach="street")
    await ruled(town, reach="district")
    assert await sent_to(town, street=OTHER_STREET) == ("pudong-huanbao", "ruling")


async def test_a_ruling_for_its_own_case_is_no_rule(town: Town):
    await ruled(town, reach="case")
    assert (await sent_to(town))[1] == "duty_list"


async def test_a_ruling_ends_as_a_rule_when_its_time_is_over(town: Town):
    await ruled(town, until=town.clock.now() + timedelta(days=10))
    assert (await sent_to(town))[1] == "ruling"
    town.clock.move(timedelta(days=11))
    assert (await sent_to(town))[1] == "duty_list"


async def test_a_withdrawn_precedent_is_no_rule_any_more_and_its_order_stays(town: Town):
    file = await town.do("withdraw_precedent", await ruled(town), RETURN_OFFICER, "新的权责清单另有规定")
    assert (await sent_to(town))[1] == "duty_list"
    assert file.orders[-1].unit == "pudong-chengguan"
    assert file.orders[-1].status == "dispatched"


async def test_lateness_of_ours_makes_no_rule(town: Town):
    await reviewed(town)
    await town.later(days=5)
    assert (await sent_to(town))[1] == "duty_list"


async def test_a_ruling_names_co_units_in_the_same_step(town: Town):
    file = await ruled(town, co_units=["pudong-huanbao"])
    assert [(order.unit, order.role) for order in file.orders[1:]] == [
        ("pudong-chengguan", "lead"),
        ("pudong-huanbao", "co"),
    ]


# opinions


async def test_opinions_are_asked_for_until_the_ruling_is_due_and_nobody_twice(town: Town):
    file = await reviewed(town)
    file = await town.do("invite_opinions", file, RETURN_OFFICER, "归谁管？", units=["pudong-chengguan"])
    kept = await town.tuples("SELECT asked, due_at FROM opinions WHERE city_id = %(city)s")
    assert kept == [("unit:pudong-chengguan", clock_of(file, "ruling").due_at)]
    with pytest.raises(NobodyAsked):
        await town.do("invite_opinions", file, RETURN_OFFICER, "归谁管？", units=["pudong-chengguan"])


async def test_a_unit_complained_about_is_not_asked_what_it_thinks(town: Town):
    file = await reviewed(town, complained=("pudong-chengguan",), nature="complaint")
    with pytest.raises(ComplainedUnit):
        await town.do("invite_opinions", file, RETURN_OFFICER, "归谁管？", units=["pudong-chengguan"])


async def review_over_http(site: AppSite, officer: Seat, **told: object) -> str:
    operator = await site.seat(Role.OPERATOR)
    number = (await operator.open(unit="pudong-weifang", **told))["number"]
    good(await officer.do("call_ruling", number, reason="说不清归谁"))
    return number


async def test_those_asked_see_the_question_but_not_the_case_and_answer_once(site: AppSite):
    officer, legal = await site.seat(Role.RETURN_OFFICER), await site.seat(Role.HOTLINE_OFFICE)
    number = await review_over_http(site, officer)
    people = (await officer.read("/api/colleagues"))["items"]
    whom = next(one["id"] for one in people if f"staff:{one['id']}" == legal.ref)
    said = {"words": "夜间设摊归谁查处？", "units": ["pudong-chengguan"], "people": [whom]}
    good(await officer.do("invite_opinions", number, **said))
    unit, above, other = [await site.handler(code) for code in ("pudong-chengguan", "pudong", "xuhui")]
    for seat, count in ((unit, 1), (above, 1), (other, 0), (legal, 1), (officer, 0)):
        items = (await seat.read("/api/opinions"))["items"]
        assert [one["question"] for one in items] == ["夜间设摊归谁查处？"] * count
        assert (await seat.read("/api/work/counts"))["counts"]["opinions"] == count
    assert (await unit.get(f"/api/cases/{number}")).status_code == 404
    [asked] = (await unit.read("/api/opinions"))["items"]
    assert "number" not in asked
    path = f"/api/opinions/{asked['id']}"
    assert (await other.post(path, {"words": "x"})).status_code == 404
    good(await unit.post(path, {"words": "应由我局查处，街道配合。"}))
    assert (await unit.post(path, {"words": "再说一次"})).status_code == 404
    opinions = (await officer.read(f"/api/cases/{number}/court"))["opinions"]
    assert [(one["unit"], one["person"] is not None, one["words"]) for one in opinions] == [
        ("pudong-chengguan", False, "应由我局查处，街道配合。"),
        (None, True, None),
    ]
    street = await site.handler("pudong-weifang")
    read = (await street.get(f"/api/cases/{number}")).text
    assert "应由我局查处" not in read
    assert "夜间设摊归谁查处" not in read


async def test_what_is_ruled_already_is_answered_no_more(site: AppSite):
    officer, unit = await site.seat(Role.RETURN_OFFICER), await site.handler("pudong-chengguan")
    number = await review_over_http(site, officer)
    good(await officer.do("invite_opinions", number, words="归谁？", units=["pudong-chengguan"]))
    [asked] = (await unit.read("/api/opinions"))["items"]
    good(await officer.do("rule_responsibility", number, unit="pudong-weifang", reason="属地"))
    assert (await unit.read("/api/opinions"))["items"] == []
    assert (await unit.post(f"/api/opinions/{asked['id']}", {"words": "归我"})).json()[
        "code"
    ] == "cases.no_opinion_asked"


async def test_only_those_who_rule_learn_who_may_be_asked(site: AppSite):
    operator = await site.seat(Role.OPERATOR)
    assert (await operator.get("/api/colleagues")).status_code == 403


# precedents


async def test_a_ruling_is_found_by_its_words_topic_and_place_with_what_came_of_it(site: AppSite):
    officer, operator = await site.seat(Role.RETURN_OFFICER), await site.seat(Role.OPERATOR)
    number = await review_over_http(site, officer)
    said = {"unit": "pudong-chengguan", "reason": "执法事项", "question": QUESTION}
    good(await officer.do("rule_responsibility", number, **said))
    follower = await operator.open()
    for query, count in (
        ({"q": "流动设摊"}, 1),
        ({"q": "100%"}, 0),
        ({"topic": "01.01.01", "district": "310115"}, 1),
        ({"district": "310101"}, 0),
        ({"kind": "return"}, 0),
    ):
        items = (await officer.read("/api/precedents", **query))["items"]
        assert len(items) == count, query
    [one] = (await officer.read("/api/precedents"))["items"]
    assert (one["number"], one["question"], one["reach"], one["followed"]) == (number, QUESTION, "street", 1)
    order = (await officer.page(follower["number"]))["orders"][0]
    assert order["reasons"]["ruling"] == number


async def test_a_reason_that_goes_by_a_precedent_is_counted_there(site: AppSite):
    officer = await site.seat(Role.RETURN_OFFICER)
    number = await review_over_http(site, officer)
    good(await officer.do("rule_responsibility", number, unit="pudong-chengguan", reason="执法事项", question=QUESTION))
    [one] = (await officer.read("/api/precedents"))["items"]
    case = (await (await site.seat(Role.OPERATOR)).open(unit="pudong-weifang", street=WEIFANG))["number"]
    unit = await site.handler("pudong-weifang")
    order = (await unit.page(case))["orders"][0]["id"]
    good(await unit.do("ask_return", case, order, reason="not_our_duty", claim="归执法局。"))
    said = {"reason": f"参照先例 {number}。", "cites": [one["id"]], "unit": "pudong-chengguan"}
    good(await officer.do("grant_return", case, order, **said))
    cited = {one["number"]: one["cited"] for one in (await officer.read("/api/precedents"))["items"]}
    assert cited == {number: 1, case: 0}


async def test_a_withdrawn_precedent_stays_to_be_read_with_the_reason(site: AppSite):
    officer = await site.seat(Role.RETURN_OFFICER)
    number = await review_over_http(site, officer)
    assert "withdraw_precedent" not in {move["move"] for move in (await officer.page(number))["moves"]}
    good(await officer.do("rule_responsibility", number, unit="pudong-chengguan", reason="执法事项", question=QUESTION))
    assert "withdraw_precedent" in {move["move"] for move in (await officer.page(number))["moves"]}
    good(await officer.do("withdraw_precedent", number, reason="清单改了"))
    [one] = (await officer.read("/api/precedents"))["items"]
    assert one["withdrawn_at"]
    assert one["withdrawal"] == "清单改了"
    assert "withdraw_precedent" not in {move["move"] for move in (await officer.page(number))["moves"]}


async def test_a_ruling_binds_the_same_matter_and_not_another_of_the_same_topic(site: AppSite):
    town = site.town
    file = await ruled(town)
    assert await sent_to(town, words="潍坊路上夜间又有人占道设摊，油烟很大，请管管。") == ("pudong-chengguan", "ruling")
    assert (await sent_to(town, words="人行道的地砖碎了好几块，老人绊倒了。"))[1] != "ruling"
    operator = await site.seat(Role.OPERATOR)
    asked = {"topic": file.case.topic, "street": file.case.street, "words": "夜间有人占道设摊，油烟很大。"}
    shown = good(await operator.post("/api/cases/suggest", asked))
    assert (shown["rule"], shown["ruled"], shown["reasons"]["ruling"]) == ("ruling", QUESTION, file.case.number)


async def test_the_next_order_of_the_matter_can_be_returned_and_only_the_ruled_one_cannot(town: Town):
    file = await ruled(town)
    assert not file.orders[-1].returnable
    assert (await town.a_case(unit="")).orders[0].returnable


async def test_a_lead_unit_and_the_dispatch_desk_call_a_ruling_and_an_operator_does_not(town: Town):
    file = await town.a_case()
    await town.do("sign_order", file.orders[0], STREET)
    file = await town.do(
        "claim_ruling", file.orders[0], STREET, "执法权在城管", "《城市管理条例》第八条", "pudong-chengguan"
    )
    assert (file.case.status, file.orders[0].status) == ("responsibility_review", "in_progress")
    other = await town.a_case()
    with pytest.raises(NotPermitted):
        await town.do("call_ruling", other, OPERATOR, "都说不归自己管")
    assert (await town.do("call_ruling", other, DISPATCHER, "都说不归自己管")).case.status == "responsibility_review"


async def test_an_invited_office_reads_claims_and_law_and_never_the_citizen(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    number = (await operator.open(unit="pudong-weifang", contact={"name": "欧阳明月", "phone": "13812345678"}))[
        "number"
    ]
    lead, office = await site.handler("pudong-weifang"), await site.handler("sh-bianban")
    order = (await lead.page(number))["orders"][0]["id"]
    good(await lead.do("sign_order", number, order))
    claim = {"claim": "欧阳明月（13812345678）反映的是执法事项。", "basis": LAW}
    good(await lead.do("claim_ruling", number, order, **claim, proposed_unit="pudong-chengguan"))
    good(await officer.do("invite_opinions", number, words="归谁办？", units=["sh-bianban"]))
    answer = await office.get("/api/opinions")
    [asked] = good(answer)["items"]
    [said] = asked["claims"]
    assert (said["unit"], said["proposed_unit"]) == ("pudong-weifang", "pudong-chengguan")
    assert LAW in "".join(said["points"])
    assert asked["duty"]["basis"]
    assert not [secret for secret in ("欧阳明月", "13812345678", number) if secret in answer.text]


CHENGGUAN = "pudong-chengguan"


async def test_the_other_side_of_a_dispute_answers_with_its_claim_and_its_law(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    number = (await operator.open(unit="pudong-weifang"))["number"]
    lead, other = await site.handler("pudong-weifang"), await site.handler("pudong-chengguan")
    order = (await lead.page(number))["orders"][0]["id"]
    good(await lead.do("sign_order", number, order))
    good(await lead.do("claim_ruling", number, order, claim="执法权在城管。", basis=LAW, proposed_unit=CHENGGUAN))
    good(await officer.do("invite_opinions", number, words="归谁办？", units=[CHENGGUAN, "sh-bianban"]))
    [asked] = (await other.read("/api/opinions"))["items"]
    assert asked["party"]
    path, claim = f"/api/opinions/{asked['id']}", "占道设摊在街道综合执法队的清单里。"
    assert (await other.post(path, {"words": claim})).status_code == 422
    good(await other.post(path, {"words": claim, "basis": "《街道权责清单》第3项"}))
    heard = next(one for one in (await officer.read(f"/api/cases/{number}/court"))["opinions"] if one["party"])
    assert (heard["unit"], heard["words"]) == (CHENGGUAN, f"{claim}\n《街道权责清单》第3项")
    [third] = (await (await site.handler("sh-bianban")).read("/api/opinions"))["items"]
    assert (third["party"], [one["unit"] for one in third["claims"]]) == (False, ["pudong-weifang", CHENGGUAN])


async def test_a_ruling_takes_over_a_co_units_return_and_the_court_says_whose_it_is(site: AppSite):
    operator, officer = await site.seat(Role.OPERATOR), await site.seat(Role.RETURN_OFFICER)
    number = (await operator.open(unit="pudong-weifang", co_units=["pudong-chengguan"]))["number"]
    co = await site.handler("pudong-chengguan")
    order = next(one["id"] for one in (await co.page(number))["orders"] if one["role"] == "co")
    good(await co.do("ask_return", number, order, reason="not_our_duty", claim="归街道。"))
    [asked] = (await officer.read(f"/api/cases/{number}/court"))["returns"]
    assert (asked["unit"], asked["role"], asked["decision"]) == ("pudong-chengguan", "co", None)
    assert good(await officer.do("call_ruling", number, reason="都不认。"))["status"] == "responsibility_review"
    [heard] = (await officer.read(f"/api/cases/{number}/court"))["returns"]
    assert heard["decision"] == "ruling"
