"""Calling back: the list in fair order, one caller at a time, agreed times, what to say, and who may not."""

from datetime import timedelta
from typing import Any

import pytest

from builders.site import AppSite, Seat, good
from lianxin.people import SYSTEM, Role, erase_citizen

pytestmark = pytest.mark.moment

PHONE = "13912345678"


@pytest.fixture
async def agent(site: AppSite) -> Seat:
    return await site.seat(Role.CALLBACK_AGENT, name="吴晓燕")


async def asked(site: AppSite, **told: Any) -> str:
    """The number of a case whose citizen is to be called."""
    everybody = await site.seat(Role.OPERATOR, Role.CHECKER)
    unit = await site.handler("pudong-weifang")
    told = {"contact": {"name": "王小芳", "phone": PHONE}, **told}
    number = (await everybody.open(unit="pudong-weifang", **told))["number"]
    order = (await unit.page(number))["orders"][0]["id"]
    good(await unit.do("sign_order", number, order))
    good(await unit.do("reply_order", number, order, outcome="solved", reply="已劝离，并安排晚间巡查。"))
    good(await everybody.do("pass_check", number))
    return number


async def calls(seat: Seat) -> list[tuple[str, str]]:
    return [(card["number"], card["call"]["turn"]) for card in (await seat.read("/api/callbacks"))["items"]]


async def take(seat: Seat, number: str, **how: bool):
    return await seat.client.put(f"/api/cases/{number}/callback", json=how)


# the list


async def test_the_list_is_in_fair_order_and_says_why(site: AppSite, agent: Seat):
    usual = await asked(site)
    site.town.clock.move(timedelta(minutes=5))
    critical = await asked(site, urgency="critical")
    assert await calls(agent) == [(critical, "critical"), (usual, "due")]
    site.town.clock.move(timedelta(days=4))
    assert await calls(agent) == [(critical, "critical"), (usual, "late")]
    assert set(await agent.desk("callback")) == {critical, usual}


async def test_a_citizen_who_answers_a_survey_by_themselves_is_not_called(site: AppSite, agent: Seat):
    await asked(site, nature="consultation")
    assert await calls(agent) == []
    assert await agent.desk("callback") == {}


async def test_the_list_is_for_those_who_call(site: AppSite):
    number = await asked(site)
    for seat in (await site.seat(Role.OPERATOR), await site.handler("pudong-weifang")):
        for path in ("/api/callbacks", "/api/callbacks/claims", f"/api/cases/{number}/callback"):
            assert (await seat.get(path)).status_code == 403, path
        assert (await take(seat, number)).status_code == 403


# the hours of calls


async def test_outside_the_hours_no_call_is_offered_and_the_page_says_from_when(site: AppSite, agent: Seat):
    number = await asked(site)
    site.town.clock.move(timedelta(hours=16, minutes=10))  # 01:10
    assert await calls(agent) == [(number, "later")]
    [card] = (await agent.read("/api/callbacks"))["items"]
    sheet = await agent.read(f"/api/cases/{number}/callback")
    assert card["call"]["closed_until"] == sheet["closed_until"] == "2026-11-24T08:30:00+08:00"
    assert sheet["counts_now"] is False
    for refused in (await take(agent, number), await agent.do("attempt_callback", number, result="busy")):
        assert (refused.status_code, refused.json()["code"]) == (409, "cases.not_calling_time")
        assert "08:30" in refused.json()["title"]
    site.town.clock.move(timedelta(hours=7, minutes=20))
    assert await calls(agent) == [(number, "due")]
    good(await take(agent, number))


async def test_a_call_begun_within_the_hours_is_finished_after_them(site: AppSite, agent: Seat):
    number = await asked(site)
    good(await take(agent, number))
    site.town.clock.move(timedelta(hours=12))  # 21:00
    good(await take(agent, number))
    good(await agent.do("attempt_callback", number, result="busy"))
    assert (await take(agent, number)).status_code == 409


async def test_a_citizen_whose_number_was_erased_is_not_on_the_list(site: AppSite, agent: Seat):
    number = await asked(site)
    async with site.town.begin() as work:
        citizen = await work.value("SELECT citizen_id FROM cases WHERE city_id = %(city)s AND number = %(n)s", n=number)
        await erase_citizen(work, SYSTEM, citizen)
    assert await calls(agent) == []


# one caller at a time


