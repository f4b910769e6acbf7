"""Lists for the desks that decide whose a case is; their pages are `lianxin.cases.answers`."""

from dataclasses import dataclass
from uuid import UUID

from lianxin.cases import answers


@dataclass(frozen=True)
class DutyList:
    """All of them."""

    items: list[answers.DutyLine]


@dataclass(frozen=True)
class Precedents:
    """A page of them."""

    items: list[answers.Precedent]


@dataclass(frozen=True)
class OpinionsAsked:
    """Open ones first."""

    items: list[answers.OpinionAsked]


@dataclass(frozen=True)
class OpinionKept:
    """It was taken."""

    id: UUID


@dataclass(frozen=True)
class Colleague:
    """Somebody at the hotline."""

    id: UUID
    name: str
    roles: list[str]


@dataclass(frozen=True)
class Colleagues:
    """By name."""

    items: list[Colleague]
