"""Events of surge mode."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class SurgeBegan(Event):
    """Surge mode began. `longest`: seconds that the first of the waiting citizens had waited."""

    kind: ClassVar[str] = "surge.began"
    surge_id: UUID
    cause: str
    waiting: int
    longest: float


@dataclass(frozen=True)
class SurgeEnded(Event):
    """Surge mode ended."""

    kind: ClassVar[str] = "surge.ended"
    surge_id: UUID


@dataclass(frozen=True)
class CalledIn(Event):
    """Staff were asked to come in."""

    kind: ClassVar[str] = "surge.called_in"
    surge_id: UUID
    staff: list[str]


@dataclass(frozen=True)
class CallInAnswered(Event):
    """Somebody answered whether they come in, and in how many minutes."""

    kind: ClassVar[str] = "surge.call_in_answered"
    surge_id: UUID
    staff: str
    answer: str
    minutes: int | None = None


@dataclass(frozen=True)
class SurgeTopicAdded(Event):
    """A temporary topic with its script and form was added; it ends at `until` or with the surge."""

    kind: ClassVar[str] = "surge.topic_added"
    surge_id: UUID
    topic_id: UUID
    until: datetime


@dataclass(frozen=True)
class SurgeTopicEnded(Event):
    """A person ended a temporary topic before its time."""

    kind: ClassVar[str] = "surge.topic_ended"
    topic_id: UUID


@dataclass(frozen=True)
class SurgeFormFilled(Event):
    """A temporary form was filled for a citizen; the answers are not in the log."""

    kind: ClassVar[str] = "surge.form_filled"
    topic_id: UUID


@dataclass(frozen=True)
class SurgeFormsErased(Event):
    """Forms of a topic were erased, because the profile keeps them for so many days."""

    kind: ClassVar[str] = "surge.forms_erased"
    topic_id: UUID
    count: int
    days: int
