"""Drafts of unsent forms, so that a closed page loses nothing: sealed, short-lived, one for each browser."""

from lianxin.kernel.database import Database
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork

_UPSERT_DRAFT = """
INSERT INTO drafts (city_id, owner, sealed, key, kept_until)
VALUES (%(city)s, %(owner)s, %(sealed)s, %(key)s, %(real)s + make_interval(secs => %(seconds)s))
ON CONFLICT (city_id, owner) DO UPDATE SET
  sealed = excluded.sealed, key = excluded.key, kept_until = excluded.kept_until
"""


async def keep_draft(work: UnitOfWork, secret: str, entered: dict[str, str], seconds: int) -> None:
    """Stores the entered fields under a browser's secret for `seconds`; replaces its earlier draft."""
    sealed = work.vault.seal(entered)
    await work.run(_UPSERT_DRAFT, owner=owner_of(work, secret), sealed=sealed.body, key=sealed.key, seconds=seconds)


async def read_draft(work: UnitOfWork, secret: str) -> dict[str, str]:
    """Returns the stored fields; empty if there is no draft or it has expired."""
    found = await work.row(
        Sealed,
        "SELECT sealed AS body, key FROM drafts"
        " WHERE city_id = %(city)s AND owner = %(owner)s AND kept_until > %(real)s",
        owner=owner_of(work, secret),
    )
    return work.vault.open(found) if found else {}


async def drop_draft(work: UnitOfWork, secret: str) -> None:
    """Deletes the draft, because the form was sent or discarded."""
    await work.run("DELETE FROM drafts WHERE city_id = %(city)s AND owner = %(owner)s", owner=owner_of(work, secret))


async def forget_drafts(database: Database, city_id: str) -> int:
    """Deletes expired drafts of a city; returns how many."""
    async with database.begin(city_id) as work:
        return await work.run("DELETE FROM drafts WHERE city_id = %(city)s AND kept_until <= %(real)s")


def owner_of(work: UnitOfWork, secret: str) -> str:
    """Returns the owner of a draft as a keyed fingerprint, so that the table does not reveal the browser's secret."""
    return work.vault.index(f"draft {secret}")
