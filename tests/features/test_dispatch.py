"""From a citizen's words to a unit's hands: by the rules, an operator or the desk; never to whom it is about."""

from dataclasses import replace

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    NOISE,
    OFFICE,
    OPERATOR,
    RETURN_OFFICER,
    REVIEW_OFFICER,
    SHIFT_LEAD,
    WEIFANG,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
    shanghai,
    states,
)
from lianxin.cases import IllegalMove, IntakeForm, open_case, sight_of
from lianxin.cases.core.locking import NoCase
from lianxin.cases.core.orders import AlreadyAsked, ComplainedUnit
from lianxin.cases.core.routing import PushedDown, UnknownUnit
from lianxin.city.adopted import PROFILE
from lianxin.kernel.database import Database
from lianxin.kernel.errors import BadField
from lianxin.people import Actor, NotPermitted, Role

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def test_the_rules_send_a_case_and_say_why(town: Town):
    file = await town.a_case(unit="")
    assert states(file) == ("handling", [("pudong-weifang", "lead", "dispatched")])
    order = file.orders[0]
    assert order.rule == "duty_list"
    assert order.reasons["topic"] == NOISE
    assert order.reasons["basis"]
    [told] = await town.events(file, "order.dispatched")
    assert told["reasons"] == order.reasons


async def test_what_no_rule_decides_waits_at_the_dispatch_desk_with_a_limit(town: Town):
    file = await town.a_case(unit="", topic="")
    assert file.case.status == "pending_dispatch"
    assert file.case.next_clock == "dispatch"
    file = await town.do("dispatch_case", file, DISPATCHER, "pudong-weifang")
    assert states(file) == ("handling", [("pudong-weifang", "lead", "dispatched")])
    assert clock_of(file, "dispatch").ended == "met"


async def test_an_operator_names_the_unit_and_the_units_beside_it(town: Town):
    draft = await town.a_case(unit=None)
    assert draft.case.status == "draft"
    file = await town.do("send_case", draft, OPERATOR, "pudong-weifang", ["pudong-chengguan", "pudong-huanbao"])
    assert states(file)[1] == [
        ("pudong-weifang", "lead", "dispatched"),
        ("pudong-chengguan", "co", "dispatched"),
        ("pudong-huanbao", "co", "dispatched"),
    ]
    assert file.case.lead_unit == "pudong-weifang"


async def test_dialysis_goes_to_the_fast_desk_whatever_its_topic(town: Town):
    file = await town.a_case(unit="", words="我父亲明天要做透析，小区封路出不去。")
    assert states(file)[1] == [("sh-weisheng", "lead", "dispatched")]
    assert file.orders[0].rule == "fast_desk"
    assert file.case.urgency == "critical"


async def test_a_topic_rule_with_a_keyword_raises_the_urgency(town: Town):
    assert (await town.a_case(words="楼道里燃气泄漏，味道很大。")).case.urgency == "critical"


async def test_a_unit_the_city_does_not_have_is_refused(town: Town):
    draft = await town.a_case(unit=None)
    with pytest.raises(UnknownUnit):
        await town.do("send_case", draft, OPERATOR, "atlantis")
    assert (await town.look(draft)).case.status == "draft"


@pytest.mark.parametrize(
    "wrong", [{"topic": "99.99.99"}, {"district": "110101"}, {"street": "1"}, {"complained": ("x",)}]
)
async def test_a_code_the_city_does_not_have_is_refused_at_intake(town: Town, wrong: dict[str, object]):
    with pytest.raises(BadField) as refused:
        await town.a_case(**{"street": "", "topic": "", **wrong})
    assert refused.value.facts["field"] in wrong


@pytest.mark.parametrize("wrong", [{"topic": "99.99.99"}, {"street": "1"}, {"complained": ["atlantis"]}])
async def test_a_code_the_city_does_not_have_is_refused_at_correction(town: Town, wrong: dict[str, object]):
    file = await town.a_case()
    with pytest.raises(BadField):
        await town.do("correct_case", file, OPERATOR, **wrong)


async def test_a_corrected_street_brings_its_district(town: Town):
    file = await town.do("correct_case", await town.a_case(), OPERATOR, street="310101002")
    assert (file.case.district, file.case.street) == ("310101", "310101002")
    file = await town.do("correct_case", file, OPERATOR, district="310115")
    assert (file.case.district, file.case.street) == ("310115", "")


