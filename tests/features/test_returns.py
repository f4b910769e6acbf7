"""Giving an order back: to the return desk, or inside the unit; rulings when nobody wants it."""

from datetime import timedelta

import pytest

from builders.cases import (
    DISPATCHER,
    MONDAY,
    OFFICE,
    RETURN_OFFICER,
    WEIFANG,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
    states,
)
from lianxin.cases import CaseFile, IllegalMove, verify_city
from lianxin.cases.commands.registry import open_commands
from lianxin.cases.commands.unit import NotBelow, ReplyTooShort, SubOrdersOpen
from lianxin.cases.core.locking import NoCase, lock_case
from lianxin.cases.core.orders import AlreadyAsked
from lianxin.cases.core.routing import direction_of
from lianxin.cases.rules.returns import NotReturnable
from lianxin.kernel.database import Database
from lianxin.people import NotPermitted

STREET = handler("pudong-weifang")
DISTRICT = handler("pudong")
CLAIM = ("not_our_duty", "权责清单写明由城管执法局负责。")
DONE = ("solved", "已到现场劝离，并安排晚间巡查。")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def asked(town: Town, **told: object) -> CaseFile:
    """A case whose unit asks to give it back."""
    file = await town.a_case(**told)
    return await town.do("ask_return", file.orders[0], handler(file.orders[0].unit), *CLAIM)


async def returned(town: Town, file: CaseFile, unit: str) -> CaseFile:
    """The case dispatched to one more unit, which rightly returns it."""
    file = await town.do("dispatch_case", file, DISPATCHER, unit)
    await town.do("ask_return", file.orders[-1], handler(unit), *CLAIM)
    return await town.do("grant_return", file.orders[-1], RETURN_OFFICER, "确非其职责")


# at the return desk


async def test_a_refused_return_goes_back_and_its_clock_never_stopped(town: Town):
    file = await asked(town)
    due = clock_of(file, "close").due_at
    town.clock.move(timedelta(hours=5))
    file = await town.do("refuse_return", file.orders[0], RETURN_OFFICER, "清单写明归你们")
    assert states(file) == ("handling", [("pudong-weifang", "lead", "in_progress")])
    close = clock_of(file, "close")
    assert (close.due_at, close.stopped_at, close.terms.pauses) == (due, None, ())
    assert file.orders[0].signed_at == town.clock.now()


async def test_a_granted_return_gives_the_next_unit_a_fresh_clock_but_the_citizens_clock_runs_on(town: Town):
    file = await asked(town)
    promised = clock_of(file, "answer").due_at
    town.clock.move(timedelta(days=1))
    file = await town.do("grant_return", file.orders[0], RETURN_OFFICER, "确非其职责")
    assert states(file) == ("pending_dispatch", [("pudong-weifang", "lead", "returned")])
    assert file.case.next_clock == "dispatch"
    assert clock_of(file, "close").ended == "cancelled"
    file = await town.do("dispatch_case", file, DISPATCHER, "pudong-chengguan")
    assert clock_of(file, "close", file.orders[-1]).started_at == town.clock.now()
    answers = [clock for clock in file.clocks if clock.kind == "answer"]
    assert [(clock.due_at, clock.ended) for clock in answers] == [(promised, None)]


async def test_a_unit_that_rightly_returned_it_is_not_asked_again_by_the_rules(town: Town):
    file = await asked(town)
    await town.do("grant_return", file.orders[0], RETURN_OFFICER, "确非其职责")
    async with town.begin() as work:
        found = await direction_of(await lock_case(work, file.case.id))
    assert found.unit is None


async def test_a_return_is_asked_for_within_its_window(town: Town):
    file = await town.a_case()
    await town.do("sign_order", file.orders[0], STREET)
    await town.later(days=2)
    with pytest.raises(NotReturnable) as refused:
        await town.do("ask_return", file.orders[0], STREET, *CLAIM)
    assert refused.value.facts["cause"] == "window_passed"


async def test_a_window_that_has_passed_is_closed_before_any_sweep_says_so(town: Town):
    file = await town.a_case()
    town.clock.move(timedelta(days=2))
    with pytest.raises(NotReturnable):
        await town.do("ask_return", file.orders[0], STREET, *CLAIM)


async def test_a_unit_argues_once(town: Town):
    file = await asked(town)
    await town.do("refuse_return", file.orders[0], RETURN_OFFICER, "清单写明归你们")
    with pytest.raises(NotReturnable) as refused:
        await town.do("ask_return", file.orders[0], STREET, *CLAIM)
    assert refused.value.facts["cause"] == "refused_before"
    assert "ask_return" not in {command.name for command, _order in open_commands(await town.look(file), STREET)}


