"""Keeps the edge's list of SIP phones as administrators set it: a controller looks every few seconds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import LiteralString

from lianxin.calls.seating.setups import opened_digest
from lianxin.kernel.database import Database
from lianxin.people import staff_of

_SEAT_ACCOUNTS: LiteralString = (
    "SELECT staff, account, secret_sealed FROM seat_setups"
    " WHERE city_id = %(city)s AND account IS NOT NULL AND secret_sealed IS NOT NULL"
)


@dataclass(frozen=True)
class _AccountRow:
    """A row of _SEAT_ACCOUNTS."""

    staff: str
    account: str
    secret_sealed: bytes


@dataclass
class SeatAccounts:
    """The SIP phones that a controller has entered at the edge; `admit` is that of its agent."""

    database: Database
    city_id: str
    admit: Callable[[Mapping[str, str]], None]
    _entered: dict[str, bytes] = field(default_factory=dict[str, bytes])

    async def follow(self) -> None:
        """Enters new accounts and new passwords at the edge, and removes those of people who have left."""
        async with self.database.read(self.city_id) as work:
            rows = await work.rows(_AccountRow, _SEAT_ACCOUNTS)
            people = await staff_of(work, [row.staff for row in rows])
            now = {
                row.account: bytes(row.secret_sealed)
                for row in rows
                if row.staff in people and people[row.staff].active
            }
            changed = {user: opened_digest(work, new) for user, new in now.items() if self._entered.get(user) != new}
        changed |= dict.fromkeys(self._entered.keys() - now.keys(), "")
        if changed:
            self.admit(changed)
        self._entered = now
