"""Topics, the units responsible for them, and rules for single topics."""

from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from lianxin.city.rules.limits import under
from lianxin.city.rules.places import CsvRow
from lianxin.kernel.json_values import JsonObject, read_json

KEYWORD_GAP: Final = "|"
Level = Literal["city", "company", "district", "street"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Topic:
    """A leaf of the three-level tree. `nature` and `urgency` are the usual ones; a case may have others."""

    code: str
    l1: str
    l2: str
    l3: str
    l1_en: str
    l2_en: str
    l3_en: str
    nature: str
    urgency: str
    keywords: tuple[str, ...]

    @classmethod
    def of(cls, row: CsvRow) -> "Topic":
        words = tuple(word.strip() for word in row["keywords"].split(KEYWORD_GAP) if word.strip())
        plain = (row[name] for name in ("code", "l1", "l2", "l3", "l1_en", "l2_en", "l3_en", "nature", "urgency"))
        return cls(*plain, keywords=words)

    @property
    def path(self) -> str:
        """The path as the screen shows it: 城市管理 › 噪音扰民 › 夜间施工."""
        return f"{self.l1} › {self.l2} › {self.l3}"


@dataclass(frozen=True, slots=True)
class Duty:
    """The responsibility for a topic: `answers` is a unit (city, company), an office (district) or None (street)."""

    topic: str
    level: Level
    answers: str | None
    basis: str
    source: str
    verified: bool

    @classmethod
    def of(cls, row: CsvRow) -> "Duty":
        level: Level = row["level"]  # pyright: ignore[reportAssignmentType] - checked against DUTY_LEVELS
        return cls(row["topic"], level, row["answers"] or None, row["basis"], row["source"], row["verified"] == "true")


@dataclass(frozen=True, slots=True)
class Trigger:
    """Fits a case by its topic (codes or prefixes) or by a word in its text."""

    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def fits(self, topic: str | None, text: str = "") -> bool:
        by_topic = topic is not None and any(under(topic, prefix) for prefix in self.topics)
        return by_topic or any(word in text for word in self.keywords)


@dataclass(frozen=True, slots=True)
class TopicRule:
    """A rule for some topics: a minimum urgency, and a unit that overrides the duty list."""

    code: str
    name: str
    name_en: str
    trigger: Trigger
    source: str
    verified: bool
    urgency: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class FastDesk:
    """The desk for cases that cannot wait for an ordinary dispatch, such as dialysis."""

    unit: str
    name: str
    name_en: str
    urgency: str
    trigger: Trigger
    source: str
    verified: bool


def read_triggered(shape: type[T], table: JsonObject) -> T:
    """Reads a table of `city.toml` whose `topics` and `keywords` are the field `trigger` of `shape`."""
    return read_json(shape, {**table, "trigger": table})
