"""Reads about citizens: masked data for screens, usable channels, the owner of a phone number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow, class_row

from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masked_names import HiddenName, mask_name
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.privacy import Sealed, Vault
from lianxin.kernel.work import UnitOfWork
from lianxin.people.rows import ContactPreference, MaskedCitizen, Reach, SealedCitizen
from lianxin.people.rules.phones import PhoneKind, read_phone

SELECT_CITIZENS = (
    "SELECT id, sealed, key, language, contact_preference FROM citizens WHERE city_id = %(city)s AND id = ANY(%(ids)s)"
)


@dataclass(frozen=True)
class _CitizenRow:
    """A row of SELECT_CITIZENS; `key` is None if the citizen was erased."""

    id: CitizenId
    sealed: bytes
    key: bytes | None
    language: str
    contact_preference: str


@dataclass(frozen=True)
class _Preference:
    """The contact preference of a citizen."""

    id: UUID
    contact_preference: str


async def masked_citizen(work: UnitOfWork, citizen_id: CitizenId) -> MaskedCitizen | None:
    """Returns one citizen, masked for any screen; None if there is none."""
    return (await masked_citizens(work, [citizen_id])).get(citizen_id)


async def masked_citizens(work: UnitOfWork, ids: Collection[CitizenId]) -> dict[CitizenId, MaskedCitizen]:
    """Returns citizens by id, masked for any screen, in one statement."""
    if not ids:
        return {}
    vault = work.vault
    masked: dict[CitizenId, MaskedCitizen] = {}
    for row in await work.rows(_CitizenRow, SELECT_CITIZENS, ids=list(ids)):
        data = _opened(vault, row.sealed, row.key)
        name, phone = mask_name(data.get("name", "")), mask_phone(data.get("phone", ""))
        masked[row.id] = MaskedCitizen(
            row.id, name, phone, row.language, row.contact_preference, erased=row.key is None
        )
    return masked


async def hidden_name(work: UnitOfWork, citizen_id: CitizenId) -> HiddenName:
    """Returns the name of one citizen, to be hidden in texts; empty if there is none."""
    return (await hidden_names(work, [citizen_id])).get(citizen_id, HiddenName())


async def hidden_names(work: UnitOfWork, ids: Collection[CitizenId]) -> dict[CitizenId, HiddenName]:
    """Returns names by citizen, to be hidden in texts, in one statement. No text shows them, so it is no look."""
    if not ids:
        return {}
    vault = work.vault
    rows = await work.rows(_CitizenRow, SELECT_CITIZENS, ids=list(ids))
    return {row.id: HiddenName(_opened(vault, row.sealed, row.key).get("name", "")) for row in rows}


def a_sealed_citizen(conn: psycopg.Connection[TupleRow], city_id: str) -> SealedCitizen | None:
    """Returns any citizen, if possible one that is not erased; for use before the vault is opened."""
    first = "SELECT sealed, key FROM citizens WHERE city_id = %s ORDER BY key IS NULL, id LIMIT 1"
    with conn.cursor(row_factory=class_row(SealedCitizen)) as cursor:
        return cursor.execute(first, [city_id]).fetchone()


async def contact_preferences(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """Returns the contact preferences (ContactPreference) of citizens by id, in one statement."""
    if not ids:
        return {}
    statement = "SELECT id, contact_preference FROM citizens WHERE city_id = %(city)s AND id = ANY(%(ids)s)"
    return {one.id: one.contact_preference for one in await work.rows(_Preference, statement, ids=list(ids))}


async def citizen_with_phone(work: UnitOfWork, phone: str) -> CitizenId | None:
    """Returns the citizen with this phone, so that a repeat caller is recognised; raises InvalidPhone."""
    vault = work.vault
    return await work.value(
        "SELECT id FROM citizens WHERE city_id = %(city)s AND phone_index = %(index)s",
        index=vault.index(read_phone(phone).number),
    )


async def with_number(work: UnitOfWork, ids: Collection[UUID]) -> frozenset[UUID]:
    """Returns those of the citizens who left a telephone number that was not erased, in one statement."""
    if not ids:
        return frozenset()
    statement = "SELECT id FROM citizens WHERE city_id = %(city)s AND id = ANY(%(ids)s) AND phone_index IS NOT NULL"
    return frozenset(await work.column(UUID, statement, ids=list(ids)))


async def reach_of(work: UnitOfWork, ids: Collection[CitizenId]) -> Mapping[CitizenId, Reach]:
    """Returns the usable message channels of citizens by id, without addresses."""
    if not ids:
        return {}
    vault = work.vault
    return {
        row.id: _reach(_opened(vault, row.sealed, row.key), row.language, row.contact_preference)
        for row in await work.rows(_CitizenRow, SELECT_CITIZENS, ids=list(ids))
    }


async def address_of(work: UnitOfWork, citizen_id: UUID, channel: str) -> str | None:
    """Returns the mobile number (`sms`) or mailbox (`email`) for a message; None if missing or erased.

    For delivery only, never for a screen: the access is not recorded.
    """
    vault = work.vault
    found = await work.row(_CitizenRow, SELECT_CITIZENS, ids=[citizen_id])
    data = _opened(vault, found.sealed, found.key) if found else {}
    if channel == "email":
        return data.get("email")
    return data.get("phone") if takes_text(data) else None


async def number_to_dial(work: UnitOfWork, citizen_id: UUID) -> str:
    """Returns the citizen's telephone number; empty if there is none or it was erased.

    For the telephone only, never for a screen: the access is not recorded.
    """
    vault = work.vault
    found = await work.row(_CitizenRow, SELECT_CITIZENS, ids=[citizen_id])
    return _opened(vault, found.sealed, found.key).get("phone", "") if found else ""


async def phone_ends_with(work: UnitOfWork, citizen_id: UUID, end: str) -> bool:
    """Whether the citizen's phone ends with these digits, the extension left out; False without a phone.

    A check of who asks, never for a screen: the access is not recorded.
    """
    vault = work.vault
    found = await work.row(_CitizenRow, SELECT_CITIZENS, ids=[citizen_id])
    data = _opened(vault, found.sealed, found.key) if found else {}
    number = data.get("phone", "").partition("x")[0]
    return bool(number) and number.endswith(end)


def _opened(vault: Vault, sealed: bytes, key: bytes | None) -> dict[str, str]:
    """The personal data of a row; empty if the citizen was erased."""
    return vault.open(Sealed(sealed, key)) if key is not None else {}


def _reach(data: Mapping[str, str], language: str, preference: str) -> Reach:
    """The usable channels, given the citizen's contact preference."""
    wanted = preference != ContactPreference.NONE
    return Reach(language, preference, sms=wanted and takes_text(data), email=wanted and "email" in data)


def takes_text(data: Mapping[str, str]) -> bool:
    """Whether the phone can receive text messages."""
    phone = data.get("phone", "")
    return bool(phone) and "x" not in phone and read_phone(phone).kind in (PhoneKind.MOBILE, PhoneKind.FOREIGN)


async def citizen_key(work: UnitOfWork, citizen_id: UUID) -> bytes | None:
    """Returns the wrapped key of a citizen, which wraps the keys of their recordings; None if it was erased."""
    return await work.value("SELECT key FROM citizens WHERE city_id = %(city)s AND id = %(id)s", id=citizen_id)
