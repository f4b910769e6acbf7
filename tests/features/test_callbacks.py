"""How a citizen is asked, when, how often, and what happens if nobody is reached."""

from dataclasses import replace
from datetime import datetime

import pytest

from builders.asked import (
    CONTENT,
    UNHAPPY,
    asked,
    at,
    callbacks,
    is_sound,
    replied,
    to_be_called,
    try_at,
)
from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    MONDAY,
    OPERATOR,
    Town,
    a_person,
    a_town,
    clock_of,
    shanghai,
)
from lianxin.cases import CaseFile
from lianxin.cases.core.callbacks import NotCallingTime
from lianxin.city.adopted import PROFILE
from lianxin.kernel.database import Database
from lianxin.kernel.ids import CitizenId
from lianxin.people import SYSTEM, ContactPreference, Person, erase_citizen


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.mark.parametrize(
    ("told", "method"),
    [
        ({}, "phone"),
        ({"nature": "consultation"}, "survey"),
        ({"nature": "suggestion"}, "message"),
        ({"nature": "consultation", "urgency": "critical"}, "phone"),
        ({"nature": "consultation", "outcome": "unsolved"}, "phone"),
        ({"person": Person("李聋", "13912345678", contact_preference=ContactPreference.TEXT)}, "message"),
        ({"person": Person("李聋", "13912345679", contact_preference=ContactPreference.VIDEO)}, "message"),
    ],
)
async def test_policy_says_how_a_citizen_is_asked_and_never_by_voice_who_cannot_hear(
    town: Town, told: dict[str, object], method: str
):
    await asked(town, **told)
    assert await callbacks(town) == [(method, "waiting")]


async def test_a_critical_case_is_called_back_the_same_day(town: Town):
    file = await asked(town, urgency="critical")
    assert clock_of(file, "callback").due_at.date() == MONDAY.date()


@pytest.mark.parametrize(
    ("told", "method"),
    [
        ({"channel": "phone", "person": Person("", "")}, "survey"),
        ({"channel": "web", "person": Person("王女士", "")}, "survey"),
        ({"channel": "letter", "person": Person("王女士", "", email="wang@example.com")}, "survey"),
        ({"channel": "letter", "person": a_person(), "urgency": "critical"}, "phone"),
        ({"channel": "letter", "person": Person("王女士", "", contact_preference=ContactPreference.VIDEO)}, None),
        ({"channel": "letter", "person": Person("", ""), "nature": "consultation"}, None),
        ({"channel": "letter", "person": Person("", ""), "urgency": "critical"}, None),
    ],
)
async def test_without_a_number_nobody_waits_for_a_call(town: Town, told: dict[str, object], method: str | None):
    file = await asked(town, **told)
    assert await callbacks(town) == ([(method, "waiting")] if method else [])
    assert file.case.status == ("callback_pending" if method else "closed")


async def test_a_case_whose_citizen_cannot_be_asked_closes_unverified_and_is_told_apart(town: Town):
    file = await asked(town, channel="letter", person=Person("", ""))
    assert (file.case.status, file.case.verified, file.case.next_clock) == ("closed", False, None)
    assert [told["move"] for told in await town.events(file, "case.moved")][-2:] == ["pass_check", "close_unasked"]
    assert [clock.kind for clock in file.clocks if clock.runs] == ["reopen"]
    assert await is_sound(town)


async def test_a_citizen_whose_number_was_erased_is_not_waited_for(town: Town):
    file = await asked(town)
    async with town.begin() as work:
        await erase_citizen(work, SYSTEM, CitizenId(file.case.citizen_id or file.case.id))
    await town.later(days=3)
    assert [told["move"] for told in await town.events(file, "case.moved")][-1] == "close_unasked"
    assert await callbacks(town) == [("phone", "unreached")]


@pytest.mark.parametrize("result", ["no_answer", "busy", "refused"])
async def test_an_attempt_outside_the_hours_of_calls_is_refused_and_says_from_when(town: Town, result: str):
    file = await asked(town)
    for day, hour in ((24, 1), (24, 21)):
        town.clock.move_to(at(day, hour))
        with pytest.raises(NotCallingTime) as refused:
            await town.do("attempt_callback", file, CALLBACK_AGENT, result)
        assert refused.value.facts == {"calls_from": "08:30"}
    assert await town.events(file, "callback.attempted") == []


async def test_a_citizen_who_named_a_time_at_night_is_called_then(town: Town):
    file = await asked(town)
    await town.do("attempt_callback", file, CALLBACK_AGENT, "another_time", at=at(23, 22))
    assert (await try_at(town, file, at(23, 22))).case.status == "callback_pending"
    assert len(await town.events(file, "callback.attempted")) == 2
    with pytest.raises(NotCallingTime):
        await try_at(town, file, at(24, 2))


