"""A connection lent for reading comes back as one that has transactions, or not at all."""

from contextlib import suppress

import psycopg
import pytest

from lianxin.kernel.database import Database

CITY = "town"


@pytest.fixture
async def one_connection(dsn: str):
    async with Database(dsn, size=1) as database:
        yield database


async def rolls_back(database: Database) -> bool:
    """Whether a work that fails leaves nothing."""
    with suppress(ZeroDivisionError):
        async with database.begin(CITY) as work:
            await work.run("INSERT INTO feed_cursors (city_id, reader, position) VALUES (%(city)s, 'test', 1)")
            raise ZeroDivisionError
    async with database.read(CITY) as work:
        return await work.value("SELECT count(*) FROM feed_cursors WHERE city_id = %(city)s") == 0


async def test_after_a_read_the_same_connection_has_a_transaction_again(one_connection: Database):
    async with one_connection.read(CITY) as work:
        assert await work.value("SELECT 1") == 1
    assert await rolls_back(one_connection)


async def test_after_a_read_that_failed_too(one_connection: Database):
    with pytest.raises(psycopg.errors.DivisionByZero):
        async with one_connection.read(CITY) as work:
            await work.value("SELECT 1 / 0")
    assert await rolls_back(one_connection)


async def test_a_connection_that_broke_while_reading_is_replaced_and_the_error_is_its_own(one_connection: Database):
    with pytest.raises(psycopg.errors.AdminShutdown):
        async with one_connection.read(CITY) as work:
            await work.value("SELECT pg_terminate_backend(pg_backend_pid())")
    assert await rolls_back(one_connection)


async def test_one_that_is_left_in_a_transaction_is_not_handed_on(one_connection: Database):
    async with one_connection.read(CITY) as work:
        await work.run("BEGIN")
    assert await rolls_back(one_connection)