async def test_corrections_are_in_the_log_but_not_the_words_of_a_title(town: Town):
    file = await town.do("correct_case", await town.a_case(), OPERATOR, title="张三家的油烟", nature="complaint")
    [told] = await town.events(file, "case.changed")
    assert told["changes"] == {"title": [None, None], "nature": ["help", "complaint"]}


# never to whom the complaint is about


async def test_a_complaint_is_sent_to_the_unit_above_the_one_complained_about(town: Town):
    file = await town.a_case(unit="", nature="complaint", complained=("pudong-weifang",))
    assert states(file)[1] == [("pudong", "lead", "dispatched")]
    assert file.orders[0].reasons["complained"] == "pudong-weifang"


async def test_nobody_can_send_a_complaint_to_the_unit_complained_about_nor_below_it(town: Town):
    draft = await town.a_case(unit=None, complained=("pudong",))
    for unit, beside in (("pudong", []), ("pudong-weifang", []), ("sh-fangguan", ["pudong"])):
        with pytest.raises(ComplainedUnit):
            await town.do("send_case", draft, OPERATOR, unit, beside)
    waiting = await town.a_case(unit="", topic="", complained=("pudong",))
    with pytest.raises(ComplainedUnit):
        await town.do("dispatch_case", waiting, DISPATCHER, "pudong")
    assert (await town.look(waiting)).orders == []


async def test_the_unit_complained_about_is_not_asked_beside_another_nor_below_it(town: Town):
    file = await town.a_case(unit="pudong", complained=("pudong-weifang",))
    with pytest.raises(ComplainedUnit):
        await town.do("add_co_unit", file, DISPATCHER, "pudong-weifang")
    await town.do("sign_order", file.orders[0], handler("pudong"))
    with pytest.raises(ComplainedUnit):
        await town.do("forward_order", file.orders[0], handler("pudong"), "pudong-weifang")


async def test_a_ruling_cannot_name_the_unit_complained_about(town: Town):
    file = await town.a_case(unit="pudong", complained=("pudong-weifang",))
    await town.do("call_ruling", file, RETURN_OFFICER, "说不清是谁的职责")
    with pytest.raises(ComplainedUnit):
        await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong-weifang", "属地")
    assert (await town.look(file)).case.status == "responsibility_review"


async def test_a_ruling_that_runs_out_passes_the_district_over_when_it_is_complained_about(town: Town):
    file = await town.a_case(unit="sh-fangguan", complained=("pudong",))
    await town.do("call_ruling", file, RETURN_OFFICER, "说不清是谁的职责")
    await town.later(days=7)
    assert (await town.look(file)).case.lead_unit == "sh-hotline"


async def test_a_second_round_passes_over_a_unit_that_is_complained_about_by_now(town: Town):
    file = await a_case_in_review(town)
    await town.do("correct_case", file, OFFICE, complained=["pudong-weifang"])
    with pytest.raises(ComplainedUnit):
        await town.do("redo_case", file, REVIEW_OFFICER, "街道敷衍", "pudong-weifang")
    file = await town.do("redo_case", file, REVIEW_OFFICER, "街道敷衍")
    assert states(file)[1][-1] == ("pudong", "lead", "dispatched")


async def test_a_unit_complained_about_does_not_see_the_case_it_once_had(town: Town):
    file = await a_case_in_review(town)
    await town.do("correct_case", file, OFFICE, complained=["pudong-weifang"])
    with pytest.raises(NoCase):
        await town.do("add_note", file, STREET, "看看谁投诉我")
    await town.do("urge_case", file, OPERATOR, "市民又来电催问。")
    [audience] = await town.tuples(
        "SELECT audience FROM events WHERE city_id = %(city)s AND kind = 'case.side_recorded' AND case_id = %(case)s",
        case=file.case.id,
    )
    assert "unit:pudong-weifang" not in audience[0]


async def test_a_unit_at_work_cannot_be_named_as_complained_about_before_it_is_relieved(town: Town):
    file = await town.a_case()
    with pytest.raises(ComplainedUnit):
        await town.do("correct_case", file, OPERATOR, complained=["pudong-weifang"])
    assert (await town.look(file)).case.complained == []


