"""Events of work orders and of clocks."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class OrderDispatched(Event):
    """A unit received an order. `rule` names the dispatch rule, `reasons` its facts."""

    kind: ClassVar[str] = "order.dispatched"
    unit: str
    role: str
    round: int
    rule: str
    reasons: dict[str, str]
    returnable: bool
    parent_id: UUID | None = None


@dataclass(frozen=True)
class OrderMoved(Event):
    """A work order moved from one state to another. `return_decision` is `lapsed` if no decision came in time.

    A reply has its `doubts` (`Doubt`) and, without contact, the reason `no_contact`; `shown` are
    the attachments that it shows to the citizen.
    """

    kind: ClassVar[str] = "order.moved"
    move: str
    before: str
    after: str
    unit: str
    role: str
    outcome: str | None = None
    return_reason: str | None = None
    return_decision: str | None = None
    doubts: list[str] | None = None
    no_contact: str | None = None
    shown: list[UUID] | None = None


@dataclass(frozen=True)
class OrderHandedOver(Event):
    """An order of the retired unit `before` went to `unit`; its state and clocks continue."""

    kind: ClassVar[str] = "order.handed_over"
    unit: str
    before: str
    role: str


@dataclass(frozen=True)
class CitizenContacted(Event):
    """The unit contacted the citizen; `first`: for the first time for this order.

    `by` is `number` if the unit had opened the citizen's number, None if nothing shows that it could have called.
    """

    kind: ClassVar[str] = "order.contacted"
    unit: str
    first: bool
    by: str | None = None


@dataclass(frozen=True)
class ClockStart:
    """One clock that started."""

    id: UUID
    kind: str
    order_id: UUID | None
    due_at: datetime


@dataclass(frozen=True)
class ClocksStarted(Event):
    """Clocks started."""

    kind: ClassVar[str] = "clock.started"
    clocks: list[ClockStart]


@dataclass(frozen=True)
class ClockStop:
    """One clock that stopped; `ended` is met, late, missed or cancelled.

    `usual` is met or late under the usual limit, for a clock under a temporary limit; None for any other.
    """

    id: UUID
    kind: str
    ended: str
    usual: str | None = None


@dataclass(frozen=True)
class ClocksStopped(Event):
    """Clocks stopped."""

    kind: ClassVar[str] = "clock.stopped"
    clocks: list[ClockStop]


@dataclass(frozen=True)
class ClockChange:
    """One clock whose due time changed."""

    id: UUID
    kind: str
    before: datetime
    after: datetime


@dataclass(frozen=True)
class ClocksChanged(Event):
    """Due times changed. `why` is pause, resume, extension, urgency, needed_by, reopened or calendar."""

    kind: ClassVar[str] = "clock.changed"
    why: str
    clocks: list[ClockChange]


@dataclass(frozen=True)
class ClockFired(Event):
    """The due time of a clock passed. Recorded once for each clock."""

    kind: ClassVar[str] = "clock.fired"
    clock_id: UUID
    clock: str
    due_at: datetime
