"""A page offers what would be accepted, and nothing that waits for no decision."""

from dataclasses import replace

import pytest

from builders.cases import SUPERVISOR, Town, a_town, handler
from lianxin.cases import CaseFile, case_page, sight_of
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.ids import new_id
from lianxin.people import SYSTEM, Actor

STREET = replace(handler("pudong-weifang"), ref=f"staff:{new_id()}")
BOSS = replace(SUPERVISOR, ref=f"staff:{new_id()}")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def offered(town: Town, file: CaseFile, actor: Actor) -> set[str]:
    async with town.database.read(town.id) as work:
        profile = await current_profile(work)
        page = await case_page(work, actor, profile, sight_of(actor, profile), file.case.number)
        return {move["move"] for move in page["moves"]}


async def test_an_extension_is_decided_only_where_one_was_asked_for(town: Town):
    file = await town.a_case(SYSTEM)
    await town.do("sign_order", file.orders[0], STREET)
    assert not {"grant_extension", "refuse_extension"} & await offered(town, file, BOSS)
    await town.do("ask_extension", file.orders[0], STREET, 2, "设备要从外地调来，再等两个工作日。")
    assert {"grant_extension", "refuse_extension"} <= await offered(town, file, BOSS)
    await town.do("grant_extension", file, BOSS, "理由成立，同意延期。")
    assert not {"grant_extension", "refuse_extension"} & await offered(town, file, BOSS)
