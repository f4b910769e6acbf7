"""A citizen who lost link and code gets new ones from an operator; the old ones end."""

import pytest

from builders.cases import DISPATCHER, OPERATOR, Town, a_town
from lianxin.cases import WrongCode, citizen_view, link_of_code
from lianxin.cases.core.citizen_rights import NoLink
from lianxin.cases.core.locking import NoCase
from lianxin.kernel.database import Database
from lianxin.kernel.errors import BadField


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def test_new_link_and_code_replace_the_old_ones_and_it_is_on_record(town: Town):
    file = await town.a_case()
    old_link = file.case.link_token
    renewed = await town.do("renew_access", file, OPERATOR, "number")
    token = await link_of_code(town.database, town.id, file.case.number, renewed.code)
    assert token == renewed.case.link_token != old_link
    async with town.database.read(town.id) as work:
        assert (await citizen_view(work, token)).number == file.case.number
        with pytest.raises(NoLink):
            await citizen_view(work, old_link)
    again = await town.do("renew_access", file, OPERATOR, "details")
    with pytest.raises(WrongCode):
        await link_of_code(town.database, town.id, file.case.number, renewed.code)
    assert again.code != renewed.code
    assert [event["checked"] for event in await town.events(file, "case.access_renewed")] == ["number", "details"]


async def test_the_check_of_the_caller_is_named_and_a_tip_off_is_renewed_by_who_may_see_it(town: Town):
    file = await town.a_case(DISPATCHER, "pudong", nature="tip_off")
    with pytest.raises(BadField):
        await town.do("renew_access", file, DISPATCHER, "hunch")
    with pytest.raises(NoCase):
        await town.do("renew_access", file, OPERATOR, "number")
    assert (await town.do("renew_access", file, DISPATCHER, "document")).code
