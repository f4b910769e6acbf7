"""Events of deciding who is responsible: returns, rulings, opinions, precedents."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class RulingMade(Event):
    """A responsibility review ended: this unit is responsible for this topic in this place."""

    kind: ClassVar[str] = "case.ruled"
    ruling_id: UUID
    unit: str
    topic: str
    district: str
    street: str


@dataclass(frozen=True)
class ReturnDecided(Event):
    """A return was decided. `findings` is one per point of the claim: holds, doubtful, fails, or empty.

    `decision` is granted, refused, ruling or lapsed; `cites` are the earlier decisions on which it is based.
    """

    kind: ClassVar[str] = "order.return_decided"
    return_id: UUID
    decision: str
    findings: list[str]
    cites: list[UUID]


@dataclass(frozen=True)
class PrecedentBounded(Event):
    """The area and duration of a ruling as a dispatch rule were set: `reach` is street, district, city or case."""

    kind: ClassVar[str] = "case.precedent_bounded"
    ruling_id: UUID
    reach: str
    cites: list[UUID]
    until: datetime | None = None


@dataclass(frozen=True)
class PrecedentWithdrawn(Event):
    """A ruling was withdrawn: it is no longer a precedent or a dispatch rule."""

    kind: ClassVar[str] = "case.precedent_withdrawn"
    ruling_id: UUID


@dataclass(frozen=True)
class OpinionsInvited(Event):
    """Units (`unit:<code>`) and people (`staff:<id>`) were asked for an opinion."""

    kind: ClassVar[str] = "case.opinions_invited"
    ruling_id: UUID
    asked: list[str]
    due_at: datetime | None = None


@dataclass(frozen=True)
class OpinionGiven(Event):
    """A unit or person gave the opinion that was asked for."""

    kind: ClassVar[str] = "case.opinion_given"
    opinion_id: UUID
    asked: str
