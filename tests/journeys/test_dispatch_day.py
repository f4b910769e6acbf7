"""A day at the dispatch desk without the mouse: two alike together, a unit by its initials, a question by a digit."""

import pytest
from playwright.async_api import Page, expect

from journeys.city import City
from journeys.court import NOISE, WEIFANG, Voice, choose_unit, gone_on, in_hand
from journeys.seats import Picture, Sit

ORDERS = (
    "SELECT o.unit, o.role, o.rule FROM work_orders o JOIN cases c ON c.city_id = o.city_id AND c.id = o.case_id"
    " WHERE c.number = %(number)s AND o.status = 'dispatched' ORDER BY o.role DESC, o.id"
)


@pytest.mark.timeout(400)
async def test_a_day_at_the_dispatch_desk_by_keyboard(city: City, as_person: Sit, picture: Picture) -> None:
    operator = Voice(await as_person("limin"))
    await operator.open(title="以前的一件摆摊")
    returned = [await handed_back(as_person, operator, title) for title in ("桥下夜市", "桥洞边夜市")]
    placeless = await operator.open(unit="", topic="", street="", title="不知道在哪里的噪声")
    vague = await operator.open(unit="", topic="", street="", title="说不清的一件事")
    desk = await as_person("chenxiangdong", f"/desk/work/dispatch?case={returned[0]}")
    await together(city, desk, picture, returned)
    await by_initials(city, desk, placeless)
    await asked_the_citizen(city, desk, picture, vague)


async def handed_back(sit: Sit, operator: Voice, title: str) -> str:
    """A case that the street rightly gave back."""
    number = await operator.open(title=title, topic=NOISE, street=WEIFANG)
    await Voice(await sit("zhaoqiang")).ask_return(number, "桥下归市政。")
    court = Voice(await sit("guwenhua"))
    await court.post(f"/api/orders/{await court.order(number)}/grant_return", {"reason": "确非其职责"})
    return number


async def together(city: City, desk: Page, picture: Picture, numbers: list[str]) -> None:
    """The rules say why none decided; two alike go to the same unit in one step."""
    await in_hand(desk, "桥下夜市")
    await expect(desk.get_by_text("没有规则能定")).to_be_visible()
    await expect(desk.get_by_text("已经退过这件，规则不再派")).to_be_visible()
    await expect(desk.locator(".past")).to_contain_text(["潍坊新村街道办事处"])
    await desk.keyboard.press("u")
    await choose_unit(desk, "浦东新区城管执法局")
    await desk.keyboard.press("Escape")
    await desk.locator("#dispatch-send").focus()
    await desk.keyboard.press("a")
    await expect(desk.locator("#dispatch-send")).to_contain_text("一并派 2 件")
    await picture(desk, "dispatch")
    await desk.keyboard.press("Control+Enter")
    await gone_on(desk, "桥下夜市")
    for number in numbers:
        await expect(desk.locator(f'.row[data-number="{number}"]')).to_contain_text("已离开本台")
        assert await city.tuples(ORDERS, number=number) == [("pudong-chengguan", "lead", "desk")]


async def by_initials(city: City, desk: Page, number: str) -> None:
    """A unit by the initials of its name, a co-unit beside it, Ctrl-Enter."""
    await desk.goto(f"/desk/work/dispatch?case={number}")
    await in_hand(desk, "不知道在哪里的噪声")
    await expect(desk.get_by_text("没有选事项").first).to_be_visible()
    await desk.keyboard.press("u")
    await desk.keyboard.type("pdxqcgzfj")
    await expect(desk.get_by_role("option", name="浦东新区城管执法局", exact=True)).to_be_visible()
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("Control+Enter")
    await gone_on(desk, "不知道在哪里的噪声")
    assert await city.tuples(ORDERS, number=number) == [("pudong-chengguan", "lead", "desk")]


async def asked_the_citizen(city: City, desk: Page, picture: Picture, number: str) -> None:
    """What is missing is asked by a template's digit."""
    await desk.goto(f"/desk/work/dispatch?case={number}")
    await in_hand(desk, "说不清的一件事")
    await desk.keyboard.press("q")
    await expect(desk.get_by_role("form", name="请市民补充")).to_be_focused()
    await desk.keyboard.press("1")
    await picture(desk, "dispatch-question")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_text("等市民补充情况")).to_be_visible()
    assert await city.tuples("SELECT status FROM cases WHERE number = %(number)s", number=number) == [
        ("needs_information",)
    ]
