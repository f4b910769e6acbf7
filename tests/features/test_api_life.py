"""Every command carried out over HTTP while people watch: lists and stream agree, nobody learns a citizen's number."""

import random
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
import orjson
import pytest
import structlog
from pydantic import TypeAdapter

from builders.life import NAME, ONLY_AFTER_RETIREMENT, PHONE, Life, a_life
from builders.site import AppSite, Seat, a_site, good
from lianxin.cases import COMMANDS, answers, verify_city
from lianxin.cases.reads.lists import DESK_WHERE, UNIT_DESKS
from lianxin.kernel.database import Database
from lianxin.people import Role
from lianxin.web.shapes import cases as shapes_cases
from lianxin.web.shapes import general as shapes
from lianxin.web.shapes import people as shapes_people

CITY_DESKS = (
    "confirm",
    "dispatch",
    "returns",
    "rulings",
    "check",
    "callback",
    "review",
    "supervision",
    "office",
    "all",
)
ROUNDS, STEPS = 120, 12
pytestmark = [pytest.mark.once, pytest.mark.timeout(300)]  # the life goes on until every command was carried out

Cards = dict[str, dict[str, Any]]


def fold(cards: Cards, desk: str, frames: list[dict[str, Any]]) -> Cards:
    """A list as docs/features/stream.md tells a client to keep it."""
    kept = {card["id"]: card for card in cards.values()}
    for fact in frames:
        if fact["case_id"] is None:
            continue
        if desk in fact["desks"]:
            kept[fact["case_id"]] = fact["card"]
        else:
            kept.pop(fact["case_id"], None)
    return {card["number"]: card for card in kept.values()}


@dataclass
class Watcher:
    """Somebody with lists open."""

    seat: Seat
    desks: tuple[str, ...]
    lists: dict[str, Cards] = field(default_factory=dict[str, Cards])
    position: int = 0

    async def read(self) -> None:
        self.position = (await self.seat.read("/api/work", limit=1))["position"]
        self.lists = {desk: await self.seat.desk(desk) for desk in self.desks}

    async def differs(self, site: AppSite) -> list[str]:
        """The desks where snapshot + events is not what a fresh snapshot says."""
        heard = [m for m in await site.app.state.hub.after(self.position) if m.audience & self.seat.tokens]
        frames = [orjson.loads(m.frame(self.seat.tokens).split(b"data: ")[1]) for m in heard]
        return [desk for desk in self.desks if fold(self.lists[desk], desk, frames) != await self.seat.desk(desk)]


@dataclass
class Lived:
    """What came of it."""

    site: AppSite
    life: Life
    answers: list[tuple[str, str]]
    logs: list[Any]
    differences: list[tuple[int, str, list[str]]]


@pytest.fixture(scope="module")
async def lived(worker_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lived]:
    """Rounds of moves until every command was carried out; after each, everybody's lists are compared."""
    async with Database(worker_dsn) as database, a_site(database, tmp_path_factory.mktemp("home")) as site:
        life = await a_life(site, seed=3)
        answers: list[tuple[str, str]] = []

        def keep(response: httpx.Response) -> None:
            answers.append((f"{response.request.method} {response.request.url.path}", response.text))

        site.readers.append(keep)
        watchers = [
            Watcher(life.boss, tuple(DESK_WHERE.keys() - UNIT_DESKS)),
            Watcher(await site.seat(Role.OPERATOR), ("all", "intake", "dispatch")),
            Watcher(await site.seat(Role.ANALYST), ("all",)),
            Watcher(await life.handler("pudong"), ("unit", "praise", "all", "returns")),
            Watcher(await life.handler("pudong-weifang"), ("unit", "praise", "all")),
        ]
        await site.app.state.hub.look()
        differences: list[tuple[int, str, list[str]]] = []
        with structlog.testing.capture_logs() as logs:
            for nth in range(ROUNDS):
                if life.made.keys() >= COMMANDS.keys() - ONLY_AFTER_RETIREMENT:
                    break
                await a_round(site, life, watchers)
                differences += [(nth, w.seat.login, bad) for w in watchers if (bad := await w.differs(site))]
            await look_everywhere(life)
        yield Lived(site, life, answers, list(logs), differences)


