"""The application over a test's database: `async with a_site(database, home) as site`, `await site.seat(role)`."""

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
    """An Idempotency-Key nobody has used."""
    return f"key-{next(keys)}"


@dataclass
class Seat:
    """Somebody at a browser. Every POST gets a key; `version` becomes If-Match (`*` unless said)."""

    client: httpx.AsyncClient
    actor: Actor = NOBODY
    login: str = ""

    @property
    def ref(self) -> str:
        return self.actor.ref

    @property
    def tokens(self) -> frozenset[str]:
        """What this viewer hears of."""
        return sight_of(self.actor, shanghai()).tokens

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.client.get(path, params=query)

    async def read(self, path: str, **query: Any) -> Any:
        """The answer's JSON; it must be a good one."""
        return good(await self.get(path, **query))

    async def post(
        self, path: str, body: Any = None, *, key: str | None = None, version: int | str | None = None, **more: Any
    ) -> httpx.Response:
        """A POST with a key (a fresh one unless said) and If-Match when a version is said."""
        headers = {"Idempotency-Key": key or a_key(), **more.pop("headers", {})}
        if version is not None:
            headers["If-Match"] = version if version == "*" else f'"{version}"'
        sent = more or {"json": body if body is not None else {}}
        return await self.client.post(path, headers=headers, **sent)

    async def open(self, **told: Any) -> dict[str, Any]:
        """Opens a case of noise at Weifang and sends it by the rules unless told otherwise."""
        return good(await self.post("/api/cases", {"words": WORDS, "topic": NOISE, "street": WEIFANG, **told}))

    async def page(self, number: str) -> dict[str, Any]:
        return await self.read(f"/api/cases/{number}")

    async def attach(self, number: str, order_id: str | None = None) -> dict[str, Any]:
        """Adds a small document, to one of the orders when it is named."""
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
        """Makes a move on a case, or on one of its orders, bringing a file where files go with it."""
        if evidence and COMMANDS[move].brings:
            await self.attach(number, order_id)
        path = f"/api/orders/{order_id}/{move}" if order_id else f"/api/cases/{number}/{move}"
        return await self.post(path, said, version=version)

    async def desk(self, name: str) -> dict[str, dict[str, Any]]:
        """All the cards of a desk by number, over as many pages as it takes."""
        cards: dict[str, dict[str, Any]] = {}
        cursor = ""
        while True:
            page = await self.read("/api/work", desk=name, cursor=cursor, limit=200)
            cards |= {card["number"]: card for card in page["items"]}
            cursor = page["next_cursor"]
            if not cursor:
                return cards


def good(response: httpx.Response) -> Any:
    """The JSON of a good answer."""
    assert response.status_code < 300, response.text
    return response.json()


@dataclass
class AppSite:
    """A city's application, its town, and the people who sit before it."""

    app: FastAPI
    town: Town
    home: Path
    clients: list[httpx.AsyncClient] = field(default_factory=list[httpx.AsyncClient])
    readers: list[Reader] = field(default_factory=list[Reader])

    def client(self, address: str = HERE, **cookies: str) -> httpx.AsyncClient:
        """A browser without a session unless a cookie is given. A crash comes back as an answer, as over a network."""
        transport = httpx.ASGITransport(self.app, client=(address, 1), raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://lianxin.test", cookies=cookies)
        client.event_hooks["response"].append(self._read)
        self.clients.append(client)
        return client

    async def _read(self, response: httpx.Response) -> None:
        if self.readers:
            await response.aread()
        for reader in self.readers:
            reader(response)

    def stranger(self, address: str = HERE) -> Seat:
        """Nobody signed in."""
        return Seat(self.client(address))

    async def seat(self, *roles: Role, unit: str | None = None, name: str = "李敏") -> Seat:
        """A new member of staff, signed in."""
        login = f"seat{next(logins)}"
        async with self.town.begin() as work:
            staff = await add_staff(work, SYSTEM, login=login, name=name, roles=roles or (Role.OPERATOR,), unit=unit)
            signed = await open_session(work, staff.id)
        return Seat(self.client(**{COOKIE: signed.token}), signed.viewer.actor, login)

    async def handler(self, unit: str) -> Seat:
        """Somebody at work in a unit."""
        return await self.seat(Role.UNIT_HANDLER, unit=unit)


@asynccontextmanager
async def a_site(database: Database, home: Path, *, demo: bool = False) -> AsyncIterator[AppSite]:
    """An empty Shanghai on a Monday morning, served."""
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
