"""Runs axe on a page: every rule in light, the rules of colour in dark, and all others in another language."""

from collections.abc import Awaitable, Callable
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

AXE = Axe().axe_script
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUICK = {"resultTypes": ["violations"], "preload": False}  # only experimental rules read preloaded style sheets
ALL: dict[str, Any] = {"runOnly": LEVELS, **QUICK}
BY_COLOUR = ["color-contrast", "link-in-text-block"]
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": BY_COLOUR}, **QUICK}
ALL_BUT_COLOURS: dict[str, Any] = {**ALL, "rules": {rule: {"enabled": False} for rule in BY_COLOUR}}
AT_ONCE = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }')
  document.adoptedStyleSheets.push(sheet)
}"""
STILL = """async () => {
  await document.fonts.ready
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame)
}"""
"""Letters are there, and colours that were on their way have arrived."""

Turn = Callable[[Page], Awaitable[None]]


async def violations(page: Page, darken: Turn | None = None, within: str | None = None) -> list[str]:
    """Returns what axe finds on a page at rest, in light and in dark; without `darken` it leaves out colours.

    `within` is a selector: it leaves out the rest of the page, which was tested before.
    """
    await page.evaluate(AT_ONCE)
    await page.evaluate(AXE)
    found = await look(page, ALL if darken else ALL_BUT_COLOURS, 4 if within else 6, within)
    if darken is None:
        return found
    await darken(page)
    return found + [f"in dark: {one}" for one in await look(page, COLOURS, 1, within)]


async def look(page: Page, rules: dict[str, Any], passes: int, within: str | None) -> list[str]:
    """One look; so many rules at least found something to pass, or axe saw no page."""
    await page.evaluate(STILL)
    results = await page.evaluate("([within, rules]) => axe.run(within ?? document, rules)", [within, rules])
    assert len(results["passes"]) >= passes, "axe looked at a page"
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in results["violations"]]
