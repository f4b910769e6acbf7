"""The caller's number in a row of `calls`: sealed by the citizen's key if a citizen has it, else by the city's."""

import os
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianxin.kernel.privacy import Sealed, decrypt, encrypt
from lianxin.kernel.work import UnitOfWork
from lianxin.people import InvalidPhone, citizen_key, citizen_with_phone, read_phone

_KEY_BYTES: Final = 32


@dataclass(frozen=True)
class CallerCells:
    """The columns of `calls` that say who calls; `caller_sealed` is None without a number."""

    caller_sealed: bytes | None
    caller_owner: UUID | None
    caller_hash: str | None
    citizen_id: UUID | None


async def caller_cells(work: UnitOfWork, number: str) -> CallerCells:
    """Returns the columns for a number as the trunk sent it; one that is no telephone number is kept as it is."""
    if not number:
        return CallerCells(None, None, None, None)
    citizen_id = None
    try:
        number = read_phone(number).number
        citizen_id = await citizen_with_phone(work, number)
    except InvalidPhone:
        pass
    owner = await citizen_key(work, citizen_id) if citizen_id else None
    sealed = sealed_number(work, number, owner)
    return CallerCells(sealed, citizen_id if owner else None, work.vault.index(number), citizen_id)


def sealed_number(work: UnitOfWork, number: str, owner: bytes | None) -> bytes:
    """Returns the sealed number; erasing the citizen who owns it makes it unreadable."""
    key = os.urandom(_KEY_BYTES)
    return Sealed(encrypt(AESGCM(key), number.encode()), work.vault.wrap(key, owner)).packed()


async def caller_number(work: UnitOfWork, sealed: bytes | None, owner_id: UUID | None) -> str:
    """Returns the number of a caller; empty without one, or if the citizen was erased."""
    owner = await citizen_key(work, owner_id) if owner_id else None
    if sealed is None or (owner_id is not None and owner is None):
        return ""
    packed = Sealed.unpacked(bytes(sealed))
    return decrypt(AESGCM(work.vault.unwrap(packed.key, owner)), packed.body).decode()
