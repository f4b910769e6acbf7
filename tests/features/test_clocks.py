"""Limits in a living case: recomputed, paused, extended, explained, and fired exactly once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from builders.cases import (
    DISPATCHER,
    MONDAY,
    OFFICE,
    OPERATOR,
    SUPERVISOR,
    Town,
    a_town,
    clock_of,
    handler,
    shanghai,
    states,
)
from lianxin.cases import CaseFile, sweep, timer_lag
from lianxin.cases.core.extensions import ExtensionTooLong, TooLateToExtend
from lianxin.cases.core.locking import lock_case
from lianxin.cases.reads.deadline_words import explained
from lianxin.kernel.database import Database

STREET = handler("pudong-weifang")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


async def in_progress(town: Town, **told: object) -> CaseFile:
    file = await town.a_case(**told)
    return await town.do("sign_order", file.orders[0], STREET)


async def fired(town: Town) -> list[tuple[str, int]]:
    return await town.tuples(
        "SELECT data->>'clock', count(*) FROM events WHERE city_id = %(city)s AND kind = 'clock.fired' GROUP BY 1"
        " ORDER BY 1"
    )


async def test_an_ordinary_request_for_help_has_the_limits_on_record(town: Town):
    file = await town.a_case()
    due = {clock.kind: clock.due_at for clock in file.clocks}
    assert due["answer"] == datetime(2026, 12, 14, 9, 30, tzinfo=UTC)  # 15 working days
    assert due["sign"] == at(23, 14, 30)  # 4 working hours, the lunch not counted
    assert due["first_contact"] == at(24, 17, 30)
    assert due["close"] == at(30, 17, 30)  # 5 working days
    assert due["return_window"] == at(24, 17, 30)


async def test_an_epidemic_matter_is_answered_in_24_natural_hours(town: Town):
    file = await town.a_case(unit="", topic="12.01.01")
    assert clock_of(file, "answer").due_at == MONDAY + timedelta(hours=24)


async def test_an_unsigned_order_is_signed_by_the_system_and_the_units_above_hear_of_it(town: Town):
    file = await town.a_case(urgency="critical")
    await town.later(minutes=15)
    file = await town.look(file)
    assert states(file)[1] == [("pudong-weifang", "lead", "in_progress")]
    [(move, audience)] = await town.tuples(
        "SELECT data->>'move', audience FROM events WHERE city_id = %(city)s AND kind = 'order.moved'"
    )
    assert move == "sign_by_timeout"
    assert {"unit:pudong-weifang", "unit:pudong", "unit:sh"} <= set(audience)
    assert clock_of(file, "sign").ended == "late"


# urgency and the matter's own deadline


async def test_a_change_of_urgency_recomputes_and_keeps_the_old_due_time_in_history(town: Town):
    file = await in_progress(town)
    old = clock_of(file, "close").due_at
    town.clock.move(timedelta(hours=1))
    file = await town.do("correct_case", file, OPERATOR, urgency="critical")
    close = clock_of(file, "close")
    assert (close.started_at, close.due_at) == (MONDAY, MONDAY + timedelta(hours=24))
    [changed] = await town.events(file, "clock.changed")
    [was] = [one for one in changed["clocks"] if one["kind"] == "close"]
    assert datetime.fromisoformat(was["before"]) == old
    assert datetime.fromisoformat(was["after"]) == close.due_at


async def test_a_change_of_urgency_never_makes_a_late_clock_punctual(town: Town):
    file = await in_progress(town, urgency="critical")
    town.clock.move(timedelta(hours=25))  # late, though nobody has swept yet
    due = clock_of(file, "close").due_at
    file = await town.do("correct_case", file, OPERATOR, urgency="normal")
    assert clock_of(file, "close").due_at == due
    await town.sweep()
    file = await town.do("reply_order", file.orders[0], STREET, "solved", "已到现场劝离，并安排巡查。")
    assert clock_of(file, "close").ended == "late"


async def test_a_paused_clock_follows_a_change_of_urgency_however_long_it_stands(town: Town):
    file = await in_progress(town, urgency="critical")
    town.clock.move(timedelta(hours=20))
    await town.do("ask_desk", file.orders[0], STREET, "请问是哪一栋楼？")
    town.clock.move(timedelta(hours=10))
    await town.do("correct_case", file, OPERATOR, urgency="normal")
    file = await town.do("give_information", file, OPERATOR, "三号楼")
    assert clock_of(file, "close").due_at == at(30, 17, 30)


async def test_a_waiting_case_that_becomes_critical_is_dispatched_in_ten_minutes(town: Town):
    file = await town.a_case(unit="", topic="")
    file = await town.do("correct_case", file, DISPATCHER, urgency="critical")
    assert clock_of(file, "dispatch").due_at == MONDAY + timedelta(minutes=10)


async def test_a_matters_own_deadline_comes_before_the_limits_of_its_class(town: Town):
    flight = at(24, 20)
    file = await town.a_case(needed_by=flight)
    assert {clock_of(file, kind).due_at for kind in ("answer", "close")} == {flight}
    assert clock_of(file, "sign").due_at == at(23, 14, 30)
    async with town.database.read(town.id) as work:
        assert "事项时限" in await explained(work, shanghai(), clock_of(file, "close"), "zh-CN")


async def test_an_explanation_says_why_a_clock_stood_in_the_readers_own_words(town: Town):
    file = await in_progress(town)
    await town.do("ask_desk", file.orders[0], STREET, "请补充具体门牌。")
    town.clock.move(timedelta(hours=30))
    file = await town.do("give_information", file, OPERATOR, "三号楼。")
    async with town.database.read(town.id) as work:
        said = {
            tongue: await explained(work, shanghai(), clock_of(file, "answer"), tongue) for tongue in ("zh-CN", "en")
        }
    assert "等市民补充情况" in said["zh-CN"]
    assert "waiting for information from the citizen" in said["en"]


async def test_a_deadline_further_off_than_the_limits_gives_no_more_time(town: Town):
    file = await town.a_case(needed_by=MONDAY + timedelta(days=90))
    assert clock_of(file, "close").due_at == at(30, 17, 30)


async def test_a_deadline_told_later_is_kept_too(town: Town):
    file = await town.do("correct_case", await in_progress(town), OPERATOR, needed_by=at(25, 12))
    assert clock_of(file, "close").due_at == at(25, 12)
    [changed] = await town.events(file, "clock.changed")
    assert changed["why"] == "needed_by"


# more time


async def test_an_extension_is_asked_in_time_and_granted_in_the_limits_own_measure(town: Town):
    file = await in_progress(town)
    await town.do("ask_extension", file.orders[0], STREET, 5, "需要开挖检修")
    assert clock_of(file, "close").due_at == at(30, 17, 30), "until somebody decides the clock goes on"
    file = await town.do("grant_extension", file, SUPERVISOR, "同意")
    assert clock_of(file, "close").due_at == datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
    assert clock_of(file, "answer").due_at == datetime(2026, 12, 14, 9, 30, tzinfo=UTC)


async def test_an_order_takes_fifteen_working_days_at_most_and_is_extended_once(town: Town):
    file = await in_progress(town)
    for amount in (11, 1000):
        with pytest.raises(ExtensionTooLong):
            await town.do("ask_extension", file.orders[0], STREET, amount, "需要开挖检修")
    for _ in range(2):
        await town.do("ask_extension", file.orders[0], STREET, 10, "需要开挖检修")
    [(first,), _] = await town.tuples("SELECT id FROM side_records WHERE city_id = %(city)s ORDER BY made_at, id")
    await town.do("grant_extension", file, SUPERVISOR, "同意", record=first)
    with pytest.raises(ExtensionTooLong):
        await town.do("grant_extension", file, SUPERVISOR, "再同意")
    with pytest.raises(ExtensionTooLong):
        await town.do("ask_extension", file.orders[0], STREET, 1, "再要一天")


async def test_nothing_is_extended_that_is_late(town: Town):
    file = await in_progress(town)
    await town.do("ask_extension", file.orders[0], STREET, 5, "需要开挖检修")
    town.clock.move_to(at(30, 17, 31))
    with pytest.raises(TooLateToExtend):
        await town.do("ask_extension", file.orders[0], STREET, 5, "需要开挖检修")
    with pytest.raises(TooLateToExtend):
        await town.do("grant_extension", file, SUPERVISOR, "同意")
    await town.do("refuse_extension", file, SUPERVISOR, "已逾期")


# contact


async def test_who_replies_without_speaking_with_the_citizen_has_not_made_contact(town: Town):
    file = await in_progress(town)
    file = await town.do("reply_order", file.orders[0], STREET, "solved", "已到现场劝离，并安排巡查。")
    assert (clock_of(file, "first_contact").ended, file.orders[0].contacted_at) == ("cancelled", None)


# firing


async def test_a_deadline_fires_once_however_often_it_is_swept(town: Town):
    await town.a_case(unit="", topic="")
    assert await town.later(days=2) == 1
    assert await town.sweep() == 0
    assert await fired(town) == [("dispatch", 1)]


async def test_a_clock_that_stopped_in_time_never_fires(town: Town):
    file = await town.a_case()
    await town.withdrawn(file, words="撤诉")
    await town.later(days=14)
    assert await fired(town) == []


async def test_the_lag_of_timers_is_the_age_of_the_oldest_deadline_nobody_fired(town: Town):
    await town.a_case(unit="", topic="")
    town.clock.move(timedelta(days=2))
    async with town.database.read(town.id) as work:
        lag = await timer_lag(work)
    assert lag.waiting == 1
    assert lag.oldest_seconds == (town.clock.now() - at(23, 17, 30)).total_seconds()
    await town.sweep()
    async with town.database.read(town.id) as work:
        assert (await timer_lag(work)).waiting == 0


async def test_two_workers_share_the_deadlines_and_fire_each_once(town: Town):
    for _ in range(30):
        await town.a_case(unit="", topic="")
    town.clock.move(timedelta(days=2))
    counts: list[int] = []

    async def worker() -> None:
        while True:
            async with town.begin() as work:
                count = await sweep(work, limit=5)
                await asyncio.sleep(0)
            counts.append(count)
            if not count:
                return

    await asyncio.gather(worker(), worker())
    assert sum(counts) == 30
    assert await fired(town) == [("dispatch", 30)]


async def test_a_second_worker_gets_the_next_deadlines_while_the_first_still_holds_its_own(town: Town):
    for _ in range(8):
        await town.a_case(unit="", topic="")
    town.clock.move(timedelta(days=2))
    async with town.begin() as first:
        assert await sweep(first, limit=4) == 4
        async with town.begin() as second:
            assert await sweep(second, limit=4) == 4
    assert await fired(town) == [("dispatch", 8)]


async def test_a_case_somebody_holds_is_swept_later_and_nobody_waits(town: Town):
    file = await town.a_case(unit="", topic="")
    town.clock.move(timedelta(days=2))
    async with town.begin(OFFICE.ref) as holding:
        await lock_case(holding, file.case.id)
        async with town.begin() as work:
            assert await sweep(work) == 0
    assert await town.sweep() == 1
