"""What a case keeps back, and what it owes: tip-offs, numbers, units complained about, followers, promises."""

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    OPERATOR,
    RETURN_OFFICER,
    SHIFT_LEAD,
    Town,
    a_person,
    a_town,
    clock_of,
    handler,
)
from lianxin.cases import CaseFile, citizen_view, reveal, sight_of, verify_city, view_of_number
from lianxin.cases.core.locking import NoCase
from lianxin.cases.core.sight import check_seen
from lianxin.city import current_profile
from lianxin.kernel.database import Database
from lianxin.people import Actor, NotPermitted, Person, RevealReason

STREET = handler("pudong-weifang")
DONE = ("solved", "已到现场劝离，并安排晚间巡查。")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def looked_up(town: Town, file: CaseFile, actor: Actor) -> dict[str, str]:
    """The citizen in the clear."""
    async with town.begin(actor.ref) as work:
        return await reveal(work, actor, file.case.number, RevealReason.CONTACT, "")


async def check_found(town: Town, file: CaseFile, actor: Actor) -> None:
    """Raises NoCase unless the actor finds the case."""
    async with town.database.read(town.id) as work:
        await check_seen(work, sight_of(actor, await current_profile(work)), file.case.number)


async def is_sound(town: Town) -> bool:
    """Whether the log, played again, gives the rows."""
    return (await verify_city(town.database, town.id)).ok


async def test_a_tip_off_stays_confidential_whatever_is_corrected(town: Town):
    file = await town.a_case(nature="tip_off", person=a_person())
    file = await town.do("correct_case", file, SHIFT_LEAD, confidential=False)
    assert file.case.confidential
    assert file.subject.secret
    with pytest.raises(NotPermitted):
        await looked_up(town, file, STREET)
    file = await town.do("correct_case", file, SHIFT_LEAD, nature="complaint", confidential=False)
    assert not file.subject.secret


async def test_a_unit_sees_name_and_phone_only_while_it_has_something_to_do(town: Town):
    file = await town.a_case(person=Person("王女士", "13900000001", "wang@example.cn"))
    assert await looked_up(town, file, STREET) == {"name": "王女士", "phone": "13900000001", "email": ""}
    assert (await looked_up(town, file, handler("pudong")))["phone"] == "13900000001"
    assert (await looked_up(town, file, OPERATOR))["email"] == "wang@example.cn"
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "不归我们管。")
    await town.do("grant_return", file.orders[0], RETURN_OFFICER, "同意。")
    await town.do("dispatch_case", file, DISPATCHER, "xuhui")
    await check_found(town, file, STREET)
    with pytest.raises(NotPermitted):
        await looked_up(town, file, STREET)


async def test_a_unit_below_the_one_complained_about_does_not_see_what_it_once_had(town: Town):
    file = await town.a_case(nature="complaint", person=a_person())
    await town.do("ask_return", file.orders[0], STREET, "not_our_duty", "不归我们管。")
    await town.do("grant_return", file.orders[0], RETURN_OFFICER, "同意。")
    file = await town.do("correct_case", file, SHIFT_LEAD, complained=["pudong"])
    assert not {"pudong", "pudong-weifang"} & file.units
    for blamed in (STREET, handler("pudong")):
        with pytest.raises(NoCase):
            await check_found(town, file, blamed)
        with pytest.raises(NoCase):
            await looked_up(town, file, blamed)


async def test_citizens_whose_cases_were_merged_get_the_same_answer(town: Town):
    primary = await town.a_case(person=a_person(1))
    follower = await town.a_case(person=a_person(2))
    await town.do("merge_case", follower, DISPATCHER, primary.case.number)
    await town.do("sign_order", primary.orders[0], STREET)
    await town.do("reply_order", primary.orders[0], STREET, *DONE)
    await town.do("pass_check", primary, CHECKER)
    async with town.database.read(town.id) as work:
        seen = await citizen_view(work, follower.case.link_token)
    assert [(h.what, h.text) for h in seen.story if h.text == DONE[1]] == [("replied", DONE[1])]
    assert await is_sound(town)


async def test_a_number_in_a_reply_reaches_nobody_else(town: Town):
    primary = await town.a_case(person=a_person(1))
    follower = await town.a_case(person=a_person(2))
    await town.do("merge_case", follower, DISPATCHER, primary.case.number)
    await town.do("sign_order", primary.orders[0], STREET)
    await town.do("reply_order", primary.orders[0], STREET, "solved", "已致电王女士13912345678；再有请打021-58201234。")
    await town.do("pass_check", primary, CHECKER)
    async with town.database.read(town.id) as work:
        own, other = [await citizen_view(work, file.case.link_token) for file in (primary, follower)]
        sight = sight_of(OPERATOR, await current_profile(work))
        read_out, _version = await view_of_number(work, sight, primary.case.number)
    assert own.story[-1].text == "已致电王女士139****5678；再有请打021-58201234。"
    assert other.story[-1].text == read_out.story[-1].text == "已致电王女士139****5678；再有请打021-****1234。"
    kept = await town.tuples("SELECT body FROM texts WHERE city_id = %(city)s AND body LIKE '%%13912345678%%'")
    assert len(kept) == 1  # as it was written, at the case it was written for


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
