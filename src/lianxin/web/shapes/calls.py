"""What the answers beside the intake form and on the floor look like."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class FoundPlace:
    """A place with the district and street that follow from it. `cases` taught its name; 0: the profile says it."""

    kind: str
    name: str
    district: str
    street: str
    cases: int


@dataclass(frozen=True)
class Places:
    """Places that fit, best first."""

    items: list[FoundPlace]


@dataclass(frozen=True)
class ToldStep:
    """A step on the way, as the citizen reads it."""

    title: str
    line: str
    state: str


@dataclass(frozen=True)
class ToldHappening:
    """Something that happened, as the citizen reads it."""

    at: datetime
    when: str
    words: str
    text: str


@dataclass(frozen=True)
class ToldCase:
    """A case in the sentences of the citizen's own page. `may` names what the citizen can do now."""

    number: str
    title: str
    status: str
    headline: str
    promised: str
    hint: str
    until: str
    steps: list[ToldStep]
    story: list[ToldHappening]
    question: str
    may: list[str]
    version: int


@dataclass(frozen=True)
class OwnTopics:
    """Codes of topics, the most frequent first."""

    topics: list[str]


@dataclass(frozen=True)
class Done:
    """It was done."""

    done: bool


@dataclass(frozen=True)
class Ended:
    """A call that ended without a case."""

    id: UUID
    kind: str
    ended_at: datetime


@dataclass(frozen=True)
class Hand:
    """A raised hand; `answered`: the shift lead comes."""

    id: UUID
    reason: str
    raised_at: datetime
    answered: bool
    answered_at: datetime | None


@dataclass(frozen=True)
class OwnHand:
    """The viewer's hand; null: it is down."""

    hand: Hand | None


@dataclass(frozen=True)
class FloorSeat:
    """Somebody who takes calls. `state` is null while nothing is known of the seat."""

    staff_id: UUID
    name: str
    login: str
    roles: list[str]
    languages: list[str]
    signed_in: bool
    state: str | None
    since: datetime | None
    queues: list[str]
    hand: Hand | None
    taken: int
    last_number: str | None
    last_at: datetime | None


@dataclass(frozen=True)
class Floor:
    """All seats; `telephone`: whether calls come in here at all."""

    position: int
    seats: list[FloorSeat]
    telephone: bool
