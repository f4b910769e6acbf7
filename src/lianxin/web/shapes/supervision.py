"""Answers for supervisors: late units and waiting records."""

from dataclasses import dataclass

from lianxin.cases import answers


@dataclass(frozen=True)
class LateUnits:
    """Units with cases that are overdue or due within a day, most overdue first."""

    items: list[answers.LateUnit]


@dataclass(frozen=True)
class Records:
    """Records that wait for a decision, oldest first."""

    items: list[answers.Record]
