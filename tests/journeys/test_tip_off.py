"""A tip-off about a street's office reaches a person first and never that office, the redo included."""

import re

from playwright.async_api import Page, expect

from builders.cases import NOISE
from journeys.city import City, add_people
from journeys.seats import Sit, Visit
from journeys.test_followup_desks import Followup, ask
from journeys.workbench import act, take_first
from lianxin.people import Role

OFFICE = "潍坊新村街道办事处"
TOLD = "城管中队每周收摊主的钱，夜里照样占道设摊。"
DONE = "区里派人当晚到场，收钱的事由区城管局查处，两名队员已调离。"


async def reported(page: Page) -> str:
    """Reports on the city's page; returns the number of the case."""
    await page.goto("/submit/what")
    await page.get_by_label("发生了什么事？").fill(TOLD)
    await page.locator("#nature").select_option("tip_off")
    await page.get_by_label("投诉、举报谁？").fill(OFFICE)
    await page.get_by_role("button", name="下一步：在哪里").click()
    await page.get_by_label("哪个区？").select_option(label="浦东新区")
    await page.get_by_label("哪个街道、镇？").select_option(label="潍坊新村街道")
    await page.get_by_role("button", name="下一步：怎么联系您").click()
    await page.get_by_label("电话号码").fill("13900000001")
    await page.get_by_role("button", name="下一步：核对一遍").click()
    await page.locator("#complained").get_by_label(OFFICE).check()
    await page.locator(f'input[name="topic"][value="{NOISE}"]').check()
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    return (await page.locator(".keep dd").first.inner_text()).replace(" ", "")


async def knows_nothing(office: Page, number: str) -> None:
    """The office has the case on no list, and its address answers as if there were none."""
    assert (await ask(office, "/api/work?desk=unit"))["items"] == []
    await office.goto("/desk/work/unit")
    await expect(office.locator("main")).to_be_visible()
    await expect(office.get_by_text(TOLD[:6])).to_have_count(0)
    answer = await office.request.get(f"/api/cases/{number}")
    assert answer.status == 404


async def test_a_tip_off_reaches_a_person_first_and_never_that_office(city: City, visit: Visit, as_person: Sit) -> None:
    await city.work(lambda work: add_people(work, ("fangli", "方丽", Role.UNIT_HANDLER, "pudong")))
    number = await reported(await visit())
    office, desk, district = [await as_person(login) for login in ("zhaoqiang", "chenxiangdong", "fangli")]
    await knows_nothing(office, number)
    await take_first(desk, "dispatch", TOLD[:6])
    await expect(desk.locator("main")).to_contain_text(OFFICE)
    await act(desk, "看过，照规则派")
    await desk.goto(f"/desk/cases/{number}")
    await expect(desk.locator(".stands .title").first).to_have_text(re.compile("^等浦东新区.*签收$"))
    await knows_nothing(office, number)
    checker, agent, review = [await as_person(login) for login in ("shenjia", "wuxiaoyan", "zhengyiming")]
    await Followup(city, desk, district, checker).reply(number, DONE)
    await ask(checker, f"/api/cases/{number}/pass_check", {})
    await ask(agent, f"/api/cases/{number}/answer_callback", {"outcome": "unsolved", "satisfaction": "dissatisfied"})
    await take_first(review, "review", TOLD[:6])
    await act(review, "重办", 认定="市民说收钱的人昨晚又来了。")
    page = await ask(review, f"/api/cases/{number}")
    assert [order["unit"] for order in page["orders"]] == ["pudong", "pudong"]
    await knows_nothing(office, number)
