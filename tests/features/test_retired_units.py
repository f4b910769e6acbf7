"""A later profile may drop a unit that old cases still name."""

import pytest

from builders.cases import Town, a_town, shanghai
from lianxin.cases import sight_of, told_of, work_list
from lianxin.city import Profile, adopt_profile, current_profile
from lianxin.kernel.database import Database
from lianxin.people import SYSTEM

GONE = "pudong-weifang"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


def without_the_unit() -> Profile:
    document = shanghai().to_document()
    units = [row for row in document["tables"]["units"] if row[0] != GONE and not row[0].startswith(f"{GONE}-")]
    return Profile.from_document({**document, "version": "later", "tables": {**document["tables"], "units": units}})


async def test_a_case_of_a_unit_that_is_gone_can_still_be_read_moved_and_told_of(town: Town):
    file = await town.a_case(SYSTEM, GONE)
    async with town.begin() as work:
        await adopt_profile(work, without_the_unit())
    await town.do("urge_case", file, SYSTEM, "市民再次来电。")
    async with town.database.read(town.id) as work:
        profile = await current_profile(work)
        assert GONE not in profile.unit_codes
        page = await work_list(work, sight_of(SYSTEM, profile), "all")
        told = await told_of(work, [file.case.id])
    assert page.items[0].lead_unit == GONE
    assert told[file.case.id].unit == GONE
