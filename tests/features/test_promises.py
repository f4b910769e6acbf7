"""A case that goes on after its end keeps the promise that was made at first."""

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    OPERATOR,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
)
from lianxin.cases import verify_city
from lianxin.kernel.database import Database

STREET = handler("pudong-weifang")
DONE = ("solved", "已到现场劝离，并安排晚间巡查。")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok


async def test_who_objects_has_the_promise_that_was_made_at_first(town: Town):
    file = await town.a_case(unit=None)
    file = await town.do("refuse_case", file, OPERATOR, "in_court", "请向法院起诉。")
    made = clock_of(file, "answer")
    assert made.ended == "met"
    await town.later(hours=1)
    file = await town.do("object_refusal", file, OPERATOR, "不同意。")
    promise = clock_of(file, "answer")
    assert promise.runs
    assert (promise.id, promise.started_at, file.case.due_at) == (made.id, made.started_at, made.due_at)
    assert (await town.events(file, "clock.changed"))[-1]["why"] == "reopened"
    assert await is_sound(town)


async def test_who_comes_back_to_an_answer_has_the_promise_that_was_made_at_first(town: Town):
    file = await town.a_case(unit=None)
    file = await town.do("answer_case", file, OPERATOR, "夜间摆摊由街道管理。")
    assert clock_of(file, "answer").ended == "met"
    file = await town.do("reopen_case", file, OPERATOR, "还是没人管。")
    assert [c.kind for c in file.clocks if c.runs] == ["answer", "dispatch"]
    assert await is_sound(town)


async def test_a_follower_who_goes_on_alone_has_the_promise_that_was_made_at_first(town: Town):
    primary = await town.a_case(person=a_person(1))
    follower = await town.a_case(person=a_person(2))
    await town.do("merge_case", follower, DISPATCHER, primary.case.number)
    await town.do("sign_order", primary.orders[0], STREET)
    await town.do("reply_order", primary.orders[0], STREET, *DONE)
    await town.do("pass_check", primary, CHECKER)
    await town.do("answer_callback", primary, CALLBACK_AGENT, "solved", "satisfied")
    kept = clock_of(await town.look(follower), "answer")
    assert kept.ended == "met"
    alone = await town.do("answer_callback", follower, CALLBACK_AGENT, "unsolved", "dissatisfied")
    assert clock_of(alone, "answer").runs
    assert clock_of(alone, "answer").due_at == kept.due_at
    assert await is_sound(town)
