"""Checks that the tables `telephone` agree with each other: numbers, trunks, queues, skills, hours, thresholds."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Final

from lianxin.city.rules.check_menus import check_menus
from lianxin.city.rules.sources import Problem, Sources
from lianxin.city.rules.telephone import DAY_KINDS, OpeningRow, TelephoneRules, read_telephone
from lianxin.city.rules.telephone_contacts import check_contacts


def check_telephone(sources: Sources) -> Iterator[Problem]:
    """Checks the telephone of a `city.toml` in which check_city found no problem."""
    rules = read_telephone(sources.city)
    for check in (_check_doubles, _check_numbers, _check_trunks, _check_queues, _check_hours, _check_thresholds):
        yield from check(sources, rules)
    yield from check_contacts(sources, rules.contacts, frozenset(one.code for one in rules.skills))
    yield from check_menus(sources, rules)


def _check_doubles(sources: Sources, rules: TelephoneRules) -> Iterator[Problem]:
    """Yields rows with the key of an earlier row."""
    lists: dict[str, tuple[Iterable[object], Callable[[object], str]]] = {}
    for name, keys, rows in _KEYED:
        lists[name] = (rows(rules), lambda row, keys=keys: " ".join(str(getattr(row, key)) for key in keys))
    for name, (found, key_of) in lists.items():
        first: dict[str, int] = {}
        for index, row in enumerate(found):
            key = key_of(row)
            if key in first:
                line = sources.toml.line(name, first[key])
                yield sources.toml_problem(f"{_WORDS[name]} {key} is already on line {line}", name, index)
            first.setdefault(key, index)


_KEYED: Final[tuple[tuple[str, tuple[str, ...], Callable[[TelephoneRules], Iterable[object]]], ...]] = (
    ("telephone.number", ("number",), lambda rules: rules.numbers),
    ("telephone.trunk", ("name",), lambda rules: rules.trunks),
    ("telephone.queue", ("code",), lambda rules: rules.queues),
    ("telephone.skill", ("code",), lambda rules: rules.skills),
    ("telephone.menu", ("code",), lambda rules: rules.menus),
    ("telephone.choice", ("menu", "key"), lambda rules: rules.choices),
    ("telephone.announcement", ("name", "language"), lambda rules: rules.announcements),
    ("telephone.contact", ("code",), lambda rules: rules.contacts),
)
_WORDS: Final = {
    "telephone.number": "number",
    "telephone.trunk": "trunk",
    "telephone.queue": "queue",
    "telephone.skill": "skill",
    "telephone.menu": "menu",
    "telephone.choice": "the key of a menu:",
    "telephone.announcement": "announcement",
    "telephone.contact": "contact",
}


def _check_numbers(sources: Sources, rules: TelephoneRules) -> Iterator[Problem]:
    for index, one in enumerate(rules.numbers):
        if one.menu and one.queue:
            yield sources.toml_problem("a number leads to a menu or to a queue, not to both", "telephone.number", index)
    numbers = [one.number for one in rules.numbers]
    if rules.shown not in numbers:
        said = f"shown {rules.shown} is not a number of the city: {', '.join(numbers)}"
        yield sources.toml_problem(said, "telephone.outgoing", key="shown")


def _check_trunks(sources: Sources, rules: TelephoneRules) -> Iterator[Problem]:
    for said in _network_faults(rules.seat_networks):
        yield sources.toml_problem(f"seat_networks: {said}", "telephone", key="seat_networks")
    for index, trunk in enumerate(rules.trunks):
        for said in _network_faults(trunk.networks):
            yield sources.toml_problem(f"networks: {said}", "telephone.trunk", index, "networks")
        if trunk.user and not trunk.password_setting:
            said = f"trunk {trunk.name} has a user, but no password_setting"
            yield sources.toml_problem(said, "telephone.trunk", index, "user")


def _network_faults(networks: Iterable[str]) -> Iterator[str]:
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            yield str(error)


def _check_queues(sources: Sources, rules: TelephoneRules) -> Iterator[Problem]:
    skills = {one.code for one in rules.skills}
    for table, rows in (("telephone.queue", rules.queues), ("telephone.choice", rules.choices)):
        for index, row in enumerate(rows):
            for skill in row.needs:
                if skill not in skills:
                    yield sources.toml_problem(f"skill {skill} is not in telephone.skill", table, index, "skills")
    for index, queue in enumerate(rules.queues):
        path, code = [queue.code], queue.code
        while rules.queue(code).schedule and path.count(code) == 1:
            code = rules.queue(code).closed_queue
            path.append(code)
        if rules.queue(code).schedule:
            said = f"outside its hours, calls of {queue.code} find no queue that is always open: {' → '.join(path)}"
            yield sources.toml_problem(said, "telephone.queue", index, "closed_queue")


def _check_hours(sources: Sources, rules: TelephoneRules) -> Iterator[Problem]:
    schedules = {one.schedule for one in rules.opening}
    if rules.schedule and rules.schedule not in schedules:
        said = f"schedule {rules.schedule} is not in telephone.opening"
        yield sources.toml_problem(said, "telephone", key="schedule")
    for index, queue in enumerate(rules.queues):
        if queue.schedule and queue.schedule not in schedules:
            said = f"schedule {queue.schedule} is not in telephone.opening"
            yield sources.toml_problem(said, "telephone.queue", index, "schedule")
    for index, row in enumerate(rules.opening):
        if row.start >= row.until:
            said = f"{row.start} to {row.until} is no time; hours after midnight need a row of their own"
            yield sources.toml_problem(said, "telephone.opening", index, "until")
    for schedule in sorted(schedules):
        yield from _check_schedule(sources, rules.opening, schedule)


def _check_schedule(sources: Sources, opening: tuple[OpeningRow, ...], schedule: str) -> Iterator[Problem]:
    """Yields kinds of day that a schedule says nothing about, and hours that overlap."""
    rows = [(index, row) for index, row in enumerate(opening) if row.schedule == schedule]
    for kind in DAY_KINDS:
        of_day = [(index, row) for index, row in rows if kind in row.days]
        if not of_day:
            said = f"schedule {schedule} says nothing about {kind}; a row with closed = true closes it"
            yield sources.toml_problem(said, "telephone.opening", rows[0][0])
        for (_, before), (index, row) in pairwise(sorted(of_day, key=lambda one: (one[1].start, one[0]))):
            if row.start < before.until:
                said = f"the hours of schedule {schedule} on {kind} overlap from {row.start}"
                yield sources.toml_problem(said, "telephone.opening", index)


def _check_thresholds(sources: Sources, rules: TelephoneRules) -> Iterator[Problem]:
    surge, over = rules.surge, rules.overflow
    for lower, upper in (("waiting_until", "waiting_from"), ("wait_until_s", "wait_from_s")):
        least, most = getattr(surge, lower), getattr(surge, upper)
        if least >= most:
            said = f"surge ends at {lower} {least} and starts at {upper} {most}: the end must be lower"
            yield sources.toml_problem(said, "telephone.surge", key=lower)
    if surge.service_until < surge.service_from:
        said = f"surge ends at service_until {surge.service_until} and starts below {surge.service_from}: it never ends"
        yield sources.toml_problem(said, "telephone.surge", key="service_until")
    if not over.sub_centre_s <= over.home_s <= over.disaster_s:
        said = f"overflow must go forward: {over.sub_centre_s}, {over.home_s}, {over.disaster_s}"
        yield sources.toml_problem(said, "telephone.overflow")
    for index, queue in enumerate(rules.queues):
        if surge.offer_after_s > queue.offer_after_s:
            said = f"in surge a ring-back is offered after {surge.offer_after_s} s, later than usual in {queue.code}"
            yield sources.toml_problem(said, "telephone.queue", index, "offer_after_s")
