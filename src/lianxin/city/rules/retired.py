"""Units and topics that the city had before: old cases keep their names, and figures can still be asked for them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lianxin.city.rules.key_forms import DAY, TEXT, Key, KeyTable
from lianxin.city.rules.sources import CITY_FILE, Problem, Sources, tables_at
from lianxin.kernel.json_values import JsonObject, read_json

_TEXT: Final = Key(str, form=TEXT)
_EMPTY: Final = Key(str, needed=False, form=TEXT)
_LIST: Final = Key(str, needed=False, many=True, form=TEXT)
_DAY: Final = Key(str, form=DAY)
RETIRED_TABLES: Final = {
    "retired_unit": KeyTable(
        {
            **dict.fromkeys(("code", "name", "kind"), _TEXT),
            "date": _DAY,
            **dict.fromkeys(("parent", "successor", "division"), _EMPTY),
        },
        needed=False,
        many=True,
    ),
    "split_unit": KeyTable(
        {"unit": _TEXT, "successor": _TEXT, "topics": _LIST, "divisions": _LIST}, needed=False, many=True
    ),
    "retired_topic": KeyTable(
        {"date": _DAY, **dict.fromkeys(("code", "l1", "l2", "l3", "l1_en", "l2_en", "l3_en"), _TEXT)},
        needed=False,
        many=True,
    ),
}


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
class SplitUnit:
    """A part of a retired unit's work that goes to a unit of its own: its topics, its divisions, or both.

    A topic is a code or its beginning, a division a district or a street; none of them means all.
    """

    unit: str
    successor: str
    topics: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()

    def holds(self, topic: str, divisions: Collection[str]) -> bool:
        """Returns whether work of this topic in these divisions belongs to the part."""
        named = any(topic == one or topic.startswith(f"{one}.") for one in self.topics)
        placed = not set(self.divisions).isdisjoint(divisions)
        return (named or not self.topics) and (placed or not self.divisions)


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
    parts: tuple[SplitUnit, ...] = ()

    @classmethod
    def of(cls, city: JsonObject) -> "Retired":
        """Reads the tables `retired_unit`, `split_unit` and `retired_topic` of a checked city.toml."""
        units = read_json(tuple[RetiredUnit, ...], city.get("retired_unit", []))
        topics = read_json(tuple[RetiredTopic, ...], city.get("retired_topic", []))
        parts = read_json(tuple[SplitUnit, ...], city.get("split_unit", []))
        return cls({one.code: one for one in units}, {one.code: one for one in topics}, parts)

    def heir(self, code: str, present: Collection[str], topic: str = "", divisions: Collection[str] = ()) -> str | None:
        """Returns the present unit that took over: the successor's, else the parent's heir; None if unknown.

        Where the unit was split, the first part that holds the topic and a division decides.
        """
        seen: set[str] = set()
        while code not in present:
            unit = self.units.get(code)
            if unit is None or code in seen:
                return None
            seen.add(code)
            own = (part.successor for part in self.parts if part.unit == code and part.holds(topic, divisions))
            code = next(own, unit.successor or unit.parent or "")
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
        """Returns codes with the successors of those that are retired, parts of a split unit among them."""
        return [each for code in codes for each in (code, *self.successors(code), *self._split_off(code))]

    def all_successors(self, code: str) -> set[str]:
        """Returns every named successor of a retired unit, parts of a split unit among them."""
        return {*self.successors(code), *self._split_off(code)}

    def _split_off(self, code: str) -> Iterator[str]:
        line = (code, *self.successors(code))
        for part in self.parts:
            if part.unit in line and part.successor not in line:
                yield from (part.successor, *self.successors(part.successor))


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
    yield from _check_parts(sources, known)


def _check_parts(sources: Sources, known: Collection[str]) -> Iterator[Problem]:
    """Finds parts of split units whose unit is not retired, or that name an unknown unit, topic or division."""
    retired = {str(row.get("code", "")) for row in tables_at(sources.city, "retired_unit")}
    topics = {line["code"] for line in sources.rows("topics")}
    topics |= {str(row.get("code", "")) for row in tables_at(sources.city, "retired_topic")}
    divisions = {line["code"] for line in sources.rows("divisions")}
    try:
        parts = read_json(tuple[SplitUnit, ...], sources.city.get("split_unit", []))
    except ValueError:
        return  # told by the check of keys
    for part in parts:
        unknown = [one for one in part.divisions if one not in divisions]
        unknown += [one for one in part.topics if not any(f"{code}.".startswith(f"{one}.") for code in topics)]
        if part.unit not in retired:
            yield Problem(CITY_FILE, 1, f"unit {part.unit!r} of split_unit is not in retired_unit")
        if part.successor not in known:
            said = f"successor {part.successor!r} of split_unit {part.unit!r} is not in units.csv"
            yield Problem(CITY_FILE, 1, said)
        yield from (Problem(CITY_FILE, 1, f"{one!r} of split_unit {part.unit!r} is unknown") for one in unknown)
