"""The application on a test's database: `async with a_site(database, home) as site`, `await site.seat(role)`."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from builders.cases import NOISE, WEIFANG, Town, a_town, shanghai
from lianxin.cases import COMMANDS, sight_of
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.people import SYSTEM, Actor, Role, add_staff
from lianxin.people.commands.sign_in import open_session
from lianxin.web.application import create_app
from lianxin.web.requests import COOKIE

HERE = "127.0.0.1"
WORDS = "潍坊新村街道夜里有人占道设摊，油烟很大，请管一管。"
NOBODY = Actor("nobody")
keys = itertools.count(1)
logins = itertools.count(1)

Reader = Callable[[httpx.Response], None]


def a_key() -> str:
    """Returns an unused Idempotency-Key."""
    return f"key-{next(keys)}"


@dataclass
class Seat:
    """A browser with a viewer. Every POST gets a key; `version` becomes If-Match (`*` by default)."""

    client: httpx.AsyncClient
    actor: Actor = NOBODY
    login: str = ""

    @property
    def ref(self) -> str:
        return self.actor.ref

    @property
    def tokens(self) -> frozenset[str]:
        """The tokens of the events this viewer may see."""
        return sight_of(self.actor, shanghai()).tokens

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.client.get(path, params=query)

    async def read(self, path: str, **query: Any) -> Any:
        """Returns the answer's JSON; asserts a success."""
        return good(await self.get(path, **query))

    async def post(
        self, path: str, body: Any = None, *, key: str | None = None, version: int | str | None = None, **more: Any
    ) -> httpx.Response:
        """Sends a POST with a key (a new one by default), and with If-Match if there is a version."""
        headers = {"Idempotency-Key": key or a_key(), **more.pop("headers", {})}
        if version is not None:
            headers["If-Match"] = version if version == "*" else f'"{version}"'
        sent = more or {"json": body if body is not None else {}}
        return await self.client.post(path, headers=headers, **sent)

    async def open(self, **told: Any) -> dict[str, Any]:
        """Opens a case of noise at Weifang and sends it by the rules, unless `told` says otherwise."""
        return good(await self.post("/api/cases", {"words": WORDS, "topic": NOISE, "street": WEIFANG, **told}))

    async def page(self, number: str) -> dict[str, Any]:
        return await self.read(f"/api/cases/{number}")

    async def attach(self, number: str, order_id: str | None = None) -> dict[str, Any]:
        """Adds a small document to the case, or to one of its orders."""
        file = {"file": ("依据.txt", "权责清单第三条。".encode())}
        data = {"order_id": order_id} if order_id else {}
        return good(await self.post(f"/api/cases/{number}/attachments", files=file, data=data))

    async def do(
        self,
        move: str,
        number: str,
        order_id: str | None = None,
        version: int | str = "*",
        *,
        evidence: bool = True,
        **said: Any,
    ) -> httpx.Response:
        """Carries out a command on a case or one of its orders, with a file if the command takes files.

        A reply says why nobody was contacted, unless the test gives `no_contact`, so that one check lets it pass.
        """
        if move == "reply_order":
            said = {"no_contact": "unreachable", **said}
        if evidence and COMMANDS[move].brings:
            await self.attach(number, order_id)
        path = f"/api/orders/{order_id}/{move}" if order_id else f"/api/cases/{number}/{move}"
        return await self.post(path, said, version=version)

    async def desk(self, name: str) -> dict[str, dict[str, Any]]:
        """Returns all cards of a desk by case number, reading all pages."""
        cards: dict[str, dict[str, Any]] = {}
        cursor = ""
        while True:
            page = await self.read("/api/work", desk=name, cursor=cursor, limit=200)
            cards |= {card["number"]: card for card in page["items"]}
            cursor = page["next_cursor"]
            if not cursor:
                return cards


def good(response: httpx.Response) -> Any:
    """Returns an answer's JSON; asserts a success."""
    assert response.status_code < 300, response.text
    return response.json()


@dataclass
class AppSite:
    """A city's application, its town, and browsers for its users."""

    app: FastAPI
    town: Town
    home: Path
    clients: list[httpx.AsyncClient] = field(default_factory=list[httpx.AsyncClient])
    readers: list[Reader] = field(default_factory=list[Reader])
    address: str = "http://lianxin.test"

    def client(self, address: str = HERE, **cookies: str) -> httpx.AsyncClient:
        """Returns a client, without a session unless `cookies` has one. A crash gives an answer, as over a network."""
        transport = httpx.ASGITransport(self.app, client=(address, 1), raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url=self.address, cookies=cookies)
        client.event_hooks["response"].append(self._read)
        self.clients.append(client)
        return client

    async def _read(self, response: httpx.Response) -> None:
        if self.readers:
            await response.aread()
        for reader in self.readers:
            reader(response)

    def stranger(self, address: str = HERE) -> Seat:
        """Returns a browser that is not signed in."""
        return Seat(self.client(address))

    async def seat(self, *roles: Role, unit: str | None = None, name: str = "李敏") -> Seat:
        """Returns a new member of staff, signed in."""
        login = f"seat{next(logins)}"
        async with self.town.begin() as work:
            staff = await add_staff(work, SYSTEM, login=login, name=name, roles=roles or (Role.OPERATOR,), unit=unit)
            signed = await open_session(work, staff.id)
        return Seat(self.client(**{COOKIE: signed.token}), signed.viewer.actor, login)

    async def handler(self, unit: str) -> Seat:
        """Returns a handler of a unit, signed in."""
        return await self.seat(Role.UNIT_HANDLER, unit=unit)


@asynccontextmanager
async def a_site(database: Database, home: Path, *, demo: bool = False) -> AsyncIterator[AppSite]:
    """Serves an empty Shanghai on a Monday morning."""
    database.shared.files = database.shared.files or home / "attachments"
    town = await a_town(database)
    if demo:
        async with town.begin() as work:
            await work.run("UPDATE cities SET demo = 1 WHERE city_id = %(city)s")
    settings = Settings(home, "", "", "", "", "http://lianxin.test")
    app = create_app(Site(database, town.id, settings), demo=demo)
    site = AppSite(app, town, home)
    try:
        yield site
    finally:
        for client in site.clients:
            await client.aclose()
