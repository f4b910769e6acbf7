"""An administrator's day: a duty, a holiday, a message and a colleague; one publication; and who then gets the case."""

import asyncio
import re
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from builders.cases import NOISE, WEIFANG
from journeys.city import City
from journeys.seats import Picture, Sit, Visit
from journeys.workbench import begins, pick

BUREAU = "上海市城市管理行政执法局"
TEXT = "【上海12345】已登记，编号{number}。进展：{link}"
REASON = "按2027年放假安排和新的权责清单调整"
OWN_PASSWORD = "a password of her own"


async def open_part(page: Page, part: str) -> None:
    """One of the parts in the list on the left."""
    await page.locator("nav.parts").get_by_role("link", name=begins(part)).click()
    await expect(page.locator("#admin-part h2").first).to_contain_text(part)


async def find(page: Page, words: str, title: str) -> None:
    """The row found by these words."""
    await page.get_by_label("搜索", exact=True).fill(words)
    await page.get_by_role("option").filter(has_text=title).first.click()


async def keep(page: Page, changes: int) -> None:
    """The form goes into the draft."""
    await page.get_by_role("button", name=begins("存入草稿")).click()
    await expect(page.locator("nav.parts a.draft")).to_contain_text(f"草稿有 {changes} 处改动")


async def passes_axe(page: Page) -> None:
    """No rule of WCAG 2.2 AA is broken."""
    found = await Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.timeout(300)
async def test_an_administrator_changes_the_city_and_the_next_case_follows(
    city: City, visit: Visit, as_person: Sit, picture: Picture
) -> None:
    page = await as_person("hechuan")
    await expect(page).to_have_url(re.compile("/desk/admin"))
    await change_duty(page)
    await picture(page, "admin-duty")
    await passes_axe(page)
    await add_holiday(page)
    await edit_message(page)
    await picture(page, "admin-message")
    await passes_axe(page)
    password = await add_person(page, picture)
    await add_list(page, picture)
    await publish(page, picture)
    await next_case_goes_to(page, as_person, BUREAU)
    await signs_in_with(visit, password)
    [(_, texts)] = await city.tuples(
        "SELECT version, document->'messages'->'receipt'->'zh-CN'->>'text' FROM profile_versions"
        " WHERE city_id = %(city)s AND document ? 'messages'"
    )
    assert texts == TEXT


async def change_duty(page: Page) -> None:
    """The first topic of the journey is the city bureau's from now on."""
    await open_part(page, "权责清单")
    await find(page, NOISE, NOISE)
    await pick(page, "承办层级", "市级部门")
    await pick(page, "由谁承办", BUREAU)
    await keep(page, 1)
    await expect(page.get_by_role("option", selected=True)).to_contain_text("已改")


async def add_holiday(page: Page) -> None:
    """New Year's Day of 2027: the check says that the year is not announced, until it is."""
    await open_part(page, "节假日历")
    await page.get_by_role("button", name=begins("新增")).click()
    await page.get_by_label("日期", exact=True).fill("2027-01-01")
    await page.keyboard.press("Enter")
    await pick(page, "种类", "放假")
    await page.get_by_label("名称", exact=True).fill("元旦")
    await page.get_by_label("来源", exact=True).fill("国务院办公厅通知")
    await keep(page, 2)
    await expect(page.get_by_text("2027 年还没有列入已公布年份").first).to_be_visible()
    await open_part_single(page, "城市与年份")
    await page.get_by_label("已公布年份").focus()
    await page.keyboard.insert_text("2027")
    await page.keyboard.press("Enter")
    await keep(page, 3)
    await expect(page.locator("nav.parts .bad")).to_have_count(0)


async def open_part_single(page: Page, part: str) -> None:
    """A part that is one form."""
    await page.locator("nav.parts").get_by_role("link", name=begins(part)).click()
    await expect(page.get_by_label("已公布年份")).to_be_visible()


async def edit_message(page: Page) -> None:
    """The receipt in the city's own words, seen as it will arrive."""
    await open_part(page, "短信与邮件")
    await page.get_by_role("option").filter(has_text="您的诉求已登记，编号").click()
    await page.get_by_label("正文").fill(TEXT)
    await expect(page.locator(".preview .bubble")).to_contain_text("【上海12345】已登记，编号2606220000017")
    await expect(page.locator(".preview")).to_contain_text("条短信计费")
    await page.reload()
    await expect(page.get_by_label("正文")).to_have_value(TEXT)
    await keep(page, 4)


