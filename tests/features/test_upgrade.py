"""A city made with an earlier version opens, verifies and serves after the upgrade.

`tests/upgrade/2026-11.sql.xz` is the dump of a city that the code of commit 0efe11a made and pg_dump 15 wrote. It holds
30 simulated cases, then every command carried out over HTTP, then everything that happens without a case, so that its
log has every kind of event. `tests/upgrade/2026-11.json` holds what that code answered at the moment of the dump.
Neither file is changed; a later version gets a dump of its own next to them. All people and words are invented.
"""

import json
import lzma
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest

from builders.cases import Town
from builders.figures import TABLES
from builders.people import City
from builders.post import a_post
from builders.rows import tuples_of
from builders.site import AppSite, Seat, good
from lianxin.cases import sight_of, verify_city
from lianxin.cases.reads.place_teaching import PLACES_READER, teach_places
from lianxin.city import current_profile
from lianxin.insight import READER as INSIGHT
from lianxin.insight import keep_facts, rebuild
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.decoding import read_effort, read_event
from lianxin.kernel.events import KINDS, Recorded, public_json, stored_json
from lianxin.kernel.feed import Reaction, last_position, react, read_feed
from lianxin.kernel.postgres import Postgres, wheel_binaries
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.notify import READER as NOTIFY
from lianxin.notify import case_reader
from lianxin.people import viewer
from lianxin.runtime import migrate
from lianxin.runtime.city import city_in, opened
from lianxin.runtime.unlock import WrongMasterKey
from lianxin.web.application import create_app
from lianxin.web.requests import COOKIE

DUMPS = Path(__file__).parents[1] / "upgrade"
MASTER_KEY = bytes(range(32))
DUMPED = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
ADDRESS = "http://lianxin.test"
EVERY_KIND = """
    administration.committees_replaced administration.profile_draft_begun administration.profile_draft_discarded
    administration.profile_row_drafted call.ended call.warned callback.answered callback.attempted callback.planned
    case.attachment_added case.changed case.linked case.moved case.opened case.opinion_given case.opinions_invited
    case.precedent_bounded case.precedent_withdrawn case.ruled case.side_recorded case.text_written cases.list_exported
    city.profile_adopted clock.changed clock.fired clock.started clock.stopped help.answered help.asked help.cleared
    notify.message_gave_up notify.message_sent order.contacted order.dispatched order.moved order.return_decided
    people.citizen_erased people.citizen_revealed people.staff_added people.staff_changed people.staff_deactivated
    people.staff_reactivated reply_template.kept seat.assigned seat.moved
"""


@cache
def answered() -> dict[str, Any]:
    """What the earlier version answered."""
    return json.loads((DUMPS / "2026-11.json").read_text("utf-8"))


ADDED = {
    *("answer_case", "claim_ruling", "confirm_withdrawal", "refuse_case", "refuse_withdrawal", "renew_access"),
    *("ring_unit", "transfer_emergency", "urge_case", "void_case"),
}
"""Moves that a later version has in addition, or offers in more states."""
VIEWERS = sorted(answered()["viewers"])