async def test_an_undecided_return_is_late_but_stays_with_the_desk(town: Town):
    file = await asked(town)
    await town.later(days=2)
    file = await town.look(file)
    assert file.orders[0].status == "return_requested"
    assert clock_of(file, "return_decision").fired_at is not None


async def test_a_critical_return_is_asked_within_half_an_hour(town: Town):
    file = await town.a_case(urgency="critical")
    assert clock_of(file, "return_window").due_at == MONDAY + timedelta(minutes=30)
    town.clock.move(timedelta(minutes=31))
    with pytest.raises(NotReturnable):
        await town.do("ask_return", file.orders[0], STREET, *CLAIM)


async def test_a_critical_return_nobody_decides_in_half_an_hour_lapses_and_is_handled_first(town: Town):
    file = await asked(town, urgency="critical")
    assert clock_of(file, "return_decision").due_at == MONDAY + timedelta(minutes=30)
    await town.later(minutes=31)
    file = await town.look(file)
    assert states(file) == ("handling", [("pudong-weifang", "lead", "in_progress")])
    decided = await town.tuples("SELECT decision, decided_by FROM order_returns WHERE city_id = %(city)s")
    assert decided == [("lapsed", "system")]
    await town.do("reply_order", file.orders[0], STREET, *DONE)


async def test_a_case_that_becomes_critical_has_its_return_decided_in_half_an_hour_too(town: Town):
    file = await town.do("correct_case", await asked(town), OFFICE, urgency="critical")
    assert clock_of(file, "return_decision").due_at == MONDAY + timedelta(minutes=30)


async def test_only_the_return_desk_decides(town: Town):
    file = await asked(town)
    with pytest.raises(NotPermitted) as refused:
        await town.do("grant_return", file.orders[0], STREET, "给自己批")
    assert refused.value.facts["roles_that_may"] == ["return_officer", "hotline_office"]


async def test_a_return_granted_while_the_citizen_is_asked_brings_the_case_to_the_desk_afterwards(town: Town):
    file = await asked(town)
    await town.do("ask_information", file, DISPATCHER, "具体在哪个路口？")
    await town.do("grant_return", file.orders[0], RETURN_OFFICER, "确非其职责")
    file = await town.do("give_information", file, DISPATCHER, "潍坊路口")
    assert file.case.status == "pending_dispatch"
    assert file.case.next_clock == "dispatch"


# co-handling


async def with_co_unit(town: Town) -> CaseFile:
    return await town.do("add_co_unit", await town.a_case(), DISPATCHER, "pudong-chengguan")


async def test_a_co_units_return_never_frees_the_lead(town: Town):
    file = await with_co_unit(town)
    await town.do("ask_return", file.orders[1], handler("pudong-chengguan"), *CLAIM)
    file = await town.do("grant_return", file.orders[1], RETURN_OFFICER, "不需要执法")
    assert states(file) == (
        "handling",
        [("pudong-weifang", "lead", "dispatched"), ("pudong-chengguan", "co", "returned")],
    )
    assert file.case.returns == 0


async def test_the_case_waits_for_every_co_unit_and_has_the_leads_one_reply(town: Town):
    file = await with_co_unit(town)
    for order, actor in zip(file.orders, (STREET, handler("pudong-chengguan")), strict=True):
        await town.do("sign_order", order, actor)
    file = await town.do("reply_order", file.orders[0], STREET, *DONE)
    assert file.case.status == "handling"
    file = await town.do("reply_order", file.orders[1], handler("pudong-chengguan"), "solved", "已对违规摊贩立案处罚。")
    assert file.case.status == "checking"
    told = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND kind = 'reply' AND to_citizen")
    assert told == [(DONE[1],)]


@pytest.mark.parametrize("way", ["release_order", "grant_return"])
async def test_a_co_unit_that_is_not_needed_holds_nobody_up(town: Town, way: str):
    file = await with_co_unit(town)
    await town.do("sign_order", file.orders[0], STREET)
    await town.do("reply_order", file.orders[0], STREET, *DONE)
    if way == "grant_return":
        await town.do("ask_return", file.orders[1], handler("pudong-chengguan"), *CLAIM)
    file = await town.do(way, file.orders[1], OFFICE, "不需要了")
    assert file.case.status == "checking"
    assert file.case.next_clock == "check"


async def test_a_lead_order_is_not_released(town: Town):
    file = await town.a_case()
    with pytest.raises(IllegalMove):
        await town.do("release_order", file.orders[0], DISPATCHER, "不需要了")


