"""What a journey may ask for: a city, a browser, and people who sit down before it."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from builders.telephone_line import Servers, media_servers
from journeys.city import City
from journeys.pictures import smaller
from journeys.seats import Picture, Sit, Visit
from lianxin.web.application import WORKBENCH

CHROMIUM = "/usr/bin/chromium-headless-shell"  # Debian's Chromium without its window: three quarters of the time
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
]
RESULTS = Path("test-results")
PICTURES = Path(__file__).parents[2] / "docs/pictures"
PATIENCE = 30_000  # milliseconds an expectation is waited for; a busy machine

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def workbench_is_built() -> None:
    """The staff's pages are built by `make web`; a run in CI must have them."""
    if (WORKBENCH / "index.html").exists():
        return
    if os.environ.get("CI") == "true":
        pytest.fail("the workbench is not built: run `make web`")
    pytest.skip("the workbench is not built: run `make web`")


@pytest.fixture
def city(dsn: str, tmp_path: Path) -> Iterator[City]:
    """A fresh Shanghai with somebody for every role, served on loopback."""
    opened = City(dsn, tmp_path)
    opened.open()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with media_servers(tmp_path_factory.mktemp("media")) as started:
        yield started


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all the journeys of a worker."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def visit(city: City, browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Visit]:
    """Browsers of people nobody knows. What a page throws fails the test; what was seen last is kept when it failed."""
    contexts: list[BrowserContext] = []
    thrown: list[str] = []
    failed_before = request.session.testsfailed

    async def visited(path: str = "/", **options: object) -> Page:
        seen = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1440, "height": 900}}
        seen |= {"reduced_motion": "reduce"}  # what is on its way has no contrast and no place to click
        context = await browser.new_context(base_url=city.address, **(seen | options))
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        await page.goto(path)
        return page

    yield visited
    if request.session.testsfailed > failed_before:
        await keep_last_sights(contexts, re.sub(r"\W+", "-", request.node.name))
    for context in contexts:
        await context.close()
    assert not thrown


async def keep_last_sights(contexts: list[BrowserContext], name: str) -> None:
    """Screenshots of every open page."""
    for nth, page in enumerate(page for context in contexts for page in context.pages):
        await page.screenshot(path=RESULTS / f"{name}-{nth}.png")


@pytest.fixture
def as_person(visit: Visit, workbench_is_built: None) -> Sit:
    """Browsers of staff."""

    async def seated(login: str, path: str = "/desk/") -> Page:
        page = await visit("/desk/sign-in")
        await page.request.post("/api/demo/sign-in", data={"login": login})
        await page.goto(path)
        return page

    return seated


@pytest.fixture
def picture() -> Picture:
    """Pictures for the documentation, drawn when LIANXIN_PICTURES=1."""

    async def drawn(page: Page, name: str) -> None:
        if os.environ.get("LIANXIN_PICTURES") == "1":
            png = await page.screenshot(animations="disabled", caret="hide")
            await asyncio.to_thread((PICTURES / f"{name}.png").write_bytes, smaller(png))

    return drawn
