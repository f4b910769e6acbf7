"""Earlier decisions on the same question: their nearness, their later effect, and the record of a unit's returns."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from lianxin.cases.rules.dispatch import Place

LIKE_ENOUGH: Final = 0.3
"""From this likeness of the words on, two cases of one topic and place are the same matter (`likeness`)."""
_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")
_LATIN: Final = re.compile("[a-z]{3,}")
_COMMON: Final = frozenset(
    {"有人", "没人", "里有", "我们", "你们", "他们", "一直", "经常", "现在", "已经", "没有", "请管", "管一", "一管"}
)


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


def likeness(one: str, other: str) -> float:
    """Returns how alike two texts are, from 0 to 1: twice the shared pairs of characters ÷ all pairs (Dice).

    Latin text is compared by words. Pairs that say nothing about a matter do not count.
    """
    pairs, others = _pairs(one), _pairs(other)
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0


def _pairs(text: str) -> frozenset[str]:
    """Returns the pairs of neighbouring Chinese characters and the Latin words of a text."""
    found = {run[at : at + 2] for run in _CHINESE.findall(text) for at in range(len(run) - 1)}
    return frozenset(found | set(_LATIN.findall(text.casefold()))) - _COMMON


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
