"""A year's holidays are announced after limits were promised into it."""

from datetime import UTC, date, datetime

import pytest

from builders.cases import Town, a_town, clock_of, shanghai
from lianxin.cases import CaseFile
from lianxin.cases.core.locking import lock_case
from lianxin.cases.deadlines.recalculate import follow_calendar, reckon_announced
from lianxin.city import Profile, adopt_profile
from lianxin.kernel.database import Database


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


def with_2027_announced() -> Profile:
    """Shanghai once 2027 is announced: New Year's Day, a Friday, is off."""
    document = shanghai().to_document()
    header, *days = document["tables"]["calendar"]
    new_year = {"date": "2027-01-01", "kind": "off", "name": "元旦", "source": "announced in this test"}
    tables = {**document["tables"], "calendar": [header, *days, [new_year.get(name, "") for name in header]]}
    city = {**document["city"], "announced_years": [*document["city"]["announced_years"], 2027]}
    return Profile.from_document({"version": "announced", "city": city, "tables": tables})


async def a_case_in_the_last_week_of_december(town: Town) -> CaseFile:
    town.clock.move_to(datetime(2026, 12, 28, 1, tzinfo=UTC))
    return await town.a_case()


async def announce(town: Town) -> None:
    async with town.begin() as work:
        await adopt_profile(work, with_2027_announced())
    await follow_calendar(town.database, town.id)


async def test_a_due_time_in_an_unannounced_year_is_reckoned_again_when_the_year_is_announced(town: Town):
    file = await a_case_in_the_last_week_of_december(town)
    before = clock_of(file, "close")
    assert (before.due_at.date(), before.provisional) == (date(2027, 1, 4), True)
    await announce(town)
    after = clock_of(await town.look(file), "close")
    assert (after.due_at.date(), after.provisional) == (date(2027, 1, 5), False)


async def test_the_history_keeps_the_due_time_as_it_was(town: Town):
    file = await a_case_in_the_last_week_of_december(town)
    await announce(town)
    [changed] = await town.events(file, "clock.changed")
    assert changed["why"] == "calendar"
    moved = {clock["kind"]: (clock["before"][:10], clock["after"][:10]) for clock in changed["clocks"]}
    assert moved["close"] == ("2027-01-04", "2027-01-05")


async def test_a_clock_that_is_not_provisional_is_left_alone(town: Town):
    file = await a_case_in_the_last_week_of_december(town)
    sign = clock_of(file, "sign")
    await announce(town)
    assert clock_of(await town.look(file), "sign").due_at == sign.due_at


async def test_announcing_twice_changes_nothing_more(town: Town):
    file = await a_case_in_the_last_week_of_december(town)
    await announce(town)
    version = (await town.look(file)).case.version
    await announce(town)
    assert (await town.look(file)).case.version == version


async def test_many_cases_are_reckoned_a_few_at_a_time(town: Town):
    files = [await a_case_in_the_last_week_of_december(town) for _ in range(3)]
    async with town.begin() as work:
        await adopt_profile(work, with_2027_announced())
    taken: list[int] = []
    for _ in range(3):
        async with town.begin() as work:
            taken.append(await reckon_announced(work, limit=2))
    assert taken == [2, 1, 0]
    assert {clock_of(await town.look(file), "close").due_at.date() for file in files} == {date(2027, 1, 5)}


async def test_a_case_in_somebody_s_hands_is_not_waited_for_and_comes_later(town: Town):
    held, free = [await a_case_in_the_last_week_of_december(town) for _ in range(2)]
    async with town.begin() as work:
        await lock_case(work, held.case.id)
        await announce(town)
        assert not clock_of(await town.look(free), "close").provisional
        assert clock_of(await town.look(held), "close").provisional
    assert await follow_calendar(town.database, town.id) == 1
    assert not clock_of(await town.look(held), "close").provisional
