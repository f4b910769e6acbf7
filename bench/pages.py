"""Measures the workbench in Chromium: the size of the first load, and over ten thousand cases the times of a page
change and a frame of scrolling relative to a bare page that draws as many rows without a framework or a server."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.async_api import BrowserContext, Page, async_playwright

from bench.load import server
from bench.stage import database_of, fill, operator_token, stage
from lianxin.web.requests import COOKIE

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
CASES = 10_000
FIRST_LOAD = 400  # kB, compressed, until the list is shown
CHANGE = 6.0  # times a redraw of the bare page
FRAME = 3.0  # times a frame of the bare page, for 95 % of the frames
ROWS = 60  # drawn at once, however long the list is
BARE = (Path(__file__).parent / "bare_page.html").read_text(encoding="utf-8")
ROUND = ("/work/all", "/search", "/intake", "/work/intake")
ROUNDS = 5
PASSES = 5  # through the list

# Milliseconds from the click until the new page is painted.
CHANGES = """async (path) => {
  const from = performance.now()
  document.querySelector(`nav a[href="/desk${path}"]`).click()
  const ready = () => location.pathname === `/desk${path}` && document.querySelector('main h1, main input')
  while (!ready()) await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  return performance.now() - from
}"""
# Scrolls one and a half screens in each frame, through all loaded rows.
SCROLLS = """async () => {
  const pane = document.querySelector('.pane'), frames = []
  let before = performance.now(), drawn = 0
  for (pane.scrollTop = 0; pane.scrollTop + pane.clientHeight < pane.scrollHeight - 1 && frames.length < 150; ) {
    pane.scrollTop += pane.clientHeight * 1.5
    await new Promise(requestAnimationFrame)
    const now = performance.now()
    frames.push(now - before)
    before = now
    drawn = Math.max(drawn, document.querySelectorAll('.row').length)
  }
  return { frames, drawn }
}"""
TO_THE_END = """async () => {
  const pane = document.querySelector('.pane')
  pane.scrollTop = pane.scrollHeight
  await new Promise(requestAnimationFrame)
  return document.querySelector('.foot').textContent
}"""


async def weight() -> list[dict[str, Any]]:
    """Returns the figure of the first load; the machine's speed does not change it."""
    async with opened("bench_weight", 100) as (context, address):
        return [await first_load(context, address)]


async def times() -> list[dict[str, Any]]:
    """Returns the figures of page changes and scrolling."""
    async with opened("bench_pages", CASES) as (context, address):
        return await in_use(context, address)


@asynccontextmanager
async def opened(name: str, cases: int) -> AsyncGenerator[tuple[BrowserContext, str]]:
    """Yields a signed-in browser and the address of a list of so many cases."""
    async with stage(name) as place, database_of(place) as database, async_playwright() as playwright:
        await fill(database, place.profile, cases)
        token = await operator_token(database)
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with server("ours", place.dsn, str(place.settings.home)) as port:
            context = await chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            cookie = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/"}
            await context.add_cookies([cookie])  # type: ignore[list-item]
            address = f"http://127.0.0.1:{port}/desk/work/all"
            yield context, address
            await context.close()
        await chromium.close()


async def first_load(context: BrowserContext, address: str) -> dict[str, Any]:
    """Returns the bytes transferred until the list is shown, in a browser with an empty cache."""
    page = await context.new_page()
    line = await context.new_cdp_session(page)
    await line.send("Network.enable")
    sizes: list[float] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await page.goto(address)
    await page.locator(".row").first.wait_for()
    weight = sum(sizes) / 1000
    await page.close()
    return {"name": "first load", "kB": round(weight), "wanted": FIRST_LOAD, "met": weight <= FIRST_LOAD}


async def in_use(context: BrowserContext, address: str) -> list[dict[str, Any]]:
    """Measures page changes, then scrolling through the whole list, each in turn with the bare page."""
    page, bare = await context.new_page(), await context.new_page()
    await bare.set_content(BARE)
    await opened_list(page, address)
    changes = [await changes_of(page, bare) for _ in range(ROUNDS)]
    await opened_list(page, address)
    await everything(page)
    passes = [await frames_of(page, bare) for _ in range(PASSES)]
    await page.close()
    return [judged("page change", CHANGE, changes), judged(f"scrolling {CASES:,} rows, 95 % of frames", FRAME, passes)]


def judged(name: str, most: float, rounds: list[tuple[float, float]]) -> dict[str, Any]:
    """Returns a figure: the median ratio of (ours, bare) in ms; both pages run in each round, so noise affects both."""
    times = median(ours / bare for ours, bare in rounds)
    ours, bare = (round(median(side), 1) for side in zip(*rounds, strict=True))
    return {"name": name, "ms": ours, "bare_ms": bare, "times": round(times, 2), "wanted": most, "met": times <= most}


async def opened_list(page: Page, address: str) -> None:
    """Opens the list and waits for its first row."""
    await page.bring_to_front()
    await page.goto(address)
    await page.locator(".row").first.wait_for()


async def changes_of(page: Page, bare: Page) -> tuple[float, float]:
    """Measures one round of page changes and as many redraws of the bare page; returns medians in milliseconds."""
    await page.bring_to_front()
    ours = median([await page.evaluate(CHANGES, path) for path in ROUND])
    await bare.bring_to_front()
    return ours, median([await bare.evaluate("change()") for _ in ROUND])


async def frames_of(page: Page, bare: Page) -> tuple[float, float]:
    """Returns the 95th percentile of the frames of one pass through each list, in milliseconds.

    Raises RuntimeError if the list draws more than ROWS rows at once.
    """
    kept: list[float] = []
    for shown in (page, bare):
        await shown.bring_to_front()
        scrolled = await shown.evaluate(SCROLLS)
        if scrolled["drawn"] > ROWS:
            raise RuntimeError(f"{scrolled['drawn']} rows were drawn at once, at most {ROWS} may be")
        kept.append(quantiles(scrolled["frames"], n=20)[-1])
    return kept[0], kept[1]


async def everything(page: Page) -> None:
    """Scrolls until all cases are loaded."""
    for _ in range(CASES):
        if str(CASES) in await page.evaluate(TO_THE_END):
            return
    raise RuntimeError("the list never came to its end")
