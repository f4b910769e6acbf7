"""Events of asking the citizen whether it is really solved."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class CallbackPlanned(Event):
    """A citizen is to be asked whether it is really solved."""

    kind: ClassVar[str] = "callback.planned"
    callback_id: UUID
    method: str
    round: int


@dataclass(frozen=True)
class CallbackAttempted(Event):
    """Somebody tried to reach the citizen; at `promised_at` they want to be called again."""

    kind: ClassVar[str] = "callback.attempted"
    callback_id: UUID
    attempt: int
    result: str
    promised_at: datetime | None = None


@dataclass(frozen=True)
class CallbackAnswered(Event):
    """The citizen said what became of it and how satisfied they are."""

    kind: ClassVar[str] = "callback.answered"
    callback_id: UUID
    outcome: str
    satisfaction: str
    method: str
    reason: str | None = None
