"""Handling follows the primary, every citizen is asked, and a merge is undone."""

import pytest

from builders.asked import CONTENT, DONE, STREET, UNHAPPY, callbacks
from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    OPERATOR,
    REVIEW_OFFICER,
    Town,
    a_person,
    a_town,
    clock_of,
    states,
)
from lianxin.cases import CaseFile, verify_city
from lianxin.kernel.database import Database
from lianxin.people import Person


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def merged(town: Town) -> tuple[CaseFile, CaseFile]:
    """A primary and the case of another citizen that follows it."""
    primary = await town.a_case(person=a_person(1))
    follower = await town.a_case(person=a_person(2))
    await town.do("merge_case", follower, OPERATOR, primary.case.number, "同一处夜市")
    return primary, await town.look(follower)


async def answered(town: Town, primary: CaseFile) -> None:
    await town.do("sign_order", primary.orders[-1], STREET)
    await town.do("reply_order", primary.orders[-1], STREET, *DONE)
    await town.do("pass_check", primary, CHECKER)


async def test_handling_follows_the_primary_and_every_citizen_is_asked(town: Town):
    primary, follower = await merged(town)
    assert states(follower) == ("merged", [("pudong-weifang", "lead", "cancelled")])
    await answered(town, primary)
    assert await callbacks(town) == [("phone", "waiting"), ("phone", "waiting")]
    await town.do("answer_callback", primary, CALLBACK_AGENT, **CONTENT)
    follower = await town.look(follower)
    assert clock_of(follower, "answer").ended == "met"
    follower = await town.do("answer_callback", follower, CALLBACK_AGENT, **CONTENT)
    assert (follower.case.status, follower.case.verified) == ("merged", True)
    await town.later(days=16)
    assert [(await town.look(file)).case.status for file in (primary, follower)] == ["archived", "archived"]


async def test_a_dissatisfied_follower_goes_on_alone(town: Town):
    primary, follower = await merged(town)
    await answered(town, primary)
    follower = await town.do("answer_callback", follower, CALLBACK_AGENT, **UNHAPPY)
    assert (follower.case.status, follower.case.merged_into) == ("pending_dispatch", None)
    assert follower.case.next_clock == "dispatch"
    assert (await town.look(primary)).case.status == "callback_pending"


async def test_a_second_round_of_the_primary_asks_nobody_twice_at_once(town: Town):
    primary, _follower = await merged(town)
    await answered(town, primary)
    await town.do("answer_callback", primary, CALLBACK_AGENT, **UNHAPPY)
    primary = await town.do("redo_case", primary, REVIEW_OFFICER, "夜间未核查")
    await answered(town, primary)
    waiting = [status for _method, status in await callbacks(town)]
    assert sorted(waiting) == ["answered", "cancelled", "waiting", "waiting"]


async def test_a_merged_citizen_who_cannot_be_asked_keeps_the_round_of_the_log(town: Town):
    primary, silent = (
        await town.a_case(person=a_person(1)),
        await town.a_case(person=Person("王先生"), channel="letter"),
    )
    await town.do("merge_case", silent, OPERATOR, primary.case.number, "同一处夜市")
    await answered(town, primary)
    await town.do("answer_callback", primary, CALLBACK_AGENT, **UNHAPPY)
    primary = await town.do("redo_case", primary, REVIEW_OFFICER, "夜间未核查")
    await answered(town, primary)
    assert (await town.look(silent)).case.round == 1
    assert (await verify_city(town.database, town.id)).ok


async def test_a_merge_is_undone_and_the_case_is_where_it_was_with_a_fresh_order(town: Town):
    _primary, follower = await merged(town)
    follower = await town.do("undo_merge", follower, OPERATOR, "不是同一处")
    assert states(follower) == (
        "handling",
        [("pudong-weifang", "lead", "cancelled"), ("pudong-weifang", "lead", "dispatched")],
    )
    waiting = await town.a_case(unit="", topic="")
    await town.do("merge_case", waiting, OPERATOR, follower.case.number)
    waiting = await town.do("undo_merge", waiting, OPERATOR, "不是同一处")
    assert (waiting.case.status, waiting.case.next_clock) == ("pending_dispatch", "dispatch")


async def test_followers_of_a_follower_follow_the_new_primary(town: Town):
    primary, follower = await merged(town)
    top = await town.a_case()
    await town.do("merge_case", primary, OPERATOR, top.case.number)
    assert (await town.look(follower)).case.merged_into == top.case.id


async def test_when_the_primary_is_withdrawn_its_followers_go_on_alone(town: Town):
    primary, follower = await merged(town)
    await town.withdrawn(primary, words="市民来电撤诉")
    follower = await town.look(follower)
    assert (follower.case.status, follower.case.merged_into) == ("pending_dispatch", None)


async def test_a_case_is_not_merged_into_itself_or_into_one_that_is_over(town: Town):
    from lianxin.cases.commands.supervision import CannotMerge

    primary, follower = await merged(town)
    for case, into in ((primary, primary), (primary, follower)):
        with pytest.raises(CannotMerge):
            await town.do("merge_case", case, OPERATOR, into.case.number)
