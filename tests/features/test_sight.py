"""Who no longer sees a case: desks after a tip-off, units complained about and those below them."""

import pytest

from builders.cases import (
    RETURN_OFFICER,
    SHIFT_LEAD,
    Town,
    a_person,
    a_town,
    handler,
)
from lianxin.cases import CaseFile, reveal, sight_of
from lianxin.cases.core.locking import NoCase
from lianxin.cases.core.sight import check_seen
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.people import Actor, NotPermitted, RevealReason

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def looked_up(town: Town, file: CaseFile, actor: Actor) -> dict[str, str]:
    """The citizen in the clear."""
    async with town.begin(actor.ref) as work:
        return await reveal(work, actor, file.case.number, RevealReason.CONTACT, "")


async def check_found(town: Town, file: CaseFile, actor: Actor) -> None:
    """Raises NoCase unless the actor finds the case."""
    async with town.database.read(town.id) as work:
        await check_seen(work, sight_of(actor, await current_profile(work)), file.case.number)


async def test_a_tip_off_stays_confidential_whatever_is_corrected(town: Town):
    file = await town.a_case(nature="tip_off", person=a_person())
    file = await town.do("correct_case", file, SHIFT_LEAD, confidential=False)
    assert file.case.confidential
    assert file.subject.secret
    with pytest.raises(NotPermitted):
        await looked_up(town, file, STREET)
    file = await town.do("correct_case", file, SHIFT_LEAD, nature="complaint", confidential=False)
    assert not file.subject.secret


async def test_a_unit_below_the_one_complained_about_does_not_see_what_it_once_had(town: Town):
    file = await town.a_case(nature="complaint", person=a_person())
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "不归我们管。")
    await town.do("grant_return", file.orders[0], RETURN_OFFICER, "同意。")
    file = await town.do("correct_case", file, SHIFT_LEAD, complained=["pudong"])
    assert not {"pudong", "pudong-weifang"} & file.units
    for blamed in (STREET, handler("pudong")):
        with pytest.raises(NoCase):
            await check_found(town, file, blamed)
        with pytest.raises(NoCase):
            await looked_up(town, file, blamed)
