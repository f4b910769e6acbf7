"""Events of deciding who is responsible: returns, rulings, opinions, precedents."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lianxin.kernel.events import Event


@dataclass(frozen=True)
class RulingMade(Event):
    """A responsibility review ended: this unit answers for this topic in this place."""

    kind: ClassVar[str] = "case.ruled"
    ruling_id: UUID
    unit: str
    topic: str
    district: str
    street: str


@dataclass(frozen=True)
class ReturnDecided(Event):
    """What the return desk found of each point of a claim (holds, doubtful, fails, or empty), and decided.

    `decision` is granted, refused, ruling or lapsed; `cites` are the earlier decisions it goes by.
    """

    kind: ClassVar[str] = "order.return_decided"
    return_id: UUID
    decision: str
    findings: list[str]
    cites: list[UUID]


@dataclass(frozen=True)
class PrecedentBounded(Event):
    """Where and how long a ruling is a dispatch rule: `reach` is street, district, city or case."""

    kind: ClassVar[str] = "case.precedent_bounded"
    ruling_id: UUID
    reach: str
    cites: list[UUID]
    until: datetime | None = None


@dataclass(frozen=True)
class PrecedentWithdrawn(Event):
    """A ruling is no precedent and no dispatch rule any more."""

    kind: ClassVar[str] = "case.precedent_withdrawn"
    ruling_id: UUID


@dataclass(frozen=True)
class OpinionsInvited(Event):
    """Units (`unit:<code>`) and people (`staff:<id>`) were asked what they think."""

    kind: ClassVar[str] = "case.opinions_invited"
    ruling_id: UUID
    asked: list[str]
    due_at: datetime | None = None


@dataclass(frozen=True)
class OpinionGiven(Event):
    """One of those who were asked said what they think."""

    kind: ClassVar[str] = "case.opinion_given"
    opinion_id: UUID
    asked: str