async def test_a_follower_is_not_merged_into_the_hands_of_the_unit_it_complains_about(town: Town):
    primary = await town.a_case()
    about = await town.a_case(unit="pudong", complained=("pudong-weifang",))
    with pytest.raises(ComplainedUnit):
        await town.do("merge_case", about, DISPATCHER, primary.case.number)
    assert (await town.look(about)).case.status == "handling"


async def test_a_primary_is_not_sent_to_a_unit_its_follower_complains_about(town: Town):
    primary = await town.a_case(unit="pudong-chengguan")
    about = await town.a_case(unit="pudong", complained=("pudong-weifang",))
    await town.do("merge_case", about, DISPATCHER, primary.case.number)
    with pytest.raises(ComplainedUnit):
        await town.do("add_co_unit", primary, DISPATCHER, "pudong-weifang")


async def a_case_in_review(town: Town):
    file = await town.a_case()
    await town.do("sign_order", file.orders[0], STREET)
    await town.do("reply_order", file.orders[0], STREET, "solved", "已到现场劝离，并安排晚间巡查。")
    await town.do("pass_check", file)
    return await town.do("answer_callback", file, outcome="unsolved", satisfaction="dissatisfied")


# one unit, one task


async def test_a_unit_at_work_is_not_asked_a_second_time(town: Town):
    file = await town.a_case()
    with pytest.raises(AlreadyAsked):
        await town.do("add_co_unit", file, DISPATCHER, "pudong-weifang")
    await town.do("add_co_unit", file, DISPATCHER, "pudong-chengguan")
    with pytest.raises(AlreadyAsked):
        await town.do("add_co_unit", file, DISPATCHER, "pudong-chengguan")


async def test_a_co_unit_that_is_to_lead_gets_one_order_not_two(town: Town):
    file = await town.a_case()
    await town.do("add_co_unit", file, DISPATCHER, "pudong-chengguan")
    await town.do("call_ruling", file, RETURN_OFFICER, "两家都说是对方的")
    file = await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong-chengguan", "执法事项")
    assert states(file)[1] == [
        ("pudong-weifang", "lead", "cancelled"),
        ("pudong-chengguan", "co", "released"),
        ("pudong-chengguan", "lead", "dispatched"),
    ]


# praise, tip-offs, secrets


async def test_praise_is_told_to_the_unit_and_has_no_clock_of_work(town: Town):
    draft = await town.a_case(unit=None, nature="praise", words="潍坊街道的小李帮我妈妈找到了家，谢谢。")
    file = await town.do("inform_unit", draft, OPERATOR, "pudong-weifang")
    assert states(file) == ("closed", [])
    assert [clock.kind for clock in file.clocks] == ["reopen"]
    told = await town.tuples("SELECT kind, status, data FROM side_records WHERE city_id = %(city)s")
    assert told == [("praise", "told", {"unit": "pudong-weifang"})]


async def test_only_praise_is_merely_told(town: Town):
    with pytest.raises(IllegalMove):
        await town.do("inform_unit", await town.a_case(unit=None), OPERATOR, "pudong-weifang")


async def test_a_tip_off_is_confidential_without_being_asked(town: Town):
    file = await town.a_case(nature="tip_off", person=a_person())
    assert file.case.confidential
    audiences = await town.tuples(
        "SELECT DISTINCT unnest(audience) FROM events WHERE city_id = %(city)s AND case_id = %(case)s",
        case=file.case.id,
    )
    tokens = {token for (token,) in audiences}
    assert {"secret", OPERATOR.ref, "unit:pudong-weifang"} <= tokens
    assert "desk" not in tokens


async def test_what_turns_out_to_be_a_tip_off_becomes_confidential(town: Town):
    file = await town.do("correct_case", await town.a_case(), OPERATOR, nature="tip_off")
    assert file.case.confidential


async def test_another_operator_sees_no_confidential_case_but_a_lead_does(town: Town):
    file = await town.a_case(confidential=True)
    with pytest.raises(NoCase):
        await town.do("add_note", file, Actor("staff:other", frozenset({Role.OPERATOR})), "想看看")
    await town.do("add_note", file, SHIFT_LEAD, "已知悉")


# who may, and what an error says


