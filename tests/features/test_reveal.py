"""Who may read the name and phone number of a citizen, for which work, and how often."""

from collections.abc import Collection
from uuid import UUID

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    OPERATOR,
    RETURN_OFFICER,
    SHIFT_LEAD,
    Town,
    a_person,
    a_town,
    handler,
)
from lianxin.cases import CaseFile, sight_of, take_call
from lianxin.cases.core.reveal import reveal
from lianxin.cases.core.sight import check_seen
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.kernel.ids import StaffId, new_id
from lianxin.people import Actor, NotPermitted, Person, ReasonMissing, RevealReason, Role, ref_of

STREET = handler("pudong-weifang")
WHY = "核对市民反映的地点"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def looked_up(
    town: Town, file: CaseFile, actor: Actor, note: str = "", callers: Collection[UUID] = ()
) -> dict[str, str]:
    """The citizen in the clear."""
    async with town.begin(actor.ref) as work:
        return vars(await reveal(work, actor, file.case.number, RevealReason.CONTACT, note, callers=callers))


async def check_found(town: Town, file: CaseFile, actor: Actor) -> None:
    """Raises NoCase unless the actor finds the case."""
    async with town.database.read(town.id) as work:
        await check_seen(work, sight_of(actor, await current_profile(work)), file.case.number)


async def bases(town: Town, file: CaseFile) -> list[str | None]:
    """The work to which the looks at a case belonged."""
    return [seen.get("basis") for seen in await town.events(file, "people.citizen_revealed")]


async def test_a_unit_sees_name_and_phone_only_while_it_has_something_to_do(town: Town):
    file = await town.a_case(person=Person("王女士", "13900000001", "wang@example.cn"))
    assert await looked_up(town, file, STREET) == {"name": "王女士", "phone": "13900000001", "email": ""}
    assert (await looked_up(town, file, handler("pudong")))["phone"] == "13900000001"
    assert (await looked_up(town, file, OPERATOR, WHY))["email"] == "wang@example.cn"
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "不归我们管。")
    await town.do("grant_return", file.orders[0], RETURN_OFFICER, "同意。")
    await town.do("dispatch_case", file, DISPATCHER, "xuhui")
    await check_found(town, file, STREET)
    with pytest.raises(NotPermitted):
        await looked_up(town, file, STREET)


async def test_a_look_belongs_to_work_in_hand_or_has_a_written_reason(town: Town):
    file = await town.a_case(person=a_person(), unit=None)
    await looked_up(town, file, OPERATOR)
    for other in (SHIFT_LEAD, DISPATCHER, CALLBACK_AGENT, RETURN_OFFICER):
        with pytest.raises(ReasonMissing):
            await looked_up(town, file, other)
    file = await town.do("send_case", file, OPERATOR, "pudong-weifang")
    await looked_up(town, file, STREET)
    for note in ("", "看看", "........", "11111111111"):
        with pytest.raises(ReasonMissing):
            await looked_up(town, file, OPERATOR, note)
    await looked_up(town, file, OPERATOR, WHY)
    await looked_up(town, file, OPERATOR, callers=[file.case.citizen_id])
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "不归我们管。")
    await looked_up(town, file, RETURN_OFFICER)
    assert await bases(town, file) == ["draft", "order", None, "call", "desk"]


async def test_a_callback_agent_looks_while_holding_the_callback(town: Town):
    file = await town.a_case(person=a_person())
    await town.do("sign_order", file.orders[0], STREET)
    await town.do("log_contact", file.orders[0], STREET, "已联系。")
    await town.do("reply_order", file.orders[0], STREET, "solved", "摊点已清走，油烟没有了。")
    await town.do("pass_check", file, CHECKER)
    agent, other = (StaffId(new_id()), StaffId(new_id()))
    held = Actor(ref_of(agent), frozenset({Role.CALLBACK_AGENT}))
    with pytest.raises(ReasonMissing):
        await looked_up(town, file, held)
    async with town.begin(held.ref) as work:
        profile = await current_profile(work)
        await take_call(work, held, profile, sight_of(held, profile), file.case.number, agent, leaving=False)
    await looked_up(town, file, held)
    with pytest.raises(ReasonMissing):
        await looked_up(town, file, Actor(ref_of(other), held.roles))
    assert await bases(town, file) == ["callback"]
