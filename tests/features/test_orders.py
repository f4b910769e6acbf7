"""A question to the citizen: who may ask, how often, and what the clocks do meanwhile."""

from datetime import timedelta

import pytest

from builders.cases import (
    DISPATCHER,
    OPERATOR,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
)
from lianxin.cases import CaseFile, IllegalMove, verify_city
from lianxin.cases.core.orders import AskedEnough
from lianxin.kernel.database import Database

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok


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


async def in_progress(town: Town, **told: object) -> CaseFile:
    file = await town.a_case(**told)
    return await town.do("sign_order", file.orders[0], STREET)


async def test_what_the_city_promised_stands_while_the_citizen_is_asked(town: Town):
    file = await in_progress(town)
    due = clock_of(file, "close").due_at
    file = await town.do("ask_desk", file.orders[0], STREET, "请问是哪一栋楼？")
    assert (file.case.status, file.case.next_clock) == ("needs_information", "information")
    asked = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND kind = 'question' AND to_citizen")
    assert asked == [("请问是哪一栋楼？",)]
    town.clock.move(timedelta(days=2))  # over the close of business on Tuesday
    file = await town.do("give_information", file, OPERATOR, "三号楼")
    assert file.case.status == "handling"
    close = clock_of(file, "close")
    assert close.due_at == due + timedelta(days=1)
    assert [why for _from, _to, why in close.terms.pauses] == ["information"]


async def test_the_pause_is_capped_and_the_city_goes_on_with_what_it_has(town: Town):
    file = await in_progress(town)
    await town.do("ask_desk", file.orders[0], STREET, "请问是哪一栋楼？")
    await town.later(days=10)
    file = await town.look(file)
    assert file.case.status == "handling"
    assert clock_of(file, "information").fired_at is not None
    assert not [clock for clock in file.clocks if clock.paused_at is not None]


async def test_a_question_from_the_desk_leads_back_to_the_desk(town: Town):
    file = await town.a_case(unit="", topic="")
    await town.do("ask_information", file, DISPATCHER, "在哪个区？")
    file = await town.do("give_information", file, OPERATOR, "浦东")
    assert (file.case.status, file.case.next_clock) == ("pending_dispatch", "dispatch")


async def test_a_pause_does_not_save_what_is_late_already(town: Town):
    file = await in_progress(town, urgency="critical")
    await town.later(hours=25)
    file = await town.do("ask_desk", file.orders[0], STREET, "请问是哪一栋楼？")
    assert clock_of(file, "close").paused_at is None
    assert clock_of(file, "close").fired_at is not None


async def test_a_unit_does_not_reply_while_the_citizen_is_asked(town: Town):
    file = await in_progress(town)
    await town.do("ask_desk", file.orders[0], STREET, "请问是哪一栋楼？")
    with pytest.raises(IllegalMove):
        await town.do("reply_order", file.orders[0], STREET, "solved", "已到现场劝离，并安排巡查。")
