"""How people come to a page, as the fixtures of conftest.py give it."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

Visit = Callable[..., Awaitable[Page]]
"""`await visit(path)`: a browser of its own, nobody signed in, at this path of the city."""
Sit = Callable[..., Awaitable[Page]]
"""`await as_person(login, path)`: a browser of its own, signed in, at this path."""
Picture = Callable[[Page, str], Awaitable[None]]
"""`await picture(page, name)`: docs/pictures/<name>.png, when pictures are wanted."""
