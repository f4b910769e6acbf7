"""Plants a number of its own in every field that people can write, and looks where it comes out, and in which form.

The table in docs/features/masking.md is what this test finds. `LIANXIN_WRITE=1` writes it.
"""

import os
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import orjson
import pytest
from httpx import Response
from psycopg import sql

from builders.cases import NOISE, WEIFANG
from builders.life import EVERYTHING
from builders.portal import Visit, open_city
from builders.site import AppSite, Seat, a_site, good
from lianxin.cases.rules.intake_fields import COMPANY_FACTS
from lianxin.city import adopt_profile
from lianxin.kernel.database import Database
from lianxin.kernel.feed import read_feed
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Role
from lianxin.web.stream import framed

PAGE = Path(__file__).parents[2] / "docs" / "features" / "masking.md"
BEGIN, END = "<!-- the table begins -->\n", "<!-- the table ends -->\n"
NAME = "欧阳明月"
UNIT = "pudong-weifang"
WAY: tuple[tuple[str, dict[str, Any]], ...] = (
    ("send_case", {"unit": UNIT}),
    ("ask_return", {"reason": "not_our_duty"}),
    ("refuse_return", {}),
    ("log_contact", {}),
    ("add_note", {}),
    ("urge_case", {}),
    ("urge_unit", {}),
    ("append_words", {}),
    ("tell_progress", {}),
    ("ask_desk", {}),
    ("give_information", {}),
    ("ask_extension", {"amount": 1}),
    ("grant_extension", {}),
    ("ask_suspension", {}),
    ("refuse_suspension", {}),
    ("ask_exclusion", {}),
    ("refuse_exclusion", {}),
    ("supervise_case", {}),
    ("end_supervision", {}),
    ("record_visit", {"people": 2}),
    ("record_media", {"stage": "found"}),
    ("advance_media", {}),
    ("ask_information", {}),
    ("give_information", {}),
    ("call_ruling", {}),
    ("invite_opinions", {"units": ["xuhui"]}),
    ("give_opinion", {}),
    ("rule_responsibility", {"unit": UNIT, "reach": "case"}),
    ("correct_case", {}),
    ("reply_order", {"outcome": "solved"}),
    ("fail_check", {"reasons": ["evidence"]}),
    ("reply_order", {"outcome": "solved"}),
    ("pass_check", {}),
    ("attempt_callback", {"result": "no_answer"}),
    ("answer_callback", {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "not_solved"}),
    ("redo_case", {"unit": UNIT}),
    ("sign_order", {}),
    ("reply_order", {"outcome": "solved"}),
    ("pass_check", {}),
    ("confirm_check", {}),
    ("answer_callback", {"outcome": "unsolved", "satisfaction": "dissatisfied", "reason": "not_solved"}),
    ("close_with_reason", {"outcome": "explained"}),
    ("propose_summary", {}),
    ("refuse_summary", {}),
    ("publish_summary", {}),
    ("withdraw_summary", {}),
    ("reopen_case", {}),
)
"""A case through most commands, each with the values of its choices; every text is planted."""


SHOWING = ("cases/{number}", "cases/{number}/court", "records", "own/outcomes")
"""Reads that show words of the confidential case, its name masked."""
APART = frozenset({"case_search", "events"})


@dataclass(frozen=True)
class Row:
    """A row of any table."""

    to_jsonb: Any


@dataclass
class Planted:
    """A city in which every text has a number of its own. `numbers` by field, `seen` the answers to all requests."""

    site: AppSite
    boss: Seat
    second: Seat
    unit: Seat
    numbers: dict[str, str] = field(default_factory=dict[str, str])
    heads: list[str] = field(default_factory=list[str])

    def text(self, name: str) -> str:
        """Returns a text with the citizen's name and this field's number."""
        number = self.numbers.setdefault(name, f"1395000{len(self.numbers):04}")
        return f"{NAME}说请打{number}，情况属实，明月老师已经核对过"

    def remember(self, response: Response) -> None:
        """Keeps address and headers of an answer."""
        self.heads.append(unquote(f"{response.request.url} {dict(response.headers)}"))

    async def open(self, **told: Any) -> str:
        """Opens a draft with a text in every field of the form, and a file."""
        texts = {name: self.text(f"intake.{name}") for name in ("words", "wish", "address", "happened", *COMPANY_FACTS)}
        number = self.numbers.setdefault("citizen.phone", f"1395000{len(self.numbers):04}")
        contact = {"name": NAME, "phone": number, "email": f"{number}@example.cn"}
        given = {**texts, "topic": NOISE, "street": WEIFANG, "contact": contact, "then": "draft", **told}
        opened = good(await self.boss.post("/api/cases", given))
        name = f"{self.text('attachment.name')}.txt"
        good(await self.boss.post(f"/api/cases/{opened['number']}/attachments", files={"file": (name, b"words")}))
        return opened["number"]

    async def make(self, number: str, name: str, fixed: dict[str, Any]) -> None:
        """Carries out a command for whoever is offered it."""
        offered: list[str] = []
        for seat in (self.second, self.boss, self.unit) if name == "confirm_check" else (self.boss, self.unit):
            for move in (await seat.page(number))["moves"]:
                if move["move"] == name:
                    return await self.send(seat, number, move, fixed)
                offered.append(move["move"])
        pytest.fail(f"nobody is offered {name}, only {offered}")

    async def send(self, seat: Seat, number: str, move: dict[str, Any], fixed: dict[str, Any]) -> None:
        """Sends a command with a planted text in every free field."""
        later = (self.site.town.clock.now() + timedelta(days=9)).isoformat()
        said = dict(fixed)
        if move["move"] == "correct_case":
            same = ("address", *COMPANY_FACTS)  # a correction with the same values
            said |= {name: self.text(f"intake.{name}") for name in same}
        for one in move["fields"]:
            if one["kind"] in {"prose", "line"} and not one["options"] and one["name"] not in said:
                said[one["name"]] = self.text(f"{move['move']}.{one['name']}")
            elif one["kind"] == "moment" and one["required"]:
                said[one["name"]] = later
        if move["files"] == "demanded":
            await seat.attach(number, move["order_id"])
        about = f"orders/{move['order_id']}" if move["order_id"] else f"cases/{number}"
        good(await seat.post(f"/api/{about}/{move['move']}", said, version="*"))


