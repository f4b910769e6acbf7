"""An operator takes calls without touching the mouse."""

import re

from playwright.async_api import Locator, Page, expect

from builders.cases import PROFILES, shanghai
from journeys.city import City
from journeys.keyboard import Keyboard
from journeys.seats import Picture, Sit
from journeys.workbench import reads
from lianxin.cases import IntakeForm, submit_case
from lianxin.cases.rules.follow_code import ALPHABET
from lianxin.city import keep_committees, read_committees
from lianxin.kernel.clock import stopwatch
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Person

CALLER = Person("王女士", "13900000001")
EARLIER = "楼上邻居夜里装修，敲到十二点。"
WORDS = "潍坊八村门口每天半夜有人摆烧烤摊，油烟和吵闹让人没法睡觉。"
LIGHTS = "八村北门的路灯也不亮。"
STEPS = 45


def words_box(page: Page) -> Locator:
    return page.get_by_label("诉求", exact=True)


async def with_committees(work: UnitOfWork) -> None:
    await keep_committees(work, read_committees(PROFILES / "shanghai", shanghai()))


async def kept_what_was_told(city: City, took: float) -> None:
    """The case has the seconds since the call, the words for the moment and the call itself."""
    [(seconds, happened, call)] = await city.tuples(
        "SELECT e.data->>'form_time', c.happened, c.call_id FROM events e JOIN cases c ON c.city_id = e.city_id"
        " AND c.id = e.case_id WHERE e.city_id = %(city)s AND e.kind = 'case.opened' AND c.happened <> ''"
    )
    assert 0 <= float(seconds) <= took
    assert (happened, call is None) == ("昨天 23:00", False)


async def fill_in_the_form(page: Page, keys: Keyboard) -> None:
    """From the citizen's words to the end of the call: nature, topic, place, time and wish, by keys alone."""
    await keys.press("Alt+w")
    await keys.say(WORDS)
    await keys.press("Alt+3")
    await expect(page.get_by_role("radio", name=re.compile("^投诉"))).to_be_checked()
    await keys.press("Alt+t")
    await keys.choose("zdst", "占道设摊")
    await keys.press("Alt+l")
    await keys.complete("wfbc", "潍坊八村")
    await expect(page.locator(".place")).to_contain_text("潍坊新村街道")
    await keys.press("Alt+i")
    await keys.say("昨天 23:00")
    await expect(page.locator(".when [role=status]")).to_contain_text("2026年11月22日 周日 23:00")
    await keys.press("Alt+x")
    await keys.say("晚上十一点以后没有人摆摊")
    await keys.press("Alt+k")
    await expect(page.locator(".call")).to_contain_text("整理")


async def test_a_call_is_taken_from_the_first_word_to_the_receipt_without_the_mouse(
    city: City, as_person: Sit, picture: Picture
) -> None:
    await city.work(with_committees)
    await city.work(lambda work: submit_case(work, IntakeForm(words=EARLIER, person=CALLER)))
    await city.pass_time(hours=1)
    page = await as_person("limin")
    keys, began = Keyboard(page), stopwatch()
    words = words_box(page)
    await expect(words).to_be_focused()
    await keys.press("Alt+p")
    await keys.type("13900000001")
    await expect(page.locator(".call").get_by_text("第 2 次来电")).to_be_visible()
    await expect(page.get_by_role("button", name="楼上邻居夜里装修")).to_be_visible()
    await fill_in_the_form(page, keys)

    suggested = page.locator("aside section", has_text="建议派给")
    await expect(suggested).to_contain_text("潍坊新村")
    await picture(page, "operator")
    await keys.press("Control+Enter")
    receipt = page.locator(".sent")
    await expect(receipt).to_contain_text("已派出")
    await expect(receipt.locator("dd").nth(1)).to_have_text(re.compile(rf"^[{ALPHABET}]{{4}} [{ALPHABET}]{{4}}$"))
    assert keys.steps <= STEPS, f"{keys.steps} key steps"
    took = stopwatch() - began
    await kept_what_was_told(city, took)

    await keys.press("Enter")
    await expect(words).to_be_focused()
    await expect(words).to_have_value("")


