"""Events of callbacks, which ask the citizen whether the matter is really solved."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class CallbackPlanned(Event):
    """A callback to the citizen was planned."""

    kind: ClassVar[str] = "callback.planned"
    callback_id: UUID
    method: str
    round: int


@dataclass(frozen=True)
class CallbackAttempted(Event):
    """A callback agent tried to reach the citizen, who may want another call at `promised_at`."""

    kind: ClassVar[str] = "callback.attempted"
    callback_id: UUID
    attempt: int
    result: str
    promised_at: datetime | None = None


@dataclass(frozen=True)
class CallbackShared(Event):
    """The citizen of a merged case is asked about the same answer in the case `other`, so no callback was planned."""

    kind: ClassVar[str] = "callback.shared"
    other: UUID
    round: int


@dataclass(frozen=True)
class VerdictShared(Event):
    """The citizen's verdict in the case `other` counts for this merged case too; figures count it there only."""

    kind: ClassVar[str] = "callback.verdict_shared"
    other: UUID
    outcome: str
    satisfaction: str


@dataclass(frozen=True)
class CallbackAnswered(Event):
    """The citizen stated the outcome of the matter and the satisfaction with the handling."""

    kind: ClassVar[str] = "callback.answered"
    callback_id: UUID
    outcome: str
    satisfaction: str
    method: str
    reason: str | None = None
