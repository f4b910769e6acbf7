"""Answers to commands on a case, and to reads of its limits. Most answers are in `lianxin.cases.answers`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases import answers


@dataclass(frozen=True)
class Moved:
    """The case after a command. `version` is the one to send in If-Match with the next command.

    `code` is the citizen's code after opening a case or `renew_access`, otherwise empty; it is returned only here.
    """

    id: UUID
    number: str
    status: str
    version: int
    lead_unit: str | None
    due_at: datetime | None
    round: int
    code: str


@dataclass(frozen=True)
class ExplainedClocks:
    """All limits of a case."""

    items: list[answers.ExplainedClock]
