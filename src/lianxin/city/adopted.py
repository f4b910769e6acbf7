"""The adopted profile: every version is stored whole, so that every promise made under it can be explained."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, LiteralString

import orjson

from lianxin.city.rules.document import VersionDocument
from lianxin.city.rules.profile import Profile
from lianxin.kernel.errors import NotFound
from lianxin.kernel.events import Event, SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.shared import CacheKey
from lianxin.kernel.work import UnitOfWork

PROFILE: Final = CacheKey[Profile]("profile")
FORGOTTEN: Final = CacheKey[int]("profiles forgotten")  # how often; a read that overlaps a removal is not cached
_IN_FORCE: LiteralString = (
    "SELECT version FROM profile_adoptions WHERE city_id = %(city)s ORDER BY at DESC, id DESC LIMIT 1"
)


class NoProfile(NotFound):
    """The city has no profile of this version."""

    code = "city.no_profile"


@dataclass(frozen=True)
class ProfileAdopted(Event):
    """A version of the profile came into force."""

    kind: ClassVar[str] = "city.profile_adopted"
    version: str
    note: str


@dataclass(frozen=True)
class Adoption:
    """One time a version came into force; `by` is a reference to the actor, `note` the reason."""

    version: str
    at: datetime
    by: str
    note: str


async def adopt_profile(work: UnitOfWork, profile: Profile) -> bool:
    """Puts a profile in force; returns False if this version is in force already."""
    known = await work.value(_IN_FORCE)
    if known == profile.version:
        return False
    await work.run(
        "INSERT INTO profile_versions (city_id, version, adopted_at, document)"
        " VALUES (%(city)s, %(version)s, %(now)s, %(document)s)"
        " ON CONFLICT (city_id, version) DO UPDATE SET adopted_at = excluded.adopted_at",
        version=profile.version,
        document=orjson.dumps(profile.to_document()).decode(),
    )
    adoption = Adoption(profile.version, work.now, work.actor, profile.version_note)
    work.add("profile_adoptions", {"id": new_id(), **vars(adoption)})
    work.record(
        ProfileAdopted(profile.version, profile.version_note),
        about=SubjectRef("profile", profile.version),
        audience=frozenset({"desk"}),
    )
    _forget(work)
    work.memo.put(PROFILE, profile, work.city_id)  # until the commit, other works cache the former one
    return True


def _forget(work: UnitOfWork) -> None:
    """Removes the cached profile; a read that began before and ends later is not cached."""
    work.cache.drop(PROFILE, work.city_id)
    work.cache.put(FORGOTTEN, times_forgotten(work) + 1, work.city_id)


def times_forgotten(work: UnitOfWork) -> int:
    """How often this process removed the cached profile."""
    return work.cache.get(FORGOTTEN, work.city_id) or 0


async def adoptions(work: UnitOfWork) -> list[Adoption]:
    """Every time a version came into force, newest first."""
    return await work.rows(
        Adoption,
        "SELECT version, at, by, note FROM profile_adoptions WHERE city_id = %(city)s ORDER BY at DESC, id DESC",
    )


async def is_as_shipped(work: UnitOfWork) -> bool:
    """Whether all adoptions were made by the program itself."""
    return not await work.value("SELECT 1 FROM profile_adoptions WHERE city_id = %(city)s AND by <> 'system' LIMIT 1")


async def current_profile(work: UnitOfWork) -> Profile:
    """The profile in force, cached until another one is adopted; raises NoProfile."""
    held = work.memo.get(PROFILE, work.city_id) or work.cache.get(PROFILE, work.city_id)
    if held is None:
        before = times_forgotten(work)
        document = await work.value(
            "SELECT document FROM profile_versions WHERE city_id = %(city)s AND version = (" + _IN_FORCE + ")"
        )
        if document is None:
            raise NoProfile(city=work.city_id)
        held = Profile.from_document(document)
        if times_forgotten(work) == before:
            work.cache.put(PROFILE, held, work.city_id)
    return held


async def profile_version(work: UnitOfWork, version: str) -> Profile:
    """A version of the profile, cached; raises NoProfile."""
    held = work.cache.get(PROFILE, work.city_id, version)
    if held is None:
        read = Profile.from_document(await kept_document(work, version))
        held = work.cache.put(PROFILE, read, work.city_id, version)
    return held


async def kept_document(work: UnitOfWork, version: str) -> VersionDocument:
    """The stored content of a version, possibly written by an older program; raises NoProfile."""
    statement = "SELECT document FROM profile_versions WHERE city_id = %(city)s AND version = %(version)s"
    document = await work.value(statement, version=version)
    if document is None:
        raise NoProfile(version=version)
    return document


async def follow_profile(work: UnitOfWork) -> None:
    """Removes the cached profile if another process, or a transaction ended since, adopted a newer one."""
    held = work.cache.get(PROFILE, work.city_id)
    if held is None or await work.value(_IN_FORCE) != held.version:
        _forget(work)
