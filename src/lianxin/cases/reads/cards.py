"""The card of a case: the row of every work list, search result and stream message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, Self, TypeVar
from uuid import UUID

from lianxin.cases.rules.waits_for import WAITS_FOR
from lianxin.kernel.rows import around, columns_of, field_names, from_fields


@dataclass(frozen=True)
class CardFacts:
    """The columns that a card copies from the case row. `return_units`: the units that ask to return their order."""

    id: UUID
    number: str
    title: str
    status: str
    nature: str
    urgency: str
    urged: bool
    expedite: bool
    confidential: bool
    fast_desk: bool
    topic: str
    district: str
    street: str
    lead_unit: str | None
    return_units: list[str]
    round: int
    returns: int
    due_at: datetime | None
    version: int
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class CardClock:
    """The next deadline that requires action. `unit` has the order that it belongs to; None: the hotline must act."""

    kind: str
    due_at: datetime
    started_at: datetime
    state: str
    unit: str | None


@dataclass(frozen=True)
class CardColumns(CardFacts):
    """The columns CARD of `cases c`."""

    next_clock: str | None
    next_due_at: datetime | None
    next_since: datetime | None
    next_unit: str | None


CARD: LiteralString = columns_of(CardColumns, "c")


@dataclass(frozen=True)
class CaseCard(CardFacts):
    """A case in a list. `waits_for` is the role that must act, or `citizen`."""

    clock: CardClock | None
    waits_for: str | None

    @classmethod
    def of_columns(cls, columns: Any) -> Self:
        """Builds the card around the columns CARD, a dictionary that it keeps; all are null where a list is empty."""
        kind, due_at, since = columns.pop("next_clock"), columns.pop("next_due_at"), columns.pop("next_since")
        facts = {"kind": kind, "due_at": due_at, "started_at": since, "state": "running"}
        facts["unit"] = columns.pop("next_unit")
        columns["clock"] = around(CardClock, facts) if kind and due_at and since else None
        columns["waits_for"] = WAITS_FOR[columns["status"]] if columns["status"] else None
        return around(cls, columns)


@dataclass(frozen=True)
class CardRow:
    """A row of the columns CARD, which become the card, and of the columns that a subclass has as fields."""

    card: CaseCard

    @classmethod
    def of_columns(cls, columns: Any) -> Self:
        """Builds the row and its card."""
        own = {name: columns.pop(name) for name in field_names(cls) if name != "card"}
        own["card"] = CaseCard.of_columns(columns)
        return around(cls, own)


C = TypeVar("C", bound=CaseCard)


def card_with(shape: type[C], card: CaseCard, **more: Any) -> C:
    """Returns the card as a subclass with additional fields and their values."""
    return from_fields(shape, **vars(card), **more)