@pytest.fixture
async def planted(database: Database, tmp_path: Path) -> AsyncIterator[Planted]:
    async with a_site(database, tmp_path) as site:
        boss = await site.seat(*EVERYTHING, Role.OPERATOR)
        found = Planted(site, boss, await site.seat(*EVERYTHING), await site.handler(UNIT))
        site.readers.append(found.remember)
        yield found


CITIZENS_FORM = {
    "what": ("words", "wish", "whom", *COMPANY_FACTS),
    "where": ("address",),
    "contact": ("phone", "name"),
}
OWN_ACTS = ("add_words", "urge", "ask_withdrawal")


async def as_a_citizen(planted: Planted) -> tuple[str, str]:
    """Sends a request and acts on it by the citizen's own pages; returns the number, and the form as it was shown."""
    visit = Visit(planted.site.client())
    visit.client.follow_redirects = True
    visit.client.headers["accept-language"] = "zh-CN"
    chosen = {"what": {"nature": "complaint"}, "where": {"district": "310115", "street": WEIFANG}, "contact": {}}
    for step, names in CITIZENS_FORM.items():
        said = {name: planted.text(f"portal.{name}") for name in names}
        if step == "contact":
            said = {"phone": planted.numbers["portal.phone"], "name": NAME}
            del planted.numbers["portal.name"]  # a name without a number
        await visit.send(f"/submit/{step}", **chosen[step], **said)
    form = visit.text
    await visit.press("/submit/check", topic=NOISE)
    number, _code, link = visit.receipt()
    for act in OWN_ACTS:
        await visit.send(f"{link}/{act}", words=planted.text(f"portal.{act}"))
    return number, form


async def rows_by_table(work: UnitOfWork) -> dict[str, str]:
    """The rows of every table of the city, as text."""
    tables = await work.column(
        str,
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'city_id'"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1",
    )
    found: dict[str, str] = {}
    for table in tables:
        query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE city_id = %(city)s").format(sql.Identifier(table))
        found[table] = str([vars(row) for row in await work.rows(Row, query)])
    return found


async def places(planted: Planted, number: str, logs: str) -> dict[str, str]:
    """Everything that shows, keeps or sends texts, by the column of the table."""
    town, boss = planted.site.town, planted.boss
    page = f"/api/cases/{number}"
    reveal = {"reason": "correction", "note": planted.text("reveal.note")}
    good(await boss.post(f"{page}/reveal", reveal))
    staff = [(await boss.get(path)).text for path in (page, f"{page}/told", f"{page}/court")]
    staff.append((await boss.get(page, way="print")).text)
    for file in (await boss.page(number))["attachments"]:
        await boss.get(file["url"])
    supervisor = await planted.site.seat(Role.SUPERVISOR)
    lists = [(await boss.get("/api/work")).text, (await boss.get("/api/search", q="情况属实")).text]
    lists += [(await boss.post("/api/exports", {"desk": "all"})).text, (await supervisor.get("/api/looks")).text]
    async with town.database.read(town.id) as work:
        [link] = await work.column(
            str, "SELECT link_token FROM cases WHERE city_id = %(city)s AND number = %(n)s", n=number
        )
        stream = b"".join(one.frame(boss.tokens) for one in await framed(work, await read_feed(work, 0, 1000)))
        rows = await rows_by_table(work)
    citizen = (await planted.site.stranger().get(f"/c/{link}")).text
    return {
        "database": "".join(text for table, text in rows.items() if table not in APART),
        "staff": "".join(staff) + stream.decode(),
        "unit": (await planted.unit.get(page)).text,
        "citizen": citizen,
        "lists": "".join(lists),
        "index": rows["case_search"],
        "events": rows["events"],
        "logs": logs,
        "headers": "".join(planted.heads),
    }


