"""Whole ways of citizens in a real browser: by keyboard, narrow in large type, in English, and what a page weighs."""

import re
from uuid import UUID

from playwright.async_api import Locator, Page, Request, expect

from builders.cases import WEIFANG
from journeys.citizen import number_and_code
from journeys.city import City
from journeys.seats import Picture, Visit
from journeys.test_citizen_pages import PHOTO, SIDEWAYS, SMALL, WORDS, answered, do, every_page, link, send, told
from lianxin.cases.commands.intake import Opened

CARE = {"viewport": {"width": 320, "height": 640}}
MOST_TABS = 60
LIGHT = 80_000  # bytes a page may weigh without images
COUNTED = {"document", "stylesheet", "script", "font"}
FOCUS = """(wanted) => {
  const one = document.activeElement
  if (one === document.body) return ['', false]
  const box = (one.closest('.files') ?? one).getBoundingClientRect()
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20))
  const seen = box.top >= 0 && box.top < innerHeight && (one.contains(top) || top.contains(one) || top === one)
  return [seen ? '' : one.outerHTML, one === wanted]
}"""
"""The element that has the focus, if it is not in sight; and whether it is the wanted one."""


async def tab_to(page: Page, wanted: Locator) -> None:
    """Presses Tab until it has the focus; the focus is always in sight."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        obscured, reached = await wanted.evaluate(FOCUS)
        assert not obscured, obscured
        if reached:
            return
    raise AssertionError(f"no way by the keyboard to {wanted}")


async def open_by_key(page: Page, role: str, name: str) -> None:
    """Goes to a link or button and presses Enter."""
    await tab_to(page, page.get_by_role(role, name=name))  # pyright: ignore[reportArgumentType]
    await page.keyboard.press("Enter")


async def type_into(page: Page, label: str, words: str) -> None:
    """Goes to a field and types; what is pasted comes in the same way, at once."""
    await tab_to(page, page.get_by_label(label))
    await page.keyboard.insert_text(words)


async def test_the_whole_way_by_the_keyboard_alone_and_a_second_press_makes_no_second_case(
    city: City, visit: Visit
) -> None:
    page = await visit("/")
    await open_by_key(page, "link", "我要反映一件事")
    await type_into(page, "发生了什么事？", WORDS)
    await open_by_key(page, "button", "下一步：在哪里")
    await type_into(page, "事情发生在哪里？", "潍坊新村 张杨路500弄")
    await open_by_key(page, "button", "潍坊新村街道")
    await expect(page.get_by_role("status").first).to_contain_text("选好了：浦东新区 潍坊新村街道")
    await expect(page.get_by_label("事情发生在哪里？")).to_be_focused()
    await open_by_key(page, "button", "下一步：怎么联系您")
    await type_into(page, "电话号码", "139 1234 5678")
    await tab_to(page, page.get_by_label("电话、短信都可以"))
    await page.keyboard.press("ArrowDown")
    await open_by_key(page, "button", "下一步：核对一遍")
    await expect(page.locator(".summary")).to_contain_text("浦东新区 潍坊新村街道 潍坊新村 张杨路500弄")
    await expect(page.locator(".summary")).to_contain_text("只发短信")
    await tab_to(page, page.get_by_role("button", name="提交"))
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    assert await city.tuples("SELECT street, status FROM cases WHERE city_id = %(city)s") == [(WEIFANG, "screening")]
    number, code = await number_and_code(page)
    await page.goto("/follow")
    await type_into(page, "编号", f" {number}\n")
    await type_into(page, "查询码", f"{code} ")
    await page.keyboard.press("Enter")
    await expect(page.locator("#status")).to_contain_text("热线正在看")
    await open_by_key(page, "link", "补充情况")
    await type_into(page, "要补充什么？", "昨晚到一点。")
    await open_by_key(page, "button", "补充")
    await expect(page.get_by_role("status")).to_be_focused()
    await expect(page.get_by_role("status")).to_contain_text("不用再打电话说一遍")


async def fits_narrow(page: Page, end: str) -> None:
    """Nothing sideways, nothing too small to press, on the page whose address ends like this."""
    await expect(page).to_have_url(re.compile(end))
    await page.wait_for_load_state()
    assert await page.evaluate(SIDEWAYS) <= 0, page.url
    assert await page.evaluate(SMALL) == [], page.url


async def test_in_large_type_at_320_pixels_with_photos_and_everything_that_can_be_done(
    city: City, visit: Visit, picture: Picture
) -> None:
    page = await visit("/?care=1", **CARE)
    await page.get_by_role("link", name="我要反映一件事").click()
    await page.get_by_label("发生了什么事？").fill(WORDS)
    await page.get_by_role("button", name="下一步：在哪里").click()
    await page.get_by_label("事情发生在哪里？").press_sequentially("南京东路300号")
    await expect(page.get_by_role("button", name="南京东路街道")).to_be_visible()
    await page.set_input_files("#files", [PHOTO, PHOTO])
    await expect(page.locator("canvas.drawn")).to_have_count(2)
    await fits_narrow(page, "where$")
    await page.get_by_role("button", name="去掉 citizen-home.png").first.click()
    await expect(page.locator(".chosen li")).to_have_count(1)
    await page.get_by_role("button", name="南京东路街道").click()
    await expect(page.get_by_label("哪个区？")).to_have_value("310101")
    await page.get_by_role("button", name="下一步：怎么联系您").click()
    await fits_narrow(page, "contact$")
    await page.get_by_label("电话号码").fill("13912345678")
    await page.get_by_role("button", name="下一步：核对一遍").click()
    await expect(page.locator(".summary")).to_contain_text("citizen-home.png")
    await page.get_by_role("link", name="修改：在哪里").click()
    await expect(page.get_by_label("事情发生在哪里？")).to_have_value("南京东路300号")
    await expect(page.locator(".kept li")).to_have_count(1)
    await page.goto("/submit/check")
    await fits_narrow(page, "check$")
    await page.get_by_role("button", name="提交").dblclick()
    await expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    await page.get_by_role("link", name="查看进展").click()
    await acts_on_it(page)
    await follows_to_the_end(city, page)


async def acts_on_it(page: Page) -> None:
    """Urges and asks to take it back; each says what comes of it."""
    await page.get_by_role("link", name="催一催").click()
    await page.get_by_role("button", name="催一催").click()
    await expect(page.get_by_role("status")).to_contain_text("明天还没有动静，可以再催一次")
    await page.get_by_role("link", name="EN").click()
    await expect(page.get_by_role("status")).to_contain_text("you can ask again tomorrow")
    await page.get_by_role("link", name="中文").click()
    await page.get_by_role("link", name="不用办了，撤回").click()
    await page.get_by_role("button", name="告诉热线，不用办了").click()
    await expect(page.get_by_role("status")).to_contain_text("确认以前，照常办")
    await expect(page.get_by_text("您说不用办了。热线会和您确认")).to_be_visible()
    await fits_narrow(page, "told=ask_withdrawal")


async def follows_to_the_end(city: City, page: Page) -> None:
    """Who has it, by when, what comes next; then the survey, and sending it back."""
    [(case,)] = await city.tuples("SELECT id FROM cases WHERE city_id = %(city)s")
    await do(city, "dispatch_case", case, "huangpu-nanjingdonglu")
    order = await lead_of(city, case)
    await page.reload()
    await expect(page.locator("#status")).to_contain_text("已交给南京东路街道办事处")
    await do(city, "sign_order", order)
    await page.reload()
    await expect(page.locator("#status")).to_contain_text("第 2 步，共 3 步")
    await expect(page.locator("#status")).to_contain_text("南京东路街道办事处已签收，正在办")
    await expect(page.locator("#status")).to_contain_text("12月14日前答复您")
    await expect(page.locator("#status")).to_contain_text("接下来：办好以后，热线先核对答复")
    await do(city, "reply_order", order, "solved", "已清理占道摊位，每晚巡查。", "unreachable")
    await do(city, "pass_check", case)
    await page.reload()
    await expect(page.locator("#status")).to_contain_text("11月25日前问您")
    await page.get_by_role("link", name="说说办得怎么样").click()
    await fits_narrow(page, "answer_survey$")
    await page.get_by_label("解决了", exact=True).check()
    await page.get_by_label("满意", exact=True).check()
    await page.get_by_role("button", name="交给热线").click()
    await expect(page.get_by_role("status")).to_contain_text("这件事办结了")
    await expect(page.locator("#status")).to_contain_text("都可以要求再办")
    await page.get_by_role("link", name="没解决，要求再办").click()
    await page.get_by_label("哪里没有解决？").fill("昨晚又打了。")
    await page.get_by_role("button", name="要求再办").click()
    await expect(page.get_by_role("status")).to_contain_text("复核的人先看您写的话")
    await expect(page.locator("#status")).to_contain_text("告诉您结果")
    await fits_narrow(page, "told=reopen")


async def lead_of(city: City, case: UUID) -> UUID:
    """The lead's order."""
    return (await city.tuples("SELECT id FROM work_orders WHERE city_id = %(city)s AND case_id = %(case)s", case=case))[
        0
    ][0]


