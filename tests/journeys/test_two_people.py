"""Two people at one case, and a line that breaks: the one right result, and nothing typed is lost."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from builders.cases import NOISE, WEIFANG
from journeys.city import STREET_OFFICE, City
from journeys.seats import Sit
from journeys.workbench import act, begin, fill, go_to_case, reads, write
from lianxin.cases import IntakeForm, open_case, send_opened
from lianxin.people import SYSTEM

OFFICE = "潍坊新村街道办事处"
REPLY = "已到现场劝离摊贩，并与市场监管所约定每晚八点巡查一次。"
WORDS = "潍坊新村街道夜里有人占道设摊，油烟很大，请管一管。"


@pytest.fixture
async def number(city: City) -> str:
    """A case that waits for the street's office to sign."""

    async def act_on(work) -> str:
        opened = await open_case(work, SYSTEM, IntakeForm(words=WORDS, topic=NOISE, street=WEIFANG))
        await send_opened(opened, SYSTEM, STREET_OFFICE)
        return opened.file.case.number

    return await city.work(act_on)


async def two_at(as_person: Sit, number: str) -> tuple[Page, Page]:
    """Two handlers of the same office with the same case open."""
    first, second = await as_person("zhaoqiang"), await as_person("qianli")
    for page in (first, second):
        await go_to_case(page, number)
    return first, second


async def test_what_one_does_the_other_sees_without_reloading(city: City, as_person: Sit, number: str) -> None:
    first, second = await two_at(as_person, number)
    await second.evaluate("window.sameDocument = true")
    await reads(second, f"等{OFFICE}签收")
    await act(first, "签收")
    await reads(second, f"等{OFFICE}先联系市民", f"{OFFICE}签收")
    await expect(second.get_by_role("button", name=re.compile("^签收"))).to_be_hidden()
    assert await second.evaluate("window.sameDocument")


async def test_many_tabs_of_one_browser_hear_all_of_it_over_one_stream(city: City, as_person: Sit, number: str) -> None:
    first, second = await two_at(as_person, number)
    await expect(second.get_by_text("连接正常")).to_be_visible()
    before = city.line.streams
    tabs = [second, *[await second.context.new_page() for _ in range(3)]]
    for tab in tabs[1:]:
        await tab.goto(f"/desk/cases/{number}")
        await expect(tab.get_by_text("连接正常")).to_be_visible()
        await reads(tab, f"等{OFFICE}签收")
    await act(first, "签收")
    for tab in tabs:
        await reads(tab, f"等{OFFICE}先联系市民")
    assert before > 0
    assert city.line.streams == before


async def test_a_page_follows_whoever_signs_in_at_this_browser_and_speaks_for_nobody_else(
    city: City, as_person: Sit, number: str
) -> None:
    page = await as_person("limin", f"/desk/cases/{number}")
    bar = page.locator("header").first
    await expect(bar).to_contain_text("李敏")
    await expect(page.get_by_text("连接正常")).to_be_visible()
    other = await page.context.new_page()
    await other.goto("/desk/sign-in")
    await other.request.post("/api/demo/sign-in", data={"login": "chenxiangdong"})
    [(me,)] = await city.tuples("SELECT id FROM staff WHERE city_id = %(city)s AND login = 'limin'")
    stale = await page.request.get("/api/work", headers={"X-Viewer": str(me)})
    assert stale.status == 409
    await other.goto("/desk/")
    await expect(bar).to_contain_text("陈向东")
    await expect(page).not_to_have_url(re.compile("/desk/cases/"))


async def test_who_comes_second_is_told_keeps_the_words_and_acts_on_what_is_new(
    city: City, as_person: Sit, number: str
) -> None:
    first, second = await two_at(as_person, number)
    await act(first, "签收")
    form = await begin(second, "答复")
    await fill(form, 结果="实际解决", 答复=REPLY)
    on_its_way, go_on = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        on_its_way.set()
        await go_on.wait()
        await route.continue_()

    await second.route("**/reply_order", hold, times=1)
    await form.get_by_role("button", name=re.compile("^答复")).click()
    await on_its_way.wait()
    await act(first, "记先行联系", 说明="已致电反映人，今晚到场。")
    go_on.set()

    await expect(form.get_by_role("alert")).to_contain_text("别人刚刚处理了这件诉求")
    await expect(form.get_by_label("答复")).to_have_value(REPLY)
    await reads(second, "已致电反映人，今晚到场。", f"等{OFFICE}答复")
    assert await replies(city) == 0

    await form.get_by_role("button", name=re.compile("^答复")).click()
    await reads(second, "单位已答复，等审核")
    assert await replies(city) == 1
    await reads(first, "单位已答复，等审核", REPLY)


