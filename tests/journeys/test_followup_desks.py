"""A day at each of the three desks that ask whether it is really solved: check, callback, review. Without the mouse."""

import itertools
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from builders.cases import NOISE, WEIFANG
from journeys.city import City
from journeys.seats import Picture, Sit
from journeys.workbench import act, reads

OFFICE = "潍坊新村街道办事处"
FIRST = "潍坊路100号门口半夜烧烤摊"
REPLY = "城管队员当晚到场，三个摊位已劝离，每晚十点到凌晨一点安排巡查。"


ASK = """async ([path, body, key, photo]) => {
  const headers = body || photo ? { 'Idempotency-Key': key, 'If-Match': '*' } : {}
  let sent = body && JSON.stringify(body)
  if (photo) {
    const bytes = Uint8Array.from(atob(photo.base64), (one) => one.charCodeAt(0))
    sent = new FormData()
    sent.append('order_id', photo.order)
    sent.append('file', new File([bytes], photo.name, { type: 'image/jpeg' }))
  } else if (body) headers['Content-Type'] = 'application/json'
  const answer = await fetch(path, { method: sent ? 'POST' : 'GET', headers, body: sent })
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json()
}"""
keys = itertools.count(1)


async def ask(page: Page, path: str, body: object = None, photo: object = None) -> Any:
    """What the server says to whoever sits at the page."""
    return await page.evaluate(ASK, [path, body, f"made-ready-{next(keys)}", photo])


STREET = """<body style="margin:0;width:640px;height:440px;position:relative;overflow:hidden;
background:linear-gradient(#141c2b 62%,#3b4148 62%)"><i style="position:absolute;left:90px;top:70px;width:6px;
height:210px;background:#8a949e"></i><i style="position:absolute;left:40px;top:56px;width:110px;height:180px;
background:radial-gradient(#ffd98a99,#0000 70%)"></i><i style="position:absolute;left:300px;top:120px;width:250px;
height:152px;background:#26303d;border-top:14px solid #56606b"></i></body>"""


async def photo(page: Page) -> bytes:
    """An empty street at night under a lamp."""
    drawn = await page.context.new_page()
    await drawn.set_content(STREET)
    taken = await drawn.screenshot(type="jpeg", clip={"x": 0, "y": 0, "width": 640, "height": 440})
    await drawn.close()
    return taken


class Followup:
    """Cases made ready for a desk by those before it."""

    def __init__(self, city: City, operator: Page, unit: Page, checker: Page) -> None:
        self.city, self.operator, self.unit, self.checker = city, operator, unit, checker

    async def replied(self, title: str, phone: str = "13900000001", reply: str = REPLY, **told: object) -> str:
        said = {"words": f"{title}，吵得没法睡。", "wish": "夜里有人管", "topic": NOISE, "street": WEIFANG, **told}
        contact = {"name": "王女士", "phone": phone}
        opened = await ask(self.operator, "/api/cases", {**said, "contact": contact, "unit": "pudong-weifang"})
        number = str(opened["number"])
        await self.reply(number, reply)
        return number

    async def reply(self, number: str, reply: str = REPLY) -> None:
        order = (await ask(self.unit, f"/api/cases/{number}"))["orders"][-1]["id"]
        await ask(self.unit, f"/api/orders/{order}/sign_order", {})
        shown = {"name": "现场.jpg", "order": order, "base64": b64encode(await photo(self.unit)).decode()}
        await ask(self.unit, f"/api/cases/{number}/attachments", photo=shown)
        await ask(
            self.unit,
            f"/api/orders/{order}/reply_order",
            {"outcome": "solved", "reply": reply, "no_contact": "unreachable"},
        )

    async def asked(self, title: str, **told: object) -> str:
        number = await self.replied(title, **told)
        await ask(self.checker, f"/api/cases/{number}/pass_check", {})
        return number


@pytest.fixture
async def ready(city: City, as_person: Sit) -> Followup:
    return Followup(city, await as_person("limin"), await as_person("zhaoqiang"), await as_person("shenjia"))


@pytest.mark.timeout(400)
async def test_a_checker_sends_one_reply_back_and_passes_the_next(ready: Followup, picture: Picture) -> None:
    poor, good = await ready.replied(FIRST, reply="已按规定处理完毕，感谢您的来电。"), await ready.replied("夜里渣土车")
    page = ready.checker
    await page.goto(f"/desk/work/check?case={poor}")
    await reads(page, "已按规定处理完毕，感谢您的来电。", "夜里有人管", "“实际解决”可信吗")
    await expect(page.get_by_role("img", name="现场.jpg")).to_be_visible()
    await page.keyboard.press("2")
    await page.keyboard.press("3")
    await expect(page.get_by_role("button", name="审核通过")).to_be_disabled()
    await page.keyboard.press("x")
    await page.locator(".moves form textarea").focus()
    await page.keyboard.insert_text("请写清楚谁、什么时候、到现场做了什么，以后夜里怎么管。")
    await picture(page, "check")
    await page.keyboard.press("Control+Enter")
    await reads(page, "夜里渣土车", "四问")
    await page.keyboard.press("y")
    await expect(page.locator(".desk > .list")).to_contain_text("待审核的答复会出现在这里")
    history = (await ask(ready.unit, f"/api/cases/{poor}"))["history"]
    assert ["wish", "plain_words"] in [(one["data"].get("details") or {}).get("reasons") for one in history]
    passed = await ask(ready.operator, f"/api/cases/{good}")
    assert passed["case"]["status"] == "callback_pending"


