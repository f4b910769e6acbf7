"""A citizen who is known already keeps the stricter contact preference."""

import pytest

from builders.cases import (
    Town,
    a_town,
)
from lianxin.kernel.database import Database
from lianxin.people import ContactPreference, Person, keep_citizen


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def test_a_known_citizen_who_cannot_be_called_is_not_called_from_then_on(town: Town):
    phone = "13900000001"
    async with town.begin() as work:
        await keep_citizen(work, Person("王女士", phone))
    async with town.begin() as work:
        told = await keep_citizen(
            work, Person("王女士", phone, language="en", contact_preference=ContactPreference.TEXT)
        )
    assert (told.new, told.contact_preference, told.language) == (False, "text", "en")
    async with town.begin() as work:
        again = await keep_citizen(work, Person("王女士", phone))
    assert (again.contact_preference, again.language) == ("text", "en")
