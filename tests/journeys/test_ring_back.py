"""All seats are busy: a citizen asks to be rung back, and the next free seat talks with them."""

import asyncio
from pathlib import Path

from playwright.async_api import expect

from builders.hotline import Hotline
from builders.rtp import LOOPBACK, PCMA, Telephone
from builders.sipp import Called
from builders.telephone_line import CITIZEN, WITHIN, Servers, until
from journeys.city import City
from journeys.keyboard import Keyboard
from journeys.seats import Sit
from journeys.telephone import hears_voice, hotline_of, keep_no_seat_free
from lianxin.calls.media.sdp import plain_sdp
from lianxin.calls.sip.news import KeySent

PHONE, SHOWN = "13900000001", "139****0001"
WORDS = "潍坊路夜里有人占道设摊，油烟很大，请管一管。"


async def asks_to_be_rung_back(hotline: Hotline) -> None:
    """Mandarin, then the offer, which comes at once in surge mode; the city hangs up after saying the number."""
    for state in ("menu", "queued"):
        await hotline.until(state)
        [leg] = hotline.agent.legs()
        await hotline.controller.tell(leg, KeySent("1", 160))
    await hotline.until("ring_back")


async def rung_back(city: City, hotline: Hotline) -> None:
    """The goodbye was said; the call is placed as soon as the controller sees a free seat."""
    await city.tuples("UPDATE ring_backs SET not_before = %(real)s WHERE city_id = %(city)s RETURNING id")
    async with asyncio.timeout(WITHIN):
        while not await city.within(hotline.ring_outside()):  # noqa: ASYNC110 - the database is asked
            await asyncio.sleep(0.1)


async def test_a_citizen_for_whom_nobody_was_free_is_rung_back_and_heard(
    city: City, servers: Servers, as_person: Sit, tmp_path: Path
) -> None:
    await keep_no_seat_free(city)
    lead, page = await as_person("zhoulan"), await as_person("limin")
    assert (await lead.request.post("/api/surge", data={"on": True}, headers={"Idempotency-Key": "busy-night"})).ok
    async with hotline_of(city, servers, tmp_path) as hotline, Telephone() as citizen:
        hotline.patient_callers()
        first = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE", timeout=240_000).answers(200))
        await city.within(asks_to_be_rung_back(hotline))
        await first.done()
        await page.goto("/desk/ring-backs")
        await expect(page.get_by_text(SHOWN)).to_be_visible()
        keys, phone = Keyboard(page), page.get_by_role("region", name="电话", exact=True)
        await page.goto("/desk/intake")
        await page.get_by_role("button", name="签入电话").click()
        await expect(page.get_by_role("button", name="空闲")).to_have_attribute("aria-pressed", "true")
        sdp = plain_sdp(LOOPBACK, citizen.port, PCMA)
        script = Called().hears("INVITE", checks=f"INVITE sip:{PHONE}@").answers(180).answers(200, body=sdp)
        again = await hotline.outside("again", script.hears("ACK").hears("BYE", timeout=240_000).answers(200, tag=""))
        await rung_back(city, hotline)
        await expect(phone).to_contain_text(SHOWN)
        await keys.press("F2")
        await expect(phone.locator(".call")).to_contain_text("通话中")
        await city.within(hotline.connect(citizen))
        citizen.play(CITIZEN)
        await until(lambda: hears_voice(citizen))
        await keys.say(WORDS)
        await keys.press("Alt+k")
        await again.done()
        await keys.press("Control+Enter")
        await expect(page.locator(".sent")).to_contain_text("已送派单台")
        await page.goto("/desk/ring-backs")
        await expect(page.get_by_text(SHOWN)).to_have_count(0)
    assert await city.tuples("SELECT state FROM ring_backs WHERE city_id = %(city)s") == [("reached",)]
