"""Stores legs in PostgreSQL. A controller whose epoch was replaced can store nothing any more (fencing).

The dialog itself is sealed by the city's key: it contains telephone numbers.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import LiteralString, Protocol

import msgspec

from lianxin.calls.sip.legs import Leg
from lianxin.kernel.database import Database
from lianxin.kernel.privacy import Sealed, Vault
from lianxin.kernel.work import UnitOfWork

_INSERT_CONTROLLER: LiteralString = (
    "INSERT INTO sip_controllers (city_id, name, address, epoch, seen_at)"
    " SELECT %(city)s, %(name)s, %(address)s, coalesce(max(epoch), 0) + 1, %(real)s"
    " FROM sip_controllers WHERE city_id = %(city)s"
    " ON CONFLICT (city_id, name) DO UPDATE"
    " SET address = excluded.address, epoch = excluded.epoch, seen_at = excluded.seen_at RETURNING epoch"
)
_TAKE_LEGS: LiteralString = (
    "UPDATE sip_legs SET owner = %(name)s, epoch = %(epoch)s WHERE city_id = %(city)s AND owner = %(from)s"
    " AND state <> 'ended' RETURNING sealed"
)
_FENCE_EPOCH: LiteralString = (
    "SELECT epoch FROM sip_controllers WHERE city_id = %(city)s AND name = %(name)s AND epoch = %(epoch)s FOR SHARE"
)
_INSERT_LEG: LiteralString = (
    "INSERT INTO sip_legs (city_id, id, call_key, state, owner, epoch, saved_at, sealed)"
    " VALUES (%(city)s, %(id)s, %(call_key)s, %(state)s, %(name)s, %(epoch)s, %(real)s, %(sealed)s)"
    " ON CONFLICT (city_id, call_key) DO UPDATE SET id = excluded.id, state = excluded.state,"
    " owner = excluded.owner, epoch = excluded.epoch, saved_at = excluded.saved_at, sealed = excluded.sealed"
)
_UPDATE_LEG: LiteralString = (
    "UPDATE sip_legs SET state = %(state)s, sealed = %(sealed)s, saved_at = %(real)s"
    " WHERE city_id = %(city)s AND id = %(id)s AND owner = %(name)s AND epoch = %(epoch)s"
)
_SILENT_CONTROLLERS: LiteralString = (
    "SELECT name FROM sip_controllers WHERE city_id = %(city)s AND name <> %(name)s"
    " AND seen_at < %(real)s - make_interval(secs => %(silence)s) FOR UPDATE SKIP LOCKED"
)


class Fenced(Exception):
    """Another controller owns this leg now; nothing may be sent for it."""


Inherit = Callable[[UnitOfWork, str], Awaitable[None]]
"""Takes what a dead controller of this name had besides its legs, in the transaction in which they are taken."""


async def inherit_nothing(_work: UnitOfWork, _dead: str) -> None:
    """Takes only the legs."""


class LegStore(Protocol):
    """Where an agent keeps its legs. Every method returns after the commit."""

    async def start(self) -> list[Leg]:
        """Begins a new epoch; returns the legs that this controller owned before."""
        ...

    async def add(self, leg: Leg) -> None:
        """Stores a new leg; raises Fenced."""
        ...

    async def save(self, leg: Leg) -> None:
        """Stores a changed leg; raises Fenced."""
        ...

    async def forget(self, leg: Leg) -> None:
        """Deletes an ended leg."""
        ...


@dataclass
class LegRows:
    """The legs of one controller, by its name. `address` is where the edge reaches it."""

    database: Database
    city_id: str
    name: str
    address: str
    epoch: int = 0
    inherit: Inherit = inherit_nothing

    async def start(self) -> list[Leg]:
        async with self.database.begin(self.city_id) as work:
            await work.run("LOCK TABLE sip_controllers IN SHARE ROW EXCLUSIVE MODE")
            self.epoch = await work.value(_INSERT_CONTROLLER, name=self.name, address=self.address)
            await work.run(
                "DELETE FROM sip_legs WHERE city_id = %(city)s AND owner = %(name)s AND state = 'ended'",
                name=self.name,
            )
            return await self._own(work, self.name)

    async def add(self, leg: Leg) -> None:
        async with self.database.begin(self.city_id) as work:
            if await work.value(_FENCE_EPOCH, name=self.name, epoch=self.epoch) is None:
                raise Fenced(self.name)
            await work.run(_INSERT_LEG, call_key=call_key_of(leg), **self._cells(leg))

    async def save(self, leg: Leg) -> None:
        async with self.database.begin(self.city_id) as work:
            if not await work.run(_UPDATE_LEG, **self._cells(leg)):
                raise Fenced(str(leg.id))

    async def forget(self, leg: Leg) -> None:
        async with self.database.begin(self.city_id) as work:
            await work.run(
                "DELETE FROM sip_legs WHERE city_id = %(city)s AND id = %(id)s AND owner = %(name)s",
                id=leg.id,
                name=self.name,
            )

    async def take_over(self, silence: float) -> list[Leg]:
        """Says that this controller lives; returns the legs of those that did not say so for `silence` seconds.

        Raises Fenced if another controller took this one's legs meanwhile.
        """
        taken: list[Leg] = []
        async with self.database.begin(self.city_id) as work:
            alive = await work.run(
                "UPDATE sip_controllers SET seen_at = %(real)s"
                " WHERE city_id = %(city)s AND name = %(name)s AND epoch = %(epoch)s",
                name=self.name,
                epoch=self.epoch,
            )
            if not alive:
                raise Fenced(self.name)
            for dead in await work.column(str, _SILENT_CONTROLLERS, name=self.name, silence=silence):
                await work.run("DELETE FROM sip_controllers WHERE city_id = %(city)s AND name = %(dead)s", dead=dead)
                taken += await self._own(work, dead)
                await self.inherit(work, dead)
        return taken

    async def _own(self, work: UnitOfWork, owner: str) -> list[Leg]:
        params = {"name": self.name, "epoch": self.epoch, "from": owner}
        return [opened_leg(data, self.database.vault) for data in await work.column(bytes, _TAKE_LEGS, **params)]

    def _cells(self, leg: Leg) -> dict[str, object]:
        sealed = sealed_leg(leg, self.database.vault)
        return {"id": leg.id, "state": leg.state.value, "name": self.name, "epoch": self.epoch, "sealed": sealed}


def call_key_of(leg: Leg) -> str:
    """Returns what identifies the attempt to call: if the edge offers it to two controllers, the second one owns it."""
    return f"{leg.call_id} {leg.remote_tag if leg.incoming else leg.local_tag}"


def sealed_leg(leg: Leg, vault: Vault) -> bytes:
    """Returns the sealed leg. JSON in ASCII keeps escaped bytes of GBK."""
    return vault.seal({"leg": json.dumps(msgspec.to_builtins(leg))}).packed()


def opened_leg(data: bytes, vault: Vault) -> Leg:
    """Reads a leg sealed by `sealed_leg`."""
    return msgspec.convert(json.loads(vault.open(Sealed.unpacked(data))["leg"]), Leg)
