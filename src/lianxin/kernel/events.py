"""Events are facts that happened: frozen, past tense, without a citizen's words or numbers."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True)
class Event:
    """Base of all events. `kind` is `feature.fact`; the fields are the facts, JSON-able by orjson."""

    kind: ClassVar[str] = ""

    def facts(self) -> dict[str, Any]:
        """The fields that are not None, by name."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}


@dataclass(frozen=True)
class Effort:
    """What a command cost the person who gave it, as the page measured it: numbers only."""

    seconds: int
    presses: int

    def facts(self) -> dict[str, Any]:
        """As they stand on the first event of the command."""
        return {"effort_seconds": self.seconds, "effort_presses": self.presses}


@dataclass(frozen=True)
class Recorded:
    """One row of the event log. `position` is commit-ordered and gapless within a city."""

    position: int
    at: datetime
    kind: str
    actor: str
    case_id: UUID | None
    order_id: UUID | None
    data: dict[str, Any]
    audience: list[str]


@dataclass(frozen=True)
class Pending:
    """An event that waits for its unit of work to commit."""

    event: Event
    actor: str
    at: datetime
    case_id: UUID | None
    order_id: UUID | None
    audience: frozenset[str]
    effort: Effort | None = None

    def facts(self) -> dict[str, Any]:
        """The event's own, and what it cost."""
        return self.event.facts() | (self.effort.facts() if self.effort else {})
