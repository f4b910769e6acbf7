"""Hands on the keys of a page."""

import re

from playwright.async_api import Page, expect

from journeys.workbench import options_of


class Keyboard:
    """Hands on the keys: every stroke, and every word an input method commits, is one step."""

    def __init__(self, page: Page) -> None:
        self._page, self.steps = page, 0

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._page.keyboard.press(key)
            self.steps += 1

    async def type(self, letters: str) -> None:
        await self.press(*letters)

    async def say(self, words: str) -> None:
        """A sentence through the input method; not counted, it is as long as the citizen speaks."""
        await self._page.keyboard.insert_text(words)

    async def choose(self, letters: str, expected: str) -> None:
        """Types initials into a list and takes what is marked, once it is what was meant."""
        await self.type(letters)
        options = await options_of(self._page.locator(":focus"))
        await expect(options.and_(self._page.locator(".is-hovering"))).to_contain_text(expected)
        await self.press("Enter")

    async def complete(self, letters: str, expected: str) -> None:
        """Types the initials of a place and takes the first that is offered."""
        await self.type(letters)
        first = self._page.locator(".place-options li").first
        await expect(first).to_contain_text(expected)
        await expect(first).to_have_class(re.compile("highlighted"))
        await self.press("Enter")
