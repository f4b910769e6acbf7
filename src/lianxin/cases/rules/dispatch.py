"""Dispatch by explicit rules, each with its reasons. A case that no rule decides waits at the dispatch desk."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

DutyLevel = str
COMMITTEE_DIGITS = 12
STREET_DIGITS = 9


@dataclass(frozen=True)
class DutyAnswer:
    """A line of the duty list: the level responsible for a topic, and there the unit code or the district's office."""

    level: DutyLevel
    answers: str
    basis: str


@dataclass(frozen=True)
class Place:
    """Division codes; empty if unknown."""

    district: str = ""
    street: str = ""


@dataclass(frozen=True)
class DispatchQuestion:
    """The complete input of the dispatch rules."""

    topic: str
    place: Place
    duty: DutyAnswer | None
    fast_desk: str = ""  # the fast desk's unit, if the topic or words call for it
    topic_rule_unit: str = ""  # a unit named by a topic rule in force
    ruled_unit: str = ""  # an earlier responsibility ruling on the same topic and place
    ruled_in: str = ""  # the number of the case of that ruling
    complained: Collection[str] = ()  # units complained about, which never get the case
    returned: Collection[str] = ()  # units whose return was granted in this case
    praised: str = ""  # the unit that praise is about
    tip_off: bool = False  # never goes by itself to a street or a team


@dataclass(frozen=True)
class Directory:
    """How to find a unit: by office in a district, by street, by district; `above` returns the unit above one.

    `supervisor` returns the bureau that supervises a company, `is_local` whether a unit is a street or a team.
    """

    office_in: Callable[[str, str], str | None]
    street_unit: Callable[[str], str | None]
    district_unit: Callable[[str], str | None]
    above: Callable[[str], str | None]
    supervisor: Callable[[str], str | None] = lambda _company: None
    is_local: Callable[[str], bool] = lambda _unit: False


@dataclass(frozen=True)
class Direction:
    """The unit that gets a case, by which rule, and the reasons as facts. `unit` None: the dispatch desk decides."""

    unit: str | None
    rule: str
    reasons: Mapping[str, str]


def by_duty(question: DispatchQuestion, directory: Directory) -> str | None:
    """Returns the unit that the duty list names for this topic in this place."""
    duty, place = question.duty, question.place
    if duty is None:
        return None
    match duty.level:
        case "city" | "company":
            return duty.answers
        case "district":
            return directory.office_in(place.district, duty.answers) or directory.district_unit(place.district)
        case "street":
            return directory.street_unit(place.street) or directory.district_unit(place.district)
        case _:
            return None


def candidates(question: DispatchQuestion, directory: Directory) -> list[tuple[str, str | None]]:
    """Returns the rules in order of rank, each with the unit that it names."""
    streets = [committee_street(code) for code in question.complained if committee_street(code)]
    return [
        *([("praise", question.praised)] if question.praised else []),
        ("fast_desk", question.fast_desk or None),
        ("ruling", question.ruled_unit or None),
        ("topic_rule", question.topic_rule_unit or None),
        *([("committee", directory.street_unit(streets[0]))] if streets else []),
        ("duty_list", by_duty(question, directory)),
    ]


def bureau_instead_of(unit: str, question: DispatchQuestion, directory: Directory) -> str | None:
    """Returns the bureau to which the duty list gives the matter, if `unit` is a street or a team; else None.

    What belongs to a function of a bureau goes to a street only by a ruling or another rule of the city.
    """
    if question.duty is None or question.duty.level not in {"city", "district"} or not directory.is_local(unit):
        return None
    named = by_duty(question, directory)
    return None if named is None or directory.is_local(named) else named


def committee_street(code: str) -> str:
    """Returns the street of a residents' or villagers' committee (twelve digits); empty for the code of a unit."""
    return code[:STREET_DIGITS] if len(code) == COMMITTEE_DIGITS and code.isdecimal() else ""