@pytest.mark.parametrize(
    ("name", "actor", "words"),
    [
        ("dispatch_case", CHECKER, ("pudong",)),
        ("dispatch_case", CALLBACK_AGENT, ("pudong",)),
        ("call_ruling", OPERATOR, ("不清楚",)),
        ("withdraw_case", RETURN_OFFICER, ("撤",)),
    ],
)
async def test_who_may_not_is_told_which_roles_may(town: Town, name: str, actor, words: tuple[str, ...]):
    file = await town.a_case(unit="", topic="")
    before = await town.look(file)
    with pytest.raises(NotPermitted) as refused:
        await town.do(name, file, actor, *words)
    assert refused.value.facts["roles_that_may"]
    assert actor.roles.isdisjoint(refused.value.facts["roles_that_may"])
    assert (await town.look(file)).case == before.case


async def test_an_illegal_move_names_the_state_the_move_and_who_could_make_it_and_changes_nothing(town: Town):
    file = await town.a_case()
    before = await town.dump(file)
    with pytest.raises(IllegalMove) as refused:
        await town.do("dispatch_case", file, DISPATCHER, "pudong")
    facts = refused.value.facts
    assert (facts["state"], facts["move"], facts["number"]) == ("handling", "dispatch_case", file.case.number)
    assert facts["from_states"] == ["pending_dispatch", "screening"]
    assert "dispatcher" in facts["roles_that_may"]
    assert "add_co_unit" in facts["possible"]
    assert await town.dump(file) == before


async def test_a_case_keeps_the_profile_version_it_was_born_under(town: Town):
    file = await town.a_case()
    [(version,)] = await town.tuples("SELECT version FROM profile_versions WHERE city_id = %(city)s")
    assert file.case.profile_version == version


async def test_one_phone_is_one_citizen_over_many_cases(town: Town):
    first, second = [await town.a_case(person=a_person(7)) for _ in range(2)]
    assert first.case.citizen_id == second.case.citizen_id


async def test_the_citizens_code_is_told_once_and_kept_only_as_a_fingerprint(town: Town):
    async with town.begin(OPERATOR.ref) as work:
        opened = await open_case(work, OPERATOR, IntakeForm(words="路灯不亮。", street=WEIFANG))
    assert len(opened.code) == 8
    assert opened.code not in str(await town.dump(opened.file))


async def test_a_rule_that_goes_by_words_names_the_unit_for_new_cases_and_for_drafts_alike(town: Town):
    rule = replace(shanghai().topic_rules[-1], unit="sh-xiaofang")
    assert rule.trigger.keywords
    profile = replace(shanghai(), topic_rules=(rule,))
    town.database.cache.put(PROFILE, profile, town.id)
    words = f"{rule.trigger.keywords[0]}，请快来。"
    assert (await town.a_case(unit="", words=words)).case.lead_unit == "sh-xiaofang"
    draft = await town.a_case(unit=None, words=words)
    assert (await town.do("send_case", draft, OPERATOR)).case.lead_unit == "sh-xiaofang"


async def test_a_case_is_found_by_the_words_of_a_corrected_title_and_a_new_address(town: Town):
    file = await town.do("correct_case", await town.a_case(), OPERATOR, title="烧烤摊扰民", address="浦电路口")
    for word in ("烧烤", "浦电", "占道"):
        found = await town.tuples(
            "SELECT case_id FROM case_search WHERE city_id = %(city)s AND words @@ %(word)s::tsquery", word=word
        )
        assert found == [(file.case.id,)]


async def test_the_facts_of_a_company_are_corrected_masked_and_found_and_their_words_are_not_in_the_log(town: Town):
    facts = {"company": "某某餐饮公司", "company_address": "张杨路500号", "order_number": "A-77", "paid_on": "11月20日"}
    file = await town.do("correct_case", await town.a_case(), OPERATOR, **facts, paid="128元，打13912345678")
    assert {name: getattr(file.case, name) for name in (*facts, "paid")} == facts | {"paid": "128元，打139****5678"}
    [(logged,)] = await town.tuples("SELECT data::text FROM events WHERE city_id = %(city)s AND kind = 'case.changed'")
    assert all(f'"{name}"' in logged for name in facts)
    assert not any(text in logged for text in facts.values())
    statement = "SELECT case_id FROM case_search WHERE city_id = %(city)s AND words @@ %(word)s::tsquery"
    assert await town.tuples(statement, word="餐饮") == [(file.case.id,)]
    assert (await town.do("correct_case", file, OPERATOR, company="")).case.company == ""


