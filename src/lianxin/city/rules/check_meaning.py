"""Checks that the rows of a profile agree with each other: trees, duties, the calendar."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from lianxin.city.rules.calendar import SATURDAY
from lianxin.city.rules.sources import Line, Problem, Sources
from lianxin.kernel.json_values import read_json

ONLY_ONE: Final = ("city_government", "hotline_office")
NEEDED_KINDS: Final = (
    "city_government",
    "hotline_office",
    "bureau",
    "company",
    "district",
    "district_bureau",
    "street",
)
KINDS_OF_LEVEL: Final[Mapping[str, frozenset[str]]] = {
    "city": frozenset({"bureau", "city_government", "hotline_office", "sub_centre"}),
    "company": frozenset({"company"}),
}
OF_A_DIVISION: Final = ("district", "street")
TOPIC_LEVELS: Final = ((2, "l1"), (2, "l1_en"), (5, "l2"), (5, "l2_en"))
DISTRICT_DIGITS: Final = 6


def check_divisions(sources: Sources) -> Iterator[Problem]:
    kinds = {line["code"]: line["kind"] for line in sources.rows("divisions")}
    for line in sources.rows("divisions"):
        code, parent = line["code"], line["parent"]
        if line["kind"] == "district":
            wrong = "a district has no parent" if parent else ""
            wrong = wrong or ("a district's code has 6 digits" if len(code) != DISTRICT_DIGITS else "")
        elif kinds.get(parent) != "district":
            wrong = f"the parent of {code} must be a district"
        else:
            wrong = "" if code.startswith(parent) else f"code {code} does not begin with its district's {parent}"
        if wrong:
            yield Problem("divisions.csv", line.number, wrong)


def check_units(sources: Sources) -> Iterator[Problem]:
    lines = sources.rows("units")
    kinds = Counter(line["kind"] for line in lines)
    for kind in NEEDED_KINDS:
        if not kinds[kind]:
            yield Problem("units.csv", 1, f"there is no unit of kind {kind}")
    for kind in ONLY_ONE:
        if kinds[kind] > 1:
            yield Problem("units.csv", 1, f"there are {kinds[kind]} units of kind {kind}, one is allowed")
    divisions = {line["code"]: line["kind"] for line in sources.rows("divisions")}
    for line in lines:
        if wrong := _unit_complaint(line, divisions):
            yield Problem("units.csv", line.number, wrong)
    yield from _check_doubles(lines)
    yield from _check_cycles(lines)


def _unit_complaint(line: Line, divisions: Mapping[str, str]) -> str | None:
    kind, division = line["kind"], line["division"]
    if not line["parent"] and kind != "city_government":
        return f"unit {line['code']} needs a parent; only the city government has none"
    if kind in ("district", "district_bureau") and divisions.get(division) != "district":
        return f"a unit of kind {kind} needs a division of kind district"
    if kind == "street" and divisions.get(division, "district") == "district":
        return "a unit of kind street needs a street-level division"
    if kind == "district_bureau" and not line["office"]:
        return "a district bureau needs an office word"
    return None


def _check_doubles(lines: list[Line]) -> Iterator[Problem]:
    """Finds two units responsible for the same place, or for the same office of a district."""
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        if not line["division"] or line["kind"] not in (*OF_A_DIVISION, "district_bureau"):
            continue
        key = (line["division"], line["office"] if line["kind"] == "district_bureau" else "")
        if key in first:
            what = f"{key[1]} of {key[0]}" if key[1] else f"division {key[0]}"
            yield Problem("units.csv", line.number, f"{what} has a unit already on line {first[key]}")
        first.setdefault(key, line.number)


def _check_cycles(lines: list[Line]) -> Iterator[Problem]:
    parents = {line["code"]: line["parent"] for line in lines}
    safe: set[str] = set()
    for line in lines:
        path: list[str] = []
        code = line["code"]
        while code and code not in safe and code not in path:
            path.append(code)
            code = parents.get(code, "")
        if code in path:
            circle = " → ".join([*path[path.index(code) :], code])
            yield Problem("units.csv", line.number, f"units form a circle: {circle}")
        safe.update(path)


def check_topics(sources: Sources) -> Iterator[Problem]:
    """Checks that every topic is in duty.csv, and that every row has the same name for the same code prefix."""
    answered = sources.column("duty", "topic")
    named: dict[tuple[str, str], tuple[str, int]] = {}
    for line in sources.rows("topics"):
        code = line["code"]
        if code not in answered:
            yield Problem("topics.csv", line.number, f"topic {code} has no entry in duty.csv")
        for length, column in TOPIC_LEVELS:
            name, number = named.setdefault((code[:length], column), (line[column], line.number))
            if name != line[column]:
                said = f"{column} of {code[:length]} is {line[column]!r} here and {name!r} on line {number}"
                yield Problem("topics.csv", line.number, said)


def check_duty(sources: Sources) -> Iterator[Problem]:
    units = {line["code"]: line["kind"] for line in sources.rows("units")}
    offices = {line["office"] for line in sources.rows("units") if line["kind"] == "district_bureau"}
    for line in sources.rows("duty"):
        if wrong := _duty_complaint(line["level"], line["answers"], units, offices):
            yield Problem("duty.csv", line.number, wrong)


def _duty_complaint(level: str, answers: str, units: Mapping[str, str], offices: set[str]) -> str | None:
    if level == "street":
        return f"level street answers by place, so answers stays empty, not {answers!r}" if answers else None
    if level == "district":
        return None if answers in offices else f"no district has a bureau with office {answers!r}"
    if level not in KINDS_OF_LEVEL:
        return None
    if answers not in units:
        return f"answers {answers!r} is not in units.csv"
    if units[answers] not in KINDS_OF_LEVEL[level]:
        return f"level {level} cannot be answered by {answers}, a unit of kind {units[answers]}"
    return None


def check_calendar(sources: Sources) -> Iterator[Problem]:
    """Checks the calendar against a `city.toml` in which check_city found no problem."""
    announced = read_json(list[int], sources.city["announced_years"])
    seen: set[int] = set()
    for line in sources.rows("calendar"):
        try:
            day = date.fromisoformat(line["date"])
        except ValueError:
            yield Problem("calendar.csv", line.number, f"{line['date']} is not a date")
            continue
        seen.add(day.year)
        if day.year not in announced:
            yield Problem("calendar.csv", line.number, f"{day.year} is not in announced_years of city.toml")
        if line["kind"] == "work" and day.weekday() < SATURDAY:
            yield Problem("calendar.csv", line.number, f"{day} is not on a weekend, so it cannot be a make-up day")
    for year in announced:
        if year not in seen:
            yield sources.toml_problem(
                f"{year} is announced, but calendar.csv has no day of it", "", key="announced_years"
            )
