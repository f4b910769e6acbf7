"""Units and topics that the city had before: old cases keep their names, and figures can still be asked for them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lianxin.city.rules.sources import CITY_FILE, Problem, Sources, tables_at
from lianxin.kernel.json_values import JsonObject, read_json


@dataclass(frozen=True, slots=True)
class RetiredUnit:
    """A unit until `date` (ISO 8601). Its work goes to `successor`, without one to `parent`."""

    code: str
    name: str
    kind: str
    date: str
    parent: str | None = None
    successor: str | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True)
class RetiredTopic:
    """A topic until `date` (ISO 8601), with its names at each level."""

    code: str
    date: str
    l1: str
    l2: str
    l3: str
    l1_en: str
    l2_en: str
    l3_en: str


@dataclass(frozen=True, slots=True)
class Retired:
    """The units and topics that the city had before, by code."""

    units: Mapping[str, RetiredUnit]
    topics: Mapping[str, RetiredTopic]

    @classmethod
    def of(cls, city: JsonObject) -> "Retired":
        """Reads the tables `retired_unit` and `retired_topic` of a checked city.toml."""
        units = read_json(tuple[RetiredUnit, ...], city.get("retired_unit", []))
        topics = read_json(tuple[RetiredTopic, ...], city.get("retired_topic", []))
        return cls({one.code: one for one in units}, {one.code: one for one in topics})

    def heir(self, code: str, present: Collection[str]) -> str | None:
        """Returns the present unit that took over: the successor's, else the parent's heir; None if unknown."""
        seen: set[str] = set()
        while code not in present:
            unit = self.units.get(code)
            if unit is None or code in seen:
                return None
            seen.add(code)
            code = unit.successor or unit.parent or ""
        return code

    def successors(self, code: str) -> Iterator[str]:
        """Yields the named successors of a unit, one after another; a unit above is no successor of its people."""
        seen: set[str] = set()
        while (unit := self.units.get(code)) and unit.successor and code not in seen:
            seen.add(code)
            if unit.successor == unit.parent:
                return
            code = unit.successor
            yield code

    def with_successors(self, codes: Iterable[str]) -> list[str]:
        """Returns codes with the successors of those that are retired."""
        return [each for code in codes for each in (code, *self.successors(code))]


def check_retired(sources: Sources) -> Iterator[Problem]:
    """Finds retired units that the city still has, and successors that it never had."""
    present = {line["code"] for line in sources.rows("units")}
    rows = list(tables_at(sources.city, "retired_unit"))
    known = present | {str(row.get("code", "")) for row in rows}
    for row in rows:
        code, successor = str(row.get("code", "")), str(row.get("successor", ""))
        if code in present:
            yield Problem(CITY_FILE, 1, f"retired_unit {code!r} is still in units.csv")
        if successor and successor not in known:
            yield Problem(CITY_FILE, 1, f"successor {successor!r} of retired_unit {code!r} is not in units.csv")
