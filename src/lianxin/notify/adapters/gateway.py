"""The interface of all gateways."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Letter:
    """A message with its address, never stored. `id` is the idempotency key."""

    id: UUID
    to: str
    subject: str
    text: str


class NotDelivered(Exception):
    """The provider did not accept the message.

    `reason` is a code without an address; `final` means that a retry cannot succeed.
    """

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class Gateway(Protocol):
    """Delivers messages of one channel."""

    async def deliver(self, letter: Letter) -> str:
        """Sends the message and returns the provider's id; raises NotDelivered."""
        ...
