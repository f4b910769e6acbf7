"""Checks the limits of a profile together: one length each, no duplicates, a due time for every case."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any, Final

from lianxin.city.rules.limits import MAY_BE_ZERO, MEASURES, Limit, select
from lianxin.city.rules.sources import Problem, Sources, tables_at
from lianxin.city.rules.words import CLOCKS, OPTIONAL_CLOCKS, UNCLOCKED_NATURES, URGENCIES
from lianxin.kernel.json_values import JsonObject, read_json

_TEMPORARY: Final = ("from", "until", "reason", "signed")
_SIGNATURES: Final = 2
_LONGEST: Final = timedelta(days=92)  # one season; whoever needs more signs again


def check_limits(sources: Sources) -> Iterator[Problem]:
    """Checks the limits of a `city.toml` in which check_city found no problem."""
    good: list[Limit] = []
    first: dict[tuple[Any, ...], int] = {}
    for index, table in enumerate(tables_at(sources.city, "limit")):
        if wrong := _length_complaint(table) or _temporary_complaint(table):
            yield sources.toml_problem(wrong, "limit", index)
            continue
        limit = Limit.of(table)
        good.append(limit)
        since = limit.temporary and limit.temporary.since
        key = (limit.clock, limit.urgency, limit.nature, limit.topic, limit.redo, limit.fast_desk, since)
        line = first.setdefault(key, sources.toml.line("limit", index))
        if line != sources.toml.line("limit", index):
            yield sources.toml_problem(
                f"this limit is chosen by the same words as the one on line {line}", "limit", index
            )
    yield from _check_every_case(sources, good)


def _length_complaint(table: JsonObject) -> str | None:
    given = [measure for measure in MEASURES if measure in table]
    if len(given) != 1:
        said = " and ".join(given) or "none"
        return f"a limit needs exactly one of {', '.join(MEASURES)}; it has {said}"
    if table[given[0]] == 0 and given[0] not in MAY_BE_ZERO:
        return f"{given[0]} = 0 is not a limit; only {' and '.join(sorted(MAY_BE_ZERO))} may be 0, the same day"
    return None


def _temporary_complaint(table: JsonObject) -> str | None:
    given = [key for key in _TEMPORARY if key in table]
    if not given:
        return None
    if lacking := [key for key in _TEMPORARY if key not in table]:
        return f"a temporary limit needs {', '.join(_TEMPORARY)}; it lacks {', '.join(lacking)}"
    signed = {name.strip() for name in read_json(list[str], table["signed"])}
    if len(signed) < _SIGNATURES:
        return f"a temporary limit is signed by {_SIGNATURES} different officials"
    try:
        first, last = (date.fromisoformat(read_json(str, table[key])) for key in ("from", "until"))
    except ValueError as error:
        return f"a temporary limit needs days of the calendar: {error}"
    return None if first <= last <= first + _LONGEST else f"a temporary limit lasts 1 to {_LONGEST.days} days"


def _check_every_case(sources: Sources, limits: list[Limit]) -> Iterator[Problem]:
    natures = [nature for nature in read_json(list[str], sources.city["natures"]) if nature not in UNCLOCKED_NATURES]
    for clock in CLOCKS:
        if clock in OPTIONAL_CLOCKS:
            continue
        mine = [limit for limit in limits if limit.clock == clock]
        lacking = [
            f"{urgency} {nature}"
            for urgency, nature in product(URGENCIES, natures)
            if select(mine, urgency, nature, "", redo=False, fast_desk=False) is None
        ]
        if lacking:
            yield sources.toml_problem(f"no limit with clock {clock!r} fits: {', '.join(lacking)}", "limit")
