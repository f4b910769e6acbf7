"""However often the citizen is asked, the clocks of a case stand no longer than the city lets one question stand."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.cases import OPERATOR, Town, a_town, clock_of, handler
from lianxin.cases import CaseFile, case_clocks, verify_city
from lianxin.cases.commands.registry import open_moves
from lianxin.cases.rules.pauses import PauseSpent
from lianxin.kernel.database import Database

BOUND = timedelta(hours=2)  # of a critical case in Shanghai
STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


def stood(file: CaseFile) -> timedelta:
    """How long the promise to the citizen has stood still."""
    pauses = clock_of(file, "answer").terms.pauses
    return sum((end - start for start, end, _ in pauses), timedelta())


async def asked_and_told(town: Town, file: CaseFile, minutes: int) -> CaseFile:
    """The desk asks; the citizen answers after so long, unless the bound has ended it before."""
    file = await town.do("ask_information", file, OPERATOR, "几号楼？")
    await town.later(minutes=minutes)
    file = await town.look(file)
    return file if file.case.status == "handling" else await town.do("give_information", file, OPERATOR, "三号楼。")


async def test_a_third_short_question_has_what_the_first_two_left(town: Town):
    file = await town.a_case(urgency="critical")
    for minutes in (50, 40):
        file = await asked_and_told(town, file, minutes)
    file = await town.do("ask_information", file, OPERATOR, "几点钟？")
    clock = clock_of(file, "information")
    assert clock.due_at - clock.started_at == timedelta(minutes=30)
    async with town.database.read(town.id) as work:
        told = [one.explanation for one in await case_clocks(work, OPERATOR, file.case.number, "zh-CN")]
    assert any("暂停到" in said and "已满上限" in said for said in told)
    await town.later(minutes=30)
    file = await town.look(file)
    assert (file.case.status, stood(file)) == ("handling", BOUND)


async def test_when_the_bound_is_reached_nobody_stops_the_clocks_again(town: Town):
    file = await asked_and_told(town, await town.a_case(urgency="critical"), 130)
    with pytest.raises(PauseSpent):
        await town.do("ask_information", file, OPERATOR, "几点钟？")
    with pytest.raises(PauseSpent):
        await town.do("ask_desk", file.orders[0], STREET, "几点钟？")
    assert not {"ask_information", "ask_desk"} & {*open_moves(file, OPERATOR), *open_moves(file, STREET)}


async def test_a_question_swept_late_has_not_stood_longer_than_it_might(town: Town):
    file = await asked_and_told(town, await town.a_case(urgency="critical"), 600)
    assert (file.case.status, stood(file)) == ("handling", BOUND)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 150)), min_size=1, max_size=6))
async def test_no_life_of_questions_stops_the_promise_beyond_the_bound(town: Town, life: list[tuple[int, int]]):
    file = await town.a_case(urgency="critical")
    left = BOUND
    for wait, minutes in life:
        town.clock.move(timedelta(minutes=wait))
        if "ask_information" not in open_moves(file, OPERATOR):
            break
        file = await asked_and_told(town, await town.look(file), minutes)
        left -= min(timedelta(minutes=minutes), left)
    assert stood(file) == BOUND - left
    assert (await verify_city(town.database, town.id)).findings == []
