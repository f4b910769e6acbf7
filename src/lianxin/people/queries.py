"""Reads about people: who is signed in, citizens masked, names of staff."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from lianxin.kernel.cities import is_demo
from lianxin.kernel.ids import CitizenId, StaffId
from lianxin.kernel.masking import mask_name, mask_phone
from lianxin.kernel.privacy import Sealed, Vault
from lianxin.kernel.work import UnitOfWork
from lianxin.people.rows import ContactPreference, MaskedCitizen, Reach, Seated, Staff, Viewer, ref_of, staff_ids
from lianxin.people.rules.desks import desks_of
from lianxin.people.rules.permissions import Action, Actor, Role, allow
from lianxin.people.rules.phones import PhoneKind, read_phone

VIEWER = (
    "SELECT s.id, s.name, s.login, s.unit, s.locale, s.roles, c.demo FROM sessions t"
    " JOIN staff s ON s.city_id = t.city_id AND s.id = t.staff_id JOIN cities c ON c.city_id = t.city_id"
    " WHERE t.city_id = %(city)s AND t.token_hash = %(hash)s AND t.expires_at > %(real)s AND s.active"
)
CITIZENS = (
    "SELECT id, sealed, key, language, contact_preference FROM citizens WHERE city_id = %(city)s AND id = ANY(%(ids)s)"
)


def token_hash(token: str) -> bytes:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).digest()


async def viewer(work: UnitOfWork, token: str) -> Viewer | None:
    """Whose live session this token opens. One statement: it runs on every request."""
    found = await work.tuples(VIEWER, hash=token_hash(token))
    if not found:
        return None
    staff_id, name, login, unit, locale, names, demo = found[0]
    roles = tuple(map(Role, names))
    actor = Actor(ref_of(staff_id), frozenset(roles), unit)
    return Viewer(actor, staff_id, name, login, unit, locale, roles, desks_of(roles), bool(demo))


async def staff_list(work: UnitOfWork, actor: Actor) -> list[Staff]:
    """Everybody who may or might sign in, by login; for administrators."""
    allow(actor, Action.ADMINISTER)
    return await staff_rows(work)


@dataclass(frozen=True)
class StaffEvent:
    """One thing that happened to somebody's account: what, when, through whom (a name), and the facts."""

    at: datetime
    kind: str
    by: str
    data: dict[str, Any]


async def staff_history(work: UnitOfWork, actor: Actor, staff_id: StaffId) -> list[StaffEvent]:
    """What was done to one account, newest first; for administrators."""
    allow(actor, Action.ADMINISTER)
    found = await work.tuples(
        "SELECT at, kind, actor, data FROM events WHERE city_id = %(city)s AND starts_with(kind, 'people.staff')"
        " AND data->>'staff_id' = %(id)s ORDER BY position DESC",
        id=str(staff_id),
    )
    names = await names_of(work, {by for _, _, by, _ in found})
    return [StaffEvent(at, kind, names.get(by) or str(by), data) for at, kind, by, data in found]


async def demo_staff(work: UnitOfWork) -> list[Staff]:
    """Who can be signed in by one click: everybody active in a demo city, nobody elsewhere."""
    if not await is_demo(work):
        return []
    return [person for person in await staff_rows(work) if person.active]


async def staff_rows(work: UnitOfWork) -> list[Staff]:
    """Every row of staff, by login."""
    found = await work.tuples(
        "SELECT id, login, name, roles, unit, locale, languages, active FROM staff"
        " WHERE city_id = %(city)s ORDER BY login"
    )
    return [
        Staff(StaffId(key), login, name, tuple(map(Role, roles)), unit, locale, tuple(languages), active)
        for key, login, name, roles, unit, locale, languages, active in found
    ]


async def signed_in_staff(work: UnitOfWork) -> list[str]:
    """References of the active staff who have a live session."""
    found = await work.tuples(
        "SELECT DISTINCT t.staff_id FROM sessions t JOIN staff s ON s.city_id = t.city_id AND s.id = t.staff_id"
        " WHERE t.city_id = %(city)s AND t.expires_at > %(real)s AND s.active"
    )
    return [ref_of(row[0]) for row in found]


async def seated_staff(work: UnitOfWork) -> list[Seated]:
    """Everybody active who takes calls, by name, and whether a session of theirs is alive."""
    rows = await work.tuples(
        "SELECT s.id, s.name, s.login, s.roles, s.languages, EXISTS (SELECT 1 FROM sessions t"
        " WHERE t.city_id = s.city_id AND t.staff_id = s.id AND t.expires_at > %(real)s) FROM staff s"
        " WHERE s.city_id = %(city)s AND s.active AND s.roles && %(roles)s::text[] ORDER BY s.name, s.id",
        roles=[Role.OPERATOR, Role.SHIFT_LEAD],
    )
    return [Seated(StaffId(row[0]), *row[1:]) for row in rows]


async def names_of(work: UnitOfWork, refs: Collection[str]) -> dict[str, str]:
    """Names of staff by reference (`staff:<id>`), for histories; other references are left out."""
    ids = staff_ids(refs)
    if not ids:
        return {}
    found = await work.tuples(
        "SELECT id, name FROM staff WHERE city_id = %(city)s AND id = ANY(%(ids)s::uuid[])", ids=ids
    )
    return {ref_of(staff_id): name for staff_id, name in found}


