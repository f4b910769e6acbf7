"""A city's key and its database belong together: neither is lost for want of the other, none is taken for another."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from builders.cases import MONDAY, Town, a_person, a_town, shanghai
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.postgres import Postgres
from lianxin.kernel.privacy import Vault
from lianxin.kernel.settings import Settings
from lianxin.runtime import migrate
from lianxin.runtime.city import opened
from lianxin.runtime.found import DatabaseElsewhere, forget, found_city
from lianxin.runtime.unlock import NoMasterKey, WrongMasterKey

OTHER = bytes(reversed(range(32)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path, "", "", "", "", "")


@pytest.fixture
def nothing(server: Postgres, worker_id: str) -> Iterator[str]:
    """The address of a database in which nothing has ever been."""
    name = f"founding_{worker_id}"
    with psycopg.connect(server.database("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.database(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def put_key(settings: Settings, key: bytes) -> Path:
    settings.keys.mkdir(exist_ok=True)
    path = settings.keys / "master.key"
    path.write_bytes(key)
    return path


def check_in(dsn: str) -> str:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT key_check FROM cities").fetchone()
    assert row is not None
    return row[0]


def everything_in(dsn: str) -> dict[str, list[str]]:
    """All rows of all tables."""
    with psycopg.connect(dsn) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = SQL("SELECT t::text FROM {} t ORDER BY 1")
        return {n: [r for (r,) in connection.execute(rows.format(Identifier(n))).fetchall()] for (n,) in names}


async def found(settings: Settings, dsn: str) -> None:
    at = replace(settings, database_url=dsn)
    await found_city(at, "shanghai", demo=False, speed=1, progress=lambda _what, _share: None)


async def start(settings: Settings, dsn: str) -> None:
    async with opened(settings, dsn):
        pass


def command(settings: Settings, dsn: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LIANXIN_HOME": str(settings.home), "DATABASE_URL": dsn}
    program = [sys.executable, "-c", "from lianxin.cli import main; main()", *words]
    return subprocess.run(program, env=environment, capture_output=True, timeout=100, check=False)


async def test_no_second_key_is_made_for_a_database_with_citizens(database: Database, dsn: str, settings: Settings):
    town = await a_town(database)
    await town.a_case(person=a_person())
    with pytest.raises(NoMasterKey):
        await start(settings, dsn)
    assert list(settings.home.iterdir()) == []


async def test_an_empty_database_gets_a_key_and_keeps_it(dsn: str, settings: Settings):
    async with opened(settings, dsn) as first:
        sealed = first.vault.seal({"name": "王女士"})
    async with opened(settings, dsn) as again:
        assert again.vault.open(sealed) == {"name": "王女士"}


async def test_a_city_is_founded_with_its_key_and_opened_with_no_other(nothing: str, settings: Settings):
    await found(settings, nothing)
    key = (settings.keys / "master.key").read_bytes()
    assert check_in(nothing) == Vault(key).check
    await found(settings, nothing)
    before = everything_in(nothing)
    put_key(settings, OTHER)
    with pytest.raises(WrongMasterKey):
        await found(settings, nothing)
    with pytest.raises(WrongMasterKey):
        await start(settings, nothing)
    (settings.keys / "master.key").unlink()
    with pytest.raises(NoMasterKey):
        await found(settings, nothing)
    assert list(settings.keys.iterdir()) == []
    assert everything_in(nothing) == before
    put_key(settings, key)
    await found(settings, nothing)


@pytest.mark.once
@pytest.mark.timeout(600)  # seven times the start of the program
async def test_every_command_that_opens_the_city_refuses_another_key(nothing: str, settings: Settings, tmp_path: Path):
    await found(settings, nothing)
    put_key(settings, OTHER)
    before = everything_in(nothing)
    rows = tmp_path / "rows.csv"
    rows.write_text("words\n路灯不亮\n", "utf-8")
    for words in (
        ["serve", "--port", "0"],
        ["init"],
        ["verify"],
        ["simulate"],
        ["import", str(rows)],
        ["case", "clock", "2603020000018"],
    ):
        refused = command(settings, nothing, *words, "--json")
        assert (refused.returncode, orjson.loads(refused.stdout)["error"]) == (1, "app.wrong_master_key"), words
    plain = command(settings, nothing, "verify")
    assert plain.returncode == 1
    assert b"does not fit the database: restore the right one" in plain.stderr
    assert b"Traceback" not in plain.stderr
    assert everything_in(nothing) == before


async def test_a_city_founded_before_keys_were_told_apart_learns_the_key_that_opens_its_citizens(
    database: Database, dsn: str, settings: Settings
):
    town = await a_town(database)
    await town.a_case(person=a_person())
    assert check_in(dsn) == ""
    put_key(settings, OTHER)
    with pytest.raises(WrongMasterKey):
        await start(settings, dsn)
    assert check_in(dsn) == ""
    right = bytes(range(32))
    assert Vault(right).check == database.vault.check
    put_key(settings, right)
    await start(settings, dsn)
    assert check_in(dsn) == Vault(right).check


@pytest.mark.parametrize("erased", [False, True], ids=["nobody", "an erased citizen"])
async def test_an_older_city_in_which_nothing_can_be_opened_takes_the_key_it_has(
    database: Database, dsn: str, settings: Settings, *, erased: bool
):
    town = await a_town(database)
    if erased:
        await town.a_case(person=a_person())
        async with town.begin() as work:
            await work.run("UPDATE citizens SET key = NULL, phone_index = NULL WHERE city_id = %(city)s")
    put_key(settings, OTHER)
    await start(settings, dsn)
    assert check_in(dsn) == Vault(OTHER).check


async def test_older_tables_are_not_migrated_under_another_key(nothing: str, settings: Settings):
    await found(settings, nothing)
    async with opened(settings, nothing) as database:
        database.clock = ManualClock(MONDAY)
        await Town(database, database.clock, shanghai().code).a_case(person=a_person())
    migrate.downgrade(nothing, "0002")
    before = everything_in(nothing)
    right = (settings.keys / "master.key").read_bytes()
    put_key(settings, OTHER)
    with pytest.raises(WrongMasterKey):
        await found(settings, nothing)
    assert everything_in(nothing) == before
    put_key(settings, right)
    await found(settings, nothing)
    assert check_in(nothing) == Vault(right).check


async def test_a_key_cut_short_is_refused_as_a_wrong_one(dsn: str, settings: Settings):
    path = put_key(settings, OTHER[:-1])
    with pytest.raises(WrongMasterKey):
        await start(settings, dsn)
    assert path.read_bytes() == OTHER[:-1]


def test_keys_of_a_database_elsewhere_are_not_deleted(settings: Settings):
    key = put_key(settings, b"k" * 32)
    with pytest.raises(DatabaseElsewhere):
        forget(replace(settings, database_url="postgresql://elsewhere/city"))
    assert key.exists()
    assert forget(settings)
    assert not key.exists()