async def test_two_agents_never_call_the_same_citizen_at_once(site: AppSite, agent: Seat):
    number = await asked(site)
    colleague = await site.seat(Role.CALLBACK_AGENT, name="周丽")
    good(await take(agent, number))
    refused = await take(colleague, number)
    assert (refused.status_code, refused.json()["code"]) == (409, "cases.call_taken")
    assert refused.json()["facts"]["name"] == "吴晓燕"
    [claim] = (await colleague.read("/api/callbacks/claims"))["items"]
    assert (claim["number"], claim["name"], claim["mine"]) == (number, "吴晓燕", False)
    for move, said in (
        ("answer_callback", {"outcome": "solved", "satisfaction": "satisfied"}),
        ("attempt_callback", {"result": "busy"}),
    ):
        assert (await colleague.do(move, number, **said)).json()["code"] == "cases.call_taken"
    good(await agent.do("answer_callback", number, outcome="solved", satisfaction="satisfied"))
    assert (await agent.read("/api/callbacks/claims"))["items"] == []


async def test_a_call_that_is_left_or_forgotten_is_free_for_others(site: AppSite, agent: Seat):
    number = await asked(site)
    colleague = await site.seat(Role.CALLBACK_AGENT)
    good(await take(agent, number))
    good(await take(agent, number, leaving=True))
    good(await take(colleague, number))
    async with site.town.begin() as work:
        await work.run("UPDATE callback_claims SET until = %(real)s - interval '1 second' WHERE city_id = %(city)s")
    assert (await agent.read("/api/callbacks/claims"))["items"] == []
    good(await take(agent, number))
    assert (await take(colleague, number)).status_code == 409


async def test_nobody_is_called_where_no_callback_waits(site: AppSite, agent: Seat):
    operator = await site.seat(Role.OPERATOR)
    number = (await operator.open())["number"]
    assert (await take(agent, number)).json()["code"] == "cases.no_callback"
    assert (await agent.get(f"/api/cases/{number}/callback")).json()["code"] == "cases.no_callback"


async def test_the_citizens_of_a_merge_are_called_apart(site: AppSite, agent: Seat):
    operator = await site.seat(Role.OPERATOR, Role.CHECKER)
    unit = await site.handler("pudong-weifang")
    people = ({"name": "王小芳", "phone": PHONE}, {"name": "李小明", "phone": "13912345679"})
    first, second = [(await operator.open(unit="pudong-weifang", contact=one))["number"] for one in people]
    good(await operator.post(f"/api/cases/{second}/merge_case", {"number": first}, version="*"))
    order = (await unit.page(first))["orders"][0]["id"]
    good(await unit.do("sign_order", first, order))
    good(await unit.do("reply_order", first, order, outcome="solved", reply="已劝离，并安排晚间巡查。"))
    good(await operator.do("pass_check", first))
    assert {number for number, _ in await calls(agent)} == {first, second}
    colleague = await site.seat(Role.CALLBACK_AGENT)
    good(await take(agent, first))
    good(await take(colleague, second))


# an agreed time, attempts


async def test_a_citizen_who_names_another_time_is_called_then_and_it_is_no_failed_attempt(site: AppSite, agent: Seat):
    number = await asked(site)
    at = site.town.clock.now() + timedelta(hours=3)
    good(await agent.do("attempt_callback", number, result="another_time", at=at.isoformat()))
    assert await calls(agent) == []
    site.town.clock.move(timedelta(hours=3))
    assert await calls(agent) == [(number, "promised")]
    sheet = await agent.read(f"/api/cases/{number}/callback")
    assert (sheet["left"], sheet["wanted"], len(sheet["attempts"])) == (3, 3, 1)
    good(await agent.do("attempt_callback", number, result="no_answer"))
    sheet = await agent.read(f"/api/cases/{number}/callback")
    assert (sheet["left"], sheet["promised_at"]) == (2, None)


@pytest.mark.parametrize("hours", [None, -1, 24 * 30])
async def test_an_agreed_time_is_said_and_lies_in_the_next_weeks(site: AppSite, agent: Seat, hours: int | None):
    number = await asked(site)
    at = {"at": (site.town.clock.now() + timedelta(hours=hours)).isoformat()} if hours else {}
    refused = await agent.do("attempt_callback", number, result="another_time", **at)
    assert (refused.status_code, refused.json()["facts"]["field"]) == (422, "at")


