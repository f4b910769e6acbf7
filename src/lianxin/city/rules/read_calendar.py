"""Reads the calendar of a city from its profile."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from lianxin.city.rules.calendar import Calendar, Label, OfficeHours
from lianxin.city.rules.sources import tables_at
from lianxin.kernel.json_values import JsonObject, JsonValue, read_json


def read_calendar(city: JsonObject, days: Sequence[Mapping[str, str]]) -> Calendar:
    """Reads the office hours and the announced years of a checked city.toml, and the rows of calendar.csv."""
    [hours] = tables_at(city, "office_hours")
    lunch = [_time(point) for point in read_json(list[str], hours.get("lunch", ()))]
    return Calendar(
        ZoneInfo(read_json(str, city["timezone"])),
        OfficeHours(_time(hours["start"]), _time(hours["end"]), (lunch[0], lunch[1]) if lunch else None),
        _named(days, "off"),
        _named(days, "work"),
        read_json(frozenset[int], city["announced_years"]),
    )


def _time(value: JsonValue) -> time:
    return time.fromisoformat(read_json(str, value))


def _named(days: Sequence[Mapping[str, str]], kind: str) -> dict[date, Label]:
    return {
        date.fromisoformat(day["date"]): Label(day["name"], day.get("name_en") or day["name"])
        for day in days
        if day["kind"] == kind
    }
