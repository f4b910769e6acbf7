"""What an operator reads out to a citizen who calls again."""

import pytest

from builders.site import AppSite, Seat, good
from lianxin.people import Role

PHONE = "13912345678"


@pytest.fixture
async def operator(site: AppSite) -> Seat:
    return await site.seat(Role.OPERATOR)


async def test_a_case_is_told_in_the_sentences_of_the_citizens_own_page(site: AppSite, operator: Seat):
    case = await operator.open(contact={"phone": PHONE})
    told = await operator.read(f"/api/cases/{case['number']}/told")
    assert told["headline"] == "已交给潍坊新村街道办事处"
    assert [step["state"] for step in told["steps"]] == ["done", "now", "coming"]
    assert "还有" in told["hint"]
    assert {"add_words", "urge"} <= set(told["may"])
    english = await operator.read(f"/api/cases/{case['number']}/told", locale="en")
    assert english["headline"] != told["headline"]


async def test_what_is_read_out_to_the_citizen_has_no_number_in_it(operator: Seat):
    case = await operator.open(then="draft")
    good(await operator.do("answer_case", case["number"], words="已致电王女士13912345678，或打021-58201234。"))
    told = await operator.read(f"/api/cases/{case['number']}/told")
    assert told["story"][0]["text"] == "已致电王女士139****5678，或打021-****1234。"
    assert PHONE not in str(told)


async def test_telling_progress_changes_no_state_and_stays_on_record(operator: Seat):
    case = await operator.open()
    good(await operator.do("tell_progress", case["number"], words="已告知正在办理"))
    page = await operator.page(case["number"])
    assert page["case"]["status"] == "handling"
    records = [h["data"] for h in page["history"] if h["kind"] == "case.side_recorded"]
    assert [(r["record"], r["status"]) for r in records] == [("inquiry", "told")]


async def test_what_the_citizen_adds_on_the_phone_stands_on_their_page(operator: Seat):
    case = await operator.open()
    good(await operator.do("append_words", case["number"], words="今天又来了两个摊。"))
    told = await operator.read(f"/api/cases/{case['number']}/told")
    assert told["story"][0]["words"] == "您补充了情况，已记下"
    assert (await operator.page(case["number"]))["case"]["status"] == "handling"


async def test_a_case_out_of_sight_is_told_to_nobody(site: AppSite, operator: Seat):
    other = await site.seat(Role.OPERATOR)
    case = await other.open(confidential=True)
    assert (await operator.get(f"/api/cases/{case['number']}/told")).status_code == 404
    checker = await site.seat(Role.CHECKER)
    assert (await checker.get(f"/api/cases/{case['number']}/told")).status_code == 403
