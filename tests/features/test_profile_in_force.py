"""The remembered profile is the one in force, whatever was asked while another came into force."""

from typing import Any

import pytest

from builders.cases import Town, a_town, shanghai
from builders.portal import open_city
from lianxin.city import adopt_profile, current_profile, follow_profile
from lianxin.kernel.database import Database


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def test_an_answer_that_was_on_its_way_while_another_came_into_force_is_not_remembered(
    town: Town, monkeypatch: pytest.MonkeyPatch
):
    town.database.cache.clear()
    async with town.database.read(town.id) as slow:
        ask = slow.value

        async def late(*said: Any, **more: Any) -> Any:
            answer = await ask(*said, **more)
            async with town.begin() as work:
                await adopt_profile(work, open_city())
            async with town.begin() as work:
                await follow_profile(work)
            return answer

        monkeypatch.setattr(slow, "value", late)
        assert (await current_profile(slow)).version == shanghai().version
    async with town.database.read(town.id) as work:
        assert (await current_profile(work)).version == open_city().version


async def test_what_was_remembered_before_the_commit_is_forgotten_after_it(town: Town):
    async with town.begin() as work:
        await adopt_profile(work, open_city())
        async with town.database.read(town.id) as beside:
            assert (await current_profile(beside)).version == shanghai().version
        assert (await current_profile(work)).version == open_city().version
    async with town.begin() as work:
        await follow_profile(work)
        assert (await current_profile(work)).version == open_city().version
