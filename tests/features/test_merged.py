"""Citizens whose cases were merged get one answer, without each other's numbers."""

import pytest

from builders.cases import (
    CHECKER,
    DISPATCHER,
    OPERATOR,
    Town,
    a_person,
    a_town,
    handler,
)
from lianxin.cases import citizen_view, sight_of, verify_city, view_of_number
from lianxin.city import current_profile
from lianxin.kernel.database import Database

STREET = handler("pudong-weifang")
DONE = ("solved", "已到现场劝离，并安排晚间巡查。")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok


async def test_citizens_whose_cases_were_merged_get_the_same_answer(town: Town):
    primary = await town.a_case(person=a_person(1))
    follower = await town.a_case(person=a_person(2))
    await town.do("merge_case", follower, DISPATCHER, primary.case.number)
    await town.do("sign_order", primary.orders[0], STREET)
    await town.do("reply_order", primary.orders[0], STREET, *DONE)
    await town.do("pass_check", primary, CHECKER)
    async with town.database.read(town.id) as work:
        seen = await citizen_view(work, follower.case.link_token)
    assert [(h.what, h.text) for h in seen.story if h.text == DONE[1]] == [("replied", DONE[1])]
    assert await is_sound(town)


async def test_a_number_in_a_reply_reaches_nobody_else(town: Town):
    primary = await town.a_case(person=a_person(1))
    follower = await town.a_case(person=a_person(2))
    await town.do("merge_case", follower, DISPATCHER, primary.case.number)
    await town.do("sign_order", primary.orders[0], STREET)
    await town.do("reply_order", primary.orders[0], STREET, "solved", "已致电王女士13912345678；再有请打021-58201234。")
    await town.do("pass_check", primary, CHECKER)
    async with town.database.read(town.id) as work:
        own, other = [await citizen_view(work, file.case.link_token) for file in (primary, follower)]
        sight = sight_of(OPERATOR, await current_profile(work))
        read_out, _version = await view_of_number(work, sight, primary.case.number)
    assert own.story[-1].text == "已致电王女士139****5678；再有请打021-58201234。"
    assert other.story[-1].text == read_out.story[-1].text == "已致电王女士139****5678；再有请打021-****1234。"
    kept = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND body LIKE '%%13912345678%%'")
    assert len(kept) == 1  # as it was written, at the case it was written for
