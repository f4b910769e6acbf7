"""The facts that figures count: one row for each case, order, limit and callback, with references, codes and times.

They contain no text that people wrote. Only `fold.py` changes them, so they can always be rebuilt from the log.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass
class CaseFact:
    """A case. `unit` is the last lead unit. `outcome` is the verified one: the citizen's if they were content,
    otherwise the one the review found. `withdrawn` says who ended it: `citizen` or `staff`."""

    id: UUID
    number: str
    channel: str
    nature: str
    urgency: str
    topic: str
    district: str
    citizen_id: UUID | None
    came_at: datetime
    opened_at: datetime
    status: str = "draft"
    round: int = 1
    unit: str | None = None
    primary_id: UUID | None = None
    accepted_at: datetime | None = None
    direct: bool = False
    closed_at: datetime | None = None
    closing: str | None = None
    outcome_unit: str | None = None
    outcome_citizen: str | None = None
    outcome: str | None = None
    excluded: bool = False
    withdrawn: str | None = None


@dataclass
class OrderFact:
    """An order. `first`: the first lead order of its case. `displaced`: a ruling gave the case to another unit.

    `reply_seconds`, `reply_presses` and `decision_seconds` are the effort of the present reply and of the last
    decision on a return, None if no page measured it. `contact_by`: what shows that the unit could call the citizen.
    `no_contact`: the present reply has no contact; `boilerplate`: it was copied, passed on, or pointed to the courts.
    """

    id: UUID
    case_id: UUID
    unit: str
    role: str
    round: int
    dispatched_at: datetime
    first: bool
    status: str = "dispatched"
    signed_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    reply_seconds: int | None = None
    reply_presses: int | None = None
    outcome: str | None = None
    contact_by: str | None = None
    no_contact: bool = False
    boilerplate: bool = False
    return_asked_at: datetime | None = None
    return_decision: str | None = None
    return_decided_at: datetime | None = None
    decision_seconds: int | None = None
    displaced: bool = False
    extensions: int = 0
    excluded: bool = False


@dataclass
class ClockFact:
    """A limit. `ended` is met, late, cancelled (before it was due) or missed (cancelled after it was due).

    `unit` and `role` are the order's, None for a limit of the case itself. `response`: the limit is the order's limit
    to respond, or to make contact if the city sets no limit to respond. `usual` is `ended` under the usual limit, for a
    limit that was temporary; for any other it equals `ended`.
    """

    id: UUID
    case_id: UUID
    order_id: UUID | None
    unit: str | None
    role: str | None
    kind: str
    started_at: datetime
    due_at: datetime
    response: bool = False
    paused: bool = False
    fired: bool = False
    ended: str | None = None
    ended_at: datetime | None = None
    usual: str | None = None


@dataclass
class CallbackFact:
    """A planned callback. `unit` is the unit whose answer it is about, `outcome_unit` the outcome that unit claimed."""

    id: UUID
    case_id: UUID
    unit: str | None
    round: int
    method: str
    planned_at: datetime
    outcome_unit: str | None
    attempts: int = 0
    answered_at: datetime | None = None
    outcome: str | None = None
    satisfaction: str | None = None
    reason: str | None = None


Fact = CaseFact | OrderFact | ClockFact | CallbackFact


@dataclass
class FactSet:
    """Facts in memory: those of every case in the events, and of the case into which each of them is merged."""

    cases: dict[UUID, CaseFact] = field(default_factory=dict[UUID, CaseFact])
    orders: dict[UUID, OrderFact] = field(default_factory=dict[UUID, OrderFact])
    clocks: dict[UUID, ClockFact] = field(default_factory=dict[UUID, ClockFact])
    callbacks: dict[UUID, CallbackFact] = field(default_factory=dict[UUID, CallbackFact])

    def orders_of(self, case_id: UUID) -> list[OrderFact]:
        """Returns the orders of a case."""
        return [order for order in self.orders.values() if order.case_id == case_id]

    def forget(self, case_id: UUID) -> None:
        """Removes a case with all that belongs to it."""
        del self.cases[case_id]
        self.orders = {id_: one for id_, one in self.orders.items() if one.case_id != case_id}
        self.clocks = {id_: one for id_, one in self.clocks.items() if one.case_id != case_id}
        self.callbacks = {id_: one for id_, one in self.callbacks.items() if one.case_id != case_id}

    def all(self) -> Iterable[Fact]:
        """Yields every fact in memory."""
        yield from self.cases.values()
        yield from self.orders.values()
        yield from self.clocks.values()
        yield from self.callbacks.values()
