"""A page offers what would be accepted, and nothing that waits for no decision."""

from dataclasses import replace

import pytest

from builders.cases import CALLBACK_AGENT, DISPATCHER, SUPERVISOR, Town, a_town, handler
from lianxin.cases import CaseFile, case_page, sight_of
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.ids import new_id
from lianxin.people import SYSTEM, Actor

STREET = replace(handler("pudong-weifang"), ref=f"staff:{new_id()}")
CALLER = replace(CALLBACK_AGENT, ref=f"staff:{new_id()}")
DESK = replace(DISPATCHER, ref=f"staff:{new_id()}")
BOSS = replace(SUPERVISOR, ref=f"staff:{new_id()}")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def offered(town: Town, file: CaseFile, actor: Actor) -> list[str]:
    async with town.database.read(town.id) as work:
        profile = await current_profile(work)
        page = await case_page(work, actor, profile, sight_of(actor, profile), file.case.number)
        return [move.move for move in page.moves]


async def test_an_extension_is_decided_only_where_one_was_asked_for(town: Town):
    file = await town.a_case(SYSTEM)
    await town.do("sign_order", file.orders[0], STREET)
    assert not {"grant_extension", "refuse_extension"} & set(await offered(town, file, BOSS))
    await town.do("ask_extension", file.orders[0], STREET, 2, "设备要从外地调来，再等两个工作日。")
    assert {"grant_extension", "refuse_extension"} <= set(await offered(town, file, BOSS))
    await town.do("grant_extension", file, BOSS, "理由成立，同意延期。")
    assert not {"grant_extension", "refuse_extension"} & set(await offered(town, file, BOSS))


async def test_what_the_clock_waits_for_comes_first(town: Town):
    file = await town.a_case(SYSTEM)
    assert (await offered(town, file, STREET))[0] == "sign_order"
    await town.do("sign_order", file.orders[0], STREET)
    assert (await offered(town, file, STREET))[0] == "log_contact"
    await town.do("log_contact", file.orders[0], STREET, "已致电，明天上门。")
    assert (await offered(town, file, STREET))[0] == "reply_order"


async def test_the_step_that_leads_on_comes_before_what_is_always_possible(town: Town):
    file = await town.a_case(SYSTEM, "", topic="")
    assert (await offered(town, file, DESK))[0] == "dispatch_case"


async def test_a_callback_is_first_of_all_a_talk(town: Town):
    file = await town.a_case(SYSTEM)
    await town.do("sign_order", file.orders[0], STREET)
    await town.do("reply_order", file.orders[0], STREET, "solved", "已到现场处理完毕，请放心。")
    await town.do("pass_check", file, SYSTEM)
    assert (await offered(town, file, CALLER))[:2] == ["answer_callback", "attempt_callback"]
