"""The citizen's pages in a real browser: without scripts, narrow, in large type, in English, and by the keyboard."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from builders.cases import NOISE, WEIFANG, a_person
from builders.portal import open_city
from journeys.axe import violations
from journeys.citizen import number_and_code
from journeys.city import City
from journeys.seats import Picture, Visit
from lianxin.cases import COMMANDS, CaseFile, IntakeForm, act_as_citizen, carry_out, submit_case
from lianxin.cases.citizen.commands import CITIZEN_DOES
from lianxin.cases.commands.intake import Opened
from lianxin.cases.core.locking import read_case
from lianxin.city import adopt_profile
from lianxin.people import SYSTEM

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
NARROW = {"viewport": {"width": 320, "height": 640}}
PHOTO = Path(__file__).parents[2] / "docs/pictures/citizen-home.png"
WORDS = "小区北面工地夜里打桩，连着三个晚上了。路边还有人占道设摊。"
REPLY = "已到现场查看，责令停工并立案，今后每晚巡查。"


async def told(city: City, **more: object) -> Opened:
    """A citizen's case, sent straight to the unit."""
    given = {"words": WORDS, "channel": "web", "topic": NOISE, "street": WEIFANG, "person": a_person(3), **more}
    return await city.work(lambda work: submit_case(work, IntakeForm(**given)), "portal")  # pyright: ignore


async def do(city: City, name: str, on: UUID, *said: object) -> CaseFile:
    """A command of the staff."""
    return await city.work(lambda work: carry_out(work, SYSTEM, name, on, COMMANDS[name].asks(*said)))


async def answered(city: City, opened: Opened, words: str = REPLY) -> str:
    """Signed, replied to and checked; returns the link."""
    case = await city.work(lambda work: read_case(work, opened.file.case.id))
    order = case.orders[-1].id
    await do(city, "sign_order", order)
    await do(city, "reply_order", order, "solved", words, "unreachable")
    await do(city, "pass_check", case.case.id)
    return link(opened)


async def judged(city: City, opened: Opened, *said: str) -> None:
    """The citizen answered the survey."""
    verdict = CITIZEN_DOES["answer_survey"][0](*said)
    await city.work(lambda work: act_as_citizen(work, opened.file.case.link_token, "answer_survey", verdict), "portal")


def link(opened: Opened) -> str:
    """The address of a case."""
    return f"/c/{opened.file.case.link_token}"


async def tell_all(page: Page) -> None:
    """The three steps, up to the check."""
    await page.get_by_role("link", name="我要反映一件事").click()
    await page.get_by_label("发生了什么事？").fill(WORDS)
    await page.get_by_role("button", name="下一步：在哪里").click()
    await page.get_by_label("事情发生在哪里？").fill("张杨路500弄")
    await page.get_by_label("哪个区？").select_option(label="浦东新区")
    await page.get_by_label("哪个街道、镇？").select_option(label="潍坊新村街道")
    await page.get_by_role("button", name="下一步：怎么联系您").click()
    await page.get_by_label("电话号码").fill("13912345678")
    await page.get_by_role("button", name="下一步：核对一遍").click()


async def test_everything_from_telling_to_coming_back_works_without_a_script(city: City, visit: Visit) -> None:
    page = await visit("/", java_script_enabled=False)
    await tell_all(page)
    await page.get_by_label("占道设摊").check()
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    number, code = await number_and_code(page)
    await page.goto("/follow")
    await page.get_by_label("编号").fill(number)
    await page.get_by_label("查询码").fill(code)
    await page.get_by_role("button", name="查看").click()
    await expect(page.get_by_text("12月14日前答复您")).to_be_visible()

    [(order,)] = await city.tuples("SELECT id FROM work_orders WHERE city_id = %(city)s")
    await do(city, "sign_order", order)
    case = await do(city, "reply_order", order, "solved", REPLY, "unreachable")
    await do(city, "pass_check", case.case.id)
    await page.reload()
    await page.get_by_role("link", name="说说办得怎么样").click()
    await expect(page.get_by_text(REPLY)).to_be_visible()
    await page.get_by_label("解决了", exact=True).check()
    await page.get_by_label("基本满意").check()
    await page.get_by_role("button", name="交给热线").click()
    await expect(page.get_by_role("status")).to_contain_text("谢谢您告诉我们")

    await page.get_by_role("link", name="没解决，要求再办").click()
    await page.get_by_label("哪里没有解决？").fill("昨晚又打了。")
    await page.get_by_role("button", name="要求再办").click()
    await expect(page.locator("#status")).to_contain_text("正在复核")


async def test_by_the_keyboard_alone_the_errors_lead_to_their_fields(city: City, visit: Visit) -> None:
    page = await visit("/submit/what")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    await page.get_by_role("button", name="下一步：在哪里").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page).to_have_title(re.compile("^有错误："))
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("发生了什么事？")).to_be_focused()


