"""Values at the edge are refused by name; none comes back later as a page that nobody can open."""

from typing import Any

import pytest

from builders.cases import NOISE, WEIFANG
from builders.site import WORDS, AppSite, Seat, good
from lianxin.people import Role

FAR, BEYOND = "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"


@pytest.fixture
async def boss(site: AppSite) -> Seat:
    return await site.seat(Role.SHIFT_LEAD, Role.SUPERVISOR, Role.RETURN_OFFICER)


def refused(answer: Any, field: str) -> None:
    """A refusal that names the field."""
    assert (answer.status_code, answer.json()["code"]) == (422, "cases.bad_field"), answer.text
    assert answer.json()["facts"]["field"] == field


@pytest.mark.parametrize("moment", [FAR, BEYOND])
@pytest.mark.parametrize("field", ["needed_by", "submitted_at"])
async def test_times_outside_anybodys_life_are_refused_at_intake(boss: Seat, field: str, moment: str):
    body = {"words": WORDS, "topic": NOISE, "street": WEIFANG, field: moment}
    refused(await boss.post("/api/cases", body), field)
    assert await boss.desk("all") == {}


@pytest.mark.parametrize("moment", [FAR, BEYOND])
async def test_times_outside_anybodys_life_are_refused_later_as_well(site: AppSite, boss: Seat, moment: str):
    case = await boss.open()
    refused(await boss.do("correct_case", case["number"], needed_by=moment), "needed_by")
    unit = await site.handler("pudong-weifang")
    order = (await unit.page(case["number"]))["orders"][0]["id"]
    good(await unit.do("sign_order", case["number"], order))
    asked = await unit.do("ask_suspension", case["number"], order, plan="分期改造", review_on=moment)
    refused(asked, "review_on")
    assert (await boss.page(case["number"]))["case"]["needed_by"] is None


@pytest.mark.parametrize("people", [-1, 0, 10**6, 10**30])
async def test_counts_that_cannot_be_are_refused(boss: Seat, people: int):
    case = await boss.open()
    seen = await boss.post(
        f"/api/cases/{case['number']}/record_visit", {"finding": "现场无人", "people": people}, version="*"
    )
    refused(seen, "people")


async def test_an_answer_on_the_spot_is_bounded_like_any_other(boss: Seat):
    refused(await boss.post("/api/cases", {"words": WORDS, "then": "answer", "answer": "长" * 4001}), "words")
    refused(await boss.post("/api/cases", {"words": "长" * 10_001}), "words")


@pytest.mark.parametrize("version", ['"' + "9" * 5000 + '"', '"9999999999999999999999"'])
async def test_a_version_nobody_ever_reaches_is_no_crash(boss: Seat, version: str):
    case = await boss.open()
    path = f"/api/cases/{case['number']}/urge_case"
    answered = await boss.post(path, {"words": "再催"}, headers={"If-Match": version})
    assert (answered.status_code, answered.json()["code"]) == (422, "web.bad_version")


async def test_a_question_is_bounded(boss: Seat):
    answered = await boss.get("/api/search", q="油" * 201)
    assert (answered.status_code, answered.json()["code"]) == (422, "web.bad_request")


@pytest.mark.parametrize("move", ["merge_case", "link_case"])
async def test_a_case_one_may_not_see_cannot_be_named(site: AppSite, boss: Seat, move: str):
    operator = await site.seat(Role.OPERATOR)
    tip = (await boss.open(nature="tip_off"))["number"]
    mine = (await operator.open())["number"]
    answered = await operator.post(f"/api/cases/{mine}/{move}", {"number": tip}, version="*")
    assert (answered.status_code, answered.json()["code"]) == (404, "cases.no_case")
    assert (await boss.page(tip))["links"] == []


async def test_answers_kept_for_repeats_cannot_be_read_in_the_table(site: AppSite, boss: Seat):
    opened = await boss.post("/api/cases", {"words": WORDS}, key="told-once")
    [(kept,)] = await site.town.tuples("SELECT answer FROM requests WHERE city_id = %(city)s AND key = 'told-once'")
    assert opened.json()["code"].encode() not in kept
    assert opened.json()["number"].encode() not in kept
    again = await boss.post("/api/cases", {"words": WORDS}, key="told-once")
    assert again.content == opened.content
