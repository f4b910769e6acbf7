"""What everybody has at every desk: filters by name, many cases at once with undo, taking away, paper, palette.

After a shift no browser keeps a number that somebody wrote.
"""

import asyncio
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from playwright.async_api import Page, expect

from builders.cases import NOISE, WEIFANG, Town
from builders.planted import WAY, Planted, as_a_citizen, cells_of, check_table, form_of, plant, table_of, written_table
from builders.portal import open_city
from builders.site import AppSite, Seat
from journeys.city import CITY, STREET_OFFICE, City
from journeys.seats import Picture, Sit, Visit
from journeys.storage import PUT, STORES, kept_by_all, kept_in
from journeys.workbench import begins, go_to_case
from lianxin.cases import IntakeForm, open_case, send_opened
from lianxin.city import adopt_profile
from lianxin.kernel.clock import ManualClock
from lianxin.people import SYSTEM, Person
from lianxin.web.requests import COOKIE

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


async def planted_in(city: City) -> tuple[Planted, str, str, str]:
    """A case through its life, a citizen's own, and a confidential one at the unit; a number in each of their texts."""
    await city.work(lambda work: adopt_profile(work, open_city()))

    async def act() -> tuple[Planted, str, str, str]:
        city.database.shared.files = city.home / "attachments"
        town = Town(city.database, cast("ManualClock", city.clock), CITY)
        site = AppSite(city.app, town, city.home, address=city.address)
        planted = await plant(site)
        number = await planted.open()
        for name, fixed in WAY:
            await planted.make(number, name, fixed)
        own, _form = await as_a_citizen(planted)
        secret = await planted.open(confidential=True, then="send", unit=STREET_OFFICE)
        for client in site.clients:
            await client.aclose()
        return planted, number, own, secret

    return await city.within(act())


async def sits(city: City, visit: Visit, seat: Seat) -> Page:
    """A browser in which somebody of the planted city is signed in."""
    page = await visit("/desk/sign-in")
    await page.context.add_cookies([{"name": COOKIE, "value": seat.client.cookies[COOKIE], "url": f"{city.address}/"}])
    return page


DESKS = ("work/all", "work/dispatch", "work/review", "work/rulings", "work/callback", "precedents", "outcomes")
SEARCH = "search?q=情况属实"
READ = re.compile(r"/api/(work|search|precedents|own/|cases/|inbox)")


async def works_through(page: Page, places: Sequence[str], *numbers: str) -> None:
    """Opens desks, then the page of each case."""
    for path in places:
        async with page.expect_response(READ):
            await page.goto(f"/desk/{path}")
        await expect(page.locator("main").first).to_be_visible()
    for number in numbers:
        await go_to_case(page, number)


async def writes(page: Page, number: str, words: str) -> list[str]:
    """Writes a note beside a case and sends it; where the number was while writing and afterwards, by store."""
    await go_to_case(page, number)
    box = page.locator("form.note input")
    await box.fill(words)
    before = await kept_in(page)
    await page.locator("form.note").get_by_role("button", name="记一笔").click()
    await expect(box).to_have_value("")
    after = "".join((await kept_in(page)).values())
    [digits] = re.findall(r"1395\d{7}", words)
    return [*(form_of(digits, before[store]) for store in STORES), form_of(digits, after)]


async def test_after_a_shift_no_browser_keeps_a_number_that_somebody_wrote(
    city: City, visit: Visit, workbench_is_built: None
) -> None:
    planted, number, own, secret = await planted_in(city)
    boss, unit = await sits(city, visit, planted.boss), await sits(city, visit, planted.unit)
    await works_through(boss, (*DESKS, SEARCH, f"cases/{number}/print"), own, number, secret)
    await boss.get_by_role("button", name="看号码要写理由").click()
    await boss.get_by_role("radio", name=begins("核对更正")).click()
    await boss.get_by_label("写明理由，至少 8 个字").fill(planted.text("reveal.note"))
    await boss.get_by_role("button", name="写下理由并查看").click()
    await expect(boss.get_by_text("本次查看已留痕")).to_be_visible()
    await works_through(unit, ("work/unit",), own, secret, number)
    notes = {
        "a note beside a case": await writes(boss, number, planted.text("desk.note")),
        "a note beside a confidential case": await writes(boss, secret, planted.text("desk.secret_note")),
    }
    [(token,)] = await city.tuples("SELECT link_token FROM cases WHERE city_id = %(city)s AND number = %(n)s", n=own)
    citizen = await visit(f"/c/{token}")
    kept = await kept_by_all((boss, unit, citizen))
    rows = cells_of(written_table("the table"))
    for name, cells in rows.items():
        cells[-1] = form_of(planted.numbers[name.strip("`")], kept)
    heads = [one.strip() for one in written_table("the table").splitlines()[0].strip("|").split("|")]
    assert {cells[-1] for cells in rows.values()} == {"–"}
    check_table("the table", table_of(heads, rows))
    check_table("drafts", table_of(["written", *STORES, "after sending"], notes))
    await boss.evaluate(PUT, number)  # the stores are read
    assert [store for store, text in (await kept_in(boss)).items() if number in text] == list(STORES)
