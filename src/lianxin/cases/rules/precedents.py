"""Earlier decisions on the same question: their nearness, their later effect, and the record of a unit's returns."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from lianxin.cases.rules.dispatch import Place


class PrecedentReach(StrEnum):
    """The area in which a ruling is a dispatch rule: its street, its district, the whole city, or only its own case."""

    STREET = "street"
    DISTRICT = "district"
    CITY = "city"
    CASE = "case"


class Decided(Protocol):
    """An earlier decision with its place and time."""

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
    """Returns `street` for the same street, `district` for the same district, otherwise `elsewhere`."""
    if here.street and decided.street == here.street:
        return "street"
    return "district" if here.district and decided.district == here.district else "elsewhere"


def nearest_first(decisions: Iterable[D], here: Place) -> list[D]:
    """Returns decisions of the same street first, then of the district, then the rest; newest first in each group."""
    latest = sorted(decisions, key=lambda one: one.decided_at, reverse=True)
    return sorted(latest, key=lambda one: _NEAR.index(nearness(one, here)))


def precedent_reach(wanted: str, here: Place) -> PrecedentReach:
    """Returns the reach of a ruling: the wanted one, otherwise the narrowest that its known place allows.

    A ruling without a district reaches only its own case, unless the whole city is wanted.
    """
    if wanted in {PrecedentReach.CITY, PrecedentReach.CASE}:
        return PrecedentReach(wanted)
    if not here.district:
        return PrecedentReach.CASE
    return PrecedentReach.STREET if here.street and wanted != PrecedentReach.DISTRICT else PrecedentReach.DISTRICT


def fared(status: str, outcome: str | None, *, again: bool) -> str:
    """Returns the effect of a decision: `again` if it was disputed again, the verified outcome (or `closed`) if the
    case is closed, `withdrawn`, or `open`."""
    if again:
        return "again"
    if status in _CLOSED:
        return outcome or "closed"
    return "withdrawn" if status == "withdrawn" else "open"


def record_of(decisions: Iterable[str | None]) -> dict[str, int]:
    """Returns how many returns were `asked` for, and how many of each decision; `waiting` ones are not decided yet."""
    counted = Counter(decision or "waiting" for decision in decisions)
    return {"asked": counted.total(), **{name: counted[name] for name in (*ANSWERS, "waiting")}}
