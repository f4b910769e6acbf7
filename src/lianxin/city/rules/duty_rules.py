"""What the duty list cannot say in one line a topic: who supervises a company, areas of companies, who is praised."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lianxin.city.rules.limits import under


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
    office: str | None
    topic: str | None


@dataclass(frozen=True, slots=True)
class DutyRules:
    """`supervisors` maps a company to the bureau that supervises it."""

    supervisors: Mapping[str, str]
    areas: tuple[AreaDuty, ...]
    praise: tuple[PraiseRule, ...]

    @classmethod
    def of(cls, city: Mapping[str, Any]) -> "DutyRules":
        return cls(
            {code: one["unit"] for one in city.get("supervisor", ()) for code in one["companies"]},
            tuple(
                AreaDuty(tuple(one["topics"]), tuple(one["divisions"]), one["unit"])
                for one in city.get("area_duty", ())
            ),
            tuple(
                PraiseRule(tuple(one["keywords"]), one.get("office"), one.get("topic"))
                for one in city.get("praise_rule", ())
            ),
        )

    def unit_at(self, topic: str, *divisions: str) -> str | None:
        """Returns the company that serves one of these divisions in this topic, None without an area of its own."""
        fits = (
            one.unit
            for one in self.areas
            if any(under(topic, prefix) for prefix in one.topics) and not set(divisions).isdisjoint(one.divisions)
        )
        return next(fits, None)

    def praised(self, words: str) -> PraiseRule | None:
        """Returns the first rule whose words occur in the citizen's words."""
        return next((one for one in self.praise if any(word in words for word in one.keywords)), None)
