"""Lists for the desks that decide which unit is responsible; their pages are in `lianxin.cases.answers`."""

from dataclasses import dataclass
from uuid import UUID

from lianxin.cases import answers


@dataclass(frozen=True)
class DutyList:
    """All lines of the duty list."""

    items: list[answers.DutyLine]


@dataclass(frozen=True)
class Precedents:
    """One page of precedents, newest first."""

    items: list[answers.Precedent]


@dataclass(frozen=True)
class OpinionsAsked:
    """Opinions that the viewer or their unit is asked for, open ones first."""

    items: list[answers.OpinionAsked]


@dataclass(frozen=True)
class OpinionKept:
    """Confirms that the opinion was recorded."""

    id: UUID


@dataclass(frozen=True)
class Colleague:
    """A member of the hotline's staff."""

    id: UUID
    name: str
    roles: list[str]


@dataclass(frozen=True)
class Colleagues:
    """Members of the hotline's staff, by name."""

    items: list[Colleague]
