"""A city's key and its database belong together: neither is lost for want of the other."""

from dataclasses import replace
from pathlib import Path

import pytest

from builders.cases import a_person, a_town
from lianxin.app import NoMasterKey, opened
from lianxin.founding import DatabaseElsewhere, forget
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, "", "", "", "", "")


async def test_no_second_key_is_made_for_a_database_with_citizens(database: Database, dsn: str, settings: Settings):
    town = await a_town(database)
    await town.a_case(person=a_person())
    with pytest.raises(NoMasterKey):
        async with opened(settings, dsn):
            pass
    assert list(settings.home.iterdir()) == []


async def test_an_empty_database_gets_a_key_and_keeps_it(dsn: str, settings: Settings):
    async with opened(settings, dsn) as first:
        sealed = first.store["vault"].seal({"name": "王女士"})
    async with opened(settings, dsn) as again:
        assert again.store["vault"].open(sealed) == {"name": "王女士"}


def test_keys_of_a_database_elsewhere_are_not_deleted(settings: Settings):
    key = settings.home / "keys" / "master.key"
    key.parent.mkdir()
    key.write_bytes(b"k" * 32)
    with pytest.raises(DatabaseElsewhere):
        forget(replace(settings, database_url="postgresql://elsewhere/city"))
    assert key.exists()
    assert forget(settings)
    assert not key.exists()
