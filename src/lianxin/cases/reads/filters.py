"""Filters of case lists: their names and SQL conditions, shared by lists, search and exports."""

from collections.abc import Iterable, Mapping
from typing import LiteralString

from lianxin.kernel.errors import Invalid

_LONGEST = 1000
MOST_VALUES = 50

FILTER_CONDITIONS: Mapping[str, LiteralString] = {
    "status": "c.status = ANY(%(status)s)",
    "nature": "c.nature = ANY(%(nature)s)",
    "urgency": "c.urgency = ANY(%(urgency)s)",
    "topic": "EXISTS (SELECT FROM unnest(%(topic)s::text[]) f WHERE c.topic = f OR c.topic LIKE f || '.%%')",
    "district": "c.district = ANY(%(district)s)",
    "street": "c.street = ANY(%(street)s)",
    "unit": (
        "EXISTS (SELECT FROM work_orders f WHERE f.city_id = c.city_id AND f.case_id = c.id AND f.unit = ANY(%(unit)s))"
    ),
    "flag": (
        "(c.urged AND 'urged' = ANY(%(flag)s) OR c.expedite AND 'expedite' = ANY(%(flag)s)"
        " OR 'uncontacted' = ANY(%(flag)s) AND EXISTS (SELECT FROM work_orders f WHERE f.city_id = c.city_id"
        " AND f.case_id = c.id AND f.role = 'lead' AND f.replied_at IS NOT NULL AND f.contacted_at IS NULL)"
        " OR c.round > 1 AND 'redone' = ANY(%(flag)s) OR c.next_due_at < %(now)s AND 'late' = ANY(%(flag)s))"
    ),
}


class BadFilter(Invalid):
    """A filter looks like `urgency:critical|urgent,district:310115`: known names, each once, each with a value."""

    code = "cases.bad_filter"


def read_filter(text: str) -> dict[str, list[str]]:
    """Returns the values by filter name; raises BadFilter."""
    chosen: dict[str, list[str]] = {}
    for part in text[: _LONGEST + 1].split(",") if text else []:
        name, _, values = part.partition(":")
        if name not in FILTER_CONDITIONS or name in chosen or not values or len(text) > _LONGEST:
            raise BadFilter(filter=part[:60], names=list(FILTER_CONDITIONS))
        chosen[name] = values.split("|")[:MOST_VALUES]
    return chosen


def narrowed(chosen: Iterable[str]) -> LiteralString:
    """Returns conditions to append to a statement on `cases c`; pass the values as parameters of the same names."""
    where: LiteralString = ""
    for name in chosen:
        where += " AND " + FILTER_CONDITIONS[name]
    return where
