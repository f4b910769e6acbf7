"""Cases for the return court and the dispatch desk, made through the API, and what people do at these desks."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from playwright.async_api import Page, expect

from builders.media import pdf

NOISE, WEIFANG = "01.01.01", "310115004"
STALLS = "潍坊新村街道夜里有人占道设摊，油烟很大，请管一管。"
keys = count(1)


@dataclass
class Voice:
    """Somebody who acts through the API, with a browser's session."""

    page: Page

    async def post(self, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        key = {"Idempotency-Key": f"court-{next(keys)}", "If-Match": "*", **headers}
        answer = await self.page.request.post(path, data=body, headers=key)
        assert answer.ok, await answer.text()
        return await answer.json()

    async def open(self, **told: Any) -> str:
        """A case of stalls at Weifang, given to the street unless told otherwise; its number."""
        body = {"words": STALLS, "topic": NOISE, "street": WEIFANG, "unit": "pudong-weifang", **told}
        return (await self.post("/api/cases", body))["number"]

    async def order(self, number: str) -> str:
        """The latest order of a case."""
        page = await (await self.page.request.get(f"/api/cases/{number}")).json()
        return page["orders"][-1]["id"]

    async def ask_return(self, number: str, claim: str) -> None:
        """The unit says it is not theirs, with a document that supports it."""
        await self.attach(number, "权责清单.pdf", "application/pdf", pdf())
        body = {"reason": "not_our_duty", "claim": claim}
        await self.post(f"/api/orders/{await self.order(number)}/ask_return", body)

    async def attach(self, number: str, name: str, kind: str, data: bytes) -> None:
        """A file of the unit's, with the order."""
        answer = await self.page.request.post(
            f"/api/cases/{number}/attachments",
            multipart={
                "file": {"name": name, "mimeType": kind, "buffer": data},
                "order_id": await self.order(number),
            },
            headers={"Idempotency-Key": f"court-{next(keys)}"},
        )
        assert answer.ok, await answer.text()


async def in_hand(page: Page, title: str) -> None:
    """This case is the one in hand."""
    await expect(page.locator(".hand h1")).to_have_text(title)


async def gone_on(page: Page, title: str) -> None:
    """The case was decided and another is in hand, or none."""
    await expect(page.locator(".hand h1", has_text=title)).to_have_count(0)


async def choose_unit(page: Page, name: str) -> None:
    """Into the picker that has the focus: the name, and what is found first."""
    await page.keyboard.insert_text(name)
    await expect(page.get_by_role("option", name=name, exact=True).first).to_be_visible()
    await page.keyboard.press("Enter")