async def a_round(site: AppSite, life: Life, watchers: list[Watcher]) -> None:
    """Time goes on, everybody reads their lists, deadlines fire, people act."""
    site.town.clock.move(timedelta(hours=random.Random(len(life.numbers)).choice((1, 5, 30))))
    for watcher in watchers:
        await watcher.read()
    await site.town.sweep()
    for _ in range(STEPS):
        await life.step()
    while await site.app.state.hub.look():
        pass


async def look_everywhere(life: Life) -> None:
    """Reads all there is to read."""
    for number in life.numbers:
        await life.boss.page(number)
        await life.boss.get(f"/api/cases/{number}/clocks")
    for question in ("油烟", PHONE, NAME, "现场"):
        await life.boss.get("/api/search", q=question)
    for path in ("/api/session", "/api/work/counts", "/metrics", "/readyz", "/api/staff"):
        await life.boss.get(path)
    good(await life.boss.client.post("/api/callers", json={"phone": PHONE}))


async def test_every_command_was_carried_out(lived: Lived):
    assert COMMANDS.keys() - lived.life.made.keys() == ONLY_AFTER_RETIREMENT


async def test_a_list_and_the_events_after_it_make_a_fresh_list(lived: Lived):
    assert lived.differences == []


async def test_no_answer_tells_a_citizens_number_or_name(lived: Lived):
    assert len(lived.answers) > 300
    telling = [path for path, text in lived.answers if PHONE in text or NAME in text or "mingyue@" in text]
    assert telling == []
    assert any("139****5678" in text for _, text in lived.answers)


async def test_no_frame_of_the_stream_tells_it_either(lived: Lived):
    kept = lived.site.app.state.hub.kept
    assert len(kept) > 300
    frames = b"".join(message.frame(message.audience) for message in kept).decode()
    assert "citizen_id" not in frames
    assert PHONE not in frames
    assert NAME not in frames


async def test_no_log_line_tells_it(lived: Lived):
    assert len(lived.logs) > 300
    assert PHONE not in str(lived.logs)
    assert NAME not in str(lived.logs)
    numbers = [number for number in lived.life.numbers if number in str(lived.logs)]
    assert numbers == []  # a path may hold a token, so only routes are logged


@pytest.mark.parametrize("table", ["events", "case_search", "requests"])
async def test_no_row_of_these_tables_tells_it(lived: Lived, table: str):
    rows = await lived.site.town.tuples(f"SELECT t::text FROM {table} t WHERE city_id = %(city)s")
    assert len(rows) > 10
    text = "\n".join(row[0] for row in rows)
    assert PHONE not in text
    assert NAME not in text
    assert PHONE.encode().hex() not in text  # answers are kept as bytes


async def test_answers_have_the_shape_that_is_declared(lived: Lived):
    declared = {
        "/api/work": answers.WorkPage,
        "/api/search": answers.SearchPage,
        "/api/session": shapes_people.Session,
        "/api/callers": answers.Callers,
        "/api/work/counts": shapes.WorkCounts,
        "/readyz": shapes.Health,
    }
    checked = 0
    for path, text in lived.answers[::3]:
        _method, _, address = path.partition(" ")
        shape = declared.get(address) or shape_of_case(path)
        if shape and '"type":"urn:' not in text:
            same_shape(shape, orjson.loads(text))
            checked += 1
    assert checked > 200


def shape_of_case(path: str) -> type | None:
    """What the routes of a case answer with."""
    method, _, address = path.partition(" ")
    parts = address.split("/")
    if parts[2:3] not in (["cases"], ["orders"]):
        return None
    if method == "GET":
        return shapes_cases.ExplainedClocks if parts[-1] == "clocks" else answers.CasePage
    return answers.Attachment if parts[-1] == "attachments" else shapes_cases.Moved


@cache
def reader(shape: type) -> TypeAdapter[Any]:
    """Reads answers of a shape."""
    return TypeAdapter(shape)


def same_shape(shape: type, answer: Any) -> None:
    """Every field declared is there, and none else."""
    assert keys_of(asdict(reader(shape).validate_python(answer))) == keys_of(answer)


def keys_of(value: Any) -> Any:
    """The names in a JSON value, values left out."""
    if isinstance(value, dict):
        return {name: keys_of(inner) for name, inner in value.items()}
    return [keys_of(inner) for inner in value] if isinstance(value, list | tuple) else None


async def test_the_log_played_again_gives_the_tables(lived: Lived):
    report = await verify_city(lived.site.town.database, lived.site.town.id)
    assert report.findings == []
    assert report.cases >= len(lived.life.numbers)