# rulings


async def test_after_two_granted_returns_the_responsibility_is_ruled_and_the_order_cannot_be_returned(town: Town):
    file = await town.do("grant_return", (await asked(town)).orders[0], RETURN_OFFICER, "确非其职责")
    file = await returned(town, file, "pudong-chengguan")
    assert file.case.status == "responsibility_review"
    assert file.case.next_clock == "ruling"
    file = await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong-huanbao", "油烟归生态环境局")
    assert states(file)[0] == "handling"
    order = file.orders[-1]
    assert (order.unit, order.rule, order.returnable) == ("pudong-huanbao", "ruling", False)
    assert not [clock for clock in file.clocks if clock.kind == "return_window" and clock.order_id == order.id]
    with pytest.raises(IllegalMove):
        await town.do("ask_return", order, handler("pudong-huanbao"), *CLAIM)


async def test_a_ruling_is_remembered_for_the_same_topic_and_place_and_no_other(town: Town):
    file = await town.a_case()
    await town.do("call_ruling", file, RETURN_OFFICER, "油烟归谁")
    await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong-huanbao", "油烟归生态环境局")
    again = await town.a_case(unit="")
    assert [(order.unit, order.rule) for order in again.orders] == [("pudong-huanbao", "ruling")]
    for other in ({"street": "310115005"}, {"topic": "01.01.02"}):
        assert (await town.a_case(unit="", **other)).orders[0].rule == "duty_list"


async def test_a_ruling_nobody_makes_in_three_working_days_falls_to_the_district_government(town: Town):
    file = await town.do("call_ruling", await town.a_case(), RETURN_OFFICER, "说不清")
    await town.later(days=2)
    assert (await town.look(file)).case.status == "responsibility_review"
    await town.later(days=2)
    file = await town.look(file)
    assert states(file)[1] == [("pudong-weifang", "lead", "cancelled"), ("pudong", "lead", "dispatched")]
    assert not file.orders[-1].returnable


async def test_a_critical_case_is_handled_by_the_fallback_while_the_ruling_is_made(town: Town):
    file = await town.do("grant_return", (await asked(town, urgency="critical")).orders[0], RETURN_OFFICER, "非其职责")
    file = await returned(town, file, "pudong-chengguan")
    assert file.case.status == "responsibility_review"
    assert (file.orders[-1].unit, file.orders[-1].status) == ("pudong", "dispatched")
    await town.do("sign_order", file.orders[-1], DISTRICT)
    file = await town.do("reply_order", file.orders[-1], DISTRICT, *DONE)
    assert file.case.status == "responsibility_review"
    file = await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong", "属地已办")
    assert file.case.status == "checking", "a reply given meanwhile is not lost"


async def test_a_ruling_for_the_unit_that_has_it_settles_its_open_request_to_return(town: Town):
    file = await asked(town)
    await town.do("call_ruling", file, RETURN_OFFICER, "说不清")
    file = await town.do("rule_responsibility", file, RETURN_OFFICER, "pudong-weifang", "属地负责")
    assert states(file) == ("handling", [("pudong-weifang", "lead", "in_progress")])
    assert not file.orders[0].returnable
    with pytest.raises(IllegalMove):
        await town.do("grant_return", file.orders[0], RETURN_OFFICER, "还是退吧")


# inside the unit


async def forwarded(town: Town) -> CaseFile:
    """District → street → nothing yet; the district's order is in progress."""
    file = await town.a_case(unit="pudong")
    await town.do("sign_order", file.orders[0], DISTRICT)
    return await town.do("forward_order", file.orders[0], DISTRICT, "pudong-weifang", "请到现场处理")


async def test_an_order_is_passed_down_and_stays_the_senders_own(town: Town):
    file = await forwarded(town)
    assert states(file)[1] == [("pudong", "lead", "in_progress"), ("pudong-weifang", "sub", "dispatched")]
    assert file.case.lead_unit == "pudong"
    assert [clock.kind for clock in file.clocks if clock.order_id == file.orders[1].id] == ["sign"]


async def test_an_order_is_passed_only_to_a_unit_below(town: Town):
    file = await town.a_case(unit="pudong")
    await town.do("sign_order", file.orders[0], DISTRICT)
    for unit in ("sh-fangguan", "huangpu", "pudong"):
        with pytest.raises(NotBelow):
            await town.do("forward_order", file.orders[0], DISTRICT, unit)