async def colleagues(work: UnitOfWork, actor: Actor) -> list[Staff]:
    """Those at the hotline itself who may be asked what they think, for whoever rules; by name."""
    allow(actor, Action.RULE)
    here = [person for person in await staff_rows(work) if person.active and person.unit is None]
    return sorted(here, key=lambda person: person.name)


async def languages_of(work: UnitOfWork, staff_id: StaffId) -> tuple[str, ...]:
    """What somebody speaks with citizens."""
    statement = "SELECT languages FROM staff WHERE city_id = %(city)s AND id = %(id)s"
    return tuple(await work.value(statement, id=staff_id) or ())


async def masked_citizen(work: UnitOfWork, citizen_id: CitizenId) -> MaskedCitizen | None:
    """One citizen as any screen may show them."""
    return (await masked_citizens(work, [citizen_id])).get(citizen_id)


async def masked_citizens(work: UnitOfWork, ids: Collection[CitizenId]) -> dict[CitizenId, MaskedCitizen]:
    """Citizens as any screen may show them, by id, in one statement."""
    if not ids:
        return {}
    vault = work.vault
    masked: dict[CitizenId, MaskedCitizen] = {}
    for key, sealed, data_key, language, preference in await work.tuples(CITIZENS, ids=list(ids)):
        data = opened(vault, sealed, data_key)
        name, phone = mask_name(data.get("name", "")), mask_phone(data.get("phone", ""))
        masked[CitizenId(key)] = MaskedCitizen(
            CitizenId(key), name, phone, language, preference, erased=data_key is None
        )
    return masked


def a_sealed_citizen(conn: psycopg.Connection[TupleRow], city_id: str) -> tuple[bytes, bytes | None] | None:
    """The sealed data and wrapped key of any one citizen, not erased if possible; before the vault is opened."""
    first = "SELECT sealed, key FROM citizens WHERE city_id = %s ORDER BY key IS NULL, id LIMIT 1"
    found = conn.execute(first, [city_id]).fetchone()
    return (found[0], found[1]) if found else None


async def contact_preferences(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """How citizens want to be spoken with (a ContactPreference), by id, in one statement."""
    if not ids:
        return {}
    statement = "SELECT id, contact_preference FROM citizens WHERE city_id = %(city)s AND id = ANY(%(ids)s)"
    return dict(await work.tuples(statement, ids=list(ids)))


async def units_of(work: UnitOfWork, refs: Collection[str]) -> dict[str, str]:
    """The units of staff by reference (`staff:<id>`); those of the hotline and other references are left out."""
    ids = staff_ids(refs)
    if not ids:
        return {}
    found = await work.tuples(
        "SELECT id, unit FROM staff WHERE city_id = %(city)s AND id = ANY(%(ids)s::uuid[]) AND unit IS NOT NULL",
        ids=ids,
    )
    return {ref_of(staff_id): unit for staff_id, unit in found}


async def citizen_with_phone(work: UnitOfWork, phone: str) -> CitizenId | None:
    """The citizen who has this phone, so that a repeat caller is recognised; raises InvalidPhone."""
    vault = work.vault
    return await work.value(
        "SELECT id FROM citizens WHERE city_id = %(city)s AND phone_index = %(index)s",
        index=vault.index(read_phone(phone).number),
    )


async def reach_of(work: UnitOfWork, ids: Collection[CitizenId]) -> Mapping[CitizenId, Reach]:
    """How citizens can be written to, by id, without their addresses."""
    if not ids:
        return {}
    vault = work.vault
    return {
        CitizenId(key): reach(opened(vault, sealed, data_key), language, preference)
        for key, sealed, data_key, language, preference in await work.tuples(CITIZENS, ids=list(ids))
    }


async def address_of(work: UnitOfWork, citizen_id: UUID, channel: str) -> str | None:
    """A mobile number (`sms`) or mailbox (`email`) for a message on its way out; None when there is none, or erased.

    For machines that deliver, never for a screen: nothing is recorded.
    """
    vault = work.vault
    found = await work.tuples(CITIZENS, ids=[citizen_id])
    data = opened(vault, found[0][1], found[0][2]) if found else {}
    if channel == "email":
        return data.get("email")
    return data.get("phone") if takes_text(data) else None


def opened(vault: Vault, sealed: bytes, key: bytes | None) -> dict[str, str]:
    """The personal data of a row; empty when erased."""
    return vault.open(Sealed(sealed, key)) if key is not None else {}


def reach(data: Mapping[str, str], language: str, preference: str) -> Reach:
    """What can be used, given what the citizen wants."""
    wanted = preference != ContactPreference.NONE
    return Reach(language, preference, sms=wanted and takes_text(data), email=wanted and "email" in data)


def takes_text(data: Mapping[str, str]) -> bool:
    """Whether the phone is one that takes text messages."""
    phone = data.get("phone", "")
    return bool(phone) and "x" not in phone and read_phone(phone).kind in (PhoneKind.MOBILE, PhoneKind.FOREIGN)
