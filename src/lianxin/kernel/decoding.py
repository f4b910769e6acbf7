"""Decodes stored events into their classes. A class's `upcast` first converts older forms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString, TypeVar
from uuid import UUID

import msgspec

from lianxin.kernel.events import EFFORT, KINDS, Details, Effort, Event, Recorded, SubjectRef, UnknownEvent

D = TypeVar("D", bound=Details)

EVENT_COLUMNS: Final[LiteralString] = (
    "e.position, e.at, e.kind, e.actor, e.subject_kind, e.subject_id, e.case_id, e.order_id, e.data, e.audience"
)
"""The columns of EventRow, for statements that name the event log `e`."""


class BadEvent(ValueError):
    """A stored event does not have the form that its class declares."""


@dataclass(frozen=True)
class EventRow:
    """A row of `events` as it is stored; `data` is the decoded JSON object."""

    position: int
    at: datetime
    kind: str
    actor: str
    subject_kind: str
    subject_id: str
    case_id: UUID | None
    order_id: UUID | None
    data: Any
    audience: list[str]

    def recorded(self) -> Recorded:
        """The row with its event decoded; raises BadEvent."""
        return Recorded(
            self.position,
            self.at,
            self.actor,
            SubjectRef(self.subject_kind, self.subject_id, self.case_id, self.order_id),
            read_event(self.kind, self.data),
            read_effort(self.data),
            frozenset(self.audience),
        )


def read_event(kind: str, data: Any) -> Event:
    """Decodes the stored JSON object of an event; returns UnknownEvent for an unknown kind; raises BadEvent.

    Fields that the class does not have are ignored.
    """
    shape = KINDS.get(kind)
    if shape is None:
        return UnknownEvent(kind)
    try:
        return msgspec.convert(shape.upcast(data), shape)
    except msgspec.ValidationError as error:
        raise BadEvent(f"{kind}: {error}") from error


def read_details(shape: type[D], data: Any) -> D:
    """Decodes the stored JSON object of a part of an event; fields that the class does not have are ignored."""
    return msgspec.convert(data, shape)


def read_effort(data: Any) -> Effort | None:
    """The effort stored with an event, or None."""
    seconds, presses = (data.get(EFFORT[name]) for name in ("seconds", "presses"))
    return None if seconds is None else Effort(seconds, presses or 0)