async def test_the_unit_waits_for_those_below_before_it_replies(town: Town):
    file = await forwarded(town)
    with pytest.raises(SubOrdersOpen):
        await town.do("reply_order", file.orders[0], DISTRICT, *DONE)
    await town.do("sign_order", file.orders[1], STREET)
    file = await town.do("reply_order", file.orders[1], STREET, *DONE)
    assert file.case.status == "handling", "a reply inside the unit is not the case's"
    file = await town.do("reply_order", file.orders[0], DISTRICT, *DONE)
    assert states(file) == ("checking", [("pudong", "lead", "replied"), ("pudong-weifang", "sub", "done")])


async def test_a_return_inside_never_leaves_the_unit(town: Town):
    file = await forwarded(town)
    await town.do("return_inside", file.orders[1], STREET, "不在我街道辖区")
    with pytest.raises(IllegalMove):
        await town.do("grant_return", file.orders[1], RETURN_OFFICER, "退")
    with pytest.raises(NotBelow):
        await town.do("accept_inside", file.orders[1], STREET, "自己给自己批")
    file = await town.do("accept_inside", file.orders[1], DISTRICT, "转由执法局处理")
    assert states(file) == ("handling", [("pudong", "lead", "in_progress"), ("pudong-weifang", "sub", "returned")])
    assert file.case.returns == 0
    file = await town.do("forward_order", file.orders[0], DISTRICT, "pudong-chengguan")
    assert file.orders[-1].status == "dispatched"


async def test_the_unit_above_may_refuse_it(town: Town):
    file = await forwarded(town)
    await town.do("return_inside", file.orders[1], STREET, "不在我街道辖区")
    file = await town.do("refuse_inside", file.orders[1], DISTRICT, "就在你辖区")
    assert file.orders[1].status == "in_progress"


async def test_nobody_below_is_asked_twice_at_once(town: Town):
    file = await forwarded(town)
    with pytest.raises(AlreadyAsked):
        await town.do("forward_order", file.orders[0], DISTRICT, "pudong-weifang")


async def test_a_granted_return_ends_the_whole_tree_below(town: Town):
    file = await town.a_case(unit="pudong-chengguan")
    district, team = handler("pudong-chengguan"), "pudong-chengguan-weifang"
    await town.do("sign_order", file.orders[0], district)
    file = await town.do("forward_order", file.orders[0], district, team)
    await town.do("ask_return", file.orders[0], district, *CLAIM)
    file = await town.do("grant_return", file.orders[0], RETURN_OFFICER, "确非其职责")
    assert states(file)[1] == [("pudong-chengguan", "lead", "returned"), (team, "sub", "cancelled")]
    assert not [clock for clock in file.clocks if clock.order_id and clock.runs]


async def test_a_contact_made_below_counts_for_the_units_above(town: Town):
    file = await forwarded(town)
    await town.do("sign_order", file.orders[1], STREET)
    file = await town.do("log_contact", file.orders[1], STREET, "已电话联系王女士")
    assert clock_of(file, "first_contact").ended == "met"
    assert file.orders[0].contacted_at == town.clock.now()


async def test_a_unit_elsewhere_sees_nothing_of_it(town: Town):
    file = await forwarded(town)
    with pytest.raises(NoCase):
        await town.do("sign_order", file.orders[1], handler("huangpu"))


async def test_a_reply_says_what_was_done(town: Town):
    file = await town.a_case(street=WEIFANG)
    await town.do("sign_order", file.orders[0], STREET)
    with pytest.raises(ReplyTooShort):
        await town.do("reply_order", file.orders[0], STREET, "solved", "已办结")


DENIAL = ("not_our_duty", "不归我们管。")


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok


async def test_a_critical_return_nobody_decided_can_be_asked_for_again(town: Town):
    file = await town.a_case(urgency="critical")
    await town.do("ask_return", file.orders[0], STREET, *DENIAL)
    await town.later(days=1)
    file = await town.look(file)
    window = clock_of(file, "return_window", file.orders[0])
    assert (file.orders[0].status, file.orders[0].refusals) == ("in_progress", 0)
    assert window.started_at > file.orders[0].dispatched_at
    town.clock.move_to(window.started_at)
    file = await town.a_case(urgency="critical", person=a_person(2))
    await town.do("ask_return", file.orders[0], STREET, *DENIAL)
    town.clock.move_to(clock_of(await town.look(file), "return_decision").due_at)
    await town.sweep()
    file = await town.do("ask_return", file.orders[0], STREET, *DENIAL)
    assert file.orders[0].status == "return_requested"
    assert await is_sound(town)
