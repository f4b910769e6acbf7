"""A browser without scripts on the whole application: `visit = a_visit(app)`, then pages and forms by name."""

import copy
import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from builders.cases import CHECKER, OPERATOR, Town, handler, shanghai
from lianxin.calls import LineDesk
from lianxin.cases import CaseFile
from lianxin.cases.core.citizen_rights import case_of_link
from lianxin.city import Profile
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.web.application import create_app

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
STEPS = {
    "what": {"words": "楼下夜里有人占道设摊，油烟很大。", "wish": "晚上不要再摆。", "nature": "complaint"},
    "where": {"address": "张杨路500弄门口", "district": "310115", "street": "310115004"},
    "contact": {"phone": "139 1234 5678", "name": "王女士"},
}


def a_site(town: Town, home: Path, public_url: str = "http://localhost:8000") -> Site:
    """Returns the site of a town, with its attachments under `home`."""
    return Site(town.database, town.id, Settings(home, "", "", "", "", public_url))


@dataclass
class Visit:
    """A citizen's browser. `page` is the last answer."""

    client: AsyncClient
    page: Response | None = None

    @property
    def text(self) -> str:
        """The text of the last page, without tags."""
        assert self.page is not None
        body = re.sub(r"<(script|style|svg|head).*?</\1>", "", self.page.text, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def path(self) -> str:
        """The path of the last page."""
        assert self.page is not None
        return self.page.url.path

    async def open(self, path: str, **headers: str) -> Response:
        """Opens an address and follows redirects."""
        self.page = await self.client.get(path, headers=headers)
        return self.page

    def hidden(self) -> dict[str, str]:
        """Returns the hidden fields of the page's form."""
        assert self.page is not None
        return {name: html.unescape(value) for name, value in HIDDEN.findall(self.page.text)}

    async def send(self, path: str, files: Any = None, **fields: str) -> Response:
        """Opens a form, fills it in and submits it."""
        await self.open(path)
        return await self.press(path, files, **fields)

    async def press(self, path: str, files: Any = None, **fields: str) -> Response:
        """Submits the form of the last page."""
        self.page = await self.client.post(path, data={**self.hidden(), **fields}, files=files)
        return self.page

    async def fill_in(self, **other: dict[str, str]) -> None:
        """Submits the three steps, with valid answers except those in `other`."""
        for step, fields in STEPS.items():
            await self.send(f"/submit/{step}", **{**fields, **other.get(step, {})})

    async def submit(self, **other: dict[str, str]) -> tuple[str, str, str]:
        """Submits a request; returns the case's number, code and link."""
        await self.fill_in(**other)
        await self.press("/submit/check", topic="")
        return self.receipt()

    def receipt(self) -> tuple[str, str, str]:
        """Returns number, code and link of the receipt on the last page."""
        assert self.page is not None
        number, code = re.findall(r'<dd class="figures[^"]*">([\dA-Z ]+)</dd>', self.page.text)
        [link] = set(re.findall(r'href="(/c/[^"]+)"', self.page.text))
        return number.replace(" ", ""), code.replace(" ", ""), link


def a_visit(site: Site, *, address: str = "127.0.0.1", desk: LineDesk | None = None, **headers: str) -> Visit:
    """Returns a new browser that prefers Chinese; `desk`: the telephone of the application."""
    app = create_app(site)
    app.state.controller = desk
    transport = ASGITransport(app, client=(address, 1))
    base = {"accept-language": "zh-CN", **headers}
    return Visit(AsyncClient(transport=transport, base_url="http://city", headers=base, follow_redirects=True))


def open_city(*, joining: bool = False) -> Profile:
    """Returns the profile of Shanghai with public summaries switched on; `joining`: citizens may join them."""
    document = copy.deepcopy(dict(shanghai().to_document()))
    document["city"]["public"] = {"summaries": True, "joining": joining}
    document["version"] = "0123456789ab"
    return Profile.from_document(document)


UNIT = "pudong-weifang"


async def case_behind(town: Town, link: str) -> CaseFile:
    async with town.database.read(town.id) as work:
        return await town.look(await case_of_link(work, link.removeprefix("/c/")))


async def answered(town: Town, link: str) -> None:
    """Takes a case to its callback: dispatched, signed, replied to and checked."""
    case = await case_behind(town, link)
    if case.case.status in {"screening", "pending_dispatch"}:
        await town.do("dispatch_case", case, OPERATOR, UNIT)
    order = (await case_behind(town, link)).orders[-1]
    await town.do("sign_order", order, handler(UNIT))
    await town.do("reply_order", order, handler(UNIT), "solved", "已清理占道摊位，每晚巡查。")
    await town.do("pass_check", case, CHECKER)
