"""A supervisor's and the hotline office's day: late cases urged together, more time given, the media loop, a visit."""

from typing import Any

from playwright.async_api import expect

from builders.cases import NOISE, WEIFANG
from builders.media import png
from builders.portal import open_city
from journeys.city import STREET_OFFICE, City
from journeys.seats import Picture, Sit, Visit
from journeys.workbench import begin, fill, go_to_case
from lianxin.cases import COMMANDS, IntakeForm, carry_out, open_case, send_opened
from lianxin.city import adopt_profile, follow_profile
from lianxin.people import SYSTEM

WORDS = "潍坊新村街道夜里有人占道设摊，油烟很大，请管一管。"


async def opened(city: City, count: int = 1) -> list[tuple[str, Any, Any]]:
    """Cases that the street's office has signed: number, case, order."""

    async def send(work) -> list[tuple[str, Any, Any]]:
        sent: list[tuple[str, Any, Any]] = []
        for _ in range(count):
            one = await open_case(work, SYSTEM, IntakeForm(words=WORDS, topic=NOISE, street=WEIFANG))
            await send_opened(one, SYSTEM, STREET_OFFICE)
            await work.flush()
            order = one.file.orders[0].id
            await carry_out(work, SYSTEM, "sign_order", order, COMMANDS["sign_order"].asks())
            sent.append((one.file.case.number, one.file.case.id, order))
        return sent

    return await city.work(send)


async def said(city: City, move: str, target: Any, **words: Any) -> None:
    """A move of somebody else."""

    async def act(work) -> None:
        await carry_out(work, SYSTEM, move, target, COMMANDS[move].asks(**words))

    await city.work(act)


async def test_late_cases_are_urged_together_with_words_for_their_unit(
    city: City, as_person: Sit, picture: Picture
) -> None:
    cases = await opened(city, 3)
    await city.pass_time(days=40)
    page = await as_person("luping", "/desk/supervision")
    await page.locator(".units").get_by_role("button", name="潍坊新村街道").click()
    await expect(page.locator(".cases h2")).to_contain_text("超时 3 天以上")
    await page.keyboard.press("a")
    await page.keyboard.press("u")
    await page.locator(".suggestion").first.click()
    await expect(page.get_by_label("要说什么")).to_have_value("请潍坊新村街道办事处今天说明进展，并答复市民。")
    await picture(page, "supervision")
    await page.get_by_label("要说什么").focus()
    await page.keyboard.press("Control+Enter")
    await page.get_by_role("button", name="现在就办").click()
    await expect(page.locator(".progress")).to_contain_text("3")
    await expect(page.locator(".progress").get_by_role("button", name="知道了")).to_be_visible()
    urged = await city.tuples("SELECT 1 FROM side_records WHERE city_id = %(city)s AND kind = 'urge'")
    assert len(urged) == len(cases)


async def test_more_time_is_given_in_place_by_keys(city: City, as_person: Sit, picture: Picture) -> None:
    [(_, _, order)] = await opened(city)
    await said(city, "ask_extension", order, amount=3, reason="需要开挖检修")
    page = await as_person("luping", "/desk/supervision")
    await expect(page.get_by_role("radio").nth(1)).to_be_visible()
    await page.keyboard.press("Alt+2")
    await expect(page.locator(".chosen")).to_contain_text("延期后")
    await page.keyboard.press("y")
    await page.get_by_label("理由").fill("同意，请抓紧。")
    await picture(page, "supervision-extension")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("没有待处理的")).to_be_visible()
    [(status,)] = await city.tuples("SELECT status FROM side_records WHERE city_id = %(city)s AND kind = 'extension'")
    assert status == "granted"


async def test_the_media_loop_is_closed_stage_by_stage(city: City, as_person: Sit, picture: Picture) -> None:
    for stage in ("found", "supervised", "advised"):
        [(_, case, _)] = await opened(city)
        await said(city, "record_media", case, outlet="晚间新闻", stage=stage, note="已联系记者。")
    page = await as_person("luping", "/desk/media")
    await expect(page.get_by_label("建言").locator("article")).to_have_count(1)
    await picture(page, "media")
    await page.get_by_label("建言").get_by_role("button", name="建言已办").click()
    await page.get_by_label("这一步做了什么").fill("已建议增设夜间巡查。")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_label("建言").locator("article")).to_have_count(0)
    await expect(page.get_by_label("发现").locator("article")).to_have_count(1)


async def test_a_visit_is_written_down_with_its_photos(city: City, as_person: Sit) -> None:
    [(number, _, _)] = await opened(city)
    page = await as_person("luping")
    await go_to_case(page, number)
    form = await begin(page, "记到场核查")
    await fill(form, 到场人数="3")
    await form.get_by_label("认定").fill("摊位已经清走，地面有油污。")
    await form.get_by_label("照片").set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": png()})
    await form.get_by_role("button", name="记到场核查").click()
    await expect(page.get_by_text("摊位已经清走，地面有油污。")).to_be_visible()
    await expect(page.locator(".files a")).to_have_text("现场.png")


async def test_the_office_decides_in_place(city: City, as_person: Sit, picture: Picture) -> None:
    [(_, _, order)] = await opened(city)
    await said(city, "ask_exclusion", order, reason="市民拒绝入户，三次上门均未开门。")
    page = await as_person("xujing", "/desk/office")
    await expect(page.get_by_role("radio").nth(1)).to_be_visible()
    await page.keyboard.press("Alt+2")
    await expect(page.locator(".chosen")).to_contain_text("三次上门")
    await page.keyboard.press("x")
    await page.get_by_label("理由").fill("没有上门记录，不予剔除。")
    await picture(page, "office")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("没有待处理的")).to_be_visible()


async def answered(city: City) -> Any:
    """A case that was answered, checked, and found solved by its citizen; its id."""
    [(_, case, order)] = await opened(city)
    await said(city, "log_contact", order, note="已联系市民。")
    await said(city, "reply_order", order, outcome="explained", reply="王某已签承诺书，不再占道经营。")
    await said(city, "pass_check", case)
    await said(city, "answer_callback", case, outcome="explained", satisfaction="satisfied")
    return case


async def test_the_public_reads_what_a_person_approved_and_nothing_until_the_city_switches_it_on(
    city: City, visit: Visit, as_person: Sit
) -> None:
    await said(city, "propose_summary", await answered(city), note="夜市占道：王某已签承诺书。")
    page = await as_person("xujing", "/desk/office")
    await expect(page.get_by_role("radio").nth(2)).to_be_visible()
    await page.keyboard.press("Alt+3")
    await expect(page.locator(".chosen")).to_contain_text("王某已签承诺书")
    await page.keyboard.press("y")
    await page.get_by_label("公开摘要，不写个人信息").fill("夜市占道：街道每晚巡查，摊主已搬走。")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("没有待处理的")).to_be_visible()
    anybody = await visit("/public")
    await expect(anybody.get_by_text("摊主已搬走")).to_have_count(0)
    await city.work(lambda work: adopt_profile(work, open_city()))
    await city.work(follow_profile)  # a read beside it may have remembered the one before
    await anybody.goto("/public")
    await expect(anybody.get_by_text("夜市占道：街道每晚巡查，摊主已搬走。")).to_be_visible()
    assert "王某" not in await anybody.content()
