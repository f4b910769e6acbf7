"""Checks that the master key fits the database: with a wrong or missing key no data is read or written."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, LiteralString

import psycopg
from cryptography.exceptions import InvalidTag
from psycopg.rows import class_row

from lianxin.kernel.cities import set_key_check
from lianxin.kernel.errors import Conflict
from lianxin.kernel.privacy import MASTER_KEY, Sealed, Vault, has_master_key, master_key
from lianxin.people import SealedCitizen, a_sealed_citizen

SELECT_KEY_CHECK: Final[LiteralString] = (
    "SELECT city_id, coalesce(to_jsonb(cities) ->> 'key_check', '') AS check FROM cities LIMIT 1"
)


class NoMasterKey(Conflict):
    """The master key is missing below LIANXIN_HOME, but the database contains sealed data: restore the key."""

    code = "app.no_master_key"


class WrongMasterKey(Conflict):
    """The master key below LIANXIN_HOME does not fit the database: restore the right one."""

    code = "app.wrong_master_key"


@dataclass(frozen=True)
class Lock:
    """The data of a database that identifies its key. `check` is empty in a city of an older version."""

    city_id: str
    check: str
    citizen: SealedCitizen | None = None

    def opens(self, vault: Vault) -> bool:
        """Whether the vault has the key of the city; without a check value it must open the citizen."""
        if self.check:
            return self.check == vault.check
        if self.citizen is None or self.citizen.key is None:
            return True
        try:
            vault.open(Sealed(self.citizen.sealed, self.citizen.key))
        except InvalidTag:
            return False
        return True


def lock_of(dsn: str) -> Lock | None:
    """Returns the lock of a database with any schema version; None if it contains no city."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        try:
            with conn.cursor(row_factory=class_row(Lock)) as cursor:
                lock = cursor.execute(SELECT_KEY_CHECK).fetchone()
        except psycopg.errors.UndefinedTable:
            return None
        if lock is None or lock.check:
            return lock
        return replace(lock, citizen=a_sealed_citizen(conn, lock.city_id))


def check_key(keys: Path, dsn: str) -> Lock | None:
    """Returns the lock; writes nothing. Raises NoMasterKey or WrongMasterKey unless the folder's key fits."""
    lock = lock_of(dsn)
    if not has_master_key(keys):
        if lock and (lock.check or lock.citizen):
            raise NoMasterKey(folder=str(keys))
        return lock
    key = master_key(keys)
    if len(key) != MASTER_KEY or (lock and not lock.opens(Vault(key))):
        raise WrongMasterKey(folder=str(keys))
    return lock


def unlock(keys: Path, dsn: str) -> Vault:
    """Returns the vault of the city; creates the key on first use, and stores a missing check value.

    Raises NoMasterKey, WrongMasterKey.
    """
    lock = check_key(keys, dsn)
    vault = Vault(master_key(keys))
    if lock and not lock.check:
        with psycopg.connect(dsn) as conn:
            set_key_check(conn, lock.city_id, vault.check)
    return vault
