"""What everybody has at every desk: filters by name, many cases at once with undo, taking away, paper, palette."""

import asyncio
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.async_api import Page, expect

from builders.cases import NOISE, WEIFANG
from journeys.city import STREET_OFFICE, City
from journeys.seats import Picture, Sit
from journeys.workbench import go_to_case
from lianxin.cases import IntakeForm, open_case, send_opened
from lianxin.people import SYSTEM, Person

WORDS = "潍坊新村街道夜里有人占道设摊，油烟很大，第 {n} 户反映，请管一管。"
PHONE = "13912345678"


@pytest.fixture
async def numbers(city: City) -> list[str]:
    """Three cases at a street's office, the first of them critical."""

    async def act(work) -> list[str]:
        made = []
        for n, urgency in enumerate(("critical", "normal", "normal"), 1):
            person = Person("王小芳", PHONE)
            form = IntakeForm(words=WORDS.format(n=n), topic=NOISE, street=WEIFANG, urgency=urgency, person=person)
            opened = await open_case(work, SYSTEM, form)
            await send_opened(opened, SYSTEM, STREET_OFFICE)
            made.append(opened.file.case.number)
        return made

    return await city.work(act)


async def urged(city: City) -> int:
    """How many cases have been urged."""
    [(count,)] = await city.tuples("SELECT count(*) FROM cases WHERE city_id = %(city)s AND urged")
    return count


async def choose_all_and_urge(page: Page) -> None:
    """Keys alone: all that is shown, urge, the words, send."""
    await page.goto("/desk/work/all")
    await expect(page.locator(".row")).to_have_count(3)
    await page.keyboard.press("a")
    await expect(page.get_by_text("已选 3 件")).to_be_visible()
    await page.keyboard.press("u")
    await page.keyboard.insert_text("请今天内联系市民。")
    await page.keyboard.press("Control+Enter")


async def test_many_are_urged_at_once_and_undone_before_anything_was_sent(
    city: City, as_person: Sit, numbers: list[str]
) -> None:
    page = await as_person("luping")
    await choose_all_and_urge(page)
    await expect(page.get_by_text(re.compile(r"秒后对 3 件催办"))).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(page.get_by_text(re.compile(r"秒后对 3 件催办"))).to_be_hidden()
    assert await urged(city) == 0

    await choose_all_and_urge(page)
    await page.get_by_role("button", name="现在就办").click()
    await expect(page.get_by_text("催办：3 件办好，共 3 件")).to_be_visible()
    assert await urged(city) == 3


async def test_a_filter_is_asked_of_the_server_kept_by_name_and_there_on_another_browser(
    as_person: Sit, numbers: list[str]
) -> None:
    page = await as_person("luping", "/desk/work/all?filter=urgency:critical")
    await expect(page.locator(".row")).to_have_count(1)
    await page.get_by_role("button", name="存为常用").click()
    await page.keyboard.insert_text("特急")
    async with page.expect_response(lambda answer: "/preferences/" in answer.url):
        await page.keyboard.press("Enter")
    other = await as_person("luping", "/desk/work/all")
    await expect(other.locator(".row")).to_have_count(3)
    await other.get_by_role("button", name="特急", exact=True).click()
    await expect(other.locator(".row")).to_have_count(1)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
async def test_a_list_taken_away_holds_what_was_shown_and_no_number_of_anybody(
    as_person: Sit, numbers: list[str]
) -> None:
    page = await as_person("luping", "/desk/work/all?filter=urgency:normal")
    await expect(page.locator(".row")).to_have_count(2)
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="导出表格").click()
    path = await (await waiting.value).path()
    data = await asyncio.to_thread(Path(path).read_bytes)
    sheet, about = openpyxl.load_workbook(BytesIO(data)).worksheets
    taken = [[cell.value for cell in row] for row in sheet.rows]
    assert {row[0] for row in taken[1:]} == set(numbers[1:])
    assert "luping" in str([cell.value for row in about.rows for cell in row])
    assert PHONE not in str(taken)
    await expect(page.get_by_text("已导出 2 件，已留痕")).to_be_visible()


async def test_a_case_goes_to_paper_as_a_document_that_names_who_printed_it(
    as_person: Sit, numbers: list[str], picture: Picture
) -> None:
    page = await as_person("luping")
    await page.add_init_script("window.print = () => { window.printed = true }")
    await page.goto(f"/desk/cases/{numbers[0]}/print")
    await expect(page.get_by_role("heading", name="诉求办理单")).to_be_visible()
    async with asyncio.timeout(60):  # the pages' policy forbids the strings of `wait_for_function`
        while not await page.evaluate("window.printed"):  # noqa: ASYNC110 - the browser is asked
            await asyncio.sleep(0.05)
    await expect(page.get_by_text(WORDS.format(n=1))).to_be_visible()
    await expect(page.get_by_text("（luping）")).to_be_visible()
    assert PHONE not in await page.content()
    assert (await page.pdf(prefer_css_page_size=True)).startswith(b"%PDF")
    await picture(page, "print")


async def test_two_people_at_one_case_are_told_of_each_other(as_person: Sit, numbers: list[str]) -> None:
    first = await as_person("luping")
    await go_to_case(first, numbers[0])
    await expect(first.get_by_text("也在看这件")).to_be_hidden()
    second = await as_person("limin")
    await go_to_case(second, numbers[0])
    await expect(second.get_by_text("也在看这件")).to_be_visible()


async def test_the_palette_says_in_words_whatever_has_a_key(as_person: Sit, numbers: list[str]) -> None:
    page = await as_person("luping")
    await go_to_case(page, numbers[0])
    await page.keyboard.press("Control+k")
    await page.keyboard.insert_text("催办")
    await page.keyboard.press("Enter")
    await expect(page.locator(".moves form")).to_be_visible()
