"""Reads about staff: the viewer of a session, lists, names, units, account history."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from lianxin.kernel.cities import is_demo
from lianxin.kernel.ids import StaffId
from lianxin.kernel.json_values import JsonValue
from lianxin.kernel.work import UnitOfWork
from lianxin.people.rows import Seated, Staff, StaffRow, Viewer, ref_of, staff_ids
from lianxin.people.rules.desks import desks_of
from lianxin.people.rules.permissions import Action, Actor, Employer, Role, allow

VIEWER_OF_SESSION = (
    "SELECT s.id, s.name, s.login, s.unit, s.locale, s.roles, s.employer, c.demo FROM sessions t"
    " JOIN staff s ON s.city_id = t.city_id AND s.id = t.staff_id JOIN cities c ON c.city_id = t.city_id"
    " WHERE t.city_id = %(city)s AND t.token_hash = %(hash)s AND t.expires_at > %(real)s AND s.active"
)


@dataclass(frozen=True)
class _ViewerRow:
    """A row of VIEWER_OF_SESSION."""

    id: StaffId
    name: str
    login: str
    unit: str | None
    locale: str
    roles: list[str]
    employer: str
    demo: bool | None


@dataclass(frozen=True)
class _StaffName:
    """The name of a member of staff."""

    id: StaffId
    name: str


@dataclass(frozen=True)
class _StaffUnit:
    """The unit of a member of staff."""

    id: StaffId
    unit: str


def token_hash(token: str) -> bytes:
    """Returns the hash of a session token, as it is stored."""
    return hashlib.sha256(token.encode()).digest()


async def viewer(work: UnitOfWork, token: str) -> Viewer | None:
    """Returns the viewer of the live session with this token, or None. One statement: it runs on every request."""
    found = await work.row(_ViewerRow, VIEWER_OF_SESSION, hash=token_hash(token))
    if found is None:
        return None
    roles = tuple(map(Role, found.roles))
    return Viewer(
        actor=Actor(ref_of(found.id), frozenset(roles), found.unit, employer=Employer(found.employer)),
        staff_id=found.id,
        name=found.name,
        login=found.login,
        unit=found.unit,
        locale=found.locale,
        roles=roles,
        desks=desks_of(roles),
        demo=bool(found.demo),
    )


async def staff_list(work: UnitOfWork, actor: Actor) -> list[Staff]:
    """Returns all staff by login, active or not; for administrators."""
    allow(actor, Action.ADMINISTER)
    return await staff_rows(work)


@dataclass(frozen=True)
class StaffEvent:
    """An event about an account; `by` is the name of the person who acted, `data` the event's fields."""

    at: datetime
    kind: str
    by: str
    data: Mapping[str, JsonValue]


async def staff_history(work: UnitOfWork, actor: Actor, staff_id: StaffId) -> list[StaffEvent]:
    """Returns the events about one account, newest first; for administrators."""
    allow(actor, Action.ADMINISTER)
    found = await work.rows(
        StaffEvent,
        "SELECT at, kind, actor AS by, data FROM events WHERE city_id = %(city)s AND starts_with(kind, 'people.staff')"
        " AND data->>'staff_id' = %(id)s ORDER BY position DESC",
        id=str(staff_id),
    )
    names = await names_of(work, {one.by for one in found})
    return [replace(one, by=names.get(one.by) or one.by) for one in found]


async def demo_staff(work: UnitOfWork) -> list[Staff]:
    """Returns the staff who can sign in by one click: all active staff in a demo city, otherwise none."""
    if not await is_demo(work):
        return []
    return [person for person in await staff_rows(work) if person.active]


async def staff_rows(work: UnitOfWork) -> list[Staff]:
    """Returns all staff, by login."""
    found = await work.rows(
        StaffRow,
        "SELECT id, login, name, roles, unit, locale, languages, active, employer FROM staff"
        " WHERE city_id = %(city)s ORDER BY login",
    )
    return [row.staff() for row in found]


async def signed_in_staff(work: UnitOfWork) -> list[str]:
    """References of the active staff who have a live session."""
    found = await work.column(
        UUID,
        "SELECT DISTINCT t.staff_id FROM sessions t JOIN staff s ON s.city_id = t.city_id AND s.id = t.staff_id"
        " WHERE t.city_id = %(city)s AND t.expires_at > %(real)s AND s.active",
    )
    return [ref_of(StaffId(staff_id)) for staff_id in found]


async def seated_staff(work: UnitOfWork) -> list[Seated]:
    """Returns the active staff who take calls, by name, and whether they have a live session."""
    return await work.rows(
        Seated,
        "SELECT s.id, s.name, s.login, s.roles, s.languages, EXISTS (SELECT 1 FROM sessions t"
        " WHERE t.city_id = s.city_id AND t.staff_id = s.id AND t.expires_at > %(real)s) AS signed_in FROM staff s"
        " WHERE s.city_id = %(city)s AND s.active AND s.roles && %(roles)s::text[] ORDER BY s.name, s.id",
        roles=[Role.OPERATOR, Role.SHIFT_LEAD, Role.VOLUNTEER],
    )


async def names_of(work: UnitOfWork, refs: Collection[str]) -> dict[str, str]:
    """Returns names of staff by reference (`staff:<id>`), for histories; other references are left out."""
    ids = staff_ids(refs)
    if not ids:
        return {}
    statement = "SELECT id, name FROM staff WHERE city_id = %(city)s AND id = ANY(%(ids)s::uuid[])"
    return {ref_of(one.id): one.name for one in await work.rows(_StaffName, statement, ids=ids)}


async def staff_of(work: UnitOfWork, refs: Collection[str]) -> dict[str, Staff]:
    """Returns staff by reference (`staff:<id>`), active or not; other references are left out."""
    ids = staff_ids(refs)
    if not ids:
        return {}
    statement = (
        "SELECT id, login, name, roles, unit, locale, languages, active, employer FROM staff"
        " WHERE city_id = %(city)s AND id = ANY(%(ids)s::uuid[])"
    )
    found = [row.staff() for row in await work.rows(StaffRow, statement, ids=ids)]
    return {ref_of(one.id): one for one in found}


async def colleagues(work: UnitOfWork, actor: Actor) -> list[Staff]:
    """Returns the active staff of the hotline whose opinion can be asked, by name; for viewers who may rule."""
    allow(actor, Action.RULE)
    here = [person for person in await staff_rows(work) if person.active and person.unit is None]
    return sorted(here, key=lambda person: person.name)


async def languages_of(work: UnitOfWork, staff_id: StaffId) -> tuple[str, ...]:
    """Returns the languages that a member of staff speaks with citizens."""
    statement = "SELECT languages FROM staff WHERE city_id = %(city)s AND id = %(id)s"
    return tuple(await work.value(statement, id=staff_id) or ())


async def units_of(work: UnitOfWork, refs: Collection[str]) -> dict[str, str]:
    """Returns the units of staff by reference (`staff:<id>`); staff of the hotline and others are left out."""
    ids = staff_ids(refs)
    if not ids:
        return {}
    found = await work.rows(
        _StaffUnit,
        "SELECT id, unit FROM staff WHERE city_id = %(city)s AND id = ANY(%(ids)s::uuid[]) AND unit IS NOT NULL",
        ids=ids,
    )
    return {ref_of(one.id): one.unit for one in found}
