"""A day at the return court: refused, granted and passed on, ruled with two opinions, and the precedent cited."""

import re

import pytest
from playwright.async_api import Page, expect

from builders.media import wav
from journeys.city import City, add_people
from journeys.court import Voice, choose_unit, gone_on, in_hand
from journeys.seats import Picture, Sit
from lianxin.people import Role

CLAIM = "1. 占道设摊不在我街道执法权限内。2. 应由城管执法部门查处。3. 到场两次没有见到摊主。"
QUESTION = "潍坊新村街道夜间占道设摊 → 浦东新区城管执法局，流动设摊由执法队伍查处"
BUREAU = ("luowei", "罗伟", Role.UNIT_HANDLER, "pudong-chengguan")


@pytest.mark.timeout(300)
async def test_a_day_at_the_return_court_by_keyboard(city: City, as_person: Sit, picture: Picture) -> None:
    await city.work(lambda work: add_people(work, BUREAU))
    operator, street = Voice(await as_person("limin")), Voice(await as_person("zhaoqiang"))
    first = await operator.open(title="小区门口夜市占道")
    await street.attach(first, "巡查录音.wav", "audio/wav", wav())
    await street.ask_return(first, CLAIM)
    await city.pass_time(minutes=5)
    second = await operator.open(title="菜场外流动摊贩扰民")
    await street.ask_return(second, "不归我街道。")
    court = await as_person("guwenhua", "/desk/work/returns")
    await refused_with_two_points_not_holding(city, court, picture, first)
    await granted_and_passed_on_at_once(city, court, second)
    await returned_again_and_ruled(city, as_person, court, picture, second)
    await cited_in_the_next(city, court, picture, operator, street)


async def refused_with_two_points_not_holding(city: City, court: Page, picture: Picture, number: str) -> None:
    """Digits answer the points, the draft begins the reason, one key decides, and the next case comes by itself."""
    await in_hand(court, "小区门口夜市占道")
    await expect(court.locator(".claim audio")).to_have_count(1)
    await expect(court.get_by_role("button", name=re.compile("权责清单.pdf"))).to_be_visible()
    await court.keyboard.press("1")
    for digit in ("2", "3", "3"):
        await court.keyboard.press(digit)
    await expect(court.get_by_label("理由", exact=True)).to_be_focused()
    await court.keyboard.press("Alt+w")
    await expect(court.get_by_label("理由", exact=True)).to_have_value("第 2、3 条不成立。第 1 条存疑。")
    await court.keyboard.press("Control+End")
    await court.keyboard.insert_text("日常管理在街道，执法请与执法队联动。")
    await picture(court, "court")
    await court.keyboard.press("Alt+2")
    await gone_on(court, "小区门口夜市占道")
    kept = await city.tuples("SELECT decision, findings FROM order_returns WHERE decision IS NOT NULL")
    assert kept == [("refused", ["doubtful", "fails", "fails"])]


async def granted_and_passed_on_at_once(city: City, court: Page, number: str) -> None:
    """Granted with the next unit in the same step."""
    await in_hand(court, "菜场外流动摊贩扰民")
    await expect(court.locator("aside .precedent")).to_contain_text(["驳回退单"])
    await court.keyboard.press("l")
    await court.keyboard.insert_text("占道设摊的查处确属执法部门。")
    await court.keyboard.press("Alt+n")
    await choose_unit(court, "浦东新区城管执法局")
    await court.keyboard.press("Alt+1")
    await gone_on(court, "菜场外流动摊贩扰民")
    orders = await city.tuples(
        "SELECT o.unit, o.status FROM work_orders o JOIN cases c ON c.city_id = o.city_id AND c.id = o.case_id"
        " WHERE c.number = %(number)s ORDER BY o.dispatched_at, o.id",
        number=number,
    )
    assert orders == [("pudong-weifang", "returned"), ("pudong-chengguan", "dispatched")]


