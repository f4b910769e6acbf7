"""Calls from the browser: a token, a line, keys and the end, with the telephone replaced by what it would be asked."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from builders.cases import Town, a_town
from builders.portal import Visit, a_site, a_visit
from lianxin.calls import BrowserCaller
from lianxin.calls.citizen_line.call_tokens import (
    TOKEN_LASTS,
    BadCallToken,
    TokenHolder,
    issue_call_token,
    line_of_proof,
    line_of_token,
    line_proof,
)
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from rules.test_browser_sdp import OFFER

HOME = TokenHolder("page", "192.0.2.1/32")


@dataclass
class Answering:
    """A desk that takes every call."""

    callers: list[BrowserCaller] = field(default_factory=list[BrowserCaller])
    keys: list[tuple[UUID, str]] = field(default_factory=list[tuple[UUID, str]])
    left: list[UUID] = field(default_factory=list[UUID])

    async def take_browser(self, caller: BrowserCaller) -> str:
        self.callers.append(caller)
        return "v=0 answer"

    def press_key(self, line: UUID, key: str) -> None:
        self.keys.append((line, key))

    async def leave_line(self, line: UUID) -> None:
        self.left.append(line)


@pytest.fixture
async def town(database: Database) -> Town:
    return await a_town(database)


@pytest.fixture
def desk() -> Answering:
    return Answering()


@pytest.fixture
def site(town: Town, tmp_path: Path) -> Site:
    return a_site(town, tmp_path)


def visiting(site: Site, desk: Answering | None, address: str = "192.0.2.1") -> Visit:
    return a_visit(site, address=address, desk=desk)


async def asked(visit: Visit, path: str, **fields: str) -> int:
    return (await visit.press(f"/call/{path}", **fields)).status_code


async def begun(visit: Visit) -> dict[str, str]:
    """Opens the page and places a call; returns the fields that the script sends from then on."""
    await visit.open("/call")
    proof = visit.hidden()
    assert visit.page is not None
    token = (await visit.client.post("/call/token", data={**proof, "phone": "139 1234 5678"})).json()
    reply = await visit.client.post("/call/begin", data={**proof, "token": token["token"], "sdp": OFFER})
    assert reply.json()["sdp"] == "v=0 answer"
    return {**proof, "line": reply.json()["line"], "token": token["token"]}


async def test_a_citizen_calls_presses_a_key_and_hangs_up(site: Site, desk: Answering):
    visit = visiting(site, desk)
    fields = await begun(visit)
    [caller] = desk.callers
    assert (caller.number, caller.language) == ("13912345678", "zh-CN")
    assert "a=ice-pwd:" in caller.offer
    assert "candidate" not in caller.offer
    for path, more, status in (
        ("keys", {"key": "1"}, 204),
        ("keys", {"key": "11"}, 422),
        ("now", {}, 200),
        ("end", {}, 204),
    ):
        reply = await visit.client.post(f"/call/{path}", data={**fields, **more})
        assert reply.status_code == status, path
        if path == "now":
            assert reply.json() == {"state": "ended", "ahead": -1, "minutes": 0}
    assert (desk.keys, desk.left) == ([(caller.line, "1")], [caller.line])


async def test_a_token_places_one_call_in_the_browser_and_network_that_asked(site: Site, desk: Answering):
    visit = visiting(site, desk)
    fields = await begun(visit)
    assert (await visit.client.post("/call/begin", data={**fields, "sdp": OFFER})).status_code == 403
    other = visiting(site, desk)
    await other.open("/call")
    for path in ("begin", "now", "keys", "end"):
        said = {**fields, **other.hidden(), "key": "1", "sdp": OFFER}
        assert (await other.client.post(f"/call/{path}", data=said)).status_code == 403, path
    assert len(desk.callers) == 1


async def test_a_token_ends_with_its_time_its_browser_and_its_network(town: Town):
    async with town.database.read(town.id) as work:
        vault, now = work.vault, work.real
    token = issue_call_token(vault, HOME, "13912345678", now)
    line = line_of_token(vault, token, HOME, now + TOKEN_LASTS)
    assert line.number == "13912345678"
    for bad, holder, at in (
        (token, HOME, now + TOKEN_LASTS + timedelta(seconds=1)),
        (token, TokenHolder("other", HOME.network), now),
        (token, TokenHolder(HOME.page, "192.0.2.2/32"), now),
        (token[:-8] + "AAAAAAA=", HOME, now),
        ("", HOME, now),
        ("é!", HOME, now),
    ):
        with pytest.raises(BadCallToken):
            line_of_token(vault, bad, holder, at)
    proof = line_proof(vault, line.id, "page")
    assert line_of_proof(vault, proof, "page") == line.id
    for bad, page in ((proof, "other"), (proof[:-1] + "x", "page"), ("nonsense", "page"), ("", "page")):
        with pytest.raises(BadCallToken):
            line_of_proof(vault, bad, page)


async def test_calls_are_limited_by_number_browser_and_city(site: Site, desk: Answering):
    visit = visiting(site, desk)
    await visit.open("/call")
    proof = visit.hidden()
    replies = [await visit.client.post("/call/token", data={**proof, "phone": "13912345678"}) for _ in range(5)]
    assert [reply.status_code for reply in replies] == [200, 200, 200, 200, 429]
    assert (await visit.client.post("/call/token", data={**proof, "phone": "12"})).status_code == 422
    replies = [await visit.client.post("/call/token", data=proof) for _ in range(9)]
    assert [reply.status_code for reply in replies] == [200] * 8 + [429]


async def test_only_the_page_of_a_telephone_that_is_there_asks_for_the_microphone(site: Site, desk: Answering):
    there, gone = visiting(site, desk), visiting(site, None)
    assert "microphone=(self)" in (await there.open("/call")).headers["permissions-policy"]
    assert "microphone=()" in (await there.open("/")).headers["permissions-policy"]
    page = await gone.open("/call")
    assert "microphone=()" in page.headers["permissions-policy"]
    assert "现在不能用浏览器打电话" in gone.text
    assert "tel:12345" in page.text
    assert (await gone.client.post("/call/token", data=visiting_fields(gone))).status_code == 409


def visiting_fields(visit: Visit) -> dict[str, str]:
    return {"visit": visit.client.cookies.get("lianxin_visit", "")}


async def test_the_page_gets_turn_credentials_where_the_city_has_a_server(town: Town, tmp_path: Path, desk: Answering):
    settings = Settings(tmp_path, "", "", "", "", "http://city", turn_url="turn:turn.city:3478", turn_secret="north")
    visit = visiting(Site(town.database, town.id, settings), desk)
    await visit.open("/call")
    reply = (await visit.client.post("/call/token", data=visit.hidden())).json()
    [server] = reply["servers"]
    assert server["urls"] == ["turn:turn.city:3478"]
    assert server["username"].endswith(":citizen")
