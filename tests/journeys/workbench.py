"""What staff do on their pages, in the words they read there."""

import re
from typing import Any

from playwright.async_api import Locator, Page, Response, expect

MOVE = re.compile(r"/api/(cases|orders)/[^/]+/[a-z]+_[a-z_]+$")


def begins(words: str) -> re.Pattern[str]:
    """The name of a button, with or without the key that stands beside it."""
    return re.compile(rf"^{re.escape(words)}(\s|$)")


async def go_to_case(page: Page, number: str) -> None:
    """The page of a case."""
    await page.goto(f"/desk/cases/{number}")
    await expect(page.locator("main.case")).to_be_visible()


async def take_first(page: Page, desk: str, title: str) -> None:
    """Opens a case from a desk's list with a click."""
    await page.goto(f"/desk/work/{desk}")
    await page.locator(".row", has_text=title).click()
    await expect(page.locator("main.case, .hand").get_by_text(title).first).to_be_visible()


async def begin(page: Page, move: str) -> Locator:
    """Presses the button of a move and returns its form."""
    button = page.locator(".moves .bar").get_by_role("button", name=begins(move))
    if not await button.is_visible():
        await page.locator(".moves .bar").get_by_role("button", name=begins("更多")).click()
    if await button.get_attribute("aria-expanded") != "true":  # a desk may have opened it already
        await button.click()
    return page.locator(".moves form")


async def fill(form: Locator, **said: str) -> None:
    """Fills the fields of a form, by the labels that stand beside them."""
    for label, value in said.items():
        field = form.locator(".field").filter(has=form.page.locator("label", has_text=re.compile(rf"^\s*{label}")))
        await field.first.wait_for()
        choices = field.get_by_role("radio", name=re.compile(rf"^{value}\s?\d?$"))
        if await choices.count():
            await choices.click()
        else:
            await write(field.locator("input, textarea"), value)


async def write(box: Locator, value: str) -> None:
    """Clicks into a box and writes, whole words at once, as an input method does; in a list takes what is found."""
    await box.click()
    await box.page.keyboard.insert_text(value)
    if await box.get_attribute("role") == "combobox":
        options = await options_of(box)
        await options.filter(has_text=value).first.click()


async def pick(page: Page, label: str, words: str) -> None:
    """What a list offers under these words. The click waits until a list that closes uncovers the box."""
    box = page.get_by_label(label, exact=True)
    await page.locator(".el-select__wrapper").filter(has=box).click()
    await expect(box).to_be_focused()
    await page.keyboard.insert_text(words)
    await (await options_of(box)).filter(has_text=words).first.click()


async def options_of(box: Locator) -> Locator:
    """What the list of a box offers; the lists of other boxes may still be closing."""
    name = await box.get_attribute("aria-controls")
    return box.page.locator(f'[id="{name}"]').get_by_role("option")


async def act(page: Page, move: str, **said: Any) -> None:
    """Makes a move from its button to the word that it is done."""
    form = await begin(page, move)
    await fill(form, **said)
    async with page.expect_response(is_move):
        await form.get_by_role("button", name=begins(move)).click()
    await told_done(page, move)


async def pass_check(page: Page) -> None:
    """The checker finds that the reply holds."""
    async with page.expect_response(is_move):
        await page.keyboard.press("y")
    await told_done(page, "审核通过")


def is_move(answer: Response) -> bool:
    """The server's answer to a move of a case or an order."""
    return answer.request.method == "POST" and MOVE.search(answer.url) is not None


async def told_done(page: Page, move: str) -> None:
    """The page says so beside the case, or below the list when the case has left."""
    await expect(page.locator(".did")).to_have_text(re.compile(move))


async def record_callback(page: Page, *digits: str, words: str = "") -> None:
    """Takes the call, answers question after question with digits, writes what the citizen said, and records it."""
    await page.keyboard.press("c")
    await expect(page.get_by_role("timer")).to_be_visible()
    for digit in digits:
        await page.keyboard.press(digit)
    if words:
        await page.keyboard.press("w")
        await page.keyboard.insert_text(words)
    async with page.expect_response(lambda answer: "/answer_callback" in answer.url):
        await page.keyboard.press("Control+Enter")


async def reads(page: Page, *sentences: str) -> None:
    """These stand on the page."""
    for sentence in sentences:
        await expect(page.locator("main.case, .hand").get_by_text(sentence).first).to_be_visible()
