"""What commands on a case answer with, and lists of what reads return; the rest are `lianxin.cases.answers`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases import answers


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
class ExplainedClocks:
    """All the limits of a case."""

    items: list[answers.ExplainedClock]
