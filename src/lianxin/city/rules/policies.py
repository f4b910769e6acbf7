"""The city's policies: callbacks, returns, re-opening, languages, emergencies, publication and figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Final

from lianxin.city.rules.scripts import Script
from lianxin.city.rules.topics import Trigger

VOICE: Final = "phone"


@dataclass(frozen=True, slots=True)
class CallbackRule:
    """The callback method of the cases that fit. Empty selectors fit every case."""

    method: str
    urgency: tuple[str, ...]
    nature: tuple[str, ...]
    outcome: tuple[str, ...]
    redo: bool

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "CallbackRule":
        chosen = (tuple(table.get(name, ())) for name in ("urgency", "nature", "outcome"))
        return cls(table["method"], *chosen, redo=table.get("redo", False))

    def fits(self, urgency: str, nature: str, outcome: str | None, redo: bool) -> bool:
        return (
            (not self.urgency or urgency in self.urgency)
            and (not self.nature or nature in self.nature)
            and (not self.outcome or outcome in self.outcome)
            and (redo or not self.redo)
        )


@dataclass(frozen=True, slots=True)
class CallbackPolicy:
    """The callbacks of a city. `sample_answered`: share (0 to 1) of immediately answered cases called back."""

    attempts: int
    different_days: bool
    evening_attempts: int
    evening: tuple[time, time]
    sample_answered: float
    without_voice: str
    rules: tuple[CallbackRule, ...]
    scripts: tuple[Script, ...]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "CallbackPolicy":
        return cls(
            table["attempts"],
            table["different_days"],
            table["evening_attempts"],
            (time.fromisoformat(table["evening_from"]), time.fromisoformat(table["evening_until"])),
            table["sample_answered"],
            table["without_voice"],
            tuple(CallbackRule.of(rule) for rule in table["rule"]),
            tuple(Script.of(script) for script in table.get("script", ())),
        )

    def method(
        self, *, urgency: str, nature: str, outcome: str | None = None, redo: bool = False, voice: bool = True
    ) -> str:
        """The method of the first rule that fits; with `voice` False `without_voice` instead of phone."""
        chosen = next(rule.method for rule in self.rules if rule.fits(urgency, nature, outcome, redo))
        return chosen if voice or chosen != VOICE else self.without_voice


@dataclass(frozen=True, slots=True)
class Language:
    """A language of citizens. `code` is a BCP 47 tag, `kind` is spoken or sign."""

    code: str
    name: str
    name_en: str
    kind: str

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Language":
        return cls(table["code"], table["name"], table["name_en"], table["kind"])


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """An emergency service to which a case is transferred at once."""

    number: str
    name: str
    name_en: str
    trigger: Trigger

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "EmergencyLine":
        return cls(table["number"], table["name"], table["name_en"], Trigger.of(table))


@dataclass(frozen=True, slots=True)
class Returns:
    """After `most` granted returns, a ruling decides the responsible unit."""

    most: int
    evidence: bool

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Returns":
        return cls(table["most"], table["evidence"])


@dataclass(frozen=True, slots=True)
class Extensions:
    """At most `times` extensions per order; with all of them an order may take `most_working_days` in total."""

    times: int
    most_working_days: int
    source: str
    verified: bool

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Extensions":
        return cls(table["times"], table["most_working_days"], table["source"], table["verified"])


@dataclass(frozen=True, slots=True)
class Replies:
    """A reply with one of the `evidence` outcomes needs proof of the work."""

    evidence: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Replies":
        return cls(tuple(table.get("evidence", ())))


@dataclass(frozen=True, slots=True)
class Reopen:
    """From this number of re-openings on, a supervisor is notified too."""

    supervised_from: int

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Reopen":
        return cls(table["supervised_from"])


@dataclass(frozen=True, slots=True)
class Fallback:
    """`unit` is responsible for cases without a place; other cases go to the government of their district."""

    unit: str

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Fallback":
        return cls(table["unit"])


@dataclass(frozen=True, slots=True)
class Public:
    """The content that everyone may read. `summaries`: approved summaries of answers; off by default."""

    summaries: bool = False

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Public":
        return cls(table.get("summaries", False))


@dataclass(frozen=True, slots=True)
class Indicators:
    """Weights of satisfaction (0 to 1), and the periods and thresholds that figures use."""

    weights: Mapping[str, float]
    repeat_days: int
    wilson_below: int
    service_level_seconds: int

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Indicators":
        return cls(dict(table["weights"]), table["repeat_days"], table["wilson_below"], table["service_level_seconds"])
