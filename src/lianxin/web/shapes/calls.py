"""Answers for the operator: places, a case in sentences to read to its citizen, the raised hand."""

from dataclasses import dataclass
from datetime import datetime

from lianxin.calls import Hand
from lianxin.places import FoundPlace


@dataclass(frozen=True)
class Places:
    """Places that match, best first."""

    items: list[FoundPlace]


@dataclass(frozen=True)
class ToldStep:
    """A step in the progress of a case, in the citizen's words."""

    title: str
    line: str
    state: str


@dataclass(frozen=True)
class ToldHappening:
    """Something that happened in a case, in the citizen's words. `when` is the time `at` in words."""

    at: datetime
    when: str
    words: str
    text: str


@dataclass(frozen=True)
class ToldCase:
    """A case in the sentences of the citizen's own page. `may` lists the actions the citizen can take now."""

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
    """Codes of topics, most frequent first."""

    topics: list[str]


@dataclass(frozen=True)
class Done:
    """Confirms that the command was carried out."""

    done: bool


@dataclass(frozen=True)
class OwnHand:
    """The viewer's raised hand; null if it is not raised."""

    hand: Hand | None