async def test_one_call_becomes_several_cases_that_know_each_other(
    city: City, as_person: Sit, picture: Picture
) -> None:
    page = await as_person("limin")
    keys = Keyboard(page)
    await expect(words_box(page)).to_be_focused()
    await keys.say(WORDS)
    await keys.press("Alt+p")
    await keys.type("13900000001")
    await keys.press("Alt+t")
    await keys.choose("zdst", "占道设摊")
    await keys.press("Alt+n")
    await expect(page.locator("#intake-topic")).to_be_focused()
    await expect(page.get_by_label("电话", exact=True).or_(page.locator("#intake-phone"))).to_have_value("13900000001")
    await keys.press("Alt+w")
    await keys.say(LIGHTS)
    await expect(page.locator(".tab")).to_have_count(2)
    await picture(page, "operator-split")

    await page.reload()
    await expect(page.locator(".tab")).to_have_count(2)
    await expect(words_box(page)).to_have_value(LIGHTS)
    await expect(words_box(page)).to_be_focused()
    await keys.press("Control+Shift+Enter")
    await expect(page.locator(".sent article")).to_have_count(2)
    await expect(page.locator(".sent")).to_contain_text("这通来电共 2 件")
    linked = await city.tuples("SELECT split_from IS NOT NULL FROM cases WHERE city_id = %(city)s ORDER BY opened_at")
    assert [row[0] for row in linked] == [False, True]


async def test_a_call_set_aside_comes_back_as_it_was(city: City, as_person: Sit) -> None:
    page = await as_person("limin")
    keys = Keyboard(page)
    await expect(words_box(page)).to_be_focused()
    await keys.say(WORDS)
    await keys.press("Alt+m")
    await expect(words_box(page)).to_have_value("")
    await expect(words_box(page)).to_be_focused()
    await keys.say(LIGHTS)
    await keys.press("Alt+]")
    await expect(words_box(page)).to_have_value(WORDS)
    await keys.press("Control+Enter")
    await expect(page.locator(".sent")).to_be_visible()
    await keys.press("Enter")
    await expect(words_box(page)).to_have_value(LIGHTS)


async def test_what_about_my_case_is_answered_and_recorded_without_the_mouse(
    city: City, as_person: Sit, picture: Picture
) -> None:
    await city.work(lambda work: submit_case(work, IntakeForm(words=WORDS, person=CALLER, street="310115004")))
    page = await as_person("limin")
    keys = Keyboard(page)
    await expect(words_box(page)).to_be_focused()
    await keys.press("Alt+p")
    await keys.type("13900000001")
    await expect(page.locator(".call").get_by_text("第 2 次来电")).to_be_visible()
    await keys.press("Alt+q")
    panel = page.get_by_role("region", name="查进度")
    await expect(panel.locator(".aloud")).to_contain_text("正在安排由谁来办")
    await picture(page, "operator-progress")
    await keys.press("Alt+b")
    await expect(page.locator("#progress-words")).to_be_focused()
    await keys.say("昨晚又来了三个摊。")
    await keys.press("Control+Enter")
    await expect(panel.locator(".did")).to_have_text("已补充")
    await keys.press("Alt+c")
    await keys.say("请今晚就来看。")
    await keys.press("Control+Enter")
    await expect(panel.locator(".did")).to_have_text("已催办")
    await keys.press("Alt+p")
    await expect(panel.locator(".did")).to_have_text("已记下：告知进度")
    await keys.press("Alt+k", "Alt+0")
    await expect(page.get_by_role("region", name="不立单")).to_be_visible()
    await keys.press("1")
    await expect(page.get_by_text("已记话务小结")).to_be_visible()
    [(kind, about)] = await city.tuples("SELECT kind, case_id IS NOT NULL FROM calls WHERE city_id = %(city)s")
    assert (kind, about) == ("progress", True)
    records = await city.tuples("SELECT kind FROM side_records WHERE city_id = %(city)s ORDER BY made_at, id")
    assert {"inquiry", "urge"} <= {row[0] for row in records}


