"""Dataclasses of the outbox: messages, and the facts of their cases."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.kernel.work import UnitOfWork


@dataclass(frozen=True)
class Message:
    """A row of `messages`; an alarm to the shift lead has neither case nor citizen."""

    id: UUID
    case_id: UUID | None
    citizen_id: UUID | None
    caused_by: int
    template: str
    channel: str
    language: str
    facts: dict[str, str]
    queued_at: datetime
    status: str = "queued"
    attempts: int = 0
    last_error: str | None = None
    sent_at: datetime | None = None
    provider_id: str | None = None


@dataclass(frozen=True)
class NotifiedCase:
    """The facts of a case for messages. `unit` is a name, `link` the citizen's page, `audience` that of events.

    `matter`: the case itself, or the one it is merged into. `portal`: somebody sent it from the citizens' pages, where
    nobody proves that the number is theirs.
    """

    number: str
    citizen_id: UUID | None
    language: str
    unit: str
    confidential: bool
    link: str
    matter: UUID
    audience: frozenset[str]
    portal: bool = False


ReadCases = Callable[[UnitOfWork, Collection[UUID]], Awaitable[Mapping[UUID, NotifiedCase]]]
"""Returns the facts of cases by id, in one statement if possible; unknown ids are left out."""
