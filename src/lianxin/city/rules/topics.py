"""Topics, the units responsible for them, and rules for single topics."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from lianxin.city.rules.limits import under
from lianxin.city.rules.places import CsvRow

KEYWORD_GAP: Final = "|"
Level = Literal["city", "company", "district", "street"]


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

    topics: tuple[str, ...]
    keywords: tuple[str, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Trigger":
        return cls(tuple(table.get("topics", ())), tuple(table.get("keywords", ())))

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
    urgency: str | None
    unit: str | None
    source: str
    verified: bool

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "TopicRule":
        return cls(
            table["code"],
            table["name"],
            table["name_en"],
            Trigger.of(table),
            table.get("urgency"),
            table.get("unit"),
            table["source"],
            table["verified"],
        )


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

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "FastDesk":
        return cls(
            table["unit"],
            table["name"],
            table["name_en"],
            table["urgency"],
            Trigger.of(table),
            table["source"],
            table["verified"],
        )