async def test_abuse_is_warned_and_ended_and_what_was_asked_stays(city: City, as_person: Sit, picture: Picture) -> None:
    page = await as_person("limin")
    keys = Keyboard(page)
    await expect(words_box(page)).to_be_focused()
    await keys.say(LIGHTS)
    await keys.press("Alt+0")
    panel = page.get_by_role("region", name="不立单")
    await expect(panel.get_by_role("button").nth(1)).to_be_focused()
    await keys.press("7")
    await expect(panel.locator(".aloud")).to_contain_text("请您文明用语")
    await picture(page, "operator-warned")
    await keys.press("7")
    await expect(page.get_by_text("已记话务小结")).to_be_visible()
    await expect(words_box(page)).to_have_value(LIGHTS)
    await keys.press("Control+Enter")
    await expect(page.locator(".sent")).to_be_visible()
    events = await city.tuples(
        "SELECT kind FROM events WHERE city_id = %(city)s AND kind LIKE 'call.%%' ORDER BY position"
    )
    assert [row[0] for row in events] == ["call.warned", "call.ended"]


async def test_the_same_matter_told_before_is_linked_by_one_key(city: City, as_person: Sit) -> None:
    form = IntakeForm(words=WORDS, person=CALLER, topic="01.01.01", street="310115004")
    await city.work(lambda work: submit_case(work, form))
    page = await as_person("limin")
    keys = Keyboard(page)
    await expect(words_box(page)).to_be_focused()
    await keys.say(LIGHTS)
    await keys.press("Alt+p")
    await keys.type("13900000001")
    await keys.press("Alt+t")
    await keys.choose("zdst", "占道设摊")
    await expect(page.locator(".hint")).to_contain_text("这位市民反映过")
    await keys.press("Alt+g")
    await expect(page.locator(".hint")).to_contain_text("送出后关联到")
    await keys.press("Control+Enter")
    await expect(page.locator(".sent")).to_be_visible()
    linked = await city.tuples("SELECT linked_to FROM cases WHERE city_id = %(city)s AND linked_to IS NOT NULL")
    assert len(linked) == 1


async def test_the_lead_hears_of_a_raised_hand_and_the_operator_of_the_answer(
    city: City, as_person: Sit, picture: Picture
) -> None:
    lead = await as_person("zhoulan", "/desk/floor")
    await expect(lead.get_by_text("电话系统尚未接通")).to_be_visible()
    page = await as_person("limin")
    keys = Keyboard(page)
    await expect(words_box(page)).to_be_focused()
    await keys.say(WORDS)
    await expect(lead.locator("tr", has_text="李敏")).to_contain_text("通话中")
    await keys.press("Alt+h")
    await expect(page.get_by_role("region", name="求助组长")).to_be_visible()
    await keys.press("1")
    await expect(words_box(page)).to_be_focused()
    await expect(lead.locator("aside")).to_contain_text("市民情绪激动")
    await picture(lead, "floor")
    await lead.keyboard.press("y")
    await expect(page.locator(".call")).to_contain_text("组长来了")
    await lead.keyboard.press("x")
    await expect(page.locator(".call")).to_contain_text("求助组长")
    await expect(words_box(page)).to_have_value(WORDS)


async def test_a_case_is_dispatched_from_the_list_without_the_mouse(city: City, as_person: Sit) -> None:
    form = IntakeForm(words=WORDS, person=CALLER)
    await city.work(lambda work: submit_case(work, form))
    page = await as_person("chenxiangdong", "/desk/work/dispatch")
    keys = Keyboard(page)
    await expect(page.locator(".row.chosen")).to_contain_text("每天半夜有人摆烧烤摊")
    await reads(page, "没有规则能定")
    await keys.press("u")
    await expect(page.get_by_label("承办单位")).to_be_focused()
    await keys.choose("wfxcjd", "潍坊新村街道办事处")
    await keys.press("Control+Enter")
    await expect(page.get_by_text("没有规则能定的、退回的")).to_be_visible()
    orders = await city.tuples("SELECT unit, rule FROM work_orders WHERE city_id = %(city)s")
    assert orders == [("pudong-weifang", "desk")]
    assert keys.steps <= 9
