"""Many writers at once leave a log without gaps; one that fails leaves no trace."""

import asyncio

import pytest

from builders.cases import OPERATOR, Town, a_person, a_town, handler
from lianxin.cases import (
    IntakeForm,
    asks,
    carry_out,
    open_case,
    send_opened,
    verify_city,
)
from lianxin.kernel.database import Database
from lianxin.kernel.feed import read_feed

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def sound(town: Town) -> None:
    """The whole log replays to the tables, positions without a gap."""
    report = await verify_city(town.database, town.id)
    assert report.findings == []


async def opened_and_sent(town: Town, nth: int) -> str:
    async with town.begin(f"staff:{nth}") as work:
        form = IntakeForm(words=f"第{nth}件", topic="01.01.01", street="310115004", person=a_person(nth % 3))
        opened = await open_case(work, OPERATOR, form)
        await send_opened(opened, OPERATOR)
    return opened.file.case.number


async def test_eight_writers_leave_no_gap_and_share_no_number_and_one_phone_stays_one_citizen(town: Town):
    numbers: list[str] = []

    async def writer(first: int) -> None:
        numbers.extend([await opened_and_sent(town, nth) for nth in range(first, first + 10)])

    await asyncio.gather(*(writer(10 * nth) for nth in range(8)))
    assert len(set(numbers)) == 80
    [(count, last)] = await town.tuples("SELECT count(*), max(position) FROM events WHERE city_id = %(city)s")
    assert count == last
    [(citizens,)] = await town.tuples("SELECT count(*) FROM citizens WHERE city_id = %(city)s")
    assert citizens == 3
    await sound(town)


async def test_a_work_that_fails_leaves_no_gap_and_no_trace(town: Town):
    file = await town.a_case()
    before = await town.dump(file)

    async def fails() -> None:
        async with town.begin(STREET.ref) as work:
            await carry_out(work, STREET, "sign_order", file.orders[0].id, asks.desk.Nothing())
            await work.flush()
            raise RuntimeError("as if the connection were lost")

    await asyncio.gather(*(fails() for _ in range(3)), opened_and_sent(town, 1), return_exceptions=True)
    assert await town.dump(file) == before
    await sound(town)


async def test_a_reader_that_follows_positions_misses_nothing_that_commits_late(town: Town):
    seen: list[int] = []
    done = asyncio.Event()

    async def reader() -> None:
        while True:
            last_look = done.is_set()
            async with town.database.read(town.id) as work:
                seen.extend(event.position for event in await read_feed(work, seen[-1] if seen else 0))
            if last_look:
                return
            await asyncio.sleep(0)

    following = asyncio.create_task(reader())
    await asyncio.gather(*(opened_and_sent(town, nth) for nth in range(20)))
    done.set()
    await following
    assert seen == list(range(1, len(seen) + 1))
    assert [(seen[-1],)] == await town.tuples("SELECT position FROM cities WHERE city_id = %(city)s")
