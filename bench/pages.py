"""The staff's pages in a real Chromium over ten thousand cases: what a first load weighs, how long a page change takes,
whether a list of ten thousand rows scrolls smoothly."""

from statistics import median, quantiles
from typing import Any

from playwright.async_api import BrowserContext, Page, async_playwright

from bench.load import server
from bench.stage import database_of, fill, operator_token, stage
from lianxin.web.requests import COOKIE

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
CASES = 10_000
FIRST_LOAD = 400  # kB, compressed, until the list stands
CHANGE = 200  # milliseconds until the next page stands
FRAME = 34  # milliseconds: thirty frames a second, drawn without a graphics card
ROUND = ("/work/all", "/search", "/intake", "/work/intake")
ROUNDS = 5

# From the click until the page that was asked for has been painted.
CHANGES = """async (path) => {
  const from = performance.now()
  document.querySelector(`nav a[href="/desk${path}"]`).click()
  const ready = () => location.pathname === `/desk${path}` && document.querySelector('main h1, main input')
  while (!ready()) await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  return performance.now() - from
}"""
# A screenful and a half a frame, through everything that is there.
SCROLLS = """async () => {
  const pane = document.querySelector('.pane'), frames = []
  let before = performance.now(), drawn = 0
  for (pane.scrollTop = 0; pane.scrollTop + pane.clientHeight < pane.scrollHeight - 1 && frames.length < 400; ) {
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


async def measure() -> list[dict[str, Any]]:
    """First load, page changes, scrolling."""
    async with stage("bench_pages") as place, database_of(place) as database, async_playwright() as playwright:
        await fill(database, place.profile, CASES)
        token = await operator_token(database)
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with server("ours", place.dsn, str(place.settings.home)) as port:
            context = await chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            cookie = {"name": COOKIE, "value": token, "domain": "127.0.0.1", "path": "/"}
            await context.add_cookies([cookie])  # type: ignore[list-item]
            address = f"http://127.0.0.1:{port}/desk/work/all"
            figures = [await first_load(context, address), *await in_use(context, address)]
        await chromium.close()
    return figures


async def first_load(context: BrowserContext, address: str) -> dict[str, Any]:
    """Bytes over the line until the list stands, in a browser that knows nothing yet."""
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
    """Page changes, then a list of everything from top to bottom."""
    page = await context.new_page()
    await page.goto(address)
    await page.locator(".row").first.wait_for()
    changes = [await page.evaluate(CHANGES, path) for _ in range(ROUNDS) for path in ROUND]
    await page.goto(address)
    await page.locator(".row").first.wait_for()
    await everything(page)
    passes = [await page.evaluate(SCROLLS) for _ in range(ROUNDS)]
    frame = median(quantiles(scrolled["frames"], n=20)[-1] for scrolled in passes)
    await page.close()
    change = median(changes)
    return [
        {"name": "page change", "ms": round(change), "wanted": CHANGE, "met": change < CHANGE},
        {
            "name": f"scrolling {CASES:,} rows, 95 % of frames",
            "ms": round(frame, 1),
            "rows_drawn_at_most": max(scrolled["drawn"] for scrolled in passes),
            "wanted": FRAME,
            "met": frame <= FRAME,
        },
    ]


async def everything(page: Page) -> None:
    """Scrolls until all the cases have been read."""
    for _ in range(CASES):
        if str(CASES) in await page.evaluate(TO_THE_END):
            return
    raise RuntimeError("the list never came to its end")
