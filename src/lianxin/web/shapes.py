"""What answers look like, for the API's document and the types generated from it.

Routes answer with plain JSON and never pass through these; a contract test holds answers and shapes together.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Locale = Literal["zh-CN", "en"]


@dataclass(frozen=True)
class Named:
    """Something of the city, with its code."""

    code: str
    name: str


@dataclass(frozen=True)
class CityName:
    """The city."""

    code: str
    name: str
    name_en: str | None


@dataclass(frozen=True)
class Viewer:
    """Who is signed in."""

    staff_id: UUID
    name: str
    login: str
    roles: list[str]
    unit: Named | None
    city: CityName
    locale: str
    desks: list[str]
    demo: bool


@dataclass(frozen=True)
class Session:
    """A live session."""

    viewer: Viewer


@dataclass(frozen=True)
class StaffMember:
    """Somebody who may sign in, or might once."""

    id: UUID
    login: str
    name: str
    roles: list[str]
    unit: str | None
    locale: str
    languages: list[str]
    active: bool


@dataclass(frozen=True)
class StaffWelcomed(StaffMember):
    """Somebody new, with the password that opens once; empty where one was chosen."""

    one_time_password: str


@dataclass(frozen=True)
class StaffList:
    """All of them, by login."""

    items: list[StaffMember]


@dataclass(frozen=True)
class Activity:
    """Whether somebody may sign in now."""

    id: UUID
    active: bool


@dataclass(frozen=True)
class Revealed:
    """A citizen in the clear; what was never told is empty."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class DemoPerson:
    """Somebody one can be in a demo city."""

    login: str
    name: str
    roles: list[str]
    unit: Named | None


@dataclass(frozen=True)
class DemoPeople:
    """All of them."""

    items: list[DemoPerson]


@dataclass(frozen=True)
class CityClock:
    """The city's present, and how many of its seconds pass in a real one."""

    now: datetime
    speed: float


@dataclass(frozen=True)
class Division:
    """A district, street, town or special area, by its national code."""

    code: str
    name: str
    name_en: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class Topic:
    """What a request is about, on three levels."""

    code: str
    l1: str
    l2: str
    l3: str
    l1_en: str
    l2_en: str
    l3_en: str
    nature: str
    urgency: str
    keywords: list[str]


@dataclass(frozen=True)
class Unit:
    """Somebody cases are sent to."""

    code: str
    name: str
    kind: str
    parent: str | None


@dataclass(frozen=True)
class Language:
    """A language the hotline speaks."""

    code: str
    name: str
    name_en: str
    kind: str


@dataclass(frozen=True)
class Profile:
    """The public part of the city's profile."""

    code: str
    name: str
    name_en: str | None
    version: str
    timezone: str
    natures: list[str]
    urgencies: list[str]
    divisions: list[Division]
    topics: list[Topic]
    units: list[Unit]
    languages: list[Language]


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
class WorkPage:
    """A page of a desk; `position` is the feed's before it was read."""

    items: list[CaseCard]
    next_cursor: str | None
    position: int


@dataclass(frozen=True)
class Exported:
    """A list to take away; `more`: there were more than one file takes."""

    items: list[CaseCard]
    more: bool


@dataclass(frozen=True)
class Other:
    """Somebody else who has the case open; `since` is a real time."""

    name: str
    writing: bool
    since: datetime


@dataclass(frozen=True)
class Others:
    """Who else has the case open."""

    items: list[Other]


@dataclass(frozen=True)
class Preferences:
    """What somebody has set up, by name."""

    preferences: dict[str, Any]


@dataclass(frozen=True)
class WorkCounts:
    """Cases on each desk, at most 1,000 counted."""

    counts: dict[str, int]


@dataclass(frozen=True)
class Snippet:
    """A piece of a case's words; `marks` are [start, end] in `text`."""

    text: str
    marks: list[list[int]]
    cut: bool


@dataclass(frozen=True)
class Found(CaseCard):
    """A card that was searched for."""

    snippet: Snippet


@dataclass(frozen=True)
class SearchPage:
    """A page of what was found, newest first."""

    items: list[Found]
    next_cursor: str | None


@dataclass(frozen=True)
class Callers:
    """Earlier cases of one telephone number, open ones first; `times` counts all of them.

    One about the same topic since `repeat_since` makes a new one a repeat.
    """

    items: list[CaseCard]
    times: int
    repeat_since: datetime
    citizen: "KnownCitizen | None"


@dataclass(frozen=True)
class KnownCitizen:
    """Who called before, masked."""

    name: str
    language: str


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
class Suggestion:
    """Where the rules would send a case, by which rule and why."""

    unit: str | None
    unit_name: str | None
    rule: str | None
    reasons: dict[str, Any]
    urgency: str
    happened: "UnderstoodMoment | None"
    limits: list[Promise]


@dataclass(frozen=True)
class UnderstoodMoment:
    """When the matter was, as the words were understood; `precision` is minute, part (of a day) or day."""

    at: datetime
    precision: str


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


@dataclass(frozen=True)
class FeedEvent:
    """The data of a `fact` on the stream: `card` is the case as it is now, None when it left this viewer's sight;
    `desks` are those on which this viewer finds it now."""

    position: int
    kind: str
    at: datetime
    actor: str
    case_id: UUID | None
    order_id: UUID | None
    data: dict[str, Any]
    card: CaseCard | None
    desks: list[str]


@dataclass(frozen=True)
class Health:
    """How it stands."""

    status: str
