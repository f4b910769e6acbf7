"""Earlier decisions on the same question: which stand nearest, how they fared, and what a unit's returns came to."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from lianxin.cases.rules.dispatch import Place


class PrecedentReach(StrEnum):
    """Where a ruling is a rule from now on: in its street, its district, the whole city, or for its own case only."""

    STREET = "street"
    DISTRICT = "district"
    CITY = "city"
    CASE = "case"


class Decided(Protocol):
    """A decision somewhere, some time ago."""

    @property
    def district(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def decided_at(self) -> datetime: ...


D = TypeVar("D", bound=Decided)
_NEAR = ("street", "district", "elsewhere")
_CLOSED = frozenset({"closed", "archived"})
ANSWERS = ("granted", "refused", "ruling", "lapsed")


def nearness(decided: Decided, here: Place) -> str:
    """`street` when it was the same street, `district` the same district, else `elsewhere`."""
    if here.street and decided.street == here.street:
        return "street"
    return "district" if here.district and decided.district == here.district else "elsewhere"


def nearest_first(decisions: Iterable[D], here: Place) -> list[D]:
    """Same place first, then the district, then elsewhere; the latest first in each."""
    latest = sorted(decisions, key=lambda one: one.decided_at, reverse=True)
    return sorted(latest, key=lambda one: _NEAR.index(nearness(one, here)))


def precedent_reach(wanted: str, here: Place) -> PrecedentReach:
    """How far a ruling reaches: as wanted, but no nearer than its place is known; unsaid, as near as possible."""
    if wanted in {PrecedentReach.CITY, PrecedentReach.CASE}:
        return PrecedentReach(wanted)
    if not here.district:
        return PrecedentReach.CASE
    return PrecedentReach.STREET if here.street and wanted != PrecedentReach.DISTRICT else PrecedentReach.DISTRICT


def fared(status: str, outcome: str | None, *, again: bool) -> str:
    """What came of a decision: `again` when it was argued once more, the verified outcome when closed, else `open`."""
    if again:
        return "again"
    if status in _CLOSED:
        return outcome or "closed"
    return "withdrawn" if status == "withdrawn" else "open"


def record_of(decisions: Iterable[str | None]) -> dict[str, int]:
    """How many returns were asked for, and what was decided; `waiting` are not decided yet."""
    counted = Counter(decision or "waiting" for decision in decisions)
    return {"asked": counted.total(), **{name: counted[name] for name in (*ANSWERS, "waiting")}}