async def test_in_english_somebody_deaf_or_speaking_japanese_says_how_to_be_reached(city: City, visit: Visit) -> None:
    page = await visit("/", locale="en-GB")
    await page.get_by_role("link", name="Make a request").click()
    await page.get_by_label("What happened?").fill("Pile driving all night next to our building.")
    await page.get_by_role("button", name="Next: where").click()
    await page.get_by_label("Where is it?").press_sequentially("nanjing east")
    await page.get_by_role("button", name="Next: how to reach you").click()
    await page.get_by_label("Phone number").fill("021-62345678")
    await page.get_by_label("Text messages only").check()
    await page.get_by_label("Which language do you speak?").select_option(label="Japanese")
    await page.get_by_role("button", name="Next: check your answers").click()
    await expect(page.get_by_role("alert")).to_contain_text("This number cannot receive text messages")
    await expect(page.get_by_label("Text messages only")).to_be_checked()
    await page.get_by_label("Phone number").fill("13912345678")
    await page.get_by_role("button", name="Next: check your answers").click()
    await expect(page.locator(".summary")).to_contain_text("In Japanese")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="We have received your request")).to_be_visible()
    kept = await city.tuples("SELECT language, contact_preference FROM citizens WHERE city_id = %(city)s")
    assert kept == [("ja", "text")]
    assert await city.tuples("SELECT language FROM cases WHERE city_id = %(city)s") == [("ja",)]
    await page.get_by_role("link", name="Follow your request").click()
    await page.get_by_role("link", name="Add more").click()
    await page.get_by_label("What would you like to add?").fill("It went on until one.")
    await page.get_by_role("button", name="中文").click()
    await expect(page.get_by_label("要补充什么？")).to_have_value("It went on until one.")
    await page.get_by_role("button", name="English").click()
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("You do not need to call as well")
    assert re.search("[一-鿿]", await page.locator("body").inner_text()) is None or await only_names_are_chinese(page)