async def test_the_sheet_says_what_is_owed_and_that_the_last_attempt_is_in_the_evening(site: AppSite, agent: Seat):
    number = await asked(site)
    good(await agent.do("attempt_callback", number, result="busy"))
    site.town.clock.move(timedelta(days=1))
    good(await agent.do("attempt_callback", number, result="no_answer"))
    assert await calls(agent) == []
    site.town.clock.move(timedelta(days=1))
    assert await calls(agent) == []
    site.town.clock.move(timedelta(hours=10))
    assert await calls(agent) == [(number, "evening")]
    sheet = await agent.read(f"/api/cases/{number}/callback")
    assert (sheet["left"], sheet["evening_owed"], sheet["counts_now"]) == (1, True, True)
    assert [(one["by"], one["result"], one["counts"]) for one in sheet["attempts"]] == [
        ("吴晓燕", "busy", True),
        ("吴晓燕", "no_answer", True),
    ]
    site.town.clock.move(timedelta(hours=14))
    assert await calls(agent) == [(number, "tonight")]


# what to say


async def test_the_script_is_filled_with_places_and_units_and_leaves_the_name_open(site: AppSite, agent: Seat):
    sheet = await agent.read(f"/api/cases/{await asked(site)}/callback")
    assert (sheet["script_language"], sheet["by_voice"], sheet["spoken"]) == ("zh-CN", True, True)
    assert sheet["script"]["identity"] == "您好，这里是上海12345热线。请问是{name}本人吗？"
    assert sheet["script"]["greeting"].startswith("您11月23日反映的")
    assert not sheet["confirm_first"]
    assert "潍坊新村街道办事处" in sheet["script"]["report"]
    assert PHONE not in str(sheet)


async def test_a_confidential_matter_is_told_only_after_the_citizen_confirmed_who_they_are(site: AppSite, agent: Seat):
    for told in ({"nature": "tip_off"}, {"confidential": True}):
        sheet = await agent.read(f"/api/cases/{await asked(site, **told)}/callback")
        assert sheet["confirm_first"]
        assert "潍坊" not in sheet["script"]["identity"]
        assert "{name}" in sheet["script"]["identity"]


async def test_a_citizen_is_spoken_to_in_their_language_where_there_are_words(site: AppSite, agent: Seat):
    english = await agent.read(f"/api/cases/{await asked(site, language='en')}/callback")
    assert (english["script_language"], english["spoken"]) == ("en", False)
    assert "hotline of Shanghai" in english["script"]["identity"]
    japanese = await agent.read(f"/api/cases/{await asked(site, language='ja')}/callback")
    assert japanese["script_language"] == "zh-CN"


async def test_who_cannot_hear_is_never_called_by_voice(site: AppSite, agent: Seat):
    told = {"contact": {"name": "李聋", "phone": "13912345679", "contact_preference": "video"}}
    number = await asked(site, **told)
    assert (await agent.read(f"/api/cases/{number}/callback"))["by_voice"] is False
    assert number not in dict(await calls(agent))


# reasons


async def test_the_reason_of_a_dissatisfied_citizen_is_a_code_on_the_event_and_their_words_are_a_text(
    site: AppSite, agent: Seat
):
    number = await asked(site)
    said = {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "perfunctory", "note": "就来拍了张照"}
    good(await agent.do("answer_callback", number, **said))
    history = (await agent.page(number))["history"]
    [answered] = [one for one in history if one["kind"] == "callback.answered"]
    assert answered["data"]["reason"] == "perfunctory"
    assert "就来拍了张照" not in str(answered["data"])
    assert "就来拍了张照" in {one["text"] for one in history}
    refused = await agent.do("answer_callback", number, **{**said, "reason": "bored"})
    assert refused.status_code in {409, 422}


async def test_what_a_reply_lacks_is_codes_on_the_event(site: AppSite):
    everybody, unit = await site.seat(Role.OPERATOR, Role.CHECKER), await site.handler("pudong-weifang")
    number = (await everybody.open(unit="pudong-weifang"))["number"]
    order = (await unit.page(number))["orders"][0]["id"]
    good(await unit.do("sign_order", number, order))
    good(await unit.do("reply_order", number, order, outcome="solved", reply="已劝离，并安排晚间巡查。"))
    refused = await everybody.do("fail_check", number, note="请补照片。", reasons=["colour"])
    assert (refused.status_code, refused.json()["facts"]["field"]) == (422, "reasons")
    good(await everybody.do("fail_check", number, note="请补照片。", reasons=["evidence", "wish"]))
    moved = [one["data"] for one in (await unit.page(number))["history"] if one["data"].get("move") == "fail_check"]
    assert ["evidence", "wish"] in [data["details"]["reasons"] for data in moved if data.get("details")]
    assert (await (await site.seat(Role.SUPERVISOR)).do("fail_check", number, note="x")).status_code == 403