async def returned_again_and_ruled(city: City, sit: Sit, court: Page, picture: Picture, number: str) -> None:
    """The second return stands out; it goes to a ruling, two are asked, both answer, and it is ruled."""
    bureau = await sit("luowei")
    await Voice(bureau).ask_return(number, "流动设摊由街道先行管理。")
    await court.reload()
    await in_hand(court, "菜场外流动摊贩扰民")
    await expect(court.locator(".row", has_text="菜场外")).to_contain_text("第 2 次退单")
    await expect(court.get_by_text("这件以前的退单")).to_be_visible()
    await expect(court.get_by_text("满 2 次退单")).to_be_visible()
    await court.keyboard.press("l")
    await court.keyboard.insert_text("街道与执法局各说各的，提请确责。")
    await court.keyboard.press("Alt+3")
    await gone_on(court, "菜场外流动摊贩扰民")
    await court.goto(f"/desk/work/rulings?case={number}")
    await in_hand(court, "菜场外流动摊贩扰民")
    await invite(court)
    office = await sit("xujing")
    for page, words in ((bureau, "查处归我局，须街道配合。"), (office, "执法事项，归执法局。")):
        await page.goto("/desk/opinions")
        await expect(page.get_by_role("heading", name="夜间流动设摊由谁查处？")).to_be_visible()
        assert "菜场外" not in await page.content()
        await page.get_by_label(re.compile("^(意见|主张：.*)$")).fill(words)
        if page is bureau:
            await page.get_by_label(re.compile("^依据：")).fill("《街道权责清单》第3项")
        await picture(page, "opinions")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_text(words)).to_be_visible()
    await rule(court, picture)
    operator = Voice(await sit("limin"))
    follower = await operator.open(unit="", title="夜里又来摆摊")
    assert await sent_by(city, follower) == [("pudong-chengguan", "ruling")]
    other = await operator.open(unit="", title="人行道地砖碎裂", words="人行道的地砖碎了好几块，老人绊倒了，请修好。")
    assert [rule for _unit, rule in await sent_by(city, other)] == ["duty_list"]


async def sent_by(city: City, number: str) -> list[tuple[str, str]]:
    """The units of a case, each with the rule that sent it there."""
    return await city.tuples(
        "SELECT o.unit, o.rule FROM work_orders o JOIN cases c ON c.city_id = o.city_id AND c.id = o.case_id"
        " WHERE c.number = %(number)s",
        number=number,
    )


async def invite(court: Page) -> None:
    """Asks a unit and a person."""
    await court.keyboard.press("i")
    form = court.get_by_role("form", name="征询意见")
    await form.get_by_label(re.compile("^问什么")).fill("夜间流动设摊由谁查处？")
    await form.get_by_label("征询哪些单位").focus()
    await choose_unit(court, "浦东新区城管执法局")
    await form.get_by_label("征询热线哪些人").focus()
    await choose_unit(court, "徐静")
    await court.keyboard.press("Control+Enter")
    await expect(court.get_by_text("0 / 1 已答复")).to_have_count(2)


async def rule(court: Page, picture: Picture) -> None:
    """Who answers, in one sentence for those who come after, and how far it holds."""
    await expect(court.get_by_text("1 / 1 已答复")).to_have_count(2)
    await court.keyboard.press("Alt+n")
    await choose_unit(court, "浦东新区城管执法局")
    await court.get_by_label(re.compile("^一句话")).fill(QUESTION)
    await court.locator("#rule-reason").fill("两份意见一致，查处属执法事项；街道配合日常劝导。")
    await expect(court.get_by_text("以后：占道设摊")).to_contain_text("浦东新区城管执法局")
    await picture(court, "ruling")
    await court.keyboard.press("Alt+1")
    await gone_on(court, "菜场外流动摊贩扰民")


async def cited_in_the_next(city: City, court: Page, picture: Picture, operator: Voice, street: Voice) -> None:
    """The precedent stands beside the next case on the same question; one key puts it into the reason."""
    third = await operator.open(title="学校门口晚上摆摊")
    await street.ask_return(third, "不在执法权限内。")
    await court.goto(f"/desk/work/returns?case={third}")
    await in_hand(court, "学校门口晚上摆摊")
    first = court.locator("aside .precedent").first
    await expect(first).to_contain_text(QUESTION)
    await expect(first).to_contain_text("同街镇")
    await court.keyboard.press("Alt+r")
    await expect(court.get_by_label("理由", exact=True)).to_have_value(re.compile("参照先例"))
    await picture(court, "court-cited")
    await court.keyboard.press("Alt+n")
    await choose_unit(court, "浦东新区城管执法局")
    await court.keyboard.press("Alt+1")
    await gone_on(court, "学校门口晚上摆摊")
    await court.goto("/desk/precedents")
    await court.get_by_label("关键词").fill("流动设摊由执法队伍")
    found = court.locator(".one")
    await expect(found).to_have_count(2)  # the ruling, and the decision that cites it
    await court.get_by_role("radio", name="确责").click()
    await expect(found).to_have_count(1)
    await expect(found).to_contain_text("被引用 1 次")
    await expect(found).to_contain_text("之后按它派了 1 件")
    await picture(court, "precedents")
