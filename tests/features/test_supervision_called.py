"""What calls for a supervisor by itself: a case that comes back again, an emergency nobody confirmed."""

from datetime import timedelta

import pytest

from builders.cases import OPERATOR, SUPERVISOR, Town, a_town, clock_of
from lianxin.cases import CaseFile, case_clocks, sight_of, verify_city, work_list
from lianxin.city import current_profile
from lianxin.kernel.database import Database


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def desk(town: Town, name: str) -> list[str]:
    """The numbers on one desk, in order."""
    async with town.database.read(town.id) as work:
        sight = sight_of(SUPERVISOR, await current_profile(work))
        return [card.number for card in (await work_list(work, sight, name)).items]


async def came_back(town: Town, times: int) -> CaseFile:
    """A case answered on the spot to which the citizen came back so often."""
    file = await town.a_case(unit=None, nature="consultation")
    await town.do("answer_case", file, OPERATOR, "请带身份证到窗口办理。")
    for nth in range(times):
        file = await town.do("reopen_case", file, OPERATOR, "还是不行。")
        if file.case.status == "pending_dispatch" and nth + 1 < times:
            await town.do("dispatch_case", file, unit="pudong-weifang")
            file = await town.do("sign_order", (await town.look(file)).orders[-1])
            await town.do("reply_order", file.orders[-1], outcome="solved", reply="已经上门办理完毕，请放心。")
            await town.do("pass_check", file)
            file = await town.do("answer_callback", file, outcome="solved", satisfaction="satisfied")
    return file


async def records(town: Town, file: CaseFile) -> list[tuple[str, str, dict[str, object]]]:
    return await town.tuples(
        "SELECT status, made_by, data FROM side_records WHERE city_id = %(city)s AND case_id = %(case)s"
        " AND kind = 'supervision' ORDER BY made_at, id",
        case=file.case.id,
    )


async def test_the_first_return_of_a_citizen_calls_nobody(town: Town):
    file = await came_back(town, 1)
    assert (file.case.reopenings, await records(town, file)) == (1, [])


async def test_the_second_is_put_before_a_supervisor_by_the_system(town: Town):
    file = await came_back(town, 2)
    assert file.case.reopenings == 2
    assert await records(town, file) == [("asked", "system", {"why": "reopened", "times": 2})]
    assert await desk(town, "supervision") == [file.case.number]


async def test_it_lies_there_until_a_supervisor_takes_a_hand_whatever_else_happens(town: Town):
    file = await came_back(town, 2)
    await town.do("close_with_reason", file, outcome="explained", finding="依规定无法再办，已当面说明。")
    assert await desk(town, "supervision") == [file.case.number]
    await town.do("supervise_case", file, SUPERVISOR, "本周内上门核实。")
    assert await desk(town, "supervision") == []
    assert [status for status, _by, _data in await records(town, file)] == ["taken", "open"]
    assert (await verify_city(town.database, town.id)).findings == []


async def test_the_log_knows_how_often_a_case_came_back(town: Town):
    file = await came_back(town, 2)
    async with town.begin() as work:
        await work.run("UPDATE cases SET reopenings = 1 WHERE city_id = %(city)s AND id = %(id)s", id=file.case.id)
    [finding] = (await verify_city(town.database, town.id)).findings
    assert finding.problem == "reopenings is 1, but the log says 2"


async def transferred(town: Town) -> CaseFile:
    draft = await town.a_case(unit=None, nature="help", words="楼道里冒浓烟。")
    return await town.do("transfer_emergency", draft, OPERATOR, "119", "三方通话已接通")


async def test_an_emergency_has_ten_natural_minutes_to_be_confirmed(town: Town):
    file = await transferred(town)
    clock = clock_of(file, "emergency")
    assert clock.due_at - clock.started_at == timedelta(minutes=10)
    assert (file.case.next_clock, file.case.next_due_at) == ("emergency", clock.due_at)


@pytest.mark.parametrize(
    ("move", "said"), [("confirm_receipt", ("119 已接警。",)), ("emergency_refused", ("pudong-weifang",))]
)
async def test_receipt_or_refusal_in_time_ends_the_clock_kept(town: Town, move: str, said: tuple[str, ...]):
    file = await town.do(move, await transferred(town), OPERATOR, *said)
    assert clock_of(file, "emergency").ended == "met"
    assert await town.later(minutes=11) == 0
    assert await records(town, file) == []


async def test_an_emergency_nobody_confirms_goes_up_once_with_flag_and_supervisor(town: Town):
    file = await transferred(town)
    assert await town.later(minutes=11) == 1
    assert await town.later(minutes=11) == 0
    file = await town.look(file)
    assert file.case.expedite
    assert file.case.status == "emergency_transferred"
    assert await records(town, file) == [("asked", "system", {"why": "emergency"})]
    assert (await desk(town, "dispatch"))[0] == file.case.number
    assert await desk(town, "supervision") == [file.case.number]
    ended = await town.do("confirm_receipt", file, OPERATOR, "119 已接警。")
    assert clock_of(ended, "emergency").ended == "late"
    assert (await verify_city(town.database, town.id)).findings == []


@pytest.mark.parametrize(
    ("locale", "words"), [("zh-CN", ("紧急电话确认接到时限", "10 分钟")), ("en", ("10 minutes", "not verified"))]
)
async def test_its_clock_is_explained_like_every_other(town: Town, locale: str, words: tuple[str, ...]):
    file = await transferred(town)
    async with town.database.read(town.id) as work:
        told = await case_clocks(work, SUPERVISOR, file.case.number, locale)
    [said] = [one.explanation for one in told if one.kind == "emergency"]
    assert all(word in said for word in words)
