"""A city out of a backup goes on where it stood: positions, stream, readers, and the log against the tables."""

import subprocess
from pathlib import Path

import psycopg

from builders.cases import Town
from builders.listening import listening
from builders.site import AppSite, Seat, good
from lianxin.cases import verify_city
from lianxin.kernel.clock import ManualClock
from lianxin.kernel.database import Database
from lianxin.kernel.events import Recorded
from lianxin.kernel.feed import react
from lianxin.kernel.postgres import Postgres, wheel_binaries
from lianxin.kernel.settings import Settings
from lianxin.kernel.site import Site
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Role
from lianxin.web.application import create_app
from lianxin.web.requests import COOKIE

READER = "notify"


def restored(server: Postgres, binaries: Path | None, dsn: str, name: str) -> str:
    """The address of a fresh database filled from a dump of another."""
    programs = binaries or wheel_binaries()
    with psycopg.connect(server.database("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    dump = subprocess.run([programs / "pg_dump", "--no-owner", dsn], check=True, capture_output=True).stdout
    filling = [programs / "psql", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", server.database(name)]
    subprocess.run(filling, input=dump, check=True, capture_output=True)
    return server.database(name)


def reopened(site: AppSite, database: Database) -> AppSite:
    """The same city, served from another database by a new process."""
    database.shared.vault = site.town.database.vault
    database.clock = ManualClock(site.town.clock.now())
    app = create_app(Site(database, site.town.id, Settings(site.home, "", "", "", "", "")))
    return AppSite(app, Town(database, database.clock, site.town.id), site.home)


def in_front_of(site: AppSite, seat: Seat) -> Seat:
    """The same person with the same session there."""
    return Seat(site.client(**{COOKIE: seat.client.cookies[COOKIE]}), seat.actor, seat.login)


async def heard_by(site: AppSite) -> list[int]:
    """The positions the reader of the feed is given."""
    positions: list[int] = []

    async def note(_work: UnitOfWork, events: list[Recorded]) -> None:
        positions.extend(event.position for event in events)

    while await react(site.town.database, site.town.id, READER, note, limit=5):
        pass
    return positions


async def test_a_restored_city_goes_on_without_a_gap(
    site: AppSite, server: Postgres, binaries: Path | None, dsn: str, worker_id: str
):
    operator = await site.seat(Role.OPERATOR)
    cases = [await operator.open() for _ in range(3)]
    read = await heard_by(site)
    await operator.open()
    here = (await operator.read("/api/work", limit=1))["position"]
    async with Database(restored(server, binaries, dsn, f"restored_{worker_id}")) as database:
        there = reopened(site, database)
        again = in_front_of(there, operator)
        assert (await again.read("/api/work", limit=1))["position"] == here
        async with listening(there, again, after=here - 2) as stream:
            good(await again.do("urge_case", cases[0]["number"], words="再催一次"))
            new = await again.open()
            await there.app.state.hub.look()
            end = (await again.read("/api/work", limit=1))["position"]
            assert [fact.id for fact in await stream.until(end)] == list(range(here - 1, end + 1))
        assert new["number"] not in {case["number"] for case in cases}
        assert read + await heard_by(there) == list(range(1, end + 1))
        report = await verify_city(database, there.town.id)
        assert report.findings == []
        assert (report.position, report.events, report.cases) == (end, end, 5)
        for client in there.clients:
            await client.aclose()


async def test_a_repeat_after_the_restore_still_finds_its_answer(
    site: AppSite, server: Postgres, binaries: Path | None, dsn: str, worker_id: str
):
    operator = await site.seat(Role.OPERATOR)
    first = await operator.post("/api/cases", {"words": "路灯不亮"}, key="asked-before-the-crash")
    async with Database(restored(server, binaries, dsn, f"restored_{worker_id}")) as database:
        there = reopened(site, database)
        again = await in_front_of(there, operator).post(
            "/api/cases", {"words": "路灯不亮"}, key="asked-before-the-crash"
        )
        for client in there.clients:
            await client.aclose()
    assert again.content == first.content
