"""Events of a case: its opening, its moves, corrections, links, texts, side records and files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from lianxin.kernel.events import Details, Event


@dataclass(frozen=True)
class CaseOpened(Event):
    """A request came in. Facts as accepted; later changes come as CaseChanged.

    `form_time`: seconds from the end of the call until it was sent, 0 when sent during it; measured by the page.
    `call_id`: the call in which the citizen asked for it; one call may open several cases.
    """

    kind: ClassVar[str] = "case.opened"
    private: ClassVar[frozenset[str]] = frozenset({"citizen_id"})
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
    call_id: UUID | None = None


@dataclass(frozen=True)
class MoveDetails(Details):
    """What some moves add: `reason` of a refusal, `service` of an emergency, `why` a ruling was called, `reasons` a
    check failed, `outcome` that a review or callback found."""

    reason: str | None = None
    service: str | None = None
    why: str | None = None
    reasons: list[str] | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class CaseMoved(Event):
    """The case went from one state to another. `round` counts first dispatch and redos."""

    kind: ClassVar[str] = "case.moved"
    move: str
    before: str
    after: str
    round: int
    details: MoveDetails | None = None

    @classmethod
    def upcast(cls, data: Any) -> Any:
        """Before version 0.2 the details were called `facts_`."""
        return {**data, "details": data["facts_"]} if "facts_" in data else data


FieldValue = str | bool | int | list[str] | None
"""A corrected field as the log keeps it: codes and flags, times as ISO 8601 text."""


@dataclass(frozen=True)
class CaseChanged(Event):
    """Fields of a case were corrected: name → (before, after); never free text, which gives (None, None)."""

    kind: ClassVar[str] = "case.changed"
    changes: dict[str, tuple[FieldValue, FieldValue]]


@dataclass(frozen=True)
class CaseLinked(Event):
    """Two cases belong together: follow_up, praises, split, merge or unmerge."""

    kind: ClassVar[str] = "case.linked"
    relation: str
    other: UUID


@dataclass(frozen=True)
class TextWritten(Event):
    """Somebody wrote something; the words are in `texts`."""

    kind: ClassVar[str] = "case.text_written"
    text_id: UUID
    text_kind: str
    to_citizen: bool


@dataclass(frozen=True)
class RecordDetails(Details):
    """What a side record adds, also in its row: the `amount` of an extension, the `reason` of a refusal, the `service`
    of an emergency, the `unit` of an exclusion or urge, the `people` of a visit, `why` a supervision was called and
    how many `times` the citizen came back, the `status` told in an inquiry, the day `review_on` of a suspension."""

    amount: int | None = None
    reason: str | None = None
    service: str | None = None
    unit: str | None = None
    people: int | None = None
    why: str | None = None
    status: str | None = None
    times: int | None = None
    review_on: datetime | None = None


NO_DETAILS = RecordDetails()


@dataclass(frozen=True)
class SideRecorded(Event):
    """A side record was made or decided: extension, urge, supervision, visit, media, exclusion …"""

    kind: ClassVar[str] = "case.side_recorded"
    record_id: UUID
    record: str
    status: str
    data: RecordDetails


@dataclass(frozen=True)
class AttachmentAdded(Event):
    """A photo, recording or document was added."""

    kind: ClassVar[str] = "case.attachment_added"
    attachment_id: UUID
    media: str
    size: int


@dataclass(frozen=True)
class ListExported(Event):
    """Somebody took a list away as a file; nothing of it is kept here."""

    kind: ClassVar[str] = "cases.list_exported"
    desk: str
    filters: str
    cases: int
