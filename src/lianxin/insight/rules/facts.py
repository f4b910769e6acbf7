"""What figures are counted from: a row for each case, order, limit and callback. References, codes and times; no words.

The folding of the log (`fold.py`) is all that writes them, so the log gives every one of them back.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass
class CaseFact:
    """`unit` is who led last. `outcome` is the verified one: the citizen's if content, else what the review found."""

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


@dataclass
class OrderFact:
    """`first`: the first lead order of its case. `displaced`: a ruling gave the case to another unit.

    `reply_seconds`, `reply_presses`, `decision_seconds`: what the reply that stands and the last decision on a return
    cost the person, None where no page measured it.
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
    return_asked_at: datetime | None = None
    return_decision: str | None = None
    return_decided_at: datetime | None = None
    decision_seconds: int | None = None
    displaced: bool = False
    extensions: int = 0
    excluded: bool = False


@dataclass
class ClockFact:
    """A limit. `ended`: met, late, cancelled while there was time, or missed: cancelled after it had run out.

    `unit` and `role` are the order's, None of a limit of the case itself. `response`: it is the order's limit to
    respond, or to make contact where the city sets no limit to respond.
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


@dataclass
class CallbackFact:
    """One citizen asked once. `unit` and `outcome_unit`: whose answer it is about, and what that unit said."""

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