async def test_a_critical_case_is_called_at_night_only_where_the_city_allows_it(town: Town):
    file = await asked(town, urgency="critical")
    with pytest.raises(NotCallingTime):
        await try_at(town, file, at(23, 22))
    profile = replace(shanghai(), callback=replace(shanghai().callback, critical=True))
    town.database.cache.put(PROFILE, profile, town.id)
    await try_at(town, file, at(23, 22))
    assert len(await town.events(file, "callback.attempted")) == 1


async def test_what_the_citizen_says_is_taken_down_at_any_hour(town: Town):
    file = await asked(town)
    town.clock.move_to(at(24, 1))
    assert (await town.do("answer_callback", file, CALLBACK_AGENT, **CONTENT)).case.status == "closed"


async def test_a_callback_planned_at_night_is_due_by_the_morning_it_can_be_made(town: Town):
    file = await replied(town, urgency="critical")
    town.clock.move_to(at(23, 22))
    file = await town.do("pass_check", file, CHECKER)
    assert clock_of(file, "callback").due_at > at(24, 20)
    assert await is_sound(town)


async def test_three_attempts_on_different_days_one_in_the_evening_close_it_unverified(town: Town):
    file = await asked(town)
    assert (await try_at(town, file, at(23, 10))).case.status == "callback_pending"
    assert (await try_at(town, file, at(24, 9))).case.status == "callback_pending"
    file = await try_at(town, file, at(25, 18))
    assert (file.case.status, file.case.verified, file.case.outcome_verified) == ("closed", False, None)
    assert [told["move"] for told in await town.events(file, "case.moved")][-1] == "close_unverified"
    assert await callbacks(town) == [("phone", "unreached")]


async def test_attempts_of_one_day_count_once(town: Town):
    file = await asked(town)
    for hour in (10, 11, 12, 13):
        file = await try_at(town, file, at(23, hour))
    assert file.case.status == "callback_pending"
    assert len(await town.events(file, "callback.attempted")) == 4


async def test_the_last_attempt_counts_only_in_the_evening(town: Town):
    file = await asked(town)
    for day, hour in ((23, 10), (24, 9), (25, 10)):
        file = await try_at(town, file, at(day, hour))
    assert file.case.status == "callback_pending"
    assert (await try_at(town, file, at(25, 19))).case.status == "closed"


async def test_our_own_lateness_closes_nothing(town: Town):
    file = await asked(town)
    await town.later(days=10)
    file = await town.look(file)
    assert (file.case.status, file.case.next_clock) == ("callback_pending", "callback")
    assert clock_of(file, "callback").fired_at is not None


async def test_a_survey_nobody_answers_in_time_closes_unverified(town: Town):
    file = await asked(town, nature="consultation")
    await town.later(days=3)
    file = await town.look(file)
    assert (file.case.status, file.case.verified) == ("closed", False)


async def sampled(town: Town, share: float) -> CaseFile:
    profile = replace(shanghai(), callback=replace(shanghai().callback, sample_answered=share))
    town.database.cache.put(PROFILE, profile, town.id)
    draft = await town.a_case(unit=None, nature="consultation")
    return await town.do("answer_case", draft, OPERATOR, "请拨打社区事务受理中心。")


async def test_a_share_of_the_answers_given_on_the_spot_is_verified_by_callback(town: Town):
    await sampled(town, 0.0)
    assert await callbacks(town) == []
    file = await sampled(town, 1.0)
    assert await callbacks(town) == [("survey", "waiting")]
    file = await town.do("answer_callback", file, CALLBACK_AGENT, outcome="explained", satisfaction="satisfied")
    assert (file.case.status, file.case.verified) == ("answered", True)
    await town.later(days=16)
    assert (await town.look(file)).case.status == "archived"


async def test_who_was_not_helped_on_the_spot_is_sent_to_the_dispatch_desk(town: Town):
    file = await town.do("answer_callback", await sampled(town, 1.0), CALLBACK_AGENT, **UNHAPPY)
    assert (file.case.status, file.case.next_clock) == ("pending_dispatch", "dispatch")


async def test_a_sampled_citizen_nobody_reaches_is_not_asked_for_ever(town: Town):
    await sampled(town, 1.0)
    await town.later(days=16)
    assert await callbacks(town) == [("survey", "cancelled")]


async def called_at(town: Town, file: CaseFile, day: int, hour: int) -> str:
    """Calls in vain at an hour of November; returns the case's state."""
    town.clock.move_to(datetime(2026, 11, day, hour, tzinfo=shanghai().zone))
    return (await town.do("attempt_callback", file, CALLBACK_AGENT, "no_answer")).case.status


async def test_the_last_call_counts_only_within_the_evening(town: Town):
    file = await to_be_called(town)
    hours = [(23, 10), (24, 10), (26, 9), (26, 17)]
    assert [await called_at(town, file, *when) for when in hours] == ["callback_pending"] * 4
    assert await called_at(town, file, 27, 19) == "closed"


async def test_what_is_critical_is_tried_again_the_same_day(town: Town):
    file = await to_be_called(town, urgency="critical")
    assert [await called_at(town, file, 23, hour) for hour in (10, 11, 19)] == ["callback_pending"] * 2 + ["closed"]
