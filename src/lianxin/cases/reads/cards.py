"""The card of a case: the row of every work list, search result and stream message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, TypeVar
from uuid import UUID

from lianxin.cases.rules.waits_for import WAITS_FOR
from lianxin.kernel.rows import columns_of, field_names, from_fields


@dataclass(frozen=True)
class CardFacts:
    """The columns that a card copies from the case row."""

    id: UUID
    number: str
    title: str
    status: str
    nature: str
    urgency: str
    urged: bool
    expedite: bool
    confidential: bool
    topic: str
    district: str
    street: str
    lead_unit: str | None
    round: int
    returns: int
    due_at: datetime | None
    version: int
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class CardClock:
    """The next deadline that requires action."""

    kind: str
    due_at: datetime
    started_at: datetime
    state: str


@dataclass(frozen=True)
class CaseCard(CardFacts):
    """A case in a list. `waits_for` is the role that must act, or `citizen`."""

    clock: CardClock | None
    waits_for: str | None


@dataclass(frozen=True)
class CardRow(CardFacts):
    """The columns CARD of `cases c`. Statements that select more use a subclass."""

    next_clock: str | None
    next_due_at: datetime | None
    next_since: datetime | None


CARD: LiteralString = columns_of(CardRow, "c")
_PLAIN = tuple(field_names(CardFacts))
C = TypeVar("C", bound=CaseCard)


def card_of(row: CardRow) -> CaseCard:
    """Returns the card of a row; also accepts subclasses of CardRow."""
    clock = None
    if row.next_clock and row.next_due_at and row.next_since:
        clock = CardClock(row.next_clock, row.next_due_at, row.next_since, "running")
    known = vars(row)
    plain = {name: known[name] for name in _PLAIN}
    return from_fields(CaseCard, **plain, clock=clock, waits_for=WAITS_FOR[row.status])


def card_with(shape: type[C], card: CaseCard, **more: Any) -> C:
    """Returns the card as a subclass with additional fields and their values."""
    return from_fields(shape, **vars(card), **more)
