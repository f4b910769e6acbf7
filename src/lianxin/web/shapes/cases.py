"""What a case looks like: its card, its page, what a move answers; see shapes.py."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID


@dataclass(frozen=True)
class CardClock:
    """The next deadline somebody has to act on."""

    kind: str
    due_at: datetime
    started_at: datetime
    state: str


@dataclass(frozen=True)
class CaseCard:
    """A case in a list. `waits_for` is the role that must act, or `citizen`."""

    id: UUID
    number: str
    title: str
    status: str
    nature: str
    urgency: str
    urged: bool
    expedite: bool
    confidential: bool
    topic: str
    district: str
    street: str
    lead_unit: str | None
    round: int
    returns: int
    due_at: datetime | None
    version: int
    opened_at: datetime
    changed_at: datetime
    clock: CardClock | None
    waits_for: str | None


@dataclass(frozen=True)
class Moved:
    """What a command answers with."""

    id: UUID
    number: str
    status: str
    version: int
    lead_unit: str | None
    due_at: datetime | None
    round: int


@dataclass(frozen=True)
class Opened(Moved):
    """A new case. `code` is told to the citizen, once."""

    code: str


@dataclass(frozen=True)
class Promise:
    """A due time that could be told to the citizen, and who set the limit."""

    clock: str
    due_at: datetime
    source: str
    verified: bool


@dataclass(frozen=True)
class CitizenMasked:
    """The citizen as any screen shows them."""

    name_masked: str
    phone_masked: str
    language: str


@dataclass(frozen=True)
class Order:
    """One unit's task in one round."""

    id: UUID
    round: int
    role: str
    unit: str
    unit_name: str
    status: str
    rule: str
    reasons: dict[str, Any]
    parent_id: UUID | None
    returnable: bool
    refusals: int
    dispatched_by: str
    dispatched_at: datetime
    signed_at: datetime | None
    contacted_at: datetime | None
    replied_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    reply_text: UUID | None


@dataclass(frozen=True)
class Clock:
    """A limit: `state` is running, paused, met, late or cancelled."""

    id: UUID
    kind: str
    order_id: UUID | None
    started_at: datetime
    due_at: datetime
    state: str
    ended_at: datetime | None
    fired_at: datetime | None
    provisional: bool


@dataclass(frozen=True)
class ExplainedClock:
    """A limit and the paragraph that explains its due time."""

    id: UUID
    kind: str
    order_id: UUID | None
    unit: str | None
    started_at: datetime
    due_at: datetime
    state: str
    fired_at: datetime | None
    provisional: bool
    explanation: str


@dataclass(frozen=True)
class ExplainedClocks:
    """All the limits of a case."""

    items: list[ExplainedClock]


@dataclass(frozen=True)
class Happening:
    """An entry of a case's history; `text` is what somebody wrote there, numbers of people masked."""

    position: int
    at: datetime
    kind: str
    actor: str
    actor_kind: str
    order_id: UUID | None
    round: int
    text: str | None
    data: dict[str, Any]


@dataclass(frozen=True)
class MoveField:
    """One thing to be said for a move. `limit` is in characters; `labels` say the options where these are ids."""

    name: str
    kind: str
    required: bool
    options: list[str] | None
    limit: int
    labels: list[str] | None


@dataclass(frozen=True)
class Move:
    """What this viewer may do now; the first of a case or an order is the usual one."""

    move: str
    about: Literal["case", "order"]
    order_id: UUID | None
    unit: str | None
    key: str | None
    files: Literal["none", "welcome", "demanded"]
    fields: list[MoveField]


@dataclass(frozen=True)
class Link:
    """Another case that belongs to this one."""

    id: UUID
    relation: str
    number: str
    title: str
    status: str


@dataclass(frozen=True)
class Attachment:
    """A file that was added."""

    id: UUID
    kind: str
    media_type: str
    name: str
    size: int


@dataclass(frozen=True)
class AttachmentOnPage(Attachment):
    """The same with where to get it."""

    order_id: UUID | None
    added_by: str
    added_at: datetime
    url: str


@dataclass(frozen=True)
class CaseOnPage(CaseCard):
    """The case's own facts."""

    address: str
    channel: str
    language: str
    submitted_at: datetime
    accepted_at: datetime | None
    happened: str
    happened_at: datetime | None
    needed_by: datetime | None
    complained: list[str]
    fast_desk: bool
    resume_to: str | None
    outcome_unit: str | None
    outcome_citizen: str | None
    outcome_verified: str | None
    satisfaction: str | None
    verified: bool | None
    closed_at: datetime | None
    reopenings: int
    praised_unit: str | None
    linked_to: UUID | None
    split_from: UUID | None
    merged_into: UUID | None
    profile_version: str


@dataclass(frozen=True)
class CasePage:
    """Everything the case page shows this viewer; `version` goes into If-Match, `position` is the feed's before."""

    position: int
    version: int
    case: CaseOnPage
    opened_by: str
    citizen: CitizenMasked | None
    words: str
    wish: str
    praised: str
    supervision_asked: bool
    orders: list[Order]
    clocks: list[Clock]
    history: list[Happening]
    moves: list[Move]
    links: list[Link]
    attachments: list[AttachmentOnPage]
