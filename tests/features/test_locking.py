"""Many people at one case: one right result, and nobody waits for ever."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from builders.cases import DISPATCHER, OFFICE, OPERATOR, SHIFT_LEAD, Town, a_person, a_town, handler, states
from lianxin.cases import CaseFile, IllegalMove, sweep, verify_city
from lianxin.cases.commands.supervision import CannotMerge
from lianxin.cases.core.locking import Busy, ChangedMeanwhile, lock_case
from lianxin.kernel.database import Database

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def results(*tries) -> Counter[str]:
    """How often each try ended well or with which error."""
    ended = await asyncio.gather(*tries, return_exceptions=True)
    return Counter(type(one).__name__ for one in ended)


async def sound(town: Town) -> None:
    """The whole log replays to the tables, positions without a gap."""
    report = await verify_city(town.database, town.id)
    assert report.findings == []


async def test_of_twenty_who_saw_the_same_version_one_moves_the_case_and_the_others_are_told(town: Town):
    file = await town.a_case(unit="", topic="")
    units = ["pudong-weifang", "pudong-chengguan"]
    tries = [town.do("dispatch_case", file, DISPATCHER, units[nth % 2], version=file.case.version) for nth in range(20)]
    assert await results(*tries) == {"CaseFile": 1, "ChangedMeanwhile": 19}
    assert len((await town.look(file)).orders) == 1
    await sound(town)


async def test_of_twenty_who_do_not_say_what_they_saw_one_moves_the_case_and_the_others_come_too_late(town: Town):
    file = await town.a_case()
    tries = [town.do("sign_order", file.orders[0], STREET) for _ in range(20)]
    assert await results(*tries) == {"CaseFile": 1, "IllegalMove": 19}
    assert [told["move"] for told in await town.events(file, "order.moved")] == ["sign"]
    await sound(town)


async def test_two_different_moves_at_once_have_one_right_result(town: Town):
    for _ in range(5):
        file = await town.a_case()
        await town.do("withdraw_case", file, OPERATOR, "市民撤回")
        await asyncio.gather(
            town.do("ask_return", file.orders[0], STREET, "not_our_duty", "不归我们管"),
            town.do("confirm_withdrawal", file, SHIFT_LEAD, "已核实"),
            return_exceptions=True,
        )
        status, [(_unit, _role, order)] = states(await town.look(file))
        assert (status, order) == ("withdrawn", "cancelled")
    await sound(town)


async def test_who_says_a_stale_version_is_told_which_it_is_by_now(town: Town):
    file = await town.a_case()
    moved = await town.do("sign_order", file.orders[0], STREET)
    with pytest.raises(ChangedMeanwhile) as refused:
        await town.do("urge_case", file, OPERATOR, "催", version=file.case.version)
    facts = refused.value.facts
    assert (facts["version"], facts["expected"]) == (moved.case.version, file.case.version)


async def test_a_command_raises_the_version_by_one(town: Town):
    file = await town.a_case()
    before = file.case.version
    assert (await town.do("sign_order", file.orders[0], STREET)).case.version == before + 1
    assert (await town.do("call_ruling", file, OFFICE, "说不清")).case.version == before + 2


async def test_two_cases_merged_into_each_other_at_once_never_wait_for_each_other(town: Town):
    for _ in range(10):
        one, other = await town.a_case(), await town.a_case()
        ended = await asyncio.gather(
            town.do("merge_case", one, DISPATCHER, other.case.number),
            town.do("merge_case", other, DISPATCHER, one.case.number),
            return_exceptions=True,
        )
        refused = [error for error in ended if isinstance(error, Exception)]
        assert all(isinstance(error, Busy | CannotMerge | IllegalMove) for error in refused)
        merged = [(await town.look(file)).case.status for file in (one, other)].count("merged")
        assert merged == 2 - len(refused)
    await sound(town)


async def survey_of_two(town: Town, nth: int) -> tuple[CaseFile, CaseFile]:
    """A primary and its follower, both citizens asked by a survey that nobody has answered yet."""
    primary = await town.a_case(nature="consultation", person=a_person(nth))
    follower = await town.a_case(nature="consultation", person=a_person(100 + nth))
    await town.do("merge_case", follower, DISPATCHER, primary.case.number)
    await town.do("sign_order", primary.orders[0], STREET)
    await town.do("reply_order", primary.orders[0], STREET, "explained", "请向社区事务受理中心咨询。")
    return await town.do("pass_check", primary), follower


async def test_a_primary_whose_follower_somebody_holds_is_swept_later_and_nobody_waits(town: Town):
    primary, follower = await survey_of_two(town, 1)
    town.clock.move(timedelta(days=3))
    async with asyncio.timeout(20), town.begin(OPERATOR.ref) as holding:
        await lock_case(holding, follower.case.id)
        async with town.begin() as work:
            assert await sweep(work) == 0
    assert await town.sweep() == 1
    assert (await town.look(primary)).case.status == "closed"


async def test_two_workers_sweep_primaries_and_followers_without_waiting_for_each_other(town: Town):
    for nth in range(6):
        await survey_of_two(town, nth)

    async def worker() -> int:
        count = 0
        for _ in range(12):
            async with town.begin() as work:
                count += await sweep(work, limit=3)
        return count

    town.clock.move(timedelta(days=30))
    assert sum(await asyncio.gather(worker(), worker(), worker())) > 0
    await town.sweep()
    town.clock.move(timedelta(days=30))
    await town.sweep()
    counts = await town.tuples("SELECT status, count(*) FROM cases WHERE city_id = %(city)s GROUP BY 1")
    assert counts == [("archived", 12)]
    await sound(town)


async def test_sweeps_and_people_at_work_on_the_same_cases_all_come_to_an_end(town: Town):
    files = [await town.a_case(urgency="critical") for _ in range(10)]
    town.clock.move(timedelta(minutes=20))

    async def signs(file: CaseFile) -> None:
        await town.do("sign_order", file.orders[0], STREET)

    ended = await results(town.sweep(), town.sweep(), *(signs(file) for file in files))
    assert set(ended) <= {"int", "NoneType", "IllegalMove"}
    assert {(await town.look(file)).orders[0].status for file in files} == {"in_progress"}
    await sound(town)
