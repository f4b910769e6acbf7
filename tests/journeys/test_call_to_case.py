"""A call on a real telephone rings at a seat in the browser, is answered by a key, and becomes a case."""

import asyncio
from pathlib import Path

from playwright.async_api import Page, expect

from builders.hotline import MUSIC, Hotline
from builders.rtp import LOOPBACK, PCMA, Telephone
from builders.sipp import Called
from builders.telephone_line import CITIZEN, WITHIN, Servers, until
from journeys.city import City
from journeys.keyboard import Keyboard
from journeys.seats import Picture, Sit
from journeys.telephone import hears_voice, hotline_of, keep_no_seat_free
from lianxin.calls.media.sdp import plain_sdp
from lianxin.cases import IntakeForm, submit_case
from lianxin.people import Person

PHONE = "13900000001"
EARLIER = "楼上邻居夜里装修，敲到十二点。"
WORDS = "潍坊八村门口每天半夜有人摆烧烤摊，油烟和吵闹让人没法睡觉。"
KEEP_LINES = """{
  const Line = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Line { constructor(...given) { super(...given); window.line = this } }
}"""
HEARD = """async () => {
  if (!window.line) return 0
  for (const one of (await line.getStats()).values())
    if (one.type === 'inbound-rtp') return one.totalAudioEnergy
  return 0
}"""


async def seat_hears(page: Page) -> None:
    async with asyncio.timeout(WITHIN):
        while await page.evaluate(HEARD) < 0.001:  # noqa: ASYNC110 - the browser is asked
            await asyncio.sleep(0.1)


async def choose_citizens_in_mandarin(city: City, citizen: Telephone) -> None:
    """Presses 1 on the pages of the menus, which go on by themselves after some seconds."""
    async with asyncio.timeout(WITHIN):
        while await city.tuples("SELECT 1 FROM calls WHERE city_id = %(city)s AND state = 'menu'"):
            citizen.press("1")
            await asyncio.sleep(0.5)


async def talked(page: Page, keys: Keyboard, citizen: Telephone) -> None:
    """Both hear each other, also after a hold and after the page was loaded again."""
    citizen.play(CITIZEN)
    await seat_hears(page)
    await until(lambda: hears_voice(citizen))
    await keys.press("F4")
    await expect(page.locator(".phone .call")).to_contain_text("保持中")
    await until(lambda: citizen.hears(MUSIC) > 0.5)
    await keys.press("F4")
    await expect(page.locator(".phone .call")).to_contain_text("通话中")
    page.once("dialog", lambda asked: asked.accept())
    await page.reload()
    await seat_hears(page)
    citizen.heard.clear()
    await until(lambda: hears_voice(citizen))


async def asks_customs(page: Page, keys: Keyboard, city: City, hotline: Hotline) -> None:
    await keys.press("F9")
    await keys.say("海关")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("海关")
    await keys.press("Enter")
    async with asyncio.timeout(WITHIN):
        while not await city.within(hotline.ring_outside()):  # noqa: ASYNC110 - the database is asked
            await asyncio.sleep(0.1)


async def presses_keys(page: Page, keys: Keyboard, city: City, hotline: Hotline) -> None:
    """The menu of the customs gets the keys of the keyboard; closed, the keypad leaves digits to the form."""
    async with Telephone() as customs:
        script = Called().hears("INVITE").answers(200, body=plain_sdp(LOOPBACK, customs.port, PCMA)).hears("ACK")
        menu = await hotline.outside("menu", script.hears("BYE", timeout=240_000).answers(200, tag=""))
        await asks_customs(page, keys, city, hotline)
        await expect(page.get_by_role("list", name="通话各方")).to_contain_text("通话中")
        await city.within(hotline.connect_outside(customs))
        await keys.press("F6", "2", "#")
        await page.get_by_role("dialog", name="按键").get_by_role("button", name="0").click()
        await expect(page.get_by_role("dialog", name="按键")).to_contain_text("已发出 3 个键")
        await until(lambda: customs.keys == "2#0")
        await keys.press("Escape", "Alt+x")
        await menu.done()
        await expect(page.get_by_role("list", name="通话各方")).to_have_count(0)


async def refused(page: Page, keys: Keyboard, city: City, hotline: Hotline, citizen: Telephone) -> None:
    """The customs are asked by keys and are busy: the citizen, who heard music, is with the seat again."""
    busy = await hotline.outside("busy", Called().hears("INVITE").answers(486).hears("ACK"))
    await asks_customs(page, keys, city, hotline)
    await until(lambda: citizen.hears(MUSIC) > 0.5)
    await busy.done()
    citizen.heard.clear()
    await until(lambda: hears_voice(citizen))
    await expect(page.get_by_role("list", name="通话各方")).to_have_count(0)


async def test_a_call_is_answered_by_a_key_and_becomes_a_case_with_its_recording(
    city: City, servers: Servers, as_person: Sit, picture: Picture, tmp_path: Path
) -> None:
    await keep_no_seat_free(city)
    await city.work(lambda work: submit_case(work, IntakeForm(words=EARLIER, person=Person("王女士", PHONE))))
    async with hotline_of(city, servers, tmp_path) as hotline, Telephone() as citizen:
        hotline.patient_callers()
        page = await as_person("limin")
        await page.add_init_script(KEEP_LINES)
        await page.reload()
        keys, phone = Keyboard(page), page.get_by_role("region", name="电话", exact=True)
        await page.get_by_role("button", name="签入电话").click()
        await expect(page.get_by_role("button", name="空闲")).to_have_attribute("aria-pressed", "true")
        call = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE", timeout=240_000).answers(200))
        await city.within(hotline.until("menu"))
        await city.within(hotline.connect(citizen))
        await choose_citizens_in_mandarin(city, citizen)
        await expect(phone).to_contain_text("139****0001")
        await expect(page.get_by_role("complementary", name="来电市民")).to_contain_text("楼上邻居夜里装修")
        await expect(page).to_have_title("☎ 来电 139****0001")
        await picture(page, "operator-ring")
        await keys.press("F2")
        await expect(phone.locator(".call")).to_contain_text("通话中")
        await expect(page.locator("#intake-phone")).to_have_value("139****0001")
        await expect(page.get_by_label("诉求", exact=True)).to_be_focused()
        await keys.say(WORDS)
        await talked(page, keys, citizen)
        await expect(page.get_by_label("诉求", exact=True)).to_have_value(WORDS)
        await picture(page, "operator-call")
        await presses_keys(page, keys, city, hotline)
        await refused(page, keys, city, hotline, citizen)
        await keys.press("Alt+k")
        await call.done()
        await expect(phone.locator(".call")).to_contain_text("整理")
        await keys.press("Control+Enter")
        await expect(page.locator(".sent")).to_contain_text("已送派单台")
        await keys.press("Enter")
        await expect(page.get_by_role("button", name="空闲")).to_have_attribute("aria-pressed", "true")
    [(number, same)] = await city.tuples(
        "SELECT c.number, l.state = 'ended' FROM cases c JOIN calls l ON l.city_id = c.city_id AND l.id = c.call_id"
        " WHERE c.city_id = %(city)s"
    )
    assert same
    recordings = await (await page.request.get(f"/api/cases/{number}/recordings")).json()
    assert [len(one["items"]) for one in recordings["calls"]] == [1]
