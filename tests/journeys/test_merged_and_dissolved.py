"""Two merged citizens are both heard and called once each; a unit is dissolved with open orders."""

import re

from playwright.async_api import Page, expect

from builders.cases import NOISE, WEIFANG
from journeys.city import City
from journeys.seats import Sit, Visit
from journeys.test_followup_desks import REPLY, Followup, ask
from journeys.workbench import begins, pick, reads

WORDS = "潍坊路夜里有人占道设摊，油烟很大，请管一管。"


async def a_case(operator: Page, phone: str, words: str) -> str:
    told = {"words": words, "topic": NOISE, "street": WEIFANG, "contact": {"name": "王女士", "phone": phone}}
    return str((await ask(operator, "/api/cases", {**told, "unit": "pudong-weifang"}))["number"])


async def test_two_merged_citizens_are_both_heard_and_each_is_called_once(
    city: City, visit: Visit, as_person: Sit
) -> None:
    operator, desk, unit = [await as_person(login) for login in ("limin", "chenxiangdong", "zhaoqiang")]
    primary = await a_case(operator, "13900000001", WORDS)
    again = await a_case(operator, "13900000001", "我昨天打过电话，网上再写一遍。")
    other = await a_case(operator, "13900000002", "我家孩子被吵醒了，也在潍坊路。")
    for number in (again, other):
        await ask(desk, f"/api/cases/{number}/merge_case", {"number": primary})
    await unit.goto(f"/desk/cases/{primary}")
    await reads(unit, "共 2 位市民在等答复", "我家孩子被吵醒了，也在潍坊路。", "同一位市民，只回访一次")
    [(token,)] = await city.tuples(
        "SELECT link_token FROM cases WHERE city_id = %(city)s AND number = %(number)s", number=other
    )
    citizen = await visit()
    await citizen.goto(f"/c/{token}")
    await expect(citizen.locator("#status")).to_contain_text("潍坊新村街道办事处在办")
    await citizen.goto(f"/c/{token}/add_words")
    await citizen.locator("textarea").fill("今天夜里十点又来了。")
    await citizen.locator("main form button").last.click()
    await expect(citizen.locator(".told")).to_be_visible()
    await reads(unit, "今天夜里十点又来了。", "并入本件的市民补充")
    checker = await as_person("shenjia")
    await Followup(city, operator, unit, checker).reply(primary, REPLY)
    await ask(checker, f"/api/cases/{primary}/pass_check", {})
    agent = await as_person("wuxiaoyan")
    calls = (await ask(agent, "/api/callbacks"))["items"]
    assert sorted(one["number"] for one in calls) == sorted([primary, other])


async def test_a_unit_is_dissolved_with_an_open_order(as_person: Sit) -> None:
    operator, unit, page = [await as_person(login) for login in ("limin", "zhaoqiang", "hechuan")]
    number = await a_case(operator, "13900000001", WORDS)
    await page.goto("/desk/admin?at=draft")
    await page.get_by_role("button", name=begins("撤并、更名、拆分单位")).click()
    for label, words in (("不再设的单位", "潍坊新村街道办事处"), ("接替单位（不填则由上级接替）", "陆家嘴街道办事处")):
        await pick(page, label, words)
    await page.get_by_role("button", name=begins("写入草稿")).click()
    await expect(page.locator(".leaving")).to_contain_text("1 件在办工单、2 人")
    await page.get_by_label("发布理由").fill("潍坊新村街道并入陆家嘴街道")
    await page.get_by_role("button", name=re.compile("^发布")).click()
    await expect(page.get_by_role("status").filter(has_text="已发布")).to_be_visible()
    await unit.goto(f"/desk/cases/{number}")
    await reads(unit, "等陆家嘴街道办事处签收", "潍坊新村街道办事处撤并，工单转给陆家嘴街道办事处")
