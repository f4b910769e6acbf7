"""Events of a case: its opening, its moves, corrections, links, texts, side records and files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from lianxin.kernel.events import Details, Event


@dataclass(frozen=True)
class CaseOpened(Event):
    """A case was opened. The fields are as at intake; CaseChanged records later changes.

    `form_time`: seconds from the end of the call until the case was sent, 0 during the call; measured by the page.
    `call_id`: the call in which the citizen made the request; one call may open several cases.
    `sealed`: true of a tip-off about officials, which no figure counts.
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
    sealed: bool | None = None


@dataclass(frozen=True)
class ClockBegun:
    """A running clock with its start and its end."""

    id: UUID
    kind: str
    started_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class CaseUnsealed(Event):
    """A keeper opened a sealed tip-off for everybody. The fields are as at that moment, before the move that did it.

    Figures count the case from here on; `clocks` are those that run.
    """

    kind: ClassVar[str] = "case.unsealed"
    private: ClassVar[frozenset[str]] = frozenset({"citizen_id"})
    number: str
    channel: str
    nature: str
    urgency: str
    topic: str
    district: str
    citizen_id: UUID | None
    came_at: datetime
    opened_at: datetime
    accepted_at: datetime | None
    status: str
    round: int
    clocks: list[ClockBegun]


@dataclass(frozen=True)
class MoveDetails(Details):
    """Details of some moves: `reason` of a refusal, `service` of an emergency, `why` a ruling was called, `reasons` of
    a failed check, `outcome` found by a review or callback, `answered_by`: the text that names the person at the
    service who confirmed."""

    reason: str | None = None
    service: str | None = None
    why: str | None = None
    reasons: list[str] | None = None
    outcome: str | None = None
    answered_by: UUID | None = None


@dataclass(frozen=True)
class CaseMoved(Event):
    """The case moved from one state to another. `round` is 1 at first, one more with each redo."""

    kind: ClassVar[str] = "case.moved"
    move: str
    before: str
    after: str
    round: int
    details: MoveDetails | None = None

    @classmethod
    def upcast(cls, data: Any) -> Any:
        """Renames `facts_`, the name of the details before version 0.2."""
        return {**data, "details": data["facts_"]} if "facts_" in data else data


FieldValue = str | bool | int | list[str] | None
"""The value of a corrected field in the log: a code or flag, a time as ISO 8601 text."""


@dataclass(frozen=True)
class CaseChanged(Event):
    """Fields of a case were corrected: name → (before, after); (None, None) for free text, which is not in the log."""

    kind: ClassVar[str] = "case.changed"
    changes: dict[str, tuple[FieldValue, FieldValue]]


@dataclass(frozen=True)
class CaseLinked(Event):
    """Two cases were linked or unlinked; `relation` is follow_up, praises, split, merge or unmerge."""

    kind: ClassVar[str] = "case.linked"
    relation: str
    other: UUID


@dataclass(frozen=True)
class MergedCitizenSpoke(Event):
    """The citizen of a merged case added words or a file, or urged; recorded in the primary.

    `said` is addition, information, file or urge. The words are a text of the merged case `other`.
    """

    kind: ClassVar[str] = "case.merged_citizen_spoke"
    other: UUID
    said: str
    text_id: UUID | None = None


@dataclass(frozen=True)
class TextWritten(Event):
    """A person wrote a text; its words are in `texts`."""

    kind: ClassVar[str] = "case.text_written"
    text_id: UUID
    text_kind: str
    to_citizen: bool


@dataclass(frozen=True)
class RecordDetails(Details):
    """Details of a side record, also in its row: the `amount` of an extension, the `reason` of a refusal, the `service`
    of an emergency, the `unit` of an exclusion or urge, the number of `people` on a visit, `why` a supervision began
    and how many `times` the citizen came back, the `status` given in an inquiry, the `review_on` of a suspension."""

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
    """A photo, recording or document was added; `size` is in bytes."""

    kind: ClassVar[str] = "case.attachment_added"
    attachment_id: UUID
    media: str
    size: int


@dataclass(frozen=True)
class AccessRenewed(Event):
    """The citizen got a new link and code, and the old ones ended. `checked`: how it was checked who asked, by an
    operator (number, details, document) or by a code to the telephone (text_message)."""

    kind: ClassVar[str] = "case.access_renewed"
    checked: str


@dataclass(frozen=True)
class AccessCodeAsked(Event):
    """Somebody asked for a code to the citizen's telephone; it is computed from `check_id` under the city's key."""

    kind: ClassVar[str] = "case.access_code_asked"
    private: ClassVar[frozenset[str]] = frozenset({"check_id"})
    check_id: UUID


@dataclass(frozen=True)
class AccessCodeEntered(Event):
    """A citizen entered the code of a check, which shows that the telephone is theirs. The code is not stored."""

    kind: ClassVar[str] = "case.access_code_entered"
    private: ClassVar[frozenset[str]] = frozenset({"check_id", "citizen_id"})
    check_id: UUID
    citizen_id: UUID


@dataclass(frozen=True)
class ListExported(Event):
    """A viewer exported a list as a file; the file itself is not stored."""

    kind: ClassVar[str] = "cases.list_exported"
    desk: str
    filters: str
    cases: int