@dataclass(frozen=True)
class Weighed:
    """The result of one rule for a case. `obstacle` says why the unit cannot get it; empty if it can."""

    rule: str
    unit: str | None
    obstacle: str
    reasons: Mapping[str, str]


def direct(question: DispatchQuestion, directory: Directory) -> Direction:
    """Returns the result of the first rule that names a unit which can get the case.

    A unit complained about is replaced by the one above it, and a street or team by the district if it is a tip-off.
    A unit whose return was granted does not get the case again.
    """
    for one in weigh(question, directory):
        if not one.obstacle:
            return Direction(one.unit, one.rule, one.reasons)
    return Direction(None, "no_rule", {"topic": question.topic} if question.topic else {})


def weigh(question: DispatchQuestion, directory: Directory) -> Iterator[Weighed]:
    """Yields the result of every rule in order of rank: the unit and the reasons, or the obstacle."""
    for rule, unit in candidates(question, directory):
        if unit is None:
            yield Weighed(rule, None, nobody_named(rule, question), {})
            continue
        chosen, skipped = not_complained(unit, question.complained, directory)
        reasons = reasons_of(rule, question) | ({"complained": ",".join(skipped)} if skipped else {})
        if question.tip_off and chosen is not None and directory.is_local(chosen):
            chosen = above_streets(chosen, directory)
            reasons |= {"tip_off": chosen or ""}
        if chosen is None:
            yield Weighed(rule, unit, "complained", reasons)
        else:
            yield Weighed(rule, chosen, "returned" if chosen in question.returned else "", reasons)


def reasons_of(rule: str, question: DispatchQuestion) -> dict[str, str]:
    """Returns the facts by which a rule names a unit."""
    place = question.place
    reasons = {"topic": question.topic, "district": place.district, "street": place.street}
    if rule == "duty_list" and question.duty:
        reasons |= {"basis": question.duty.basis, "level": question.duty.level}
    if rule == "ruling":
        reasons["ruling"] = question.ruled_in
    return {name: value for name, value in reasons.items() if value}


def nobody_named(rule: str, question: DispatchQuestion) -> str:
    """Returns why a rule names no unit: topic or place are unknown, or it has no entry for them."""
    if rule == "fast_desk":
        return "not_called_for"
    if rule == "committee":
        return "no_place"
    if not question.topic:
        return "no_topic"
    if rule == "duty_list" and question.duty:
        return "no_place"
    return "nothing_for_it"


def above_streets(unit: str, directory: Directory) -> str | None:
    """Returns the unit, or the first above it that is neither a street nor a team: who gets a tip-off in its place."""
    return next((one for one in (unit, *line_above(unit, directory.above)) if not directory.is_local(one)), None)


def not_complained(unit: str, complained: Collection[str], directory: Directory) -> tuple[str | None, list[str]]:
    """Returns the unit, or who decides in its place because it or a superior is complained about, and those skipped.

    The bureau that supervises a company decides about it, and otherwise the first unit above that is not part of the
    complaint. A unit does not handle a complaint about its own superior.
    """
    chosen, skipped = not_complained_above(unit, complained, directory)
    watching = next((found for code in skipped or [unit] if (found := directory.supervisor(code))), None)
    if watching is None:
        return chosen, skipped
    deciding, passed = not_complained_above(watching, complained, directory)
    return (deciding, [*(skipped or [unit]), *passed]) if skipped or passed else (chosen, skipped)


def not_complained_above(unit: str, complained: Collection[str], directory: Directory) -> tuple[str | None, list[str]]:
    """Returns the unit or the first above it that is not complained about nor below such a unit, and those skipped."""
    chain = [unit, *line_above(unit, directory.above)]
    blamed = [nth for nth, code in enumerate(chain) if code in complained]
    first = max(blamed) + 1 if blamed else 0
    return (chain[first] if first < len(chain) else None), chain[:first]


def line_above(unit: str, above: Callable[[str], str | None]) -> Iterator[str]:
    """Yields the units above a unit, nearest first."""
    at = above(unit)
    while at is not None:
        yield at
        at = above(at)
