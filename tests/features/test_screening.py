"""Written cases wait for one look of a person, and the hotline can end them without a unit."""

from typing import Any

import pytest

from builders.cases import (
    DISPATCHER,
    NOISE,
    OPERATOR,
    SHIFT_LEAD,
    SUPERVISOR,
    WEIFANG,
    Town,
    a_person,
    a_town,
    handler,
    shanghai,
    states,
)
from lianxin.cases import CaseFile, IntakeForm, OwnWords, act_as_citizen, sight_of, submit_case, verify_city, work_list
from lianxin.cases.core.locking import NoCase
from lianxin.kernel.database import Database

STALLS = "夜里有人占道设摊，油烟很大。"


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def written(town: Town, words: str = STALLS, **told: Any) -> CaseFile:
    form = IntakeForm(
        **{"words": words, "channel": "web", "topic": NOISE, "street": WEIFANG, **told}, person=a_person()
    )
    async with town.begin() as work:
        opened = await submit_case(work, form)
    return await town.look(opened.file)


async def why(town: Town, file: CaseFile) -> str:
    return (await town.events(file, "case.moved"))[0]["details"]["why"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"nature": "tip_off"}, "tip_off"),
        ({"nature": "consultation"}, "consultation"),
        ({"topic": ""}, "no_rule"),
        ({"nature": "complaint", "words": "潍坊新村街道办看见占道设摊也不管。"}, "names_unit"),
        ({"nature": "complaint", "words": "城管中队收了摊主的钱，夜里照样占道设摊。"}, "names_unit"),
        ({"words": "隔壁楼道里着火了，冒浓烟，有人被困在五楼。"}, "critical"),
    ],
)
async def test_a_written_case_that_no_unit_should_get_unread_waits_for_a_person(
    town: Town, told: dict[str, str], reason: str
):
    file = await written(town, **told)
    assert (file.case.status, file.orders, file.case.next_clock) == ("screening", [], "screening")
    assert await why(town, file) == reason
    assert [c.kind for c in file.clocks if c.runs] == ["answer", "screening"]


async def test_the_rest_goes_on_by_itself_and_what_an_operator_heard_is_not_held(town: Town):
    assert (await written(town, nature="complaint")).case.status == "handling"
    assert (await town.a_case(unit="", nature="consultation", channel="phone")).case.status == "handling"


async def test_a_person_who_has_looked_passes_the_case_to_the_rules(town: Town):
    file = await town.do("pass_case", await written(town, nature="consultation"), OPERATOR)
    assert states(file) == ("handling", [("pudong-weifang", "lead", "dispatched")])
    undecided = await town.do("pass_case", await written(town, topic=""), OPERATOR)
    assert (undecided.case.status, undecided.case.next_clock) == ("pending_dispatch", "dispatch")


ENDS = {
    "answer_case": (("九点开门，带身份证。",), "answered"),
    "refuse_case": (("in_court", "请向法院提出。"), "not_accepted"),
    "transfer_emergency": (("119",), "emergency_transferred"),
    "void_case": (("测试内容，不是诉求。",), "void"),
    "ask_information": (("请问是几号楼？",), "needs_information"),
    "dispatch_case": (("pudong-chengguan",), "handling"),
    "withdraw_case": (("本人说不用了。",), "withdrawn"),
}


@pytest.mark.parametrize("move", ENDS)
@pytest.mark.parametrize("at_desk", [False, True])
async def test_the_hotline_ends_a_written_case_before_any_unit_has_it(town: Town, move: str, *, at_desk: bool):
    file = await written(town, topic="")
    if at_desk:
        file = await town.do("pass_case", file, OPERATOR)
    said, after = ENDS[move]
    file = await town.do(move, file, SHIFT_LEAD, *said)
    if move == "withdraw_case":
        file = await town.do("confirm_withdrawal", file, SUPERVISOR, "已与市民核实。")
    assert file.case.status == after
    stopped = {"screening"} if move == "ask_information" else {"screening", "dispatch"}
    assert not [c for c in file.clocks if c.runs and c.kind in stopped]
    assert (await verify_city(town.database, town.id)).ok


async def test_an_answer_to_a_question_brings_the_case_back_to_the_person_who_screens(town: Town):
    file = await written(town, nature="consultation")
    file = await town.do("ask_information", file, OPERATOR, "请问是哪个小区？")
    async with town.begin() as work:
        await act_as_citizen(work, file.case.link_token, "give_information", OwnWords("潍坊三村。"))
    file = await town.look(file)
    assert (file.case.status, file.case.next_clock) == ("screening", "screening")


async def test_a_tip_off_is_screened_at_the_dispatch_desk_and_hidden_from_operators(town: Town):
    file = await written(town, nature="tip_off")
    with pytest.raises(NoCase):
        await town.do("pass_case", file, OPERATOR)
    async with town.database.read(town.id) as work:
        [card] = (await work_list(work, sight_of(DISPATCHER, shanghai()), "dispatch")).items
        assert card.number == file.case.number
        assert (await work_list(work, sight_of(OPERATOR, shanghai()), "intake")).items == []
        assert (await work_list(work, sight_of(handler("pudong-weifang"), shanghai()), "unit")).items == []


async def test_the_limit_of_the_look_is_the_profiles(town: Town):
    file = await written(town, nature="consultation")
    await town.later(hours=3)
    assert [event["clock"] for event in await town.events(file, "clock.fired")] == ["screening"]
    assert (await town.do("pass_case", file, OPERATOR)).case.status == "handling"
