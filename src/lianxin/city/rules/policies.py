"""The city's policies: callbacks, returns, re-opening, languages, emergencies, publication, budgets and figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

from lianxin.city.rules.scripts import Script
from lianxin.city.rules.topics import Trigger
from lianxin.kernel.json_values import JsonObject, read_json

VOICE: Final = "phone"
CALLS_FROM: Final = "08:30"
CALLS_UNTIL: Final = "20:30"


@dataclass(frozen=True, slots=True)
class CallbackRule:
    """The callback method of the cases that fit. Empty selectors fit every case."""

    method: str
    urgency: tuple[str, ...] = ()
    nature: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    redo: bool = False

    def fits(self, urgency: str, nature: str, outcome: str | None, redo: bool) -> bool:
        return (
            (not self.urgency or urgency in self.urgency)
            and (not self.nature or nature in self.nature)
            and (not self.outcome or outcome in self.outcome)
            and (redo or not self.redo)
        )


@dataclass(frozen=True, slots=True)
class CallbackPolicy:
    """The callbacks of a city. `sample_answered`: share (0 to 1) of immediately answered cases called back.

    `hours` (from, until) are the local times at which citizens may be called. `critical`: critical cases at any hour.
    """

    attempts: int
    different_days: bool
    evening_attempts: int
    evening: tuple[time, time]
    sample_answered: float
    without_voice: str
    rules: tuple[CallbackRule, ...]
    scripts: tuple[Script, ...]
    hours: tuple[time, time]
    critical: bool = False

    @classmethod
    def of(cls, table: JsonObject) -> "CallbackPolicy":
        """Reads the `[callback]` table; without hours in it citizens are called from 08:30 to 20:30."""
        evening = [time.fromisoformat(read_json(str, table[end])) for end in ("evening_from", "evening_until")]
        bounds = (table.get("calls_from", CALLS_FROM), table.get("calls_until", CALLS_UNTIL))
        hours = [time.fromisoformat(read_json(str, bound)) for bound in bounds]
        lists = {"rules": table["rule"], "scripts": table.get("script", ())}
        return read_json(cls, {**table, **lists, "evening": evening, "hours": hours})

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


class EmergencyService(StrEnum):
    """The services that receive emergencies, each by its national number; the gas company has a number of the city."""

    POLICE = "110"
    FIRE = "119"
    AMBULANCE = "120"
    TRAFFIC_POLICE = "122"
    CRISIS = "12356"
    GAS = "gas"


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """The telephone line of an emergency service in a city. `service` is one of EmergencyService.

    The keywords of `trigger` are further phrases for the danger rules.
    """

    number: str
    name: str
    name_en: str
    trigger: Trigger
    service: str


@dataclass(frozen=True, slots=True)
class Returns:
    """After `most` granted returns, a ruling decides the responsible unit."""

    most: int
    evidence: bool


@dataclass(frozen=True, slots=True)
class Extensions:
    """At most `times` extensions per order; with all of them an order may take `most_working_days` in total."""

    times: int
    most_working_days: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Replies:
    """A reply with one of the `evidence` outcomes needs proof of the work.

    The `same_words`th reply of a unit with the same words within 90 days, on different matters, counts as copied.
    """

    evidence: tuple[str, ...] = ()
    same_words: int = 3


@dataclass(frozen=True, slots=True)
class SealedRule:
    """A tip-off with one of these words is about officials: it is sealed for the city's two keepers."""

    words: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Whether the words of a tip-off are about officials."""
        return any(word in text for word in self.words)


@dataclass(frozen=True, slots=True)
class Reopen:
    """From this number of re-openings on, a supervisor is notified too."""

    supervised_from: int


@dataclass(frozen=True, slots=True)
class Fallback:
    """`unit` is responsible for cases without a place; other cases go to the government of their district."""

    unit: str


@dataclass(frozen=True, slots=True)
class Public:
    """The content that everyone may read. `summaries`: approved summaries of answers; off by default.

    `joining`: a citizen may join a matter that is published; off by default. `leave_to`: the harmless page that a
    citizen sees after leaving the portal in a hurry. `tiles`: the address of the city's own map tiles (WGS 84 or Web
    Mercator, with `{z}`, `{x}`, `{y}`), empty without a map; `tiles_credit`: whose they are; the map begins at
    `map_latitude`, `map_longitude`. `unit_limits`: citizens see the limit of the unit at work; off by default.
    """

    summaries: bool = False
    joining: bool = False
    leave_to: str = "https://www.weather.com.cn/"
    tiles: str = ""
    tiles_credit: str = ""
    map_latitude: float = 35.0
    map_longitude: float = 105.0
    unit_limits: bool = False

    @property
    def tiles_origin(self) -> str:
        """The scheme and host of the tiles, which the page's security policy must allow; empty without tiles."""
        return "/".join(self.tiles.split("/")[:3])


@dataclass(frozen=True, slots=True)
class Budgets:
    """Budgets of the city for one hour. Beyond `wrong_codes` the city is warned and answers slow down; beyond
    `requests` sent from the portal, sending slows down; beyond `browser_calls` from the portal, they are refused.
    `looks`: how many citizens' data one person may open. `unconfirmed_days` is not for an hour: how long a number that
    nobody has confirmed gets no further receipt of a request from the portal."""

    wrong_codes: int = 500
    requests: int = 3000
    browser_calls: int = 1000
    looks: int = 30
    unconfirmed_days: int = 7


@dataclass(frozen=True, slots=True)
class Indicators:
    """Weights of satisfaction (0 to 1), and the periods and thresholds that figures use."""

    weights: Mapping[str, float]
    repeat_days: int
    wilson_below: int
    service_level_seconds: int
