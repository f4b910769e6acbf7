"""A seat at home: its screen is a browser, its voice a mobile behind the trunk."""

import asyncio
from pathlib import Path
from uuid import UUID

from playwright.async_api import Page, expect

from builders.hotline import Hotline
from builders.rtp import LOOPBACK, PCMA, Telephone
from builders.sipp import Called
from builders.telephone_line import CITIZEN, SEAT, WITHIN, Servers, until
from journeys.city import City
from journeys.keyboard import Keyboard
from journeys.seats import Sit
from journeys.telephone import hotline_of, keep_no_seat_free
from journeys.workbench import options_of
from lianxin.calls.media.sdp import plain_sdp, port_of
from lianxin.calls.outgoing.trunk_line import TrunkWay
from lianxin.calls.seating.seat_legs import seat_leg
from lianxin.kernel.work import UnitOfWork

PHONE, MOBILE = "13900000001", "13700001111"


async def sets_up(admin: Page, login: str) -> None:
    """The administrator writes down where a person sits and which mobile rings there."""
    staff = await (await admin.request.get("/api/staff")).json()
    [person] = [one for one in staff["items"] if one["login"] == login]
    said = {"place": "home", "mobile": MOBILE}
    answer = await admin.request.post(
        f"/api/staff/{person['id']}/seat", data=said, headers={"Idempotency-Key": "home-seat"}
    )
    assert answer.ok, await answer.text()


async def chooses_mobile(page: Page) -> None:
    """By what the seat talks, from its next call on."""
    box = page.get_by_role("combobox", name="用什么通话")
    await page.locator(".el-select__wrapper").filter(has=box).click()
    await (await options_of(box)).filter(has_text="手机").click()


async def presses_one(city: City, hotline: Hotline, mobile: Telephone) -> None:
    """Presses the key, as announced, until the mobile is joined."""

    async def port(work: UnitOfWork) -> int | None:
        for line in await work.column(UUID, "SELECT id FROM seat_legs WHERE city_id = %(city)s AND ended_at IS NULL"):
            if (one := await seat_leg(work, line)) and (offer := one.offer(work)):
                return port_of(offer)
        return None

    async with asyncio.timeout(WITHIN):
        while await city.within(hotline.state()) != "talking":
            if (found := await city.work(port)) is not None:
                mobile.target = (LOOPBACK, found)
                mobile.play(SEAT)
                mobile.press("1")
            await asyncio.sleep(0.2)


async def test_a_seat_at_home_answers_on_the_page_and_talks_by_its_mobile(
    city: City, servers: Servers, as_person: Sit, tmp_path: Path
) -> None:
    await keep_no_seat_free(city)
    await sets_up(await as_person("hechuan"), "limin")
    async with hotline_of(city, servers, tmp_path) as hotline, Telephone() as citizen, Telephone() as mobile:
        hotline.controller.phones.way = TrunkWay("12345", hotline.plan.listen, hotline.plan.trunks[0].target)
        sdp = plain_sdp(LOOPBACK, mobile.port, PCMA)
        script = Called().hears("INVITE", checks=f"INVITE sip:{MOBILE}@").answers(180).answers(200, body=sdp)
        rung = await hotline.outside("mobile", script.hears("ACK").hears("BYE", timeout=240_000).answers(200, tag=""))
        page = await as_person("limin")
        keys, phone = Keyboard(page), page.get_by_role("region", name="电话", exact=True)
        await chooses_mobile(page)
        await page.get_by_role("button", name="签入电话").click()
        await expect(page.get_by_role("button", name="空闲")).to_have_attribute("aria-pressed", "true")
        call = await hotline.calls(PHONE, citizen, lambda caller: caller.hears("BYE", timeout=240_000).answers(200))
        await city.within(hotline.until("queued"))
        await city.within(hotline.connect(citizen))
        await city.tuples("UPDATE waiting_calls SET reach = 3 WHERE city_id = %(city)s RETURNING id")  # it has waited
        await expect(phone).to_contain_text("139****0001")
        await keys.press("F2")
        await expect(phone).to_contain_text("接起来后按 1")
        await presses_one(city, hotline, mobile)
        citizen.play(CITIZEN)
        await expect(phone.locator(".call")).to_contain_text("通话中")
        await until(lambda: citizen.hears(SEAT) > 0.8 and mobile.hears(CITIZEN) > 0.8)
        await keys.press("Alt+k")
        await call.done()
        await rung.done()
        await expect(phone.locator(".call")).to_contain_text("整理")
