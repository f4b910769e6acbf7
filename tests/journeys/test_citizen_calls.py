"""A citizen calls from the browser: presses a key, waits with music, talks with a seat, mutes, hangs up."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import uvicorn
from playwright.async_api import Page, async_playwright, expect

from builders.hotline import Hotline, a_hotline, answers, rings
from builders.rtp import Telephone, linear
from builders.site import AppSite, a_site, good
from builders.telephone import plan_for
from builders.telephone_line import SEAT, WITHIN, media_servers, until
from journeys.axe import violations
from journeys.conftest import CHROMIUM
from lianxin.kernel.database import Database
from lianxin.people import Role

FLAGS = ("--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
KEEP = """const Line = RTCPeerConnection
window.RTCPeerConnection = class extends Line { constructor(said) { super(said); window.line = this } }"""
LEVEL = """async () => {
  for (const one of (await line.getStats()).values()) if (one.type === 'inbound-rtp') return one.audioLevel ?? 0
  return 0
}"""


@asynccontextmanager
async def served(site: AppSite) -> AsyncIterator[str]:
    """Serves the application in this loop, where its controller is; yields the address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site.app, log_config=None, timeout_graceful_shutdown=1))
    without_signals: Any = nullcontext
    server.capture_signals = without_signals
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://localhost:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


def loud(telephone: Telephone) -> bool:
    """Whether a telephone heard a sound in the last second."""
    return any(abs(linear(byte)) > 1000 for frame in telephone.heard[-50:] for byte in frame)


async def hears(page: Page) -> None:
    """Waits until the browser plays a sound."""
    async with asyncio.timeout(WITHIN):
        while await page.evaluate(LEVEL) < 0.02:  # noqa: ASYNC110 - the browser is asked
            await asyncio.sleep(0.1)


async def called(page: Page, hotline: Hotline) -> None:
    """Starts a call, hears the menu, and asks for the operator."""
    hotline.patient_callers()
    await page.get_by_role("button", name="开始通话").click()
    await expect(page.get_by_role("status").first).to_contain_text("已经接通")
    await page.get_by_role("button", name="0", exact=True).click()
    await hotline.until("queued")


async def test_a_citizen_calls_from_the_browser_and_a_seat_hears_it(database: Database, tmp_path: Path):
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await chromium.new_page(viewport={"width": 320, "height": 640}, locale="zh-CN")
        await page.add_init_script(KEEP)
        with media_servers(tmp_path / "media") as servers:
            async with (
                a_site(database, tmp_path) as site,
                a_hotline(site, servers, plan_for(), tmp_path) as hotline,
                served(site) as address,
                Telephone() as operator,
            ):
                seat = await site.seat(Role.OPERATOR)
                await page.goto(f"{address}/call")
                await called(page, hotline)
                await expect(page.get_by_role("status").first).to_contain_text("下一位就是您")
                await hears(page)
                assert await violations(page) == []
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                good(await seat.post("/api/telephone/seat", {"state": "ready"}))
                call = await rings(seat)
                await answers(seat, call["id"], operator)
                operator.play(SEAT)
                await expect(page.get_by_role("status").first).to_contain_text("正在通话")
                await until(lambda: loud(operator))
                await hears(page)
                await page.get_by_role("button", name="静音").click()
                await until(lambda: len(operator.heard) > 50 and not loud(operator))
                await page.get_by_role("button", name="挂断").click()
                await hotline.until("ended")
                await expect(page.get_by_role("button", name="开始通话")).to_be_visible()
                assert await hotline.state() == "ended"
        await chromium.close()
