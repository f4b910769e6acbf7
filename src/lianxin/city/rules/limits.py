"""Limits of time, and which limit applies to a case."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from lianxin.kernel.json_values import JsonObject, read_json

Measure = Literal["minutes", "hours", "working_hours", "working_days", "days"]
MEASURES: Final[tuple[Measure, ...]] = ("minutes", "hours", "working_hours", "working_days", "days")
# Zero of these is the end of the same day; zero of the others would be no limit at all.
MAY_BE_ZERO: Final = frozenset({"working_days", "days"})


@dataclass(frozen=True, slots=True)
class Temporary:
    """What makes a limit temporary: its first and last day, the reason, and the officials who signed it.

    `usual` is the limit that holds without it, as measure and amount; None until the limit is chosen for a case.
    """

    since: date
    until: date
    reason: str
    signed: tuple[str, ...]
    usual: tuple[Measure, int] | None = None

    @classmethod
    def of(cls, table: JsonObject) -> "Temporary | None":
        """Reads the keys of a checked `[[limit]]` table that make it temporary; None without them."""
        if "from" not in table:
            return None
        read = read_json(dict[str, str], {"since": table["from"], "until": table["until"], "reason": table["reason"]})
        days = [date.fromisoformat(read[name]) for name in ("since", "until")]
        return cls(days[0], days[1], read["reason"], read_json(tuple[str, ...], table["signed"]))


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` of `measure`. Selectors that are None (or False) fit every case. `verified`: its source is on record."""

    clock: str
    measure: Measure
    amount: int
    source: str
    verified: bool
    urgency: str | None = None
    nature: str | None = None
    topic: str | None = None
    redo: bool = False
    fast_desk: bool = False
    source_en: str = ""
    temporary: Temporary | None = None

    @classmethod
    def of(cls, table: JsonObject) -> "Limit":
        """Reads one checked `[[limit]]` table."""
        measure = next(word for word in MEASURES if word in table)
        redo = table.get("round") == "redo"
        limit = read_json(cls, {**table, "measure": measure, "amount": table[measure], "redo": redo})
        return replace(limit, temporary=Temporary.of(table))

    @property
    def rank(self) -> tuple[date, bool, int, bool, bool, bool]:
        """A sort key; greater is more specific: last temporary, fast desk, longer topic, round, urgency, nature."""
        depth, since = len(self.topic) if self.topic else 0, self.temporary.since if self.temporary else date.min
        return (since, self.fast_desk, depth, self.redo, self.urgency is not None, self.nature is not None)

    def fits(self, urgency: str, nature: str, topic: str, redo: bool, fast_desk: bool) -> bool:
        return (
            self.urgency in (None, urgency)
            and self.nature in (None, nature)
            and (self.topic is None or under(topic, self.topic))
            and (redo or not self.redo)
            and (fast_desk or not self.fast_desk)
        )

    def holds_on(self, day: date | None) -> bool:
        """Whether the limit is in force on a day; None asks for the usual limits."""
        return self.temporary is None or (day is not None and self.temporary.since <= day <= self.temporary.until)


def under(topic: str, prefix: str) -> bool:
    """Whether a topic is `prefix` or below it: 03.02.05 is under 03 and 03.02, not under 03.0."""
    return topic == prefix or topic.startswith(f"{prefix}.")


def select(
    limits: Iterable[Limit],
    urgency: str,
    nature: str,
    topic: str,
    redo: bool,
    fast_desk: bool,
    day: date | None = None,
) -> Limit | None:
    """The most specific limit that fits and is in force on a day, or None; without a day, the usual limit.

    A temporary limit names the usual one. In a checked profile, two usual limits that fit never have equal rank.
    """
    fitting = [limit for limit in limits if limit.fits(urgency, nature, topic, redo, fast_desk)]
    usual = max((one for one in fitting if one.temporary is None), key=lambda one: one.rank, default=None)
    chosen = max((one for one in fitting if one.holds_on(day)), key=lambda one: one.rank, default=None)
    if chosen is None or chosen.temporary is None or usual is None:
        return chosen
    return replace(chosen, temporary=replace(chosen.temporary, usual=(usual.measure, usual.amount)))
