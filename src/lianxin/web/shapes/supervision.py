"""What the answers about supervision look like."""

from dataclasses import dataclass

from lianxin.cases import answers


@dataclass(frozen=True)
class LateUnits:
    """Most overdue first."""

    items: list[answers.LateUnit]


@dataclass(frozen=True)
class Records:
    """Oldest first."""

    items: list[answers.Record]
