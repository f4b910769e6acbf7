"""Several requests of a kind may wait in one case: which one is decided, and what becomes of one whose order ended."""

from typing import Any
from uuid import UUID

import pytest

from builders.cases import (
    CALLBACK_AGENT,
    CHECKER,
    DISPATCHER,
    OFFICE,
    OPERATOR,
    RETURN_OFFICER,
    SUPERVISOR,
    Town,
    a_town,
    clock_of,
    handler,
    states,
)
from builders.site import AppSite, Seat, good
from lianxin.cases import CaseFile, IllegalMove, verify_city
from lianxin.cases.commands.side_records import NotWaiting, SeveralWait
from lianxin.kernel.database import Database
from lianxin.kernel.ids import new_id
from lianxin.people import Role

LEAD, CO, NEXT = handler("pudong"), handler("sh-chengguan"), handler("xuhui")
DONE = ("solved", "已到现场劝离，并安排晚间巡查。")


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


async def two_at_work(town: Town) -> CaseFile:
    """A lead and a co-unit, both of which have signed."""
    file = await town.a_case(unit="pudong")
    file = await town.do("add_co_unit", file, DISPATCHER, "sh-chengguan")
    for order, unit in zip(file.orders, (LEAD, CO), strict=True):
        await town.do("sign_order", order, unit)
    return await town.look(file)


async def both_ask(town: Town) -> CaseFile:
    """The lead asks for three days, the co-unit for five."""
    file = await two_at_work(town)
    await town.do("ask_extension", file.orders[0], LEAD, 3, "设备要从外地调来。")
    await town.do("ask_extension", file.orders[1], CO, 5, "要等部件。")
    return await town.look(file)


async def records(town: Town, kind: str) -> list[tuple[UUID, UUID | None, str]]:
    return await town.tuples(
        "SELECT id, order_id, status FROM side_records WHERE city_id = %(city)s AND kind = %(kind)s ORDER BY id",
        kind=kind,
    )


async def statuses(town: Town, kind: str) -> list[str]:
    return [status for _id, _order, status in await records(town, kind)]


async def test_the_request_that_was_chosen_is_decided_and_no_other(town: Town):
    file = await both_ask(town)
    lead, co = (clock_of(file, "close", order).due_at for order in file.orders)
    chosen = next(one for one, order, _status in await records(town, "extension") if order == file.orders[1].id)
    file = await town.do("grant_extension", file, SUPERVISOR, "同意。", record=chosen)
    assert clock_of(file, "close", file.orders[0]).due_at == lead
    assert clock_of(file, "close", file.orders[1]).due_at > co
    assert await statuses(town, "extension") == ["asked", "granted"]
    await town.do("refuse_extension", file, SUPERVISOR, "请抓紧。")  # the only one that is left needs no name
    assert await statuses(town, "extension") == ["refused", "granted"]


@pytest.mark.parametrize("command", ["grant_extension", "refuse_extension"])
async def test_nobody_guesses_which_of_several_is_meant(town: Town, command: str):
    file = await both_ask(town)
    before = await town.dump(file)
    with pytest.raises(SeveralWait) as refused:
        await town.do(command, file, SUPERVISOR, "同意。")
    assert refused.value.facts["count"] == 2
    assert await town.dump(file) == before


async def test_what_is_decided_already_or_of_another_kind_is_refused_by_name(town: Town):
    file = await both_ask(town)
    await town.do("ask_exclusion", file.orders[0], LEAD, "市民拒绝入户。")
    [(exclusion, *_)] = await records(town, "exclusion")
    first = (await records(town, "extension"))[0][0]
    await town.do("grant_extension", file, SUPERVISOR, "同意。", record=first)
    for wrong in (first, exclusion, new_id()):
        with pytest.raises(NotWaiting):
            await town.do("grant_extension", file, SUPERVISOR, "同意。", record=wrong)


async def signed_with_two_requests(site: AppSite) -> tuple[Seat, str]:
    operator, unit = await site.seat(Role.OPERATOR), await site.handler("pudong")
    number = (await operator.open(unit="pudong"))["number"]
    order = (await unit.page(number))["orders"][0]["id"]
    good(await unit.do("sign_order", number, order))
    for days in (2, 3):
        good(await unit.do("ask_extension", number, order, amount=days, reason=f"还要{days}天，打13912345678。"))
    return unit, number


