"""Cities, staff and citizens for tests. Every test has its own city, so none sees another's rows."""

import itertools
from dataclasses import dataclass

from psycopg.sql import SQL, Identifier, Literal

from builders.rows import tuples_of
from lianxin.kernel.database import Database
from lianxin.kernel.ids import new_id
from lianxin.kernel.privacy import Vault
from lianxin.kernel.work import UnitOfWork
from lianxin.people import SYSTEM, Role, SignedIn, Staff, add_staff, sign_in_as

PASSWORD = "correct horse battery"
numbered = itertools.count(1)


@dataclass(frozen=True)
class City:
    """A city that has a row in `cities` and nothing else."""

    database: Database
    id: str

    def begin(self, actor: str = "system"):
        return self.database.begin(self.id, actor=actor)

    def read(self):
        return self.database.read(self.id)

    async def events(self, kind: str) -> list[tuple[str, dict[str, object], list[str]]]:
        """Returns (actor, data, audience) of every event of a kind, in order."""
        async with self.read() as work:
            return await tuples_of(
                work,
                "SELECT actor, data, audience FROM events WHERE city_id = %(city)s AND kind = %(kind)s"
                " ORDER BY position",
                kind=kind,
            )

    async def dump(self) -> bytes:
        """Returns all rows of this city in all tables, in the format of COPY."""
        out = bytearray()
        async with self.read() as work:
            tables = await tuples_of(
                work,
                "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
                " AND column_name = 'city_id'",
            )
            for (table,) in tables:
                rows = SQL("COPY (SELECT * FROM {} WHERE city_id = {}) TO STDOUT")
                copying = rows.format(Identifier(table), Literal(self.id))
                async with work.conn.cursor() as cursor, cursor.copy(copying) as copied:
                    async for part in copied:
                        out += part
        return bytes(out)


async def a_city(database: Database, *, demo: bool = False) -> City:
    """Adds a new city with a vault."""
    database.shared.vault = database.shared.vault or Vault(bytes(range(32)))
    city = City(database, f"test-{new_id().hex}")
    async with city.begin() as work:
        work.add("cities", {"demo": int(demo), "city_start": work.now, "real_start": work.now})
    return city


async def a_member_of_staff(work: UnitOfWork, *roles: Role, unit: str | None = None, password: str = "") -> Staff:
    """Adds a member of staff with these roles, by default an operator."""
    login = f"staff{next(numbered)}"
    return await add_staff(
        work, SYSTEM, login=login, name="王小明", roles=roles or (Role.OPERATOR,), unit=unit, password=password
    )


async def signed_in(city: City, *roles: Role, unit: str | None = None) -> SignedIn:
    """Adds a member of staff to a demo city, and signs them in."""
    async with city.begin() as work:
        person = await a_member_of_staff(work, *roles, unit=unit)
        return await sign_in_as(work, person.login)
