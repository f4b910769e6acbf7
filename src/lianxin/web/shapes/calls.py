"""What the answers beside the intake form and on the floor look like."""

from dataclasses import dataclass
from datetime import datetime

from lianxin.calls import Hand
from lianxin.places import FoundPlace


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
class OwnHand:
    """The viewer's hand; null: it is down."""

    hand: Hand | None
