"""One statement may be read as several shapes, and every read sees its own values."""

from dataclasses import dataclass

import pytest

from builders.cases import Town, a_town
from lianxin.kernel.database import Database

PAIR = "SELECT %(first)s::text AS first, %(second)s::int AS second"


@dataclass(frozen=True)
class Plain:
    first: str
    second: int


@dataclass(frozen=True)
class Swapped:
    """A shape that builds itself from its columns."""

    both: str

    @classmethod
    def of_columns(cls, columns: dict[str, object]) -> "Swapped":
        return cls(f"{columns['second']}{columns['first']}")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def test_the_same_statement_is_read_as_two_shapes(town: Town):
    async with town.database.read(town.id) as work:
        for second in (1, 2):
            assert await work.row(Plain, PAIR, first="a", second=second) == Plain("a", second)
            assert await work.rows(Swapped, PAIR, first="a", second=second) == [Swapped(f"{second}a")]


async def test_reads_in_one_round_trip_keep_their_own_shapes(town: Town):
    async with town.database.read(town.id) as work, work.together() as ask:
        plain = ask.rows(Plain, PAIR, first="b", second=3)
        swapped = ask.rows(Swapped, PAIR, first="c", second=4)
    assert (plain, swapped) == ([Plain("b", 3)], [Swapped("4c")])


async def test_a_shape_without_one_of_the_columns_is_an_error(town: Town):
    async with town.database.read(town.id) as work:
        with pytest.raises(TypeError):
            await work.row(Plain, PAIR + ", 5 AS third", first="a", second=1)