async def test_a_desk_names_the_record_it_shows_and_a_bare_decision_is_told_what_to_do(site: AppSite):
    _, number = await signed_with_two_requests(site)
    supervisor = await site.seat(Role.SUPERVISOR)
    bare = await supervisor.do("grant_extension", number, reason="同意。")
    assert (bare.status_code, bare.json()["code"]) == (409, "cases.several_wait")
    assert "2项" in bare.json()["title"]
    _, later = (await supervisor.read("/api/records", kind="extension"))["items"]
    good(await supervisor.do("grant_extension", number, reason="同意。", record=later["id"]))
    [left] = (await supervisor.read("/api/records", kind="extension"))["items"]
    assert left["words"] == "还要2天，打139****5678。"


async def test_the_form_on_the_case_page_asks_which_one_while_several_wait(site: AppSite):
    _, number = await signed_with_two_requests(site)
    supervisor = await site.seat(Role.SUPERVISOR)

    async def fields() -> list[dict[str, Any]]:
        moves = (await supervisor.page(number))["moves"]
        return next(one["fields"] for one in moves if one["move"] == "grant_extension")

    which, reason, told = await fields()
    assert (which["name"], which["required"], reason["name"], told["name"]) == ("record", True, "reason", "told")
    assert [one["id"] for one in (await supervisor.read("/api/records", kind="extension"))["items"]] == which["options"]
    assert [label.split("：")[1] for label in which["labels"]] == [
        "还要2天，打139****5678。",
        "还要3天，打139****5678。",
    ]
    good(await supervisor.do("grant_extension", number, reason="同意。", record=which["options"][1]))
    assert [one["name"] for one in await fields()] == ["reason", "told"]


async def test_an_order_that_is_given_back_takes_its_requests_along(town: Town):
    file = await town.a_case(unit="pudong")
    await town.do("sign_order", file.orders[0], LEAD)
    await town.do("ask_extension", file.orders[0], LEAD, 3, "还要三天。")
    days = town.clock.now().replace(month=12, day=20)
    await town.do("ask_suspension", file.orders[0], LEAD, "雨季后施工", days)
    await town.do("ask_return", file.orders[0], LEAD, "not_our_duty", "不归我们管。")
    file = await town.do("grant_return", file.orders[0], RETURN_OFFICER, "同意。", unit="xuhui")
    assert (await statuses(town, "extension"), await statuses(town, "suspension")) == (["dropped"], ["dropped"])
    dropped = [event for event in await town.events(file, "case.side_recorded") if event["status"] == "dropped"]
    assert [event["record"] for event in dropped] == ["extension", "suspension"]
    second = file.orders[-1]
    await town.do("sign_order", second, NEXT)
    await town.do("ask_extension", second, NEXT, 2, "还要两天。")
    due = clock_of(file, "close", second).due_at
    file = await town.do("grant_extension", file, SUPERVISOR, "同意。")
    assert clock_of(file, "close", second).due_at > due
    assert (await verify_city(town.database, town.id)).ok


async def test_a_released_co_unit_asks_for_nothing_any_more_and_the_lead_still_does(town: Town):
    file = await both_ask(town)
    await town.do("release_order", file.orders[1], DISPATCHER, "不需要协办了。")
    assert await statuses(town, "extension") == ["asked", "dropped"]


async def test_when_the_reply_is_accepted_more_time_is_moot_but_the_figures_are_not(town: Town):
    file = await town.a_case(unit="pudong")
    await town.do("sign_order", file.orders[0], LEAD)
    await town.do("ask_extension", file.orders[0], LEAD, 3, "还要三天。")
    await town.do("ask_exclusion", file.orders[0], LEAD, "市民拒绝入户。")
    await town.do("reply_order", file.orders[0], LEAD, *DONE)
    assert await statuses(town, "extension") == ["asked"]  # the check may still send it back
    await town.do("pass_check", file, CHECKER)
    assert (await statuses(town, "extension"), await statuses(town, "exclusion")) == (["dropped"], ["asked"])
    await town.do("grant_exclusion", file, OFFICE, "情况属实。")
    assert await statuses(town, "exclusion") == ["granted"]


