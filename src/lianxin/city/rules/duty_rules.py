"""What the duty list cannot say in one line a topic: supervisors and areas of companies, praise, who is on duty."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lianxin.city.rules.duty_roster import DutyEntry
from lianxin.city.rules.limits import under
from lianxin.kernel.json_values import JsonObject, read_json


@dataclass(frozen=True, slots=True)
class AreaDuty:
    """The company that serves some divisions in these topics (codes or prefixes), instead of the city's company."""

    topics: tuple[str, ...]
    divisions: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class PraiseRule:
    """Words that name whom a citizen praises: an office in the place, or whoever is responsible for a topic there."""

    keywords: tuple[str, ...]
    office: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class SpokenName:
    """Words by which citizens speak of all units of a kind, or of the units of an office."""

    names: tuple[str, ...]
    kind: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class _Supervisor:
    unit: str
    companies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyRules:
    """`supervisors` maps a company to the bureau that supervises it."""

    supervisors: Mapping[str, str]
    areas: tuple[AreaDuty, ...]
    praise: tuple[PraiseRule, ...]
    spoken: tuple[SpokenName, ...] = ()
    roster: tuple[DutyEntry, ...] = ()

    @classmethod
    def of(cls, city: JsonObject) -> "DutyRules":
        """Reads the tables of these names, `supervisor` to `duty_roster`, of a checked city.toml."""
        supervisors = read_json(tuple[_Supervisor, ...], city.get("supervisor", []))
        return cls(
            {company: one.unit for one in supervisors for company in one.companies},
            read_json(tuple[AreaDuty, ...], city.get("area_duty", [])),
            read_json(tuple[PraiseRule, ...], city.get("praise_rule", [])),
            read_json(tuple[SpokenName, ...], city.get("spoken_name", [])),
            read_json(tuple[DutyEntry, ...], city.get("duty_roster", [])),
        )

    def unit_at(self, topic: str, *divisions: str) -> str | None:
        """Returns the company that serves one of these divisions in this topic, None without an area of its own."""
        fits = (
            one.unit
            for one in self.areas
            if any(under(topic, prefix) for prefix in one.topics) and not set(divisions).isdisjoint(one.divisions)
        )
        return next(fits, None)

    def spoken_names(self, kinds: Collection[str], offices: Collection[str]) -> frozenset[str]:
        """Returns the words by which citizens speak of units of these kinds and offices."""
        fits = (one for one in self.spoken if one.kind in kinds or (one.office and one.office in offices))
        return frozenset(name for one in fits for name in one.names)

    def praised(self, words: str) -> PraiseRule | None:
        """Returns the first rule whose words occur in the citizen's words."""
        return next((one for one in self.praise if any(word in words for word in one.keywords)), None)
