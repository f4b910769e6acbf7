"""Limits of time, and which limit applies to a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from lianxin.kernel.json_values import JsonObject, read_json

Measure = Literal["minutes", "hours", "working_hours", "working_days", "days"]
MEASURES: Final[tuple[Measure, ...]] = ("minutes", "hours", "working_hours", "working_days", "days")
# Zero of these is the end of the same day; zero of the others would be no limit at all.
MAY_BE_ZERO: Final = frozenset({"working_days", "days"})


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

    @classmethod
    def of(cls, table: JsonObject) -> "Limit":
        """Reads one checked `[[limit]]` table."""
        measure = next(word for word in MEASURES if word in table)
        redo = table.get("round") == "redo"
        return read_json(cls, {**table, "measure": measure, "amount": table[measure], "redo": redo})

    @property
    def rank(self) -> tuple[bool, int, bool, bool, bool]:
        """A sort key; greater is more specific: fast desk, then the longer topic, round, urgency, nature."""
        depth = len(self.topic) if self.topic else 0
        return (self.fast_desk, depth, self.redo, self.urgency is not None, self.nature is not None)

    def fits(self, urgency: str, nature: str, topic: str, redo: bool, fast_desk: bool) -> bool:
        return (
            self.urgency in (None, urgency)
            and self.nature in (None, nature)
            and (self.topic is None or under(topic, self.topic))
            and (redo or not self.redo)
            and (fast_desk or not self.fast_desk)
        )


def under(topic: str, prefix: str) -> bool:
    """Whether a topic is `prefix` or below it: 03.02.05 is under 03 and 03.02, not under 03.0."""
    return topic == prefix or topic.startswith(f"{prefix}.")


def select(limits: Iterable[Limit], urgency: str, nature: str, topic: str, redo: bool, fast_desk: bool) -> Limit | None:
    """The most specific limit that fits, or None. In a checked profile, two fitting limits never have equal rank."""
    fitting = (limit for limit in limits if limit.fits(urgency, nature, topic, redo, fast_desk))
    return max(fitting, key=lambda limit: limit.rank, default=None)