def form_of(number: str, text: str) -> str:
    """Whether a text has the number in the clear, masked, or not at all."""
    if number in text:
        return "clear"
    return "masked" if f"{number[:3]}****{number[-4:]}" in text else "–"


def table_of(numbers: dict[str, str], found: dict[str, str]) -> str:
    """Returns the table of every field and place."""
    rows = [
        f"| `{name}` | " + " | ".join(form_of(number, text) for text in found.values()) + " |"
        for name, number in sorted(numbers.items())
    ]
    return "\n".join([f"| field | {' | '.join(found)} |", "| --- " * (1 + len(found)) + "|", *rows]) + "\n"


async def test_every_text_that_people_write_is_masked_wherever_it_is_shown(
    planted: Planted, capfd: pytest.CaptureFixture[str]
):
    async with planted.site.town.begin() as work:
        await adopt_profile(work, open_city())
    number, public = await planted.open(), ""
    for name, fixed in WAY:
        await planted.make(number, name, fixed)
        if name == "publish_summary":
            public = (await planted.site.stranger().get("/public")).text
    own, form = await as_a_citizen(planted)
    logs = capfd.readouterr()
    one, other = [await places(planted, each, logs.out + logs.err) for each in (number, own)]
    found = {place: one[place] + other[place] for place in one} | {"public": public, "form": form}
    clear = [(name, place) for name, n in planted.numbers.items() for place, text in found.items() if n in text]
    assert {place for _name, place in clear} <= {"database", "form"}
    for place in ("index", "events", "logs", "headers"):
        assert NAME not in found[place] or place == "headers"  # a file's name, where the case is not confidential
        assert not [name for name, n in planted.numbers.items() if n in found[place]], place
    table = table_of(planted.numbers, found)
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    if os.environ.get("LIANXIN_WRITE"):
        PAGE.write_text(before + BEGIN + "\n" + table + "\n" + END + rest.partition(END)[2], "utf-8")
        return
    assert rest.partition(END)[0].strip() == table.strip(), "run it with LIANXIN_WRITE=1"


async def test_the_citizens_name_is_hidden_in_every_text_of_a_confidential_case(
    planted: Planted, capfd: pytest.CaptureFixture[str]
):
    number = await planted.open(confidential=True)
    for name, fixed in WAY[:12]:
        await planted.make(number, name, fixed)
    for name in ("reply_order", "fail_check"):
        await planted.make(number, name, {"outcome": "solved"} if name == "reply_order" else {"reasons": ["evidence"]})
    logs = capfd.readouterr()
    found = await places(planted, number, logs.out + logs.err)
    assert [place for place, text in found.items() if NAME in text] == ["database", "citizen"]
    assert "欧阳**" in found["staff"]


ROUTES = Path(__file__).parents[2] / "web" / "workbench" / "openapi.json"
READ = re.compile(r"/api/(?!stream|administration|demo|profile|staff)(?:[^{]|\{number\}|\{order_id\})*")
"""The stream never ends and is read elsewhere; the others are about no case."""


async def everything_read(seat: Seat, number: str, order: str) -> dict[str, str]:
    """Answers to every GET of the API that is about all cases, this case, or this order, by path."""
    paths = [path for path, ways in orjson.loads(ROUTES.read_bytes())["paths"].items() if "get" in ways]
    return {
        path: (await seat.get(path.format(number=number, order_id=order))).text
        for path in paths
        if READ.fullmatch(path)
    }


async def test_no_read_of_the_api_shows_the_name_in_a_confidential_case(planted: Planted):
    number = await planted.open(confidential=True)
    for name in ("send_case", "ask_return", "grant_return", "sign_order", "supervise_case", "supervise_case"):
        await planted.make(number, name, {"reason": "not_our_duty"} if name == "ask_return" else {"unit": UNIT})
    await planted.make(number, "ask_extension", {"amount": 1})
    await planted.make(number, "call_ruling", {})
    await planted.make(number, "invite_opinions", {"units": ["xuhui"]})
    [order] = [one["id"] for one in (await planted.boss.page(number))["orders"] if one["status"] != "returned"]
    for seat, showing in ((planted.boss, SHOWING), (await planted.site.handler("xuhui"), ["opinions"])):
        await check_hidden(seat, number, order, showing)
    await planted.make(number, "rule_responsibility", {"unit": UNIT, "reach": "district"})
    for seat, showing in ((planted.boss, ["precedents"]), (planted.unit, ["cases/{number}"])):
        await check_hidden(seat, number, order, showing)


async def check_hidden(seat: Seat, number: str, order: str, showing: Sequence[str]) -> None:
    """Asserts that no read shows the name or what people make of it, and that these reads show it masked."""
    shown = await everything_read(seat, number, order)
    assert not [path for path, text in shown.items() if NAME in text or "明月老师" in text]
    for path in showing:
        assert f"{NAME[:2]}**" in shown[f"/api/{path}"], path