async def test_of_two_media_cases_the_one_that_was_chosen_goes_on(town: Town):
    file = await two_at_work(town)
    for outlet in ("晚报", "电视台"):
        await town.do("record_media", file, SUPERVISOR, outlet, "found")
    with pytest.raises(SeveralWait):
        await town.do("advance_media", file, SUPERVISOR, "已核实。")
    second = (await records(town, "media_case"))[1][0]
    await town.do("advance_media", file, SUPERVISOR, "已核实。", record=second)
    assert await statuses(town, "media_case") == ["found", "checked"]


async def test_of_two_supervisions_the_one_that_was_chosen_ends(town: Town):
    file = await two_at_work(town)
    for words in ("三日内办结。", "每天报进度。"):
        await town.do("supervise_case", file, SUPERVISOR, words)
    first = (await records(town, "supervision"))[0][0]
    await town.do("end_supervision", file, SUPERVISOR, "已办好。", record=first)
    assert await statuses(town, "supervision") == ["done", "open"]


async def test_of_two_proposals_the_one_that_was_chosen_is_published_and_the_other_still_waits(town: Town):
    file = await town.a_case(unit="pudong")
    await town.do("sign_order", file.orders[0], LEAD)
    await town.do("reply_order", file.orders[0], LEAD, *DONE)
    await town.do("pass_check", file, CHECKER)
    await town.do("answer_callback", file, CALLBACK_AGENT, "solved", "satisfied")
    for words in ("夜间摊位已清理。", "占道摊位已清理，并安排巡查。"):
        await town.do("propose_summary", file, CHECKER, words)
    second = (await records(town, "proposal"))[1][0]
    await town.do("publish_summary", file, OFFICE, "占道摊位已清理。", record=second)
    assert await statuses(town, "proposal") == ["asked", "answered"]
    await town.do("refuse_summary", file, OFFICE, "已有摘要。")
    assert await statuses(town, "proposal") == ["refused", "answered"]


STREET = handler("pudong-weifang")


async def in_progress(town: Town, **told: object) -> CaseFile:
    file = await town.a_case(**told)
    return await town.do("sign_order", file.orders[0], STREET)


async def kept_records(town: Town) -> list[tuple[str, str]]:
    return await town.tuples("SELECT kind, status FROM side_records WHERE city_id = %(city)s ORDER BY made_at, id")


@pytest.mark.parametrize(
    ("name", "actor", "words", "kind"),
    [
        ("urge_case", OPERATOR, ("市民再次来电",), "urge"),
        ("supervise_case", SUPERVISOR, ("今日内到现场",), "supervision"),
        ("record_visit", SUPERVISOR, ("现场仍有三个摊位", 2), "field_visit"),
        ("record_media", SUPERVISOR, ("看看新闻", "found"), "media_case"),
    ],
)
async def test_side_records_change_no_state(town: Town, name: str, actor, words: tuple[object, ...], kind: str):
    before = await in_progress(town)
    file = await town.do(name, before, actor, *words)
    assert states(file) == states(before)
    assert [record for record, _status in await kept_records(town)] == [kind]
    assert file.case.urged is (kind == "urge")


async def test_an_exclusion_is_asked_decided_and_stays_listed(town: Town):
    file = await in_progress(town)
    await town.do("ask_exclusion", file.orders[0], STREET, "市民提供的地址有误")
    before = states(file)
    file = await town.do("grant_exclusion", file, OFFICE, "属实")
    assert (states(file), await kept_records(town)) == (before, [("exclusion", "granted")])


async def test_nothing_is_public_that_no_person_approved(town: Town):
    file = await in_progress(town)
    with pytest.raises(IllegalMove):
        await town.do("publish_summary", file, OFFICE, "潍坊街道夜市整治")
    [(public,)] = await town.tuples(
        "SELECT count(*) FROM side_records WHERE city_id = %(city)s AND kind = 'publication'"
    )
    assert public == 0
