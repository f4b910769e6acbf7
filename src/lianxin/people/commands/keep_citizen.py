"""Stores citizens: one row for each phone number, with all personal data sealed by the row's own key."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from lianxin.kernel.ids import CitizenId, new_id
from lianxin.kernel.privacy import Sealed, Vault
from lianxin.kernel.work import UnitOfWork
from lianxin.people.rows import Citizen, ContactPreference, Person
from lianxin.people.rules.identity import read_id_number
from lianxin.people.rules.mailboxes import read_mailbox
from lianxin.people.rules.phones import read_phone

_BY_PHONE = (
    "SELECT id, sealed, key, phone_index, language, contact_preference, created_at FROM citizens"
    " WHERE city_id = %(city)s AND phone_index = ANY(%(indices)s)"
)
ADD_ALL = """
INSERT INTO citizens (city_id, id, sealed, key, phone_index, language, contact_preference, created_at)
SELECT %(city)s, id, sealed, key, phone_index, language, preference, %(now)s
FROM unnest(%(ids)s::uuid[], %(sealed)s::bytea[], %(keys)s::bytea[], %(indices)s::text[], %(languages)s::text[],
            %(preferences)s::text[]) AS g (id, sealed, key, phone_index, language, preference)
ON CONFLICT (city_id, phone_index) DO NOTHING RETURNING id
"""


STRICTNESS: dict[str, int] = {ContactPreference.TEXT: 1, ContactPreference.VIDEO: 1, ContactPreference.NONE: 2}
"""Preferences that exclude kinds of contact; a less strict preference never replaces a stricter one."""


@dataclass(frozen=True)
class _Wish:
    """The language and the contact preference of a citizen."""

    language: str
    preference: str


@dataclass(frozen=True)
class _Row:
    """A citizen's row."""

    id: UUID
    sealed: bytes
    key: bytes
    phone_index: str | None
    language: str
    contact_preference: str
    created_at: datetime


async def keep_citizen(work: UnitOfWork, person: Person) -> Citizen:
    """Returns the citizen with this phone, or stores a new one.

    Raises InvalidPhone, InvalidMailbox or InvalidIdNumber.
    """
    [kept] = await keep_citizens(work, [person])
    return kept


async def keep_citizens(work: UnitOfWork, people: Sequence[Person]) -> list[Citizen]:
    """Does the same as `keep_citizen` for several people, in order, by two statements for all new ones.

    Adds data that a known citizen had not given before, but never overwrites stored data, because anyone can claim a
    phone number on a web form. Only a stricter contact preference, or another language, replaces the stored one. A
    person without a phone gets a new row each time.
    """
    vault = work.vault
    keys: list[str] = []
    told: dict[str, dict[str, str]] = {}
    wishes: dict[str, _Wish] = {}
    for nth, person in enumerate(people):
        data = personal(person)
        keys.append(vault.index(data["phone"]) if "phone" in data else f"nobody's {nth}")
        told[keys[-1]] = data | told.get(keys[-1], {})
        wishes[keys[-1]] = wished(person, wishes.get(keys[-1]))
    rows = await rows_by_phone(work, told.keys())
    for key, row in rows.items():
        await complete(work, vault, row, told[key])
        rows[key] = await heed(work, row, wishes[key])
    fresh = {key: sealed_row(work, vault, wishes[key], told[key], key) for key in told if key not in rows}
    added = await add_all(work, fresh.values())
    rows |= {key: row for key, row in fresh.items() if row.id in added}
    rows |= await rows_by_phone(work, told.keys() - rows.keys())  # rows that another transaction stored in the meantime
    return [citizen_of(rows[key], new=rows[key].id in added) for key in keys]


def personal(person: Person) -> dict[str, str]:
    """The data to seal: the given fields in their stored forms."""
    parts = {
        "name": person.name.strip(),
        "phone": person.phone.strip() and read_phone(person.phone).number,
        "email": person.email.strip() and read_mailbox(person.email),
        "id_number": person.id_number.strip() and read_id_number(person.id_number),
    }
    return {part: value for part, value in parts.items() if value}


def wished(person: Person, had: _Wish | None) -> _Wish:
    """Merges new contact preferences with stored ones: the stricter preference wins.

    A language other than the default replaces the stored language.
    """
    if had is None:
        return _Wish(person.language, person.contact_preference)
    stricter = STRICTNESS.get(person.contact_preference, 0) >= max(STRICTNESS.get(had.preference, 0), 1)
    language = had.language if person.language == Person.language else person.language
    return _Wish(language, person.contact_preference if stricter else had.preference)


async def heed(work: UnitOfWork, row: _Row, wish: _Wish) -> _Row:
    """Updates the language and contact preference of a known citizen, if they changed."""
    told = Person(language=wish.language, contact_preference=ContactPreference(wish.preference))
    now = wished(told, _Wish(row.language, row.contact_preference))
    if now == _Wish(row.language, row.contact_preference):
        return row
    await work.run(
        "UPDATE citizens SET language = %(language)s, contact_preference = %(preference)s"
        " WHERE city_id = %(city)s AND id = %(id)s AND key IS NOT NULL",
        id=row.id,
        language=now.language,
        preference=now.preference,
    )
    return replace(row, language=now.language, contact_preference=now.preference)


def sealed_row(work: UnitOfWork, vault: Vault, wish: _Wish, data: dict[str, str], key: str) -> _Row:
    """Returns a new row; it can be found again only by its phone."""
    sealed = vault.seal(data)
    index = key if "phone" in data else None
    return _Row(new_id(), sealed.body, sealed.key, index, wish.language, wish.preference, work.now)


async def rows_by_phone(work: UnitOfWork, indices: Collection[str]) -> dict[str, _Row]:
    """Returns the rows with one of these phone indices, by index."""
    if not indices:
        return {}
    found = await work.rows(_Row, _BY_PHONE, indices=list(indices))
    return {row.phone_index: row for row in found if row.phone_index}


async def add_all(work: UnitOfWork, rows: Iterable[_Row]) -> frozenset[UUID]:
    """Inserts the rows whose phone is still new, and returns their ids."""
    new = list(rows)
    if not new:
        return frozenset()
    added = await work.column(
        UUID,
        ADD_ALL,
        ids=[row.id for row in new],
        sealed=[row.sealed for row in new],
        keys=[row.key for row in new],
        indices=[row.phone_index for row in new],
        languages=[row.language for row in new],
        preferences=[row.contact_preference for row in new],
    )
    return frozenset(added)


async def complete(work: UnitOfWork, vault: Vault, row: _Row, told: dict[str, str]) -> None:
    """Adds data that a known citizen had not given before, unless the row was erased or changed meanwhile."""
    had = vault.open(Sealed(row.sealed, row.key))
    if not told.keys() - had.keys():
        return
    sealed = vault.seal(told | had)
    await work.run(
        "UPDATE citizens SET sealed = %(sealed)s, key = %(key)s"
        " WHERE city_id = %(city)s AND id = %(id)s AND key = %(old)s",
        id=row.id,
        sealed=sealed.body,
        key=sealed.key,
        old=row.key,
    )


def citizen_of(row: _Row, *, new: bool) -> Citizen:
    """Returns the stored citizen without personal data."""
    return Citizen(CitizenId(row.id), row.language, row.contact_preference, row.created_at, new)
