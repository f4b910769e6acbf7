"""An operator takes a call without touching the mouse."""

import re

from playwright.async_api import Page, expect

from journeys.city import City
from journeys.seats import Picture, Sit
from journeys.workbench import options_of, reads
from lianxin.cases import IntakeForm, submit_case
from lianxin.people import Person

CALLER = Person("王女士", "13900000001")
EARLIER = "楼上邻居夜里装修，敲到十二点。"
WORDS = "潍坊八村门口每天半夜有人摆烧烤摊，油烟和吵闹让人没法睡觉。"
STEPS = 45


class Keyboard:
    """Hands on the keys: every stroke, and every word an input method commits, is one step."""

    def __init__(self, page: Page) -> None:
        self._page, self.steps = page, 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._page.keyboard.press(key)
            self.steps += 1

    async def type(self, letters: str) -> None:
        await self.press(*letters)

    async def say(self, words: str) -> None:
        """A sentence through the input method; not counted, it is as long as the citizen speaks."""
        await self._page.keyboard.insert_text(words)

    async def choose(self, letters: str, expected: str) -> None:
        """Types initials into a list and takes what is marked, once it is what was meant."""
        await self.type(letters)
        options = await options_of(self._page.locator(":focus"))
        await expect(options.and_(self._page.locator(".is-hovering"))).to_contain_text(expected)
        await self.press("Enter")


async def test_a_call_is_taken_from_the_first_word_to_the_receipt_without_the_mouse(
    city: City, as_person: Sit, picture: Picture
) -> None:
    await city.work(lambda work: submit_case(work, IntakeForm(words=EARLIER, person=CALLER)))
    await city.pass_time(hours=1)
    page = await as_person("limin")
    keys = Keyboard(page)
    words = page.get_by_label("诉求", exact=True)
    await expect(words).to_be_focused()
    await keys.say(WORDS)
    await keys.press("Alt+3")
    await expect(page.get_by_role("radio", name=re.compile("^投诉"))).to_be_checked()

    await keys.press("Alt+t")
    await keys.choose("zdst", "占道设摊")
    await keys.press("Tab")
    await keys.say("浦东新区潍坊八村北门")
    await keys.press("Tab", "Tab")
    await keys.choose("wfxc", "潍坊新村街道")
    await keys.press("Tab", "Tab")
    await keys.say("晚上十一点以后没有人摆摊")
    await keys.press("Alt+p")
    await keys.type("13900000001")
    await keys.press("Tab")
    await keys.say("王女士")

    suggested = page.locator("aside section", has_text="建议派给")
    await expect(suggested).to_contain_text("潍坊新村")
    await expect(page.get_by_text("第 2 次来")).to_be_visible()
    await expect(page.get_by_role("link", name="楼上邻居夜里装修")).to_be_visible()
    await picture(page, "operator")
    await keys.press("Control+Enter")
    receipt = page.locator(".sent")
    await expect(receipt).to_contain_text("已派出")
    await expect(receipt.locator("dd").nth(1)).to_have_text(re.compile(r"^\d{6}$"))
    assert keys.steps <= STEPS, f"{keys.steps} key steps"

    await keys.press("Enter")
    await expect(words).to_be_focused()
    await expect(words).to_have_value("")


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