async def add_person(page: Page, picture: Picture) -> str:
    """A colleague, and the password that opens once."""
    await open_part(page, "人员")
    await page.get_by_role("button", name=begins("新增人员")).click()
    await page.get_by_label("工号").fill("fangmin")
    await page.get_by_label("姓名").fill("方敏")
    await pick(page, "岗位", "派单员")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name=begins("保存")).click()
    told = page.locator(".told code")
    await expect(told).to_be_visible()
    await expect(page.locator(".history")).to_contain_text("何川")
    await picture(page, "admin-people")
    await passes_axe(page)
    return await told.inner_text()


LIST = "工号\t姓名\t岗位\t单位\n3012\t孙倩\t承办人\t潍坊新村街道\n3013\t周涛\t店小二\t\nfangmin\t方敏\t派单员\t"


async def add_list(page: Page, picture: Picture) -> None:
    """An office's list: who can be is in, a strange role and a login that is taken stay in it with the reason."""
    await page.keyboard.press("m")
    await page.get_by_label("名单", exact=True).fill(LIST)
    await expect(page.get_by_text("1 行不能新增")).to_be_visible()
    await expect(page.get_by_text("没有“店小二”这个岗位")).to_be_visible()
    await picture(page, "admin-people-list")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("工号“fangmin”已有人使用")).to_be_visible()
    await expect(page.locator(".told td code")).to_have_count(1)
    await expect(page.get_by_label("名单", exact=True)).to_have_value(
        LIST.replace("3012\t孙倩\t承办人\t潍坊新村街道\n", "")
    )
    await passes_axe(page)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="存为表格").click()
    saved = await asyncio.to_thread(Path(await (await download.value).path()).read_text, "utf-8-sig")
    assert saved.splitlines()[1].startswith('"3012","孙倩","')
    await page.get_by_role("button", name="已告知").click()
    await page.get_by_role("button", name="清空名单").click()


async def publish(page: Page, picture: Picture) -> None:
    """All of it, looked at row by row, with a reason."""
    await page.locator("nav.parts a.draft").click()
    await expect(page.get_by_text("检查通过")).to_be_visible()
    await expect(page.locator("#admin-part")).to_contain_text("元旦")
    await page.get_by_label("发布理由").fill(REASON)
    await picture(page, "admin-draft")
    await passes_axe(page)
    await page.get_by_role("button", name=begins("发布")).click()
    await expect(page.get_by_text("已发布，新的诉求按新版本办理")).to_be_visible()
    await open_part(page, "版本")
    await expect(page.locator(".versions li").first).to_contain_text(REASON)
    await expect(page.locator(".versions li").first).to_contain_text("何川")
    await expect(page.locator(".diff")).to_contain_text(BUREAU)
    await picture(page, "admin-versions")
    await passes_axe(page)


async def next_case_goes_to(page: Page, as_person: Sit, unit: str) -> None:
    """A case of that topic is the bureau's at once."""
    operator = await as_person("limin")
    told = {"words": "夜里有人占道设摊。", "topic": NOISE, "street": WEIFANG, "then": "send"}
    opened = await operator.request.post("/api/cases", data=told, headers={"Idempotency-Key": "after the publication"})
    await operator.goto(f"/desk/cases/{(await opened.json())['number']}")
    await expect(operator.locator("main.case")).to_contain_text(unit)


async def signs_in_with(visit: Visit, password: str) -> None:
    """The colleague signs in once with what she was told, and from then on with a password of her own."""
    page = await visit("/desk/sign-in")
    await page.get_by_label("工号").fill("fangmin")
    await page.get_by_label("口令", exact=True).fill(password)
    await page.get_by_role("button", name=begins("登录")).click()
    await page.get_by_label("新口令").fill(OWN_PASSWORD)
    await page.get_by_role("button", name=begins("登录")).click()
    await expect(page).to_have_url(re.compile("/desk/intake"))
