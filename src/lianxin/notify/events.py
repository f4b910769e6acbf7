"""Facts about messages. They name the message; what it said follows from its template and facts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class MessageSent(Event):
    """A provider took a message for delivery."""

    kind: ClassVar[str] = "notify.message_sent"
    message_id: UUID
    template: str
    channel: str


@dataclass(frozen=True)
class MessageGaveUp(Event):
    """A message could not be delivered and is not tried again; somebody may have to call instead."""

    kind: ClassVar[str] = "notify.message_gave_up"
    message_id: UUID
    template: str
    channel: str
    attempts: int
    error: str
