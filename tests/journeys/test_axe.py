"""axe finds nothing on any page of the staff, in both languages and themes, with work on every desk.

Pages are tested in both themes in Chinese, and without colours in English: these do not depend on the language.
"""

from collections.abc import Mapping

import pytest
from playwright.async_api import Page, expect

from builders.cases import NOISE, WEIFANG
from journeys.axe import violations
from journeys.city import STREET_OFFICE, City
from journeys.seats import Sit, Visit
from lianxin.cases import IntakeForm, open_case, send_opened
from lianxin.people import SYSTEM, Person

WORDS = "潍坊新村街道夜里有人占道设摊，油烟很大，请管一管。"

CASE = "/desk/cases/{number}"
PAGES: Mapping[str, tuple[str, ...]] = {
    "limin": (
        "/desk/intake",
        "/desk/outcomes",
        "/desk/work/intake",
        "/desk/work/all",
        "/desk/search?q=设摊",
        CASE,
        CASE + "/print",
    ),
    "zhoulan": ("/desk/floor", "/desk/work/confirm"),
    "chenxiangdong": ("/desk/work/dispatch",),
    "guwenhua": ("/desk/work/returns", "/desk/work/rulings", "/desk/precedents", "/desk/opinions"),
    "shenjia": ("/desk/work/check",),
    "wuxiaoyan": ("/desk/work/callback",),
    "zhengyiming": ("/desk/work/review",),
    "hechuan": (
        "/desk/admin?at=duty&row=01.01.01",
        "/desk/admin?at=calendar&row=%2B",
        "/desk/admin?at=messages&row=receipt%7Czh-CN",
        "/desk/admin?at=people&row=%2B",
        "/desk/admin?at=people&row=%2B%2B",
        "/desk/admin?at=committees",
        "/desk/admin?at=versions",
        "/desk/admin?at=draft",
        "/desk/admin?at=city",
    ),
    "luping": ("/desk/supervision", "/desk/media", "/desk/figures"),
    "xujing": ("/desk/office", "/desk/screen"),
    "yanzhen": ("/desk/figures",),
    "zhaoqiang": ("/desk/work/unit", "/desk/work/praise", "/desk/reply-templates", CASE, "/desk/nowhere"),
}
"""Where each person's pages are."""
AT_ONCE = 4  # pages of a test, so that it ends soon on a slow machine, too
VISITS = [(login, pages[n : n + AT_ONCE]) for login, pages in PAGES.items() for n in range(0, len(pages), AT_ONCE)]


@pytest.fixture
async def busy(city: City) -> str:
    """A city with something on the desks; the number of the case that is being returned."""

    async def act(work) -> str:
        numbers = []
        for n, urgency in enumerate(("critical", "normal", "urgent"), 1):
            person = Person("王小芳", f"1391234567{n}")
            form = IntakeForm(words=WORDS, topic=NOISE, street=WEIFANG, urgency=urgency, person=person)
            opened = await open_case(work, SYSTEM, form)
            await send_opened(opened, SYSTEM, STREET_OFFICE)
            numbers.append(opened.file)
        await work.flush()
        unsure = await open_case(work, SYSTEM, IntakeForm(words=WORDS))
        await send_opened(unsure, SYSTEM)
        await work.flush()
        return numbers[1].case.number

    return await city.work(act)


OVER = {"Control+k": "/desk/work/all", "?": "/desk/work/all", "Alt+b": "/desk/search"}
"""Keys that open something over a page."""
MOVERS = {"limin": 12, "chenxiangdong": 13, "luping": 6, "xujing": 17, "zhaoqiang": 2}
"""Whose moves on a case differ, and how many each has at least."""


async def darken(page: Page) -> None:
    """What the switch in the bar does."""
    await page.evaluate("document.documentElement.dataset.theme = 'dark'")


async def set_locale(page: Page, locale: str) -> None:
    """The language, as somebody chose it before."""
    await page.add_init_script(f"localStorage.setItem('lianxin.locale', '{locale}')")


@pytest.mark.parametrize(("login", "pages"), VISITS)
async def test_axe_finds_nothing_on_any_page_of_the_staff(
    as_person: Sit, busy: str, login: str, pages: tuple[str, ...]
) -> None:
    found: list[str] = []
    page = await as_person(login)
    for locale, loading, turn in (("zh-CN", "正在读取", darken), ("en", "Loading", None)):
        await set_locale(page, locale)
        for path in pages:
            await page.goto(path.format(number=busy))
            await expect(page.locator("main h1, main h2").first).to_be_attached()
            await expect(page.get_by_text(loading)).to_have_count(0)
            found += [f"{path} {locale} {one}" for one in await violations(page, turn)]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_axe_finds_nothing_on_the_page_to_sign_in(city: City, visit: Visit, locale: str) -> None:
    page = await visit("/desk/sign-in")
    await set_locale(page, locale)
    await page.goto("/desk/sign-in")
    await expect(page.locator("main h1")).to_be_visible()
    found = await violations(page, darken)
    assert found == [], "\n".join(found)


@pytest.mark.timeout(400)  # every form of a case, each once
async def test_axe_finds_nothing_in_the_forms_of_a_case(as_person: Sit, busy: str) -> None:
    found: list[str] = []
    tested: set[str] = set()
    for login, least in MOVERS.items():
        page = await as_person(login, CASE.format(number=busy))
        moves = page.locator(".moves .bar button:not(.more)")
        await expect(moves.first).to_be_visible()
        if await page.locator(".moves .more").count():
            await page.locator(".moves .more").click()
        names = await moves.all_inner_texts()
        assert len(names) >= least, login
        for nth, name in enumerate(names):
            if name not in tested:
                await moves.nth(nth).click()
                await expect(moves.nth(nth)).to_have_attribute("aria-expanded", "true")
                found += [f"{login} {name} {one}" for one in await violations(page, darken, ".moves")]
                await page.evaluate("document.documentElement.dataset.theme = 'light'")
        tested.update(names)
    assert found == [], "\n".join(found)


async def test_axe_finds_nothing_in_what_opens_over_a_page(as_person: Sit, busy: str) -> None:
    found: list[str] = []
    page = await as_person("limin")
    for key, path in OVER.items():
        await page.goto(path)
        await expect(page.locator("main h1").first).to_be_attached()
        await page.keyboard.press(key)
        await expect(page.locator("[role=dialog], .notices .list").first).to_be_visible()
        found += [f"{key} {one}" for one in await violations(page, darken)]
    assert found == [], "\n".join(found)


WRONG = """<!doctype html><html lang="en"><title>Wrong</title><style>
  body { background: #fff; color: #111 } [data-theme=dark] body { background: #111; color: #333 }
</style><main><h1>Wrong</h1><p>Only seen by day.</p>
<p style="background: #000; color: #fff">Always seen.</p><button></button></main>"""


async def test_what_is_wrong_is_found_and_what_only_the_dark_shows_too(visit: Visit) -> None:
    page = await visit("/desk/sign-in")
    await page.set_content(WRONG)
    found = await violations(page, darken)
    assert [one.split(":")[0] for one in found if "contrast" not in one] == ["button-name"]
    assert {one.split(": ")[0] for one in found if "contrast" in one} == {"in dark"}