async def test_who_still_writes_what_is_no_longer_possible_is_told_why_and_keeps_the_words(
    city: City, as_person: Sit, number: str
) -> None:
    first, second = await two_at(as_person, number)
    await act(first, "签收")
    form = await begin(second, "答复")
    await fill(form, 结果="解释说明", 答复=REPLY)
    await act(first, "答复", 结果="实际解决", 答复="摊位已经清走，今后每晚巡查。")
    await reads(second, "单位已答复，等审核")
    await expect(form.get_by_label("答复")).to_have_value(REPLY)
    await form.get_by_role("button", name=re.compile("^答复")).click()
    await expect(form.get_by_role("alert")).to_contain_text("不能做这一步")
    await expect(form.get_by_label("答复")).to_have_value(REPLY)
    assert await replies(city) == 1


async def replies(city: City) -> int:
    """How many replies the city holds."""
    [(count,)] = await city.tuples("SELECT count(*) FROM texts WHERE city_id = %(city)s AND kind = 'reply'")
    return count


async def cases(city: City) -> int:
    """How many cases the city holds."""
    [(count,)] = await city.tuples("SELECT count(*) FROM cases WHERE city_id = %(city)s")
    return count


def keys_in(asked: list[bytes]) -> list[str]:
    """The Idempotency-Keys of requests as they went over the line."""
    return [found for head in asked for found in re.findall(r"(?im)^idempotency-key: (.+?)\r$", head.decode())]


async def operator_at_the_form(as_person: Sit) -> Page:
    """An operator who has begun to write."""
    page = await as_person("limin")
    await write(page.get_by_label("诉求", exact=True), WORDS)
    await expect(page.get_by_text("草稿已存在本机")).to_be_visible()
    await expect(page.get_by_text("连接正常")).to_be_visible()
    return page


async def test_a_line_that_breaks_while_somebody_types_loses_nothing_and_heals(city: City, as_person: Sit) -> None:
    page = await operator_at_the_form(as_person)
    city.cut_line()
    await expect(page.get_by_text("连接断开。您看到的是断开前的情况")).to_be_visible()
    await write(page.get_by_label("期望", exact=True), "夜里有人巡查")
    await page.get_by_role("button", name=re.compile("^派单")).click()
    await expect(page.get_by_role("alert")).to_contain_text("没有连上服务器")
    await expect(page.get_by_role("alert")).to_contain_text("您填写的内容都还在")
    assert await cases(city) == 0

    city.mend_line()
    await expect(page.get_by_text("连接正常")).to_be_visible()
    await expect(page.get_by_text("连接断开。您看到的是断开前的情况")).to_be_hidden()
    await expect(page.get_by_label("诉求", exact=True)).to_have_value(WORDS)
    await expect(page.get_by_label("期望", exact=True)).to_have_value("夜里有人巡查")
    await page.get_by_role("button", name=re.compile("^派单")).click()
    await expect(page.get_by_text("已送派单台")).to_be_visible()
    assert await cases(city) == 1


async def test_an_answer_lost_on_its_way_is_asked_for_again_and_makes_one_case(city: City, as_person: Sit) -> None:
    page = await operator_at_the_form(as_person)
    city.line.lose_answer_to("POST /api/cases HTTP")
    await page.get_by_role("button", name=re.compile("^派单")).click()
    await expect(page.get_by_text("已送派单台")).to_be_visible()
    first, *again = keys_in(city.line.asked)
    assert again == [first]
    assert await cases(city) == 1
    [(number,)] = await city.tuples("SELECT number FROM cases WHERE city_id = %(city)s")
    assert number in (await page.locator(".sent dd").first.inner_text()).replace(" ", "")


async def test_what_was_typed_survives_a_page_that_is_closed(city: City, as_person: Sit) -> None:
    page = await operator_at_the_form(as_person)
    again = await page.context.new_page()
    await page.close()
    await again.goto("/desk/intake")
    await expect(again.get_by_label("诉求", exact=True)).to_have_value(WORDS)
    assert WORDS in await again.evaluate("Object.values(localStorage).join()")
