"""Whatever waits for somebody of the hotline lies on a desk of theirs."""

import pytest

from builders.cases import DISPATCHER, OPERATOR, SUPERVISOR, Town, a_town, handler
from lianxin.cases import CaseFile, sight_of, work_list
from lianxin.cases.reads.filters import BadFilter
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.people import Actor

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def lies_on(town: Town, desk: str, actor: Actor, file: CaseFile) -> bool:
    async with town.database.read(town.id) as work:
        page = await work_list(work, sight_of(actor, await current_profile(work)), desk)
        return file.case.number in {card.number for card in page.items}


async def test_a_question_to_the_citizen_lies_on_the_dispatch_desk(town: Town):
    file = await town.a_case()
    await town.do("sign_order", file.orders[0], STREET)
    assert not await lies_on(town, "dispatch", DISPATCHER, file)
    await town.do("ask_desk", file.orders[0], STREET, "请补充具体门牌。")
    assert await lies_on(town, "dispatch", DISPATCHER, file)


async def test_an_emergency_nobody_has_confirmed_lies_on_the_dispatch_desk(town: Town):
    file = await town.a_case(unit=None)
    await town.do("transfer_emergency", file, OPERATOR, "119", "楼道冒烟。")
    assert await lies_on(town, "dispatch", DISPATCHER, file)


async def test_a_request_for_more_time_lies_on_the_supervisors_desk(town: Town):
    file = await town.a_case()
    await town.do("sign_order", file.orders[0], STREET)
    assert not await lies_on(town, "supervision", SUPERVISOR, file)
    await town.do("ask_extension", file.orders[0], STREET, 2, "设备要从外地调来。")
    assert await lies_on(town, "supervision", SUPERVISOR, file)


async def found(town: Town, filters: str, desk: str = "all") -> set[str]:
    async with town.database.read(town.id) as work:
        page = await work_list(work, sight_of(DISPATCHER, await current_profile(work)), desk, filters=filters)
        return {card.number for card in page.items}


async def test_a_list_is_narrowed_by_every_filter_named_and_any_value_of_it(town: Town):
    critical, normal = await town.a_case(urgency="critical"), await town.a_case()
    numbers = {critical.case.number, normal.case.number}
    assert await found(town, "urgency:critical") == {critical.case.number}
    assert await found(town, "urgency:critical|normal") == numbers
    assert await found(town, f"urgency:normal,district:{normal.case.district}") == {normal.case.number}
    assert await found(town, f"topic:{normal.case.topic[:2]}") == numbers
    assert await found(town, f"unit:{normal.case.lead_unit},status:handling") == numbers
    assert await found(town, "unit:huangpu") == set()


async def test_what_is_late_can_be_asked_for(town: Town):
    file = await town.a_case()
    assert await found(town, "flag:late") == set()
    await town.later(days=30)
    assert await found(town, "flag:late|urged") == {file.case.number}


@pytest.mark.parametrize("filters", ["colour:red", "urgency", "urgency:", "urgency:normal,urgency:urgent", "x" * 2000])
async def test_a_filter_that_cannot_be_read_is_refused(town: Town, filters: str):
    with pytest.raises(BadFilter):
        await found(town, filters)
