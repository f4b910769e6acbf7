"""Who may read the name and phone number of a citizen."""

import pytest

from builders.cases import (
    DISPATCHER,
    OPERATOR,
    RETURN_OFFICER,
    Town,
    a_town,
    handler,
)
from lianxin.cases import CaseFile, reveal, sight_of
from lianxin.cases.core.sight import check_seen
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.people import Actor, NotPermitted, Person, RevealReason

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def looked_up(town: Town, file: CaseFile, actor: Actor) -> dict[str, str]:
    """The citizen in the clear."""
    async with town.begin(actor.ref) as work:
        return vars(await reveal(work, actor, file.case.number, RevealReason.CONTACT, ""))


async def check_found(town: Town, file: CaseFile, actor: Actor) -> None:
    """Raises NoCase unless the actor finds the case."""
    async with town.database.read(town.id) as work:
        await check_seen(work, sight_of(actor, await current_profile(work)), file.case.number)


async def test_a_unit_sees_name_and_phone_only_while_it_has_something_to_do(town: Town):
    file = await town.a_case(person=Person("王女士", "13900000001", "wang@example.cn"))
    assert await looked_up(town, file, STREET) == {"name": "王女士", "phone": "13900000001", "email": ""}
    assert (await looked_up(town, file, handler("pudong")))["phone"] == "13900000001"
    assert (await looked_up(town, file, OPERATOR))["email"] == "wang@example.cn"
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "不归我们管。")
    await town.do("grant_return", file.orders[0], RETURN_OFFICER, "同意。")
    await town.do("dispatch_case", file, DISPATCHER, "xuhui")
    await check_found(town, file, STREET)
    with pytest.raises(NotPermitted):
        await looked_up(town, file, STREET)