async def test_streets_follow_the_district_where_scripts_run(city: City, visit: Visit) -> None:
    page = await visit("/submit/what")
    await page.get_by_label("发生了什么事？").fill(WORDS)
    await page.get_by_role("button", name="下一步：在哪里").click()
    await page.get_by_label("哪个区？").select_option(label="黄浦区")
    await expect(page.locator("#street option", has_text="南京东路街道")).to_have_count(1)
    await expect(page.locator("#street option", has_text="潍坊新村街道")).to_have_count(0)


async def test_the_other_language_keeps_what_was_typed(city: City, visit: Visit) -> None:
    page = await visit("/submit/what")
    await page.get_by_label("发生了什么事？").fill(WORDS)
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_label("What happened?")).to_have_value(WORDS)
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_large_type_is_large_and_offers_to_read_aloud(city: City, visit: Visit, picture: Picture) -> None:
    opened = await told(city)
    page = await visit(f"{link(opened)}?care=1", **PHONE)
    await expect(page.locator("body")).to_have_css("font-size", "24px")
    await expect(page.locator(".headline").first).to_have_css("font-size", "30px")
    await expect(page.get_by_role("button", name="读给我听")).to_be_visible()
    await picture(page, "citizen-care")
    await page.get_by_role("link", name="标准字").click()
    await expect(page.locator("body")).to_have_css("font-size", "18px")


async def every_page(city: City, page: Page) -> dict[str, str]:
    """An address of each kind of page, once this browser has filled the form in."""
    fresh, asked, done = await told(city), await told(city, person=a_person(4)), await told(city, person=a_person(5))
    await do(city, "ask_information", asked.file.case.id, "请问打桩的是哪一家工地？")
    survey = await answered(city, done)
    closed = await told(city, person=a_person(6))
    await answered(city, closed)
    await judged(city, closed, "solved", "satisfied")
    again = await told(city, person=a_person(7))
    await answered(city, again, "夜里复查，工地已停工，封存打桩机一台。")
    await judged(city, again, "unsolved", "dissatisfied", "not_solved", "昨晚又打了。")
    await page.goto("/submit/what")
    await page.fill("#words", WORDS)
    await page.click(".bar .button")
    await expect(page).to_have_url(re.compile("/submit/where$"))
    await page.click(".bar .button")
    await page.fill("#phone", "13912345678")
    await page.click(".bar .button")
    await expect(page).to_have_url(re.compile("/submit/check$"))
    steps = {f"submit/{step}": f"/submit/{step}" for step in ("what", "where", "contact", "check")}
    cases = {
        "case": link(fresh),
        "case asked": link(asked),
        "case answered": survey,
        "case closed": link(closed),
        "case in review": link(again),
        "print": f"{link(fresh)}/print",
        "add": f"{link(fresh)}/add_words",
        "withdraw": f"{link(fresh)}/ask_withdrawal",
        "inform": f"{link(asked)}/give_information",
        "survey": f"{survey}/answer_survey",
        "reopen": f"{link(closed)}/reopen",
    }
    about = {name: f"/about/{name}" for name in ("privacy", "accessibility", "feedback")}
    return {"home": "/", **steps, **cases, "follow": "/follow", **about, "missing": "/c/nothing"}


SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')].filter((one) => {
  const box = (one.closest('label') ?? one).getBoundingClientRect()
  const inline = getComputedStyle(one).display === 'inline' && one.closest('li, p')?.closest('.problems')
  const meant = box.width && !inline && !one.closest('[aria-hidden]')
  return meant && !one.classList.contains('skip') && (box.height < 44 || box.width < 44)
}).map((one) => `${one.tagName} ${one.className} ${one.textContent.trim()} ${one.getBoundingClientRect().height}`)
"""


CHOICES = ("language=zh-CN&care=0", "language=zh-CN&care=1", "language=en&care=1")


async def unfold(page: Page) -> None:
    """Opens what is folded."""
    for details in await page.locator("summary").all():
        await details.click()


async def test_nothing_scrolls_sideways_at_320_pixels_and_every_target_is_large(city: City, visit: Visit) -> None:
    page = await visit("/", **NARROW)
    places = await every_page(city, page)
    wide: list[str] = []
    small: list[str] = []
    for choice in CHOICES:
        await page.goto(f"/?{choice}")
        for name, path in places.items():
            await page.goto(path)
            await unfold(page)
            wide += [f"{choice} {name}"] if await page.evaluate(SIDEWAYS) > 0 else []
            small += [f"{choice} {name}: {one}" for one in await page.evaluate(SMALL)]
    assert wide == []
    assert small == []


SEEN = (("language=zh-CN&care=0", {}), ("language=en&care=1", NARROW))


@pytest.mark.timeout(600)  # some thirty pages
@pytest.mark.parametrize(("choice", "screen"), SEEN)
async def test_axe_finds_nothing_on_any_page(city: City, visit: Visit, choice: str, screen: dict[str, object]) -> None:
    await city.work(lambda work: adopt_profile(work, open_city()))
    page = await visit("/", **{"color_scheme": "light", "viewport": {"width": 1280, "height": 800}, **screen})
    found: list[str] = []
    async for name in states_of_pages(city, page, choice):
        assert await page.evaluate(SIDEWAYS) <= 0, name
        found += [f"{name}: {one}" for one in await violations(page, darken)]
        await page.emulate_media(color_scheme="light")
    assert found == []


async def darken(page: Page) -> None:
    """The citizen's device turns dark."""
    await page.emulate_media(color_scheme="dark")


