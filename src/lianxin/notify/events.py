"""Events about messages. They identify the message; its text follows from its template and facts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class MessageSent(Event):
    """A provider accepted a message for delivery."""

    kind: ClassVar[str] = "notify.message_sent"
    message_id: UUID
    template: str
    channel: str


@dataclass(frozen=True)
class MessageUsed(Event):
    """The link of a message was opened, or its code entered: its number is confirmed."""

    kind: ClassVar[str] = "notify.message_used"
    message_id: UUID


@dataclass(frozen=True)
class MessageGaveUp(Event):
    """A message was not delivered and is not retried; staff may have to call the citizen instead."""

    kind: ClassVar[str] = "notify.message_gave_up"
    message_id: UUID
    template: str
    channel: str
    attempts: int
    error: str
