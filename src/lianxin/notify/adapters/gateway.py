"""What every way out has in common."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Letter:
    """A message on its way out. Lives in memory only: it holds the address. `id` is the idempotency key."""

    id: UUID
    to: str
    subject: str
    text: str


class NotDelivered(Exception):
    """The provider did not take it. `reason` is a code without an address; `final`: trying again is vain."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Gateway(Protocol):
    """Delivers letters of one channel."""

    async def deliver(self, letter: Letter) -> str:
        """Hands the letter over and returns the provider's id for it; raises NotDelivered."""
        ...
