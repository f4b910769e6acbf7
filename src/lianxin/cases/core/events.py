"""Facts of the life cycle. They name rows and codes; what people wrote stays in `texts`.

The first event of a command from the workbench may hold `effort_seconds` and `effort_presses` beside its own facts
(`lianxin.kernel.events.Effort`); those written before, or by programs, do not.

The two state tables speak through `CaseMoved` and `OrderMoved`, which name the move; replaying them gives every state
back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class CaseOpened(Event):
    """A request came in. Facts as accepted; later changes come as CaseChanged.

    `form_time`: seconds from the end of the call until it was sent, 0 when sent during it; measured by the page.
    """

    kind: ClassVar[str] = "case.opened"
    number: str
    channel: str
    nature: str
    urgency: str
    topic: str
    district: str
    street: str
    confidential: bool
    citizen_id: UUID | None = None
    submitted_at: datetime | None = None
    source: str | None = None
    form_time: float | None = None


@dataclass(frozen=True)
class CaseMoved(Event):
    """The case went from one state to another. `round` counts first dispatch and redos.

    `facts_` says more of some moves: why not accepted, why ruled, which service, what the review found.
    """

    kind: ClassVar[str] = "case.moved"
    move: str
    before: str
    after: str
    round: int
    facts_: dict[str, Any] | None = None


@dataclass(frozen=True)
class CaseChanged(Event):
    """Facts of a case were corrected: name → [before, after]; never free text."""

    kind: ClassVar[str] = "case.changed"
    changes: dict[str, list[Any]]


@dataclass(frozen=True)
class CaseLinked(Event):
    """Two cases belong together: follow_up, praises, split, merge or unmerge."""

    kind: ClassVar[str] = "case.linked"
    relation: str
    other: UUID


@dataclass(frozen=True)
class OrderDispatched(Event):
    """A unit was given a task. `rule` names what decided, `reasons` why."""

    kind: ClassVar[str] = "order.dispatched"
    unit: str
    role: str
    round: int
    rule: str
    reasons: dict[str, Any]
    returnable: bool
    parent_id: UUID | None = None


@dataclass(frozen=True)
class OrderMoved(Event):
    """A work order went from one state to another. `return_decision` is `lapsed` where nobody decided in time."""

    kind: ClassVar[str] = "order.moved"
    move: str
    before: str
    after: str
    unit: str
    role: str
    outcome: str | None = None
    return_reason: str | None = None
    return_decision: str | None = None


@dataclass(frozen=True)
class CitizenContacted(Event):
    """The unit spoke with the citizen before acting."""

    kind: ClassVar[str] = "order.contacted"
    unit: str
    first: bool


@dataclass(frozen=True)
class TextWritten(Event):
    """Somebody wrote something; the words are in `texts`."""

    kind: ClassVar[str] = "case.text_written"
    text_id: UUID
    text_kind: str
    to_citizen: bool


@dataclass(frozen=True)
class ClocksStarted(Event):
    """Limits began to run: each {id, kind, order_id, due_at}."""

    kind: ClassVar[str] = "clock.started"
    clocks: list[dict[str, Any]]


@dataclass(frozen=True)
class ClocksStopped(Event):
    """Limits ended: each {id, kind, ended} with ended met, late or cancelled."""

    kind: ClassVar[str] = "clock.stopped"
    clocks: list[dict[str, Any]]


@dataclass(frozen=True)
class ClocksChanged(Event):
    """Due times moved: each {id, kind, before, after}.

    `why` is pause, resume, extension, urgency, needed_by, reopened or calendar.
    """

    kind: ClassVar[str] = "clock.changed"
    why: str
    clocks: list[dict[str, Any]]


@dataclass(frozen=True)
class ClockFired(Event):
    """A due time passed. Happens once for each clock."""

    kind: ClassVar[str] = "clock.fired"
    clock_id: UUID
    clock: str
    due_at: datetime


@dataclass(frozen=True)
class SideRecorded(Event):
    """A record beside the states was made or decided: extension, urge, supervision, visit, media, exclusion …"""

    kind: ClassVar[str] = "case.side_recorded"
    record_id: UUID
    record: str
    status: str
    data: dict[str, Any]


@dataclass(frozen=True)
class RulingMade(Event):
    """A responsibility review ended: this unit answers for this topic in this place."""

    kind: ClassVar[str] = "case.ruled"
    ruling_id: UUID
    unit: str
    topic: str
    district: str
    street: str


@dataclass(frozen=True)
class ReturnDecided(Event):
    """What the return desk found of each point of a claim (holds, doubtful, fails, or empty), and decided.

    `decision` is granted, refused, ruling or lapsed; `cites` are the earlier decisions it goes by.
    """

    kind: ClassVar[str] = "order.return_decided"
    return_id: UUID
    decision: str
    findings: list[str]
    cites: list[UUID]


@dataclass(frozen=True)
class PrecedentBounded(Event):
    """Where and how long a ruling is a dispatch rule: `reach` is street, district, city or case."""

    kind: ClassVar[str] = "case.precedent_bounded"
    ruling_id: UUID
    reach: str
    until: datetime | None
    cites: list[UUID]


@dataclass(frozen=True)
class PrecedentWithdrawn(Event):
    """A ruling is no precedent and no dispatch rule any more."""

    kind: ClassVar[str] = "case.precedent_withdrawn"
    ruling_id: UUID


@dataclass(frozen=True)
class OpinionsInvited(Event):
    """Units (`unit:<code>`) and people (`staff:<id>`) were asked what they think."""

    kind: ClassVar[str] = "case.opinions_invited"
    ruling_id: UUID
    asked: list[str]
    due_at: datetime | None


@dataclass(frozen=True)
class OpinionGiven(Event):
    """One of those who were asked said what they think."""

    kind: ClassVar[str] = "case.opinion_given"
    opinion_id: UUID
    asked: str


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


@dataclass(frozen=True)
class AttachmentAdded(Event):
    """A photo, recording or document was added."""

    kind: ClassVar[str] = "case.attachment_added"
    attachment_id: UUID
    media: str
    size: int


KEPT_BACK = frozenset({"citizen_id", "effort_seconds", "effort_presses"})


def public_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """What of an event's facts leaves the server: whose case it is, other rules know, and nobody is timed here."""
    return {name: value for name, value in facts.items() if name not in KEPT_BACK}
