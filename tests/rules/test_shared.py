"""The typed cache, and what a database shares with its works."""

from pathlib import Path

import pytest

from lianxin.kernel.database import Database
from lianxin.kernel.privacy import Vault
from lianxin.kernel.shared import Cache, CacheKey, NotOpened

WORDS = CacheKey[str]("words")


def test_parts_tell_values_of_one_key_apart():
    cache = Cache()
    assert cache.put(WORDS, "one", "shanghai") == "one"
    cache.put(WORDS, "two", "shanghai", 2)
    assert [cache.get(WORDS, *parts) for parts in (("shanghai",), ("shanghai", 2), ())] == ["one", "two", None]
    cache.drop(WORDS, "shanghai")
    cache.drop(WORDS, "beijing")
    assert [cache.get(WORDS, *parts) for parts in (("shanghai",), ("shanghai", 2))] == [None, "two"]
    cache.clear()
    assert cache.get(WORDS, "shanghai", 2) is None


async def test_a_database_without_its_vault_says_so(tmp_path: Path):
    database = Database("")
    with pytest.raises(NotOpened):
        _ = database.vault
    with pytest.raises(NotOpened):
        _ = database.files
    database.shared.vault, database.shared.files = Vault(bytes(32)), tmp_path
    assert (database.vault.check, database.files) == (Vault(bytes(32)).check, tmp_path)
