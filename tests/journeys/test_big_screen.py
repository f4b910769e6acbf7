"""The big screen changes in place while cases arrive, tells nobody's words, and says when it stands still."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from builders.cases import NOISE
from journeys.city import CITY, City
from journeys.seats import Picture, Sit
from lianxin.cases import IntakeForm, open_case, send_opened
from lianxin.insight import READER, keep_facts
from lianxin.kernel.feed import react
from lianxin.people import SYSTEM

WORDS = "潍坊新村街道夜里有人占道设摊，油烟很大，请管一管。"
DISTRICTS = [
    f"3101{nth}"
    for nth in ("15", "12", "04", "01", "06", "17", "14", "13", "51", "10", "05", "07", "09", "18", "20", "16")
]
TOPICS = (NOISE, "01.06.01", "02.01.01", "03.02.05", "04.03.01", "07.02.01")
WATCH_SHIFTS = """
window.shifts = []
const said = ({ node }) => `${node?.parentElement?.className} ${node?.className ?? ''} ${node?.textContent}`
new PerformanceObserver((list) => list.getEntries().forEach((one) => window.shifts.push(...one.sources.map(said))))
  .observe({ type: 'layout-shift', buffered: true })
"""


async def arrive(city: City, cases: int) -> None:
    """So many cases come in and are counted: fewer in each district and topic than in the one before."""

    async def opened(work) -> None:
        for nth in range(cases):
            place, topic = DISTRICTS[nth * (nth + 5) // 3 % len(DISTRICTS)], TOPICS[nth % 7 % len(TOPICS)]
            form = IntakeForm(words=WORDS, topic=topic, district=place)
            await send_opened(await open_case(work, SYSTEM, form), SYSTEM, "pudong")

    await city.work(opened)
    while await city.within(react(city.database, CITY, READER, keep_facts, 500)):
        pass


@pytest.fixture
async def lived(city: City) -> City:
    """The same weekday of the last weeks, and this morning from nine to two."""
    for week in range(3):
        for cases in (5 + week, 9 - week, 7 + 2 * week, 3, 4):
            await arrive(city, cases)
            city.clock.move(timedelta(hours=1))
        city.clock.move(timedelta(days=6, hours=19))
    for cases in (6, 8, 12, 5, 2):
        await arrive(city, cases)
        city.clock.move(timedelta(hours=1))
    return city


def number(page: Page, name: str):
    """One of the four."""
    return page.locator(".number", has_text=name).locator("b")


async def sized(page: Page, wide: int, high: int) -> None:
    """The wall's own size; its outlines drawn."""
    await page.set_viewport_size({"width": wide, "height": high})
    await expect(page.locator(".map svg text").first).to_be_visible()


async def test_the_screen_changes_in_place_and_shows_no_title(lived: City, as_person: Sit, picture: Picture) -> None:
    page = await as_person("xujing")
    await page.add_init_script(WATCH_SHIFTS)
    await page.goto("/desk/screen")
    await sized(page, 1920, 1080)
    await expect(number(page, "今天来件")).to_have_text("33")
    await expect(page.get_by_text("等待 —")).to_be_visible()  # no telephone: neither zero nor a guess
    await expect(page.get_by_text("通话 0")).to_be_visible()
    await picture(page, "screen")
    await page.evaluate("window.shifts = []")
    for _ in range(3):
        await arrive(lived, 100)
    await expect(number(page, "今天来件")).to_have_text("333")
    assert await page.evaluate("window.shifts") == []
    inner = await page.evaluate(
        "[document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]"
    )
    assert inner == [0, 0]
    text = await page.locator("main").inner_text()
    assert "油烟" not in text
    assert not re.search(r"\d{13}", text)
    assert "徐静" not in text


async def test_four_k_is_the_same_picture_twice_as_large(lived: City, as_person: Sit) -> None:
    page = await as_person("xujing", "/desk/screen")
    for wide, high, size in ((1920, 1080, "144px"), (3840, 2160, "288px")):
        await sized(page, wide, high)
        await expect(number(page, "在办")).to_have_css("font-size", size)
        hot = await page.locator(".hot").bounding_box()
        assert hot is not None
        assert (round(hot["x"] / wide, 3), round(hot["y"] / high, 3)) == (0.715, 0.341)


async def test_every_number_says_how_it_was_counted_and_leads_to_its_cases(lived: City, as_person: Sit) -> None:
    page = await as_person("xujing", "/desk/screen")
    await number(page, "今天来件").wait_for()
    for name, how in (("今天来件", "今天 0 时起"), ("超时", "已过办理时限"), ("待回访", "等着回访")):
        await page.locator(".number", has_text=name).focus()
        await expect(page.locator(".how")).to_contain_text(how)
    await page.locator(".number", has_text="今天来件").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("怎么算的")).to_contain_text("33 件")


async def test_a_lost_line_is_said_and_heals(lived: City, as_person: Sit) -> None:
    page = await as_person("luping", "/desk/screen")
    await expect(page.locator(".data")).to_contain_text("数据到 14:0")
    await expect(page.locator(".map svg text").first).to_be_visible()
    lived.cut_line()
    await expect(page.locator(".data")).to_contain_text("连接断开，数据停在 14:0")
    await expect(number(page, "今天来件")).to_have_text("33")
    lived.mend_line()
    await arrive(lived, 2)
    await expect(number(page, "今天来件")).to_have_text("35", timeout=60_000)
    await expect(page.locator(".data")).to_contain_text("数据到")


async def test_an_empty_city_and_one_who_may_not_look_are_told_so(city: City, as_person: Sit) -> None:
    page = await as_person("xujing", "/desk/screen")
    await expect(number(page, "今天来件")).to_have_text("0")
    await expect(page.get_by_text("近 7 天没有来件").first).to_be_visible()
    operator = await as_person("limin", "/desk/screen")
    await expect(operator.get_by_role("alert")).to_contain_text("您的岗位不能做这一步")