async def only_names_are_chinese(page: Page) -> bool:
    """Whatever is Chinese on an English page says so."""
    unmarked = """() => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      const found = []
      while (walk.nextNode())
        if (/[\\u4e00-\\u9fff]/.test(walk.currentNode.data) && !walk.currentNode.parentElement.closest('[lang^=zh]'))
          found.push(walk.currentNode.data)
      return found
    }"""
    assert await page.evaluate(unmarked) == []
    return True


async def test_on_paper_there_is_number_and_date_and_nothing_to_press(
    city: City, visit: Visit, picture: Picture
) -> None:
    opened: Opened = await told(city, address="张杨路500弄北面")
    await answered(city, opened)
    page = await visit(f"{link(opened)}/print", viewport={"width": 794, "height": 1000}, color_scheme="dark")
    await page.emulate_media(media="print")
    for printed in (page, page):
        await expect(printed.get_by_text("2611 2300 0001 7")).to_be_visible()
        await expect(printed.get_by_text("打印于 2026年11月23日 上午 9")).to_be_visible()
        assert await printed.locator("a:visible, button:visible").count() == 0
        await expect(printed.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
        await expect(printed.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        if printed.url.endswith("/print"):
            await picture(page, "citizen-print")
            await page.goto(link(opened))


async def test_no_page_weighs_more_than_80_kilobytes_without_images(city: City, visit: Visit) -> None:
    page = await visit("/")
    places = await every_page(city, page)
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    heavy: dict[str, int] = {}
    for language in ("zh-CN", "en"):
        await page.goto(f"/?language={language}")
        for name, path in places.items():
            weight = await weight_of(page, path)
            assert weight > 5_000, name
            heavy |= {f"{name} {language}": weight} if weight > LIGHT else {}
    await send(page)
    heavy["done"] = await weight_of(page, "/submit/done")
    assert heavy.pop("done") <= LIGHT
    assert heavy == {}


async def weight_of(page: Page, path: str) -> int:
    """Bytes of page, styles, scripts and faces as they came over the line."""
    seen: list[Request] = []

    def finished(request: Request) -> None:
        seen.append(request)

    page.on("requestfinished", finished)
    await page.goto(path)
    await page.evaluate("() => document.fonts.ready.then(() => null)")
    page.remove_listener("requestfinished", finished)
    counted = [request for request in seen if request.resource_type in COUNTED]
    assert {request.resource_type for request in counted} >= {"document", "stylesheet", "script"}
    return sum([(await request.sizes())["responseBodySize"] for request in counted])