WRONG = {"/submit/contact": ("#phone", "12"), "/follow": ("#number", "123"), "/submit/what": ("#words", "")}


async def states_of_pages(city: City, page: Page, choice: str) -> AsyncIterator[str]:
    """Shows every page one after the other, those with something wrong in them too, and says which it is."""
    places = await every_page(city, page)
    await page.goto(f"/?{choice}")
    for name, path in {**places, "public, empty": "/public"}.items():
        await page.goto(path)
        await unfold(page)
        yield name
    [(closed,)] = await city.tuples("SELECT id FROM cases WHERE city_id = %(city)s AND status = 'closed'")
    await do(city, "publish_summary", closed, "夜间打桩：城管责令停工并立案，每晚巡查。")
    await page.goto("/public")
    yield "public"
    await page.locator("a[href^='/public/']").click()
    yield "shared"
    for path in (*WRONG, places["survey"], places["add"]):
        await page.goto(path)
        if path in WRONG:
            await page.fill(*WRONG[path])
        await page.click(".bar .button")
        await expect(page.get_by_role("alert")).to_be_focused()
        yield f"wrong {path}"
    await page.goto(f"{places['case']}?told=urge")
    yield "told"
    for step, (box, words) in {"what": ("#words", WORDS), "contact": ("#phone", "13912345678")}.items():
        await page.goto(f"/submit/{step}")
        await page.fill(box, words)
        await page.click(".bar .button")
        await expect(page).not_to_have_url(re.compile(f"{step}$"))
    await send(page)
    yield "done"
    for _ in range(6):
        await page.goto("/follow")
        await page.fill("#number", "2611230000017")
        await page.fill("#code", "000000")
        await page.click(".bar .button")
        await page.wait_for_load_state()
    await expect(page.locator("#phone_end")).to_be_visible()
    yield "too many tries"


async def send(page: Page) -> None:
    """Presses send on the page that asks to check everything."""
    await page.goto("/submit/check")
    await page.click(".bar .button")
    await expect(page).to_have_url(re.compile("done$"))


async def test_pictures_of_the_citizens_pages(city: City, visit: Visit, picture: Picture) -> None:
    opened = await told(city, title="小区北面工地夜里打桩", address="张杨路500弄北面")
    await answered(city, opened)
    await city.pass_time(hours=30)
    await judged(city, opened, "unsolved", "dissatisfied", "not_solved", "昨晚又打了。")
    await do(city, "redo_case", opened.file.case.id, "属实，重办。")
    [(order,)] = await city.tuples("SELECT id FROM work_orders WHERE city_id = %(city)s AND round = 2")
    await do(city, "sign_order", order)
    page = await visit("/", **PHONE)
    await picture(page, "citizen-home")
    await page.goto("/submit/what")
    await page.fill("#words", WORDS)
    await page.click(".bar .button")
    await page.get_by_label("事情发生在哪里？").press_sequentially("张杨路500弄，潍坊新村")
    await expect(page.get_by_role("button", name="潍坊新村街道")).to_be_visible()
    await page.set_input_files("#files", PHOTO)
    await expect(page.locator("canvas.drawn")).to_be_visible()
    await picture(page, "citizen-submit")
    await page.goto(link(opened))
    await expect(page.locator("li.step")).to_have_count(4)
    await expect(page.locator("li.step.now h3")).to_have_text("重新办")
    await picture(page, "citizen-follow")
    await page.goto("/follow")
    await page.fill("#number", "123")
    await page.click(".bar .button")
    await expect(page.get_by_role("alert")).to_be_visible()
    await picture(page, "citizen-wrong")
    await page.goto(f"{link(opened)}?language=en")
    await expect(page.locator("li.step.now h3")).to_have_text("Handling again")
    await picture(page, "citizen-follow-en")
