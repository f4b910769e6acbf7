"""A store of legs in memory, for tests whose subject is SIP and not PostgreSQL."""

from dataclasses import dataclass, field
from uuid import UUID

from lianxin.calls.sip.legs import Leg


@dataclass
class MemoryLegs:
    """Keeps legs by id, and every state in which a leg was saved."""

    kept: dict[UUID, Leg] = field(default_factory=dict[UUID, Leg])
    saved: list[Leg] = field(default_factory=list[Leg])

    async def start(self) -> list[Leg]:
        return list(self.kept.values())

    async def add(self, leg: Leg) -> None:
        await self.save(leg)

    async def save(self, leg: Leg) -> None:
        self.kept[leg.id] = leg
        self.saved.append(leg)

    async def forget(self, leg: Leg) -> None:
        self.kept.pop(leg.id, None)