async def calls_made(city: City) -> list[tuple[object, ...]]:
    """(case number, result, reason) of every answered or missed call, in order."""
    return await city.tuples(
        "SELECT c.number, e.data->>'result', e.data->>'reason' FROM events e JOIN cases c ON c.city_id = e.city_id"
        " AND c.id = e.case_id WHERE e.city_id = %(city)s AND e.kind LIKE 'callback.a%%' ORDER BY e.position"
    )


@pytest.mark.timeout(400)
async def test_an_agent_calls_one_citizen_after_the_other_and_nobody_else_calls_them(
    ready: Followup, as_person: Sit, picture: Picture
) -> None:
    critical = await ready.asked(FIRST, urgency="critical", phone="13900000002")
    busy = await ready.asked("夜里渣土车", phone="13900000003")
    later = await ready.asked("楼下早餐摊油烟", phone="13900000004", reply="早餐摊已加装油烟净化器，明早再去看一次。")
    page, colleague = await as_person("wuxiaoyan"), await as_person("panyue")
    await page.goto("/desk/work/callback")
    await reads(page, "特急，当天要回访", REPLY)
    await page.keyboard.press("c")
    await reads(page, "13900000002", "通话 00:")
    await reads(page, "您好，这里是上海12345热线。请问是王女士本人吗？")
    await colleague.goto(f"/desk/work/callback?case={critical}")
    await reads(colleague, "吴晓燕在打")
    await expect(colleague.get_by_role("button", name="打给这位")).to_be_disabled()
    for digit in ("3", "4", "5"):
        await page.keyboard.press(digit)
    await page.keyboard.press("w")
    await page.keyboard.insert_text("就来拍了张照，人走了又摆出来。")
    await picture(page, "callback")
    await page.keyboard.press("Control+Enter")

    await reads(page, "夜里渣土车", "照着念")
    await page.keyboard.press("x")
    await page.keyboard.press("2")
    await reads(page, "楼下早餐摊油烟", "照着念")
    await page.keyboard.press("x")
    await page.keyboard.press("5")
    await page.keyboard.press("1")
    await expect(page.locator(".desk > .list")).to_contain_text("待回访的市民会出现在这里")
    assert await calls_made(ready.city) == [
        (critical, None, "perfunctory"),
        (busy, "busy", None),
        (later, "another_time", None),
    ]
    ready.city.clock.move(timedelta(hours=5, minutes=10))
    await page.reload()
    await reads(page, "约好 今天 14:00 再打")
    await expect(page.locator(".context")).to_contain_text("改约时间")


@pytest.mark.timeout(400)
async def test_a_review_officer_sees_both_rounds_beside_each_other_and_sends_it_out_or_closes_it(
    ready: Followup, as_person: Sit, picture: Picture
) -> None:
    number = await ready.asked(FIRST)
    agent, page = await as_person("wuxiaoyan"), await as_person("zhengyiming")
    unhappy = {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "perfunctory", "note": "第二天又来了。"}
    await ask(agent, f"/api/cases/{number}/answer_callback", unhappy)
    await page.goto("/desk/work/review")
    await reads(page, "第二天又来了。", "敷衍", REPLY)
    await act(page, "重办", 认定="连续三晚核查，拍照附上。")

    await ready.city.pass_time(hours=3)
    await ready.reply(number, "连续三晚到场，照片附后，摊主已签承诺书，改到临时疏导点经营。")
    await ask(ready.checker, f"/api/cases/{number}/pass_check", {"note": "可以"})
    said = {"outcome": "explained", "satisfaction": "dissatisfied", "reason": "too_slow", "note": "拖了这么久。"}
    await ask(agent, f"/api/cases/{number}/answer_callback", said)
    await page.reload()
    await reads(page, "各轮并排", "拖了这么久。", "第二天又来了。", "≠ 两轮不同", "连续三晚核查，拍照附上。")
    await picture(page, "review")
    await act(page, "办结", 结果="实际解决", 认定="夜市已搬到疏导点，三晚核查属实；慢是我们不对，已向您说明。")
    closed = await ask(ready.operator, f"/api/cases/{number}")
    facts = closed["case"]
    assert (facts["status"], facts["outcome_citizen"], facts["outcome_verified"]) == ("closed", "explained", "solved")
