"""What a citizen does on the city's pages, in the words that stand there."""

from dataclasses import dataclass

from playwright.async_api import Page, expect


@dataclass(frozen=True)
class Receipt:
    """What a citizen is told: the number in fours, the code, and the case's own page."""

    number: str
    code: str
    path: str


async def tell(page: Page, words: str, wish: str, *, street: str, address: str, name: str, phone: str) -> Receipt:
    """From the first page through the three steps to the receipt; what it is about is left to the hotline."""
    await page.goto("/")
    await page.get_by_role("link", name="我要反映一件事").click()
    await page.get_by_label("发生了什么事？").fill(words)
    await page.get_by_label("您希望怎么解决？").fill(wish)
    await page.get_by_role("button", name="下一步：在哪里").click()
    await page.get_by_label("事情发生在哪里？").fill(address)
    await page.get_by_label("哪个区？").select_option(label="浦东新区")
    await page.get_by_label("哪个街道、镇？").select_option(label=street)
    await page.get_by_role("button", name="下一步：怎么联系您").click()
    await page.get_by_label("电话号码").fill(phone)
    await page.get_by_label("怎么称呼您？").fill(name)
    await page.get_by_role("button", name="下一步：核对一遍").click()
    await expect(page.get_by_text(words)).to_be_visible()
    undecided = page.get_by_label("都不像，请热线来定")
    if await undecided.is_visible():
        await undecided.check()
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_role("heading", name="收到了")).to_be_visible()
    number, code = await number_and_code(page, ".keep dd")
    path = await page.get_by_role("link", name="查看进展").get_attribute("href")
    return Receipt(number, code.replace(" ", ""), path or "")


async def number_and_code(page: Page, where: str = "dd.figures") -> list[str]:
    """Returns the two figures of a receipt, once the whole page has come."""
    await expect(page.locator(where)).to_have_count(2)
    return await page.locator(where).all_inner_texts()


async def look(page: Page, receipt: Receipt, *sentences: str) -> None:
    """Opens the case's page again and reads these sentences on it."""
    await page.goto(receipt.path)
    for sentence in sentences:
        await expect(page.get_by_text(sentence).first).to_be_visible()


async def story(page: Page) -> list[str]:
    """Everything that happened, the latest first."""
    everything = page.locator("details.all")
    if await everything.get_attribute("open") is None:
        await everything.locator("summary").click()
    return await everything.locator(".story li > div > p").all_inner_texts()
