"""What a unit's own reads answer with; see `shapes`."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.web.shapes.cases import CaseCard


@dataclass(frozen=True)
class InboxOrder:
    """The order of a case that lies with the units looked at."""

    id: UUID
    unit: str
    role: str
    status: str


@dataclass(frozen=True)
class InboxCard(CaseCard):
    """A case in a unit's inbox."""

    order: InboxOrder | None


@dataclass(frozen=True)
class InboxPage:
    """A page of a tab; `position` is the feed's before it was read."""

    items: list[InboxCard]
    next_cursor: str | None
    position: int


@dataclass(frozen=True)
class FilledTemplate:
    """A reply template with its places filled from the case. `unit` is empty for the city's."""

    template_id: UUID
    name: str
    unit: str
    outcome: str
    text: str


@dataclass(frozen=True)
class SameMatter:
    """Another order that can be answered together with this one."""

    order_id: UUID
    number: str
    title: str
    status: str
    version: int


@dataclass(frozen=True)
class ReplyHelp:
    """For the one who writes a reply. `evidence` names the outcomes that must show some."""

    templates: list[FilledTemplate]
    together: list[SameMatter]
    evidence: list[str]


@dataclass(frozen=True)
class ExtensionAhead:
    """What the due time would be; `promised` is the citizen's, which no extension moves."""

    measure: str
    amount: int
    at_most: int
    times_left: int
    due_at: datetime
    would_be: datetime
    promised: datetime | None


@dataclass(frozen=True)
class ReplyTemplate:
    """One version of a reply template. `unit` is empty for the city's; empty `topic` and `outcome` fit all."""

    template_id: UUID
    version: int
    unit: str
    topic: str
    outcome: str
    name: str
    body: str
    retired: bool
    made_by: str
    made_at: datetime
    may_change: bool


@dataclass(frozen=True)
class ReplyTemplates:
    """The templates a viewer may use, or the versions of one."""

    items: list[ReplyTemplate]
    places: list[str]
