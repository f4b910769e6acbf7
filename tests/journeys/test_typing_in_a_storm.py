"""Three hundred cases arrive while an operator types: no key is lost, and what is typed into does not move."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from builders.cases import NOISE, WEIFANG
from journeys.city import City
from journeys.keyboard import Keyboard
from journeys.seats import Sit
from lianxin.web.requests import COOKIE

ORDERS = 300
AT_ONCE = 6
SENTENCE = "the stall burns charcoal every night until two and the smoke comes in at every window of the house "
BETWEEN = 30  # milliseconds between two strokes

WATCH = """() => {
  const box = document.activeElement
  const place = () => { const r = box.getBoundingClientRect(); return [r.left, r.top, r.width].join() }
  window.watched = { moved: 0, blurred: 0, first: place() }
  box.addEventListener('blur', () => window.watched.blurred++)
  const look = () => { if (place() !== window.watched.first) window.watched.moved++; requestAnimationFrame(look) }
  requestAnimationFrame(look)
}"""


async def open_many(city: City, token: str) -> int:
    """Opens the cases over HTTP, a few at a time, as colleagues would; returns how many were taken."""
    body = {"words": "潍坊八村门口夜里有人摆摊。", "topic": NOISE, "street": WEIFANG, "address": "潍坊八村"}
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=city.address, cookies={COOKIE: token}, timeout=60) as client:

        async def one(nth: int) -> int:
            async with gate:
                contact = {"phone": f"139{nth:08d}"}
                headers = {"Idempotency-Key": f"storm-{nth}"}
                return (await client.post("/api/cases", json={**body, "contact": contact}, headers=headers)).status_code

        codes = await asyncio.gather(*(one(nth) for nth in range(ORDERS)))
    return sum(code == 201 for code in codes)


async def token_of(page: Page) -> str:
    return next(one["value"] for one in await page.context.cookies() if one["name"] == COOKIE)


@pytest.mark.timeout(400)
async def test_three_hundred_orders_lose_no_key_and_move_nothing(city: City, as_person: Sit) -> None:
    colleague = await as_person("zhoulan", "/desk/work/all")
    page = await as_person("limin")
    words = page.get_by_label("诉求", exact=True)
    await expect(words).to_be_focused()
    await page.keyboard.press("Alt+t")
    await Keyboard(page).choose("zdst", "占道设摊")
    await page.keyboard.press("Alt+l")
    await page.keyboard.type("浦东新区潍坊新村街道")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Alt+w")
    await expect(words).to_be_focused()
    await page.evaluate(WATCH)

    storm = asyncio.create_task(open_many(city, await token_of(colleague)))
    typed = ""
    while not storm.done() or not typed:
        await page.keyboard.type(SENTENCE, delay=BETWEEN)
        typed += SENTENCE
    assert await storm == ORDERS

    await expect(words).to_have_value(typed)
    await expect(words).to_be_focused()
    watched: dict[str, Any] = json.loads(await page.evaluate("JSON.stringify(window.watched)"))
    assert (watched["moved"], watched["blurred"]) == (0, 0)
    assert len(await city.tuples("SELECT 1 FROM cases WHERE city_id = %(city)s")) == ORDERS
    await expect(colleague.locator(".row").first).to_contain_text("夜里有人摆摊")
