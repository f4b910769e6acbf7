"""Checks the times of day of `city.toml`: office hours, the hours of calls, the evening."""

from collections.abc import Iterator

from lianxin.city.rules.policies import CALLS_FROM, CALLS_UNTIL
from lianxin.city.rules.sources import Problem, Sources, tables_at
from lianxin.kernel.json_values import JsonObject, JsonValue


def check_hours(sources: Sources) -> Iterator[Problem]:
    """Yields a problem for times that do not go forward, and for an evening outside the hours of calls."""
    for table in tables_at(sources.city, "office_hours"):
        points = [str(point) for point in (table.get("start"), *_lunch(table), table.get("end"))]
        if points != sorted(set(points)):
            yield sources.toml_problem(f"office hours must go forward: {' '.join(points)}", "office_hours")
    for table in tables_at(sources.city, "callback"):
        times = (table.get("evening_from"), table.get("evening_until"))
        calls = (table.get("calls_from", CALLS_FROM), table.get("calls_until", CALLS_UNTIL))
        if all(isinstance(one, str) for one in (*times, *calls)):
            yield from _check_calling_hours(sources, *map(str, (*times, *calls)))


def _check_calling_hours(sources: Sources, first: str, last: str, opens: str, ends: str) -> Iterator[Problem]:
    """Yields problems of the hours of calls, and of an evening outside them, in which no attempt could be made."""
    if first >= last:
        yield sources.toml_problem("the evening ends before it begins", "callback", key="evening_until")
    if opens >= ends:
        yield sources.toml_problem("the hours of calls end before they begin", "callback", key="calls_until")
    elif first < opens or last > ends:
        hours = f"the evening is not within the hours of calls, {opens} to {ends}"
        yield sources.toml_problem(hours, "callback", key="evening_until" if last > ends else "evening_from")


def _lunch(table: JsonObject) -> list[JsonValue]:
    lunch = table.get("lunch")
    return lunch if isinstance(lunch, list) else []
