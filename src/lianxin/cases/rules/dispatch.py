"""Dispatch by explicit rules, each with its reasons. What no rule decides waits at the dispatch desk."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

DutyLevel = str


@dataclass(frozen=True)
class DutyAnswer:
    """A line of the duty list: which level answers for a topic, and who there (unit code, or office of a district)."""

    level: DutyLevel
    answers: str
    basis: str


@dataclass(frozen=True)
class Place:
    """Division codes; empty when not known."""

    district: str = ""
    street: str = ""


@dataclass(frozen=True)
class DispatchQuestion:
    """What dispatch is asked: everything it may look at, and nothing else."""

    topic: str
    place: Place
    duty: DutyAnswer | None
    fast_desk: str = ""  # the fast desk's unit, when the topic or words call for it
    topic_rule_unit: str = ""  # a unit named by a topic rule in force
    ruled_unit: str = ""  # an earlier responsibility ruling on the same topic and place
    ruled_in: str = ""  # the number of the case in which it was ruled
    complained: Collection[str] = ()  # units complained about, never to be asked
    returned: Collection[str] = ()  # units whose return was granted in this case


@dataclass(frozen=True)
class Directory:
    """How to find a unit: by office in a district, by street, by district; and who stands above whom."""

    office_in: Callable[[str, str], str | None]
    street_unit: Callable[[str], str | None]
    district_unit: Callable[[str], str | None]
    above: Callable[[str], str | None]


@dataclass(frozen=True)
class Direction:
    """Where it goes, by which rule, and why in facts a page can put into words. `unit` None: the desk decides."""

    unit: str | None
    rule: str
    reasons: Mapping[str, str]


def by_duty(question: DispatchQuestion, directory: Directory) -> str | None:
    """The unit the duty list names for this topic in this place."""
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
    """Rules in order of rank, with the unit each names."""
    return [
        ("fast_desk", question.fast_desk or None),
        ("ruling", question.ruled_unit or None),
        ("topic_rule", question.topic_rule_unit or None),
        ("duty_list", by_duty(question, directory)),
    ]


@dataclass(frozen=True)
class Weighed:
    """What one rule says of a case. Without an `obstacle` the unit may be asked; with one it says why not."""

    rule: str
    unit: str | None
    obstacle: str
    reasons: Mapping[str, str]


def direct(question: DispatchQuestion, directory: Directory) -> Direction:
    """The first rule that names a unit which may be asked.

    A unit complained about is passed over for the one above it; one that rightly returned the case is not asked again.
    """
    for one in weigh(question, directory):
        if not one.obstacle:
            return Direction(one.unit, one.rule, one.reasons)
    return Direction(None, "no_rule", {"topic": question.topic} if question.topic else {})


def weigh(question: DispatchQuestion, directory: Directory) -> Iterator[Weighed]:
    """Every rule in order of rank: whom it names and by what, or why nobody."""
    for rule, unit in candidates(question, directory):
        if unit is None:
            yield Weighed(rule, None, nobody_named(rule, question), {})
            continue
        chosen, skipped = not_complained(unit, question.complained, directory)
        reasons = reasons_of(rule, question) | ({"complained": ",".join(skipped)} if skipped else {})
        if chosen is None:
            yield Weighed(rule, unit, "complained", reasons)
        else:
            yield Weighed(rule, chosen, "returned" if chosen in question.returned else "", reasons)


def reasons_of(rule: str, question: DispatchQuestion) -> dict[str, str]:
    """The facts by which a rule names somebody."""
    place = question.place
    reasons = {"topic": question.topic, "district": place.district, "street": place.street}
    if rule == "duty_list" and question.duty:
        reasons |= {"basis": question.duty.basis, "level": question.duty.level}
    if rule == "ruling":
        reasons["ruling"] = question.ruled_in
    return {name: value for name, value in reasons.items() if value}


def nobody_named(rule: str, question: DispatchQuestion) -> str:
    """Why a rule names nobody: the topic or the place is not known, or it has nothing for this topic and place."""
    if rule == "fast_desk":
        return "not_called_for"
    if not question.topic:
        return "no_topic"
    if rule == "duty_list" and question.duty:
        return "no_place"
    return "nothing_for_it"


def not_complained(unit: str, complained: Collection[str], directory: Directory) -> tuple[str | None, list[str]]:
    """The unit itself, or the first above it that neither is complained about nor stands below one that is; and those
    passed over, because nobody answers a complaint about their own superior.
    """
    chain = [unit, *line_above(unit, directory.above)]
    blamed = [nth for nth, code in enumerate(chain) if code in complained]
    first = max(blamed) + 1 if blamed else 0
    return (chain[first] if first < len(chain) else None), chain[:first]


def line_above(unit: str, above: Callable[[str], str | None]) -> Iterator[str]:
    """The units above one, nearest first."""
    at = above(unit)
    while at is not None:
        yield at
        at = above(at)
