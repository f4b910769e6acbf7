"""Plants a number of its own in every field that people can write, and looks where it comes out, and in which form.

The table in docs/features/masking.md is what this test finds. `LIANXIN_WRITE=1` writes it, but for the last column,
which a journey in `tests/journeys/test_everybody.py` finds.
"""

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from psycopg import sql

from builders.planted import (
    BROWSER,
    NAME,
    UNIT,
    WAY,
    Planted,
    as_a_citizen,
    cells_of,
    check_table,
    form_of,
    plant,
    table_of,
    written_table,
)
from builders.portal import open_city
from builders.site import Seat, a_site, good
from lianxin.city import adopt_profile
from lianxin.kernel.database import Database
from lianxin.kernel.feed import read_feed
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Role
from lianxin.web.stream import framed

SHOWING = ("cases/{number}", "cases/{number}/court", "records", "own/outcomes")
"""Reads that show words of the confidential case, its name masked."""
APART = frozenset({"case_search", "events"})


@dataclass(frozen=True)
class Row:
    """A row of any table."""

    to_jsonb: Any


@pytest.fixture
async def planted(database: Database, tmp_path: Path) -> AsyncIterator[Planted]:
    async with a_site(database, tmp_path) as site:
        yield await plant(site)


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
    kept = cells_of(written_table("the table"))
    rows = {
        f"`{name}`": [*(form_of(n, text) for text in found.values()), kept.get(f"`{name}`", ["?"])[-1]]
        for name, n in planted.numbers.items()
    }
    table = table_of(["field", *found, BROWSER], rows)
    check_table("the table", table)


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