async def test_a_unit_complained_about_finds_the_case_in_no_list(town: Town):
    file = await a_case_in_review(town)
    await town.do("correct_case", file, OFFICE, complained=["pudong-weifang"])
    for actor, seen in ((STREET, 0), (handler("pudong"), 1)):
        sight = sight_of(actor, shanghai())
        rows = await town.tuples(f"SELECT 1 FROM cases c WHERE c.city_id = %(city)s AND {sight.where}", **sight.params)
        assert len(rows) == seen


async def test_sent_praise_is_told_to_the_unit_and_without_one_waits_for_somebody_who_knows_it(town: Town):
    file = await town.a_case(unit="pudong-weifang", nature="praise", words="谢谢潍坊街道的小李。")
    assert states(file) == ("closed", [])
    assert (await town.a_case(unit="", nature="praise", words="谢谢小李。")).case.status == "draft"
    with pytest.raises(UnknownUnit):
        await town.do("send_case", await town.a_case(unit=None, nature="praise"), OPERATOR)


async def test_a_committee_can_be_named_as_complained_about_and_its_street_decides(town: Town):
    file = await town.a_case(unit="", complained=[f"{WEIFANG}012"], nature="complaint")
    assert states(file)[1] == [("pudong-weifang", "lead", "dispatched")]
    assert (file.orders[0].rule, file.case.complained) == ("committee", [f"{WEIFANG}012"])
    with pytest.raises(BadField):
        await town.a_case(unit="", complained=["319999999012"])


async def test_a_complaint_about_the_metro_goes_to_the_bureau_that_supervises_it(town: Town):
    file = await town.a_case(unit="", topic="05.02.01", complained=["sh-ditie"], nature="complaint")
    assert states(file)[1] == [("sh-jiaotong", "lead", "dispatched")]
    assert file.orders[0].reasons["complained"] == "sh-ditie"


async def test_what_belongs_to_a_bureau_goes_to_a_street_only_by_a_ruling(town: Town):
    profile = shanghai()
    topic = next(one.topic for one in profile.duties if (one.level, one.answers) == ("district", "huanbao"))
    bureau = profile.bureau("310115", "huanbao")
    assert bureau is not None
    with pytest.raises(PushedDown) as refused:
        await town.a_case(topic=topic, unit="pudong-weifang")
    assert refused.value.facts["bureau"] == bureau.name
    file = await town.a_case(topic=topic, unit=bureau.code)
    await town.do("ask_return", file.orders[0], handler(bureau.code), "not_our_duty", "归街道。")
    file = await town.do("grant_return", file.orders[0], RETURN_OFFICER, "不是该局职责。")
    with pytest.raises(PushedDown):
        await town.do("dispatch_case", file, DISPATCHER, "pudong-weifang", [], "街道兜底")
    await town.do("call_ruling", file, DISPATCHER, "局里不认。")
    file = await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong-weifang", "由街道兜底。")
    assert file.case.lead_unit == "pudong-weifang"


async def test_neither_a_return_nor_an_emergency_given_back_nor_a_redo_pushes_it_down_to_a_street(town: Town):
    profile = shanghai()
    topic = next(one.topic for one in profile.duties if (one.level, one.answers) == ("district", "huanbao"))
    bureau = profile.bureau("310115", "huanbao")
    assert bureau is not None
    returned = await town.a_case(topic=topic, unit=bureau.code)
    await town.do("ask_return", returned.orders[0], handler(bureau.code), "not_our_duty", "归街道。")
    with pytest.raises(PushedDown):
        await town.do("grant_return", returned.orders[0], RETURN_OFFICER, "不是该局职责。", unit="pudong-weifang")
    given_back = await town.a_case(topic=topic, unit=bureau.code)
    await town.do("transfer_emergency", given_back, OPERATOR, "119")
    with pytest.raises(PushedDown):
        await town.do("emergency_refused", given_back, OPERATOR, "pudong-weifang")
    again = await town.a_case(topic=topic, unit=bureau.code)
    await town.do("sign_order", again.orders[0], handler(bureau.code))
    await town.do("reply_order", again.orders[0], handler(bureau.code), "solved", "已到现场核查并责令整改。")
    await town.do("pass_check", again, CHECKER)
    await town.do("answer_callback", again, CALLBACK_AGENT, "unsolved", "dissatisfied", "not_solved")
    with pytest.raises(PushedDown):
        await town.do("redo_case", again, REVIEW_OFFICER, "没有解决。", "pudong-weifang")
