"""A citizen with several cases in one merged group is asked once about one answer."""

from typing import Any

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    OPERATOR,
    REVIEW_OFFICER,
    Town,
    a_person,
    a_town,
    handler,
)
from builders.figures import figures_of, share
from lianxin.cases import CaseFile, IllegalMove, act_as_citizen, asks, citizen_view, verify_city
from lianxin.kernel.database import Database

STREET = handler("pudong-weifang")
DONE = ("solved", "已到现场劝离，并安排晚间巡查。")
CONTENT: dict[str, Any] = {"outcome": "solved", "satisfaction": "satisfied"}
UNHAPPY: dict[str, Any] = {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "not_solved"}


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def a_group(town: Town, *people: int) -> list[CaseFile]:
    """A primary and the cases merged into it, of the persons with these numbers."""
    primary, *others = [await town.a_case(person=a_person(one)) for one in people]
    for other in others:
        await town.do("merge_case", other, DISPATCHER, primary.case.number)
    return [primary, *others]


async def answer(town: Town, primary: CaseFile) -> None:
    """Signs, replies and passes the check."""
    order = (await town.look(primary)).orders[-1]
    await town.do("sign_order", order, STREET)
    await town.do("reply_order", order, STREET, *DONE)
    await town.do("pass_check", primary, CHECKER)


async def waiting(town: Town) -> list[str]:
    """Returns the numbers of the cases with a waiting callback."""
    rows = await town.tuples(
        "SELECT c.number FROM callbacks b JOIN cases c ON c.city_id = b.city_id AND c.id = b.case_id"
        " WHERE b.city_id = %(city)s AND b.status = 'waiting' ORDER BY c.number"
    )
    return [number for (number,) in rows]


def numbers(*files: CaseFile) -> list[str]:
    return [file.case.number for file in files]


async def verdicts(town: Town, *files: CaseFile) -> list[tuple[str, str | None, bool | None]]:
    """Returns the status, the citizen's outcome and whether it is verified."""
    cases = [(await town.look(file)).case for file in files]
    return [(case.status, case.outcome_citizen, case.verified) for case in cases]


async def is_sound(town: Town) -> bool:
    return (await verify_city(town.database, town.id)).ok


async def test_each_citizen_of_a_group_is_called_once_and_the_verdict_counts_for_all_their_cases(town: Town):
    primary, own, other, twin = await a_group(town, 1, 1, 2, 2)
    await answer(town, primary)
    assert await waiting(town) == numbers(primary, other)
    await town.do("answer_callback", primary, CALLBACK_AGENT, **CONTENT)
    await town.do("answer_callback", other, CALLBACK_AGENT, outcome="explained", satisfaction="neutral")
    assert await verdicts(town, primary, own, other, twin) == [
        ("closed", "solved", True),
        ("merged", "solved", True),
        ("merged", "explained", True),
        ("merged", "explained", True),
    ]
    assert share((await figures_of(town))["satisfaction_rate"])[1] == 2, "each citizen once"
    async with town.database.read(town.id) as work:
        story = (await citizen_view(work, own.case.link_token)).story
    assert [(one.what, one.text or one.fact) for one in story[-2:]] == [("replied", DONE[1]), ("said", "solved")]
    assert await is_sound(town)


async def test_a_citizen_who_is_not_content_goes_on_with_all_their_cases_in_one(town: Town):
    primary, other, twin = await a_group(town, 1, 2, 2)
    await answer(town, primary)
    await town.do("answer_callback", other, CALLBACK_AGENT, **UNHAPPY)
    alone, follows = await town.look(other), await town.look(twin)
    assert (alone.case.status, follows.case.status) == ("pending_dispatch", "merged")
    assert follows.case.merged_into == other.case.id
    assert await waiting(town) == numbers(primary)
    await town.do("dispatch_case", other, DISPATCHER, "pudong-weifang")
    await answer(town, other)
    assert await waiting(town) == numbers(primary, other)
    assert await is_sound(town)


async def test_the_citizen_of_the_primary_is_asked_once_again_after_a_redo(town: Town):
    primary, own = await a_group(town, 1, 1)
    await answer(town, primary)
    await town.do("answer_callback", primary, CALLBACK_AGENT, **UNHAPPY)
    assert await verdicts(town, own) == [("merged", "unsolved", None)]
    await town.do("redo_case", primary, REVIEW_OFFICER, "夜间未核查")
    await answer(town, primary)
    assert await waiting(town) == numbers(primary)
    assert await verdicts(town, own) == [("merged", None, None)]
    assert await is_sound(town)


async def test_whoever_is_merged_while_callbacks_wait_is_asked_unless_they_are_asked_already(town: Town):
    primary, other = await a_group(town, 1, 2)
    late = [await town.a_case(person=a_person(one)) for one in (1, 2, 3)]
    await answer(town, primary)
    await town.do("answer_callback", other, CALLBACK_AGENT, **CONTENT)
    for file in late:
        await town.do("merge_case", file, DISPATCHER, primary.case.number)
    assert await waiting(town) == numbers(primary, late[2])
    assert await verdicts(town, *late) == [
        ("merged", None, None),
        ("merged", "solved", True),
        ("merged", None, None),
    ]
    assert await is_sound(town)


async def test_a_merge_undone_leaves_nobody_unasked_and_nobody_asked_twice(town: Town):
    primary, own, other, twin = await a_group(town, 1, 1, 2, 2)
    await answer(town, primary)
    await town.do("undo_merge", other, OPERATOR, "不是同一处")
    assert await waiting(town) == numbers(primary, twin), "the other case of the citizen gets the callback"
    await town.do("undo_merge", own, OPERATOR, "不是同一处")
    await town.do("answer_callback", primary, CALLBACK_AGENT, **CONTENT)
    assert await verdicts(town, own) == [("handling", None, None)], "its own answer is still to come"
    await answer(town, own)
    assert await waiting(town) == numbers(own, twin)
    assert await is_sound(town)


async def test_a_merged_citizen_answers_on_their_own_page_and_counts_once(town: Town):
    primary, other, twin = await a_group(town, 1, 2, 2)
    await answer(town, primary)
    ask = asks.followup.Verdict(**CONTENT)
    async with town.begin() as work:
        await act_as_citizen(work, other.case.link_token, "answer_survey", ask)
    assert await verdicts(town, other, twin) == [("merged", "solved", True)] * 2
    assert await waiting(town) == numbers(primary), "the primary's citizen is still asked"
    for link in (other.case.link_token, twin.case.link_token):
        with pytest.raises(IllegalMove):
            async with town.begin() as work:
                await act_as_citizen(work, link, "answer_survey", ask)
    await town.do("answer_callback", primary, CALLBACK_AGENT, **CONTENT)
    assert share((await figures_of(town))["satisfaction_rate"])[1] == 2, "each citizen once"
    assert await is_sound(town)
