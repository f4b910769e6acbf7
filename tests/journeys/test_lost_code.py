"""A citizen who lost the code gets a new one by a text message; the old one ends."""

import re

from playwright.async_api import expect

from journeys.axe import violations
from journeys.citizen import number_and_code
from journeys.city import CITY, City
from journeys.seats import Visit
from journeys.test_citizen_pages import link, told
from lianxin.kernel.feed import react
from lianxin.notify import READER, Letter, Outbox, SendMessage, case_reader, silence_in_force, templates_in_force


class Telephone:
    """The citizen's telephone; `code` is in the latest message."""

    code = ""

    async def deliver(self, letter: Letter) -> str:
        found = re.search(r"验证码(\d{6})", letter.text)
        self.code = found[1] if found else self.code
        return "1"


async def heard(city: City) -> str:
    """Delivers the messages that wait, and returns the code on the citizen's telephone."""
    telephone = Telephone()
    outbox = Outbox({"sms": telephone}, templates_in_force, case_reader(city.address), silence_in_force)
    await city.within(react(city.database, CITY, READER, outbox.react))
    for (message,) in await city.tuples("SELECT id FROM messages WHERE city_id = %(city)s AND status = 'queued'"):
        await city.within(outbox.send_message(city.site, SendMessage(str(message))))
    return telephone.code


async def test_a_lost_code_is_renewed_by_a_text_message(city: City, visit: Visit) -> None:
    city.send_messages("http://127.0.0.1:1/")
    opened = await told(city)
    page = await visit("/follow", viewport={"width": 390, "height": 844})
    await page.get_by_role("link", name="没有查询码？").click()
    assert await violations(page) == []
    await page.get_by_label("登记时留的手机号").fill("13900000003")
    await page.get_by_role("button", name="发验证码").click()
    await page.get_by_label("验证码", exact=True).fill(await heard(city))
    assert await violations(page) == []
    await page.get_by_role("button", name="看我的诉求").click()
    await expect(page.get_by_role("heading", name="我反映过的事")).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("button", name="换新查询码").click()
    await expect(page.get_by_role("heading", name="新的查询码")).to_be_visible()
    number, code = await number_and_code(page)
    for tried, reached in ((opened.code, "查询码对不上"), (code, "办理的步骤")):
        await page.goto("/follow")
        await page.get_by_label("编号").fill(number)
        await page.get_by_label("查询码", exact=True).fill(tried)
        await page.get_by_role("button", name="查看").click()
        await expect(page.get_by_text(reached).first).to_be_visible()
    answer = await page.goto(link(opened))
    assert answer is not None
    assert answer.status == 404
