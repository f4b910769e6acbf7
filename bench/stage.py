"""A temporary city for measuring: a throwaway PostgreSQL with default durability, the Shanghai profile, some cases."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from lianxin.cases import IntakeForm, send_opened
from lianxin.cases.commands.intake import open_cases
from lianxin.city import Profile, adopt_profile, load_profile, profile_folder
from lianxin.kernel import postgres
from lianxin.kernel.clock import Clock
from lianxin.kernel.database import Database
from lianxin.kernel.settings import Settings
from lianxin.people import SYSTEM, Person, Role, add_staff, sign_in_as
from lianxin.runtime.city import opened
from lianxin.runtime.migrate import upgrade

CITY = "shanghai"
ROUNDS = 5
BATCH = 200


@dataclass(frozen=True)
class Stage:
    """The database, settings and profile of the temporary city."""

    dsn: str
    settings: Settings
    profile: Profile


@asynccontextmanager
async def stage(name: str) -> AsyncIterator[Stage]:
    """Creates a city that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="lianxin-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        server = postgres.start(home)
        try:
            with psycopg.connect(server.dsn, autocommit=True) as conn:
                conn.execute(f"CREATE DATABASE {name}")
            dsn = server.database(name)
            upgrade(dsn)
            settings = Settings(home, dsn, "", "", "", "http://localhost")
            profile = load_profile(profile_folder(CITY))
            async with opened(settings, dsn) as database, database.begin(CITY) as work:
                await work.run(
                    "INSERT INTO cities (city_id, demo, speed, city_start, real_start)"
                    " VALUES (%(city)s, 1, 1, %(now)s, %(now)s)"
                )
                await adopt_profile(work, profile)
            yield Stage(dsn, settings, profile)
        finally:
            server.stop()
            postgres.discard(home)


@asynccontextmanager
async def database_of(place: Stage, clock: Clock | None = None) -> AsyncIterator[Database]:
    """Opens the database of the temporary city."""
    async with opened(place.settings, place.dsn, clock) as database:
        yield database


async def fill(database: Database, profile: Profile, count: int) -> None:
    """Opens and dispatches `count` cases."""
    topics, streets = profile.topics, [d.code for d in profile.divisions if d.parent]
    for start in range(0, count, BATCH):
        forms = [
            IntakeForm(
                words=f"第 {n} 件：小区门口的路灯坏了三天，晚上老人出门看不清，请尽快修好。",
                topic=topics[n % len(topics)].code,
                street=streets[n % len(streets)],
                address=f"幸福路 {n} 号",
                person=Person("测试", f"1990000{n % 10000:04d}"),
            )
            for n in range(start, min(start + BATCH, count))
        ]
        async with database.begin(CITY) as work:
            for opened_case in await open_cases(work, SYSTEM, forms):
                await send_opened(opened_case, SYSTEM)
        await database.analyze_new()


async def operator_token(database: Database) -> str:
    """Adds an operator, and returns a session token."""
    async with database.begin(CITY) as work:
        await add_staff(work, SYSTEM, login="bench", name="测量", roles=[Role.OPERATOR])
    async with database.begin(CITY) as work:
        return (await sign_in_as(work, "bench")).token
