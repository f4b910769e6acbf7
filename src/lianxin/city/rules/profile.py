"""The profile of a city, read-only, with all lookups."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from lianxin.city.rules.calendar import Calendar
from lianxin.city.rules.danger import DangerRules, danger_rules, emergency_line
from lianxin.city.rules.document import VersionDocument, Wordings
from lianxin.city.rules.duty_rules import DutyRules
from lianxin.city.rules.keyed import by_code, collected, table_rows
from lianxin.city.rules.limits import Limit, select
from lianxin.city.rules.places import Division, Office, Unit, english_name
from lianxin.city.rules.policies import (
    Budgets,
    CallbackPolicy,
    EmergencyLine,
    Extensions,
    Fallback,
    Indicators,
    Language,
    Public,
    Reopen,
    Replies,
    Returns,
    SealedRule,
)
from lianxin.city.rules.read_calendar import read_calendar
from lianxin.city.rules.refusals import RefusalGround, read_refusals
from lianxin.city.rules.retired import Retired
from lianxin.city.rules.sources import tables_at
from lianxin.city.rules.telephone import TelephoneRules, read_telephone
from lianxin.city.rules.topics import Duty, FastDesk, Topic, TopicRule, read_triggered
from lianxin.kernel.json_values import read_json

PLACE_KINDS: Final = frozenset({"district", "street"})


@dataclass(frozen=True)
class Profile:
    """One version of a city's profile. Lookups by code raise KeyError for an unknown code."""

    code: str
    name: str
    name_en: str
    version: str
    version_note: str
    locales: tuple[str, ...]
    natures: tuple[str, ...]
    calendar: Calendar
    divisions: tuple[Division, ...]
    offices: tuple[Office, ...]
    units: tuple[Unit, ...]
    topics: tuple[Topic, ...]
    duties: tuple[Duty, ...]
    limits: tuple[Limit, ...]
    topic_rules: tuple[TopicRule, ...]
    fast_desk: FastDesk | None
    duty_rules: DutyRules
    retired: Retired
    callback: CallbackPolicy
    languages: tuple[Language, ...]
    emergency: tuple[EmergencyLine, ...]
    returns: Returns
    extensions: Extensions
    replies: Replies
    reopen: Reopen
    sealed: SealedRule
    fallback: Fallback
    indicators: Indicators
    public: Public
    budgets: Budgets
    telephone: TelephoneRules
    messages: Wordings
    _document: VersionDocument = field(compare=False, repr=False)
    _chosen: dict[tuple[Any, ...], Limit | None] = field(
        default_factory=dict[tuple[Any, ...], Limit | None], compare=False, repr=False
    )

    @classmethod
    def from_document(cls, document: VersionDocument) -> "Profile":
        """Reads a document from `to_document`, or from files that were checked."""
        city, tables = document["city"], document["tables"]
        return cls(
            code=read_json(str, city["code"]),
            name=read_json(str, city["name"]),
            name_en=read_json(str, city["name_en"]),
            version=document["version"],
            version_note=read_json(str, city["version_note"]),
            locales=read_json(tuple[str, ...], city["locales"]),
            natures=read_json(tuple[str, ...], city["natures"]),
            calendar=read_calendar(city, table_rows(tables["calendar"], dict[str, str])),
            divisions=table_rows(tables["divisions"], Division.of),
            offices=table_rows(tables["offices"], Office.of),
            units=table_rows(tables["units"], Unit.of),
            topics=table_rows(tables["topics"], Topic.of),
            duties=table_rows(tables["duty"], Duty.of),
            limits=tuple(Limit.of(table) for table in tables_at(city, "limit")),
            topic_rules=tuple(read_triggered(TopicRule, table) for table in tables_at(city, "topic_rule")),
            fast_desk=next((read_triggered(FastDesk, table) for table in tables_at(city, "fast_desk")), None),
            duty_rules=DutyRules.of(city),
            retired=Retired.of(city),
            callback=CallbackPolicy.of(next(tables_at(city, "callback"))),
            languages=read_json(tuple[Language, ...], city["language"]),
            emergency=tuple(map(emergency_line, tables_at(city, "emergency"))),
            returns=read_json(Returns, city["returns"]),
            extensions=read_json(Extensions, city["extensions"]),
            replies=read_json(Replies, city.get("replies", {})),
            reopen=read_json(Reopen, city["reopen"]),
            sealed=read_json(SealedRule, city.get("sealed", {})),
            fallback=read_json(Fallback, city["fallback"]),
            indicators=read_json(Indicators, city["indicators"]),
            public=read_json(Public, city.get("public", {})),
            budgets=read_json(Budgets, city.get("budgets", {})),
            telephone=read_telephone(city),
            messages=document.get("messages", {}),
            _document=document,
        )

    def to_document(self) -> VersionDocument:
        """Returns the JSON document from which `from_document` builds an equal profile."""
        return self._document

    @property
    def zone(self) -> ZoneInfo:
        return self.calendar.zone

    def limit(
        self,
        clock: str,
        *,
        urgency: str,
        nature: str = "",
        topic: str = "",
        redo: bool = False,
        fast_desk: bool = False,
        on: datetime | None = None,
    ) -> Limit | None:
        """The most specific limit of a clock for such a case; None if the city sets none.

        `on` is when the clock starts: a temporary limit in force at that time comes first. None asks for the usual one.
        """
        day = on.astimezone(self.zone).date() if on and clock in self._temporary else None
        asked = (urgency, nature, topic, redo, fast_desk, day)
        if (clock, *asked) not in self._chosen:
            self._chosen[clock, *asked] = select(self._limits_of.get(clock, ()), *asked)
        return self._chosen[clock, *asked]

    def division(self, code: str) -> Division:
        return self._division[code]

    def district_of(self, division: str) -> Division:
        """The district that contains a division; a district itself is returned unchanged."""
        found = self._division[division]
        return found if found.parent is None else self._division[found.parent]

    def topic(self, code: str) -> Topic:
        return self._topic[code]

    def duty(self, topic: str) -> Duty:
        return self._duty[topic]

    def unit(self, code: str) -> Unit:
        return self._unit[code]

    @property
    def unit_codes(self) -> Collection[str]:
        return self._unit.keys()

    @property
    def topic_codes(self) -> Collection[str]:
        return self._topic.keys()

    @property
    def division_codes(self) -> Collection[str]:
        return self._division.keys()

    def ancestors(self, code: str) -> tuple[Unit, ...]:
        """The units above, nearest first; those of a retired unit begin with the unit that took over."""
        if code in self._unit:
            return tuple(self._above(self._unit[code].parent))
        return tuple(self._above(self.heir(code)))

    def heir(self, code: str, topic: str = "", *divisions: str) -> str | None:
        """The unit itself, or the unit that took over from a retired one; None for an unknown code.

        `topic` and `divisions` of the work decide which part of a split unit is meant.
        """
        return self.retired.heir(code, self._unit, topic, divisions)

    def codes_above(self, code: str) -> tuple[str, ...]:
        """The codes of `ancestors`."""
        return tuple(unit.code for unit in self.ancestors(code))

    def unit_name(self, code: str) -> str:
        """The name of a unit, also of a retired one, because old cases still refer to it; else its code."""
        unit = self._unit.get(code) or self.retired.units.get(code)
        return unit.name if unit else code

    def unit_name_en(self, code: str) -> str:
        """Returns a unit's name in English, its own or made from its place and its line of work."""
        return english_name(self._unit[code], self._division, self.offices, self.name_en) if code in self._unit else ""

    def _above(self, code: str | None) -> Iterator[Unit]:
        while code is not None:
            yield self._unit[code]
            code = self._unit[code].parent

    def units_under(self, code: str) -> tuple[Unit, ...]:
        """The unit and all units below it, parents before children."""
        return (self._unit[code], *(below for child in self.children(code) for below in self.units_under(child.code)))

    def codes_under(self, code: str) -> tuple[str, ...]:
        """The codes of the unit, all units below it, and the retired units whose work one of these took over."""
        within = [unit.code for unit in self.units_under(code)] if code in self._unit else [code]
        return (*within, *(old for old in self.retired.units if self.heir(old) in within))

    def children(self, code: str) -> tuple[Unit, ...]:
        return self._children.get(code, ())

    def unit_of_place(self, division: str) -> Unit | None:
        """The unit of a street, or the government of a district; None if there is none."""
        return self._place.get(division)

    def bureau(self, district: str, office: str) -> Unit | None:
        """The district's bureau for a line of work, or None."""
        return self._bureau.get((district, office))

    def answering(self, topic: str, division: str | None = None) -> Unit | None:
        """The responsible unit by the duty list only; the district replaces a missing unit. None without a place."""
        duty = self._duty[topic]
        if duty.level in ("city", "company"):
            here = (division, self.district_of(division).code) if division else ()
            return self._unit[self.duty_rules.unit_at(topic, *here) or duty.answers or ""]
        if division is None:
            return None
        district = self.district_of(division).code
        wanted = self.bureau(district, duty.answers or "") if duty.level == "district" else self._place.get(division)
        return wanted or self._place.get(district)

    def rules_for(self, topic: str | None, text: str = "") -> tuple[TopicRule, ...]:
        """The topic rules that fit, in the order of the file."""
        return tuple(rule for rule in self.topic_rules if rule.trigger.fits(topic, text))

    def is_for_fast_desk(self, topic: str | None, text: str = "") -> bool:
        return self.fast_desk is not None and self.fast_desk.trigger.fits(topic, text)

    @cached_property
    def refusals(self) -> Mapping[str, RefusalGround]:
        """The grounds on which a request is not accepted, by code."""
        return by_code(read_refusals(self._document["city"]))

    @cached_property
    def danger_rules(self) -> DangerRules:
        return danger_rules(self._document.get("danger"), self.emergency)

    @cached_property
    def _limits_of(self) -> Mapping[str, list[Limit]]:
        return collected(self.limits, lambda limit: limit.clock)

    @cached_property
    def _temporary(self) -> frozenset[str]:
        return frozenset(limit.clock for limit in self.limits if limit.temporary)

    @cached_property
    def _division(self) -> Mapping[str, Division]:
        return by_code(self.divisions)

    @cached_property
    def _topic(self) -> Mapping[str, Topic]:
        return by_code(self.topics)

    @cached_property
    def _duty(self) -> Mapping[str, Duty]:
        return {duty.topic: duty for duty in self.duties}

    @cached_property
    def _unit(self) -> Mapping[str, Unit]:
        return by_code(self.units)

    @cached_property
    def _children(self) -> Mapping[str | None, tuple[Unit, ...]]:
        return {parent: tuple(units) for parent, units in collected(self.units, lambda unit: unit.parent).items()}

    @cached_property
    def _place(self) -> Mapping[str, Unit]:
        left = ((old.division, self.heir(old.code)) for old in self.retired.units.values() if old.kind in PLACE_KINDS)
        taken_over = {division: self._unit[heir] for division, heir in left if division and heir}
        own = {unit.division: unit for unit in self.units if unit.kind in PLACE_KINDS and unit.division}
        return {**taken_over, **own}

    @cached_property
    def _bureau(self) -> Mapping[tuple[str, str], Unit]:
        bureaus = (unit for unit in self.units if unit.kind == "district_bureau")
        return {(unit.division, unit.office): unit for unit in bureaus if unit.division and unit.office}