def create(server: Postgres, name: str, template: str = "template0") -> str:
    """The address of a new database, a copy of another one."""
    with psycopg.connect(server.database("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.database(name)


@pytest.fixture(scope="module")
def restored(server: Postgres, binaries: Path | None, worker_id: str) -> str:
    """The name of a database filled from the dump, before any migration."""
    name = f"earlier_{worker_id}"
    filling = [(binaries or wheel_binaries()) / "psql", "--quiet", "--set=ON_ERROR_STOP=1"]
    dump = lzma.decompress((DUMPS / "2026-11.sql.xz").read_bytes())
    subprocess.run([*filling, "--dbname", create(server, name)], input=dump, check=True, capture_output=True)
    return name


@pytest.fixture(scope="module")
def facts_before(server: Postgres, restored: str) -> dict[str, list[dict[str, Any]]]:
    """Every fact the earlier version kept, by table."""
    with psycopg.connect(server.database(restored)) as connection:
        return {
            table: [row for (row,) in connection.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id").fetchall()]
            for table in TABLES
        }


@pytest.fixture(scope="module")
def upgraded(server: Postgres, restored: str, facts_before: dict[str, Any], worker_id: str) -> str:
    """The name of a copy with today's schema."""
    name = f"upgraded_{worker_id}"
    migrate.upgrade(create(server, name, restored))
    return name


@pytest.fixture
def settings(server: Postgres, upgraded: str, worker_id: str, tmp_path: Path) -> Settings:
    """Those of a home with the city's key and a copy of the upgraded database."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "master.key").write_bytes(MASTER_KEY)
    return Settings(tmp_path, create(server, f"upgrade_{worker_id}", upgraded), "", "", "", ADDRESS)


@pytest.fixture
async def town(settings: Settings) -> AsyncIterator[Town]:
    """The city at the moment of the dump, when those who had signed in still are."""
    clock = ManualClock(datetime.fromisoformat(answered()["now"]))
    async with opened(settings, settings.database_url, clock) as database:
        database.wall = ManualClock(DUMPED)
        yield Town(database, clock, city_in(settings.database_url).city_id)


@pytest.fixture
async def site(town: Town, settings: Settings) -> AsyncIterator[AppSite]:
    """Its application."""
    served = AppSite(create_app(Site(town.database, town.id, settings), demo=False), town, settings.home)
    yield served
    for client in served.clients:
        await client.aclose()


def seat_of(site: AppSite, login: str) -> Seat:
    """Somebody who was signed in before the upgrade."""
    return Seat(site.client(**{COOKIE: answered()["viewers"][login]["cookie"]}), login=login)


async def log_of(town: Town) -> AsyncIterator[Recorded]:
    """The whole log, in order."""
    async with town.database.read(town.id) as work:
        last = 0
        while found := await read_feed(work, last):
            for event in found:
                yield event
            last = found[-1].position


# the database


def test_its_tables_are_those_the_code_describes(settings: Settings):
    migrate.check_migrations(settings.database_url)


async def test_it_opens_with_its_own_key_and_with_no_other(settings: Settings):
    async with opened(settings, settings.database_url) as database, database.read("shanghai") as work:
        assert (await current_profile(work)).code == "shanghai"
    (settings.keys / "master.key").write_bytes(bytes(32))
    with pytest.raises(WrongMasterKey):
        async with opened(settings, settings.database_url):
            pass


async def test_the_log_played_again_gives_the_tables(town: Town):
    report = await verify_city(town.database, town.id)
    assert report.findings == []
    [(cases,)] = await town.tuples("SELECT count(*) FROM cases WHERE city_id = %(city)s")
    [(events,)] = await town.tuples("SELECT count(*) FROM events WHERE city_id = %(city)s")
    assert (report.cases, report.events, report.position) == (cases, events, events)


async def test_the_log_has_every_kind_and_all_of_it_is_read(town: Town):
    log = [event async for event in log_of(town)]
    assert [event.position for event in log] == list(range(1, len(log) + 1))
    assert {one.event.kind for one in log} == set(EVERY_KIND.split()) <= KINDS.keys()
    assert not [one for one in log if b"citizen_id" in orjson.dumps(public_json(one.event))]
    assert not [one for one in log if not (one.about.kind and one.about.id)]


async def test_every_event_is_written_again_as_it_was_read(town: Town):
    for kind, data in await town.tuples("SELECT kind, data FROM events WHERE city_id = %(city)s"):
        again = orjson.loads(orjson.dumps(stored_json(read_event(kind, data), read_effort(data))))
        assert same_times(again) == same_times(KINDS[kind].upcast(data) | {"facts_": None})


def same_times(data: Any) -> Any:
    """The object without fields that are None or an empty list, its times in one zone."""
    if isinstance(data, dict):
        return {name: same_times(value) for name, value in data.items() if value not in (None, [])}
    if isinstance(data, list):
        return [same_times(value) for value in data]
    try:
        return datetime.fromisoformat(data).astimezone(UTC).isoformat() if isinstance(data, str) else data
    except ValueError:
        return data


# the readers of the log


async def test_facts_built_again_are_those_it_had(town: Town, facts_before: dict[str, list[dict[str, Any]]]):
    await rebuild(town.database, town.id)
    for table, before in facts_before.items():
        rows = await town.tuples(f"SELECT to_jsonb(t) FROM {table} t WHERE city_id = %(city)s ORDER BY id")
        assert [{name: row[name] for name in old} for (row,), old in zip(rows, before, strict=True)] == before


@pytest.mark.parametrize("whole", [False, True], ids=["from where it stood", "from the beginning"])
async def test_every_reader_comes_to_the_end_of_the_log(town: Town, whole: bool):
    read_cases = case_reader(ADDRESS)
    async with a_post(town.database, city=City(town.database, town.id), read_cases=read_cases) as post:
        readers: dict[str, Reaction] = {NOTIFY: post.outbox.react, INSIGHT: keep_facts, PLACES_READER: teach_places}
        async with town.begin() as work:
            end = await last_position(work)
            before = dict(await tuples_of(work, "SELECT reader, position FROM feed_cursors WHERE city_id = %(city)s"))
            if whole:
                await work.run("DELETE FROM feed_cursors WHERE city_id = %(city)s")
                await work.run("DELETE FROM messages WHERE city_id = %(city)s")  # an event causes one message only
        assert before.keys() == readers.keys()
        assert before[NOTIFY] < end
        for reader, reaction in readers.items():
            read = 0
            while count := await react(town.database, town.id, reader, reaction):
                read += count
            assert read == (end if whole else end - before[reader])


# what it serves


@pytest.mark.parametrize("login", VIEWERS)
async def test_who_was_signed_in_sees_what_they_saw(site: AppSite, login: str):
    seat, before = seat_of(site, login), answered()["viewers"][login]
    assert (await seat.read("/api/work/counts"))["counts"] == before["counts"]
    assert sorted(await seat.desk("all")) == before["all"]
    found = await seat.read("/api/search", q="油烟", limit=100)
    assert sorted(one["number"] for one in found["items"]) == before["found"]
    shown = {number: await moves_of(seat, number, known) for number, known in before["moves"].items()}
    assert shown == before["moves"]


async def moves_of(seat: Seat, number: str, known: list[str] | int) -> list[str] | int:
    """The moves a case's page offers, without ADDED ones that were not `known`; or the status of the refusal."""
    page = await seat.get(f"/api/cases/{number}")
    if page.status_code != 200:
        return page.status_code
    added = ADDED - set(known if isinstance(known, list) else [])
    return sorted({one["move"] for one in page.json()["moves"]} - added)


@pytest.mark.parametrize("login", VIEWERS)
async def test_figures_are_the_same(site: AppSite, login: str):
    month = {"since": "2026-10-01T00:00:00+08:00", "until": answered()["now"]}
    answer = await seat_of(site, login).get("/api/figures", **month)
    figures = {one["code"]: [one["n"], one["of"]] for one in answer.json().get("items", [])}
    before = answered()["viewers"][login]["figures"]
    kept = {code: figures.get(code) for code in before} if isinstance(before, dict) else answer.status_code
    assert kept == before  # indicators that came later are not in the dump


async def test_every_case_has_its_page_its_history_and_its_clocks(site: AppSite):
    seat = seat_of(site, VIEWERS[0])
    for number in answered()["viewers"][VIEWERS[0]]["all"]:
        assert (await seat.page(number))["history"]
        await seat.read(f"/api/cases/{number}/clocks")


async def test_every_citizen_reads_their_page(site: AppSite):
    rows = await site.town.tuples(
        "SELECT number, link_token, c.status <> 'void' AND (p.id IS NULL OR p.key IS NOT NULL) FROM cases c"
        " LEFT JOIN citizens p ON p.city_id = c.city_id AND p.id = c.citizen_id WHERE c.city_id = %(city)s"
    )
    assert {opens for _, _, opens in rows} == {True, False}
    for number, token, opens in rows:
        page, paper = [await site.client().get(f"/c/{token}{part}") for part in ("", "/print")]
        assert (page.status_code, paper.status_code) == ((200, 200) if opens else (404, 404))
        assert (number in page.text.replace(" ", "")) is opens


async def test_the_stream_tells_the_whole_log(site: AppSite):
    async with site.town.database.read(site.town.id) as work:
        seen = await viewer(work, answered()["viewers"][VIEWERS[0]]["cookie"])
        assert seen is not None
        tokens, end = sight_of(seen.actor, await current_profile(work)).tokens, await last_position(work)
    hub, last, told = site.app.state.hub, 0, 0
    await hub.look()
    while messages := await hub.after(last):
        last = messages[-1].position
        facts = [orjson.loads(one.frame(tokens).split(b"data: ")[1]) for one in messages]
        told += sum(fact["card"] is not None for fact in facts)
    assert (last, told > end / 2) == (end, True)


@pytest.mark.moment
async def test_it_goes_on(site: AppSite):
    stranger = site.stranger()
    good(await stranger.post("/api/session", answered()["password"]))
    asked = answered()["repeated"]
    again = await seat_of(site, asked["login"]).post("/api/cases", asked["body"], key=asked["key"])
    assert (good(again)["number"], again.headers["Idempotent-Replay"]) == (asked["number"], "true")
    [(newest,)] = await site.town.tuples("SELECT max(number) FROM cases WHERE city_id = %(city)s")
    assert good(await stranger.post("/api/cases", {**asked["body"], "then": "send"}))["number"] > newest
    await site.town.later(days=30)
    report = await verify_city(site.town.database, site.town.id)
    assert report.findings == []
