"""`lianxin init`: creates the tables, the city with its profile, and the first administrator."""

import asyncio
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from lianxin.administration import committees_are_own, problems_in
from lianxin.city import (
    Profile,
    ProfileInvalid,
    adopt_profile,
    is_as_shipped,
    keep_committees,
    profile_files,
    profile_folder,
    profile_in,
    read_committees,
)
from lianxin.kernel.cities import add_city
from lianxin.kernel.clock import ManualClock, WallClock
from lianxin.kernel.database import Database
from lianxin.kernel.errors import Conflict
from lianxin.kernel.postgres import discard
from lianxin.kernel.settings import Settings
from lianxin.people import SYSTEM, Role, add_staff
from lianxin.runtime.city import NoCity, city_in, engine, opened
from lianxin.runtime.migrate import upgrade
from lianxin.runtime.unlock import check_key
from lianxin.simulation import seed_demo, with_duty_roster

DEMO_DAYS = 30
DEMO_FOLDER = "demo"
ADMINISTRATOR = "admin"

_Progress = Callable[[str, float], None]


class AnotherCity(Conflict):
    """The database belongs to another city, or is a demo although none was requested, or the reverse."""

    code = "app.another_city"


class DatabaseElsewhere(Conflict):
    """DATABASE_URL names a server that this program does not own, so nothing was deleted."""

    code = "app.database_elsewhere"


@dataclass(frozen=True)
class Founded:
    """The result of init. `password` is the first administrator's, shown once; empty if the city existed before."""

    city: str
    demo: bool
    new: bool
    password: str = ""


async def found_city(settings: Settings, city_id: str, *, demo: bool, speed: int, progress: _Progress) -> Founded:
    """Creates what is missing; a second call changes nothing except newer tables and a newer profile.

    A newer profile is adopted from its folder only if the city itself has not published one.
    """
    profile = sound_profile(profile_folder(city_id), demo=demo)
    committees = read_committees(profile_folder(city_id), profile)
    async with engine(settings) as dsn:
        await asyncio.to_thread(check_key, settings.keys, dsn)
        progress("tables", 0.0)
        await asyncio.to_thread(upgrade, dsn)
        try:
            known = city_in(dsn)
        except NoCity:
            known = None
        if known is not None and (known.city_id, known.demo) != (profile.code, demo):
            raise AnotherCity(city=known.city_id, demo=known.demo)
        clock = ManualClock(WallClock().now() - timedelta(days=DEMO_DAYS)) if demo and known is None else None
        async with opened(settings, dsn, clock) as database:
            if known is None:
                await enter_city(database, profile.code, demo=demo)
            async with database.begin(profile.code) as work:
                if known is None or await is_as_shipped(work):
                    await adopt_profile(work, profile)
                    if not await committees_are_own(work):
                        await keep_committees(work, committees)
            if known is not None:
                return Founded(profile.code, demo, new=False)
            if demo:
                folder = profile_folder(city_id) / DEMO_FOLDER
                await seed_demo(database, profile, folder, speed=speed, progress=progress)
                return Founded(profile.code, demo, new=True)
            return Founded(profile.code, demo, new=True, password=await first_administrator(database, profile.code))


def sound_profile(folder: Path, *, demo: bool = False) -> Profile:
    """Returns the profile in a folder, of a demonstration with its duty telephones.

    Raises ProfileInvalid, also for messages that cannot be filled.
    """
    files, missing = profile_files(folder)
    if demo and "city.toml" in files:
        files["city.toml"] = with_duty_roster(files["city.toml"], folder / DEMO_FOLDER)
    if problems := problems_in(files, missing)[1]:
        raise ProfileInvalid(folder.name, problems)
    return profile_in(files, folder.name)


async def enter_city(database: Database, city_id: str, *, demo: bool) -> None:
    """Inserts the row of the city, to which all other rows refer."""
    async with database.begin(city_id) as work:
        await add_city(work, demo=demo, key_check=database.vault.check)


async def first_administrator(database: Database, city_id: str) -> str:
    """Adds the first administrator and returns the random password."""
    password = secrets.token_urlsafe(12)
    async with database.begin(city_id) as work:
        await add_staff(work, SYSTEM, login=ADMINISTRATOR, name="管理员", password=password, roles=[Role.ADMINISTRATOR])
    return password


def forget(settings: Settings) -> bool:
    """Deletes all data of this program below LIANXIN_HOME; returns False if a process still uses it.

    Raises DatabaseElsewhere: a database elsewhere could never be read again without its keys.
    """
    if settings.database_url:
        raise DatabaseElsewhere
    if not settings.home.exists():
        return True
    if (settings.home / "postgres").exists() and not discard(settings.home):
        return False
    for part in ("keys", "attachments", "recordings"):
        shutil.rmtree(settings.home / part, ignore_errors=True)
    return True
