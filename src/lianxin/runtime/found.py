"""`lianxin init`: a database with its tables, a city with its profile, and somebody who may sign in."""

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
from lianxin.simulation import seed_demo

DEMO_DAYS = 30
ADMINISTRATOR = "admin"

_Progress = Callable[[str, float], None]


class AnotherCity(Conflict):
    """This database belongs to another city, or is a demo where none was asked for (or the other way round)."""

    code = "app.another_city"


class DatabaseElsewhere(Conflict):
    """DATABASE_URL names a server that is not ours to empty; nothing was deleted. Its owner drops the database."""

    code = "app.database_elsewhere"


@dataclass(frozen=True)
class Founded:
    """What init did. `password` is the first administrator's, told once; empty when nothing new was founded."""

    city: str
    demo: bool
    new: bool
    password: str = ""


async def found_city(settings: Settings, city_id: str, *, demo: bool, speed: int, progress: _Progress) -> Founded:
    """Makes what is missing and leaves the rest: a second call changes nothing but newer tables, and the profile.

    A newer profile is taken from its folder only as long as nobody published one in the city itself.
    """
    profile = sound_profile(profile_folder(city_id))
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
                folder = profile_folder(city_id) / "demo"
                await seed_demo(database, profile, folder, speed=speed, progress=progress)
                return Founded(profile.code, demo, new=True)
            return Founded(profile.code, demo, new=True, password=await first_administrator(database, profile.code))


def sound_profile(folder: Path) -> Profile:
    """The profile in a folder; raises ProfileInvalid, also for messages that cannot be filled in."""
    files, missing = profile_files(folder)
    if problems := problems_in(files, missing)[1]:
        raise ProfileInvalid(folder.name, problems)
    return profile_in(files, folder.name)


async def enter_city(database: Database, city_id: str, *, demo: bool) -> None:
    """The city row, on which everything hangs."""
    async with database.begin(city_id) as work:
        await add_city(work, demo=demo, key_check=database.vault.check)


async def first_administrator(database: Database, city_id: str) -> str:
    """Somebody who can let the others in; the password is random."""
    password = secrets.token_urlsafe(12)
    async with database.begin(city_id) as work:
        await add_staff(work, SYSTEM, login=ADMINISTRATOR, name="管理员", password=password, roles=[Role.ADMINISTRATOR])
    return password


def forget(settings: Settings) -> bool:
    """Deletes everything below LIANXIN_HOME that this program made; False when a process still uses it.

    Raises DatabaseElsewhere: without its keys a database that lies elsewhere could never be read again.
    """
    if settings.database_url:
        raise DatabaseElsewhere
    if not settings.home.exists():
        return True
    if (settings.home / "postgres").exists() and not discard(settings.home):
        return False
    for part in ("keys", "attachments"):
        shutil.rmtree(settings.home / part, ignore_errors=True)
    return True
