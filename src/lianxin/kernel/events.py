"""Event classes: frozen dataclasses in the past tense, used both to write and to read the event log.

An event contains ids and codes, never what a person wrote. `kernel.decoding` decodes stored rows.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import orjson


@dataclass(frozen=True)
class Event:
    """Base of all events. `kind` is `feature.fact` and unique; the fields are the facts, written as JSON by orjson.

    Fields that may be None have the default None, because unset fields are not written. `private` names the fields that
    never leave the server. `measured` is false for events that accompany another one: the effort of a command belongs
    to its first measured event. `upcast` converts the JSON object of an older form to the current form.
    """

    kind: ClassVar[str] = ""
    private: ClassVar[frozenset[str]] = frozenset()
    measured: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if known := KINDS.get(cls.kind):
            raise TypeError(f"{cls.__qualname__} and {known.__qualname__} have one kind: {cls.kind}")
        KINDS[cls.kind] = cls

    @classmethod
    def upcast(cls, data: Any) -> Any:
        """Converts a stored JSON object to the current form; returns it unchanged if it already has that form."""
        return data


KINDS: dict[str, type[Event]] = {}
"""Every event class of the imported packages, by kind."""


@dataclass(frozen=True)
class UnknownEvent(Event):
    """An event of a kind without a class: its package is not loaded, or a newer version wrote it."""

    kind: ClassVar[str] = "unknown"
    name: str


@dataclass(frozen=True)
class Details:
    """Base of nested parts of events; fields that are None are not written."""


@dataclass(frozen=True)
class Effort:
    """The effort of the person who gave a command, measured by the page: see `effort` in the glossary."""

    seconds: int
    presses: int


@dataclass(frozen=True)
class SubjectRef:
    """The subject of an event: its `kind` (`case`, `call`, `staff`, `profile` …) and its `id` as text.

    `case_id` and `order_id` name the case and the work order, if there are any.
    """

    kind: str
    id: str
    case_id: UUID | None = None
    order_id: UUID | None = None


def case_ref(case_id: UUID, order_id: UUID | None = None) -> SubjectRef:
    """Returns a case, with the work order if given, as the subject of an event."""
    return SubjectRef("case", str(case_id), case_id, order_id)


@dataclass(frozen=True)
class Recorded:
    """One row of the event log. `position` is commit-ordered and gapless within a city."""

    position: int
    at: datetime
    actor: str
    about: SubjectRef
    event: Event
    effort: Effort | None
    audience: frozenset[str]

    @property
    def case_id(self) -> UUID | None:
        """The case the event belongs to, if any."""
        return self.about.case_id

    @property
    def order_id(self) -> UUID | None:
        """The work order the event belongs to, if any."""
        return self.about.order_id


@dataclass(frozen=True)
class Pending:
    """An event that is queued until its unit of work commits."""

    event: Event
    actor: str
    at: datetime
    about: SubjectRef
    audience: frozenset[str]
    effort: Effort | None = None


EFFORT = {"seconds": "effort_seconds", "presses": "effort_presses"}
"""Maps a field of Effort to its key in the stored JSON object, next to the event's own fields."""


def stored_json(event: Event, effort: Effort | None = None) -> orjson.Fragment:
    """The JSON object that the log stores: the fields that are not None, and the effort."""
    facts = _set_fields(event)
    if effort:
        facts |= {name: getattr(effort, field) for field, name in EFFORT.items()}
    return orjson.Fragment(dumped(facts))


def public_json(event: Event) -> orjson.Fragment:
    """The JSON object that browsers may see: the fields that are neither None nor private, without the effort."""
    facts = _set_fields(event)
    return orjson.Fragment(dumped({name: value for name, value in facts.items() if name not in event.private}))


def _set_fields(part: Event | Details) -> dict[str, Any]:
    return {name: value for name, value in vars(part).items() if value is not None}


def dumped(value: object) -> bytes:
    """The JSON of dictionaries, lists, ids, times and dataclasses; Details without the fields that are None."""
    return orjson.dumps(value, default=_details, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def _details(part: object) -> dict[str, Any]:
    """The fields of a dataclass as a dictionary; Details without the fields that are None."""
    if isinstance(part, Details):
        return _set_fields(part)
    return {f.name: getattr(part, f.name) for f in fields(part)}  # pyright: ignore[reportArgumentType]
