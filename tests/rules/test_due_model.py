"""Deadlines against a model that walks through time in quarters of an hour and counts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.city import Calendar, Extension, Label, Limit, OfficeHours, Pause, due

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
HOLIDAY = Label("端午节", "Dragon Boat Festival")
SESSIONS = ((time(9), time(12)), (time(13), time(17, 30)))
OFF = {date(2026, 6, day): HOLIDAY for day in (19, 20, 21)}
MADE_UP = {date(2026, 6, 27): HOLIDAY}  # a Saturday
CALENDAR = Calendar(SHANGHAI, OfficeHours(time(9), time(17, 30), (time(12), time(13))), OFF, MADE_UP, frozenset({2026}))
FIRST = datetime(2026, 6, 12, tzinfo=SHANGHAI)  # a Friday, a week before the holiday

Pauses = Sequence[Pause]


def stands(at: datetime, pauses: Pauses) -> bool:
    """Whether the clock stands at this moment."""
    return any(pause.start <= at < pause.end for pause in pauses)


def works(day: date) -> bool:
    return day in MADE_UP or (day.isoweekday() < 6 and day not in OFF)


def in_office(at: datetime) -> bool:
    return works(at.date()) and any(opens <= at.time() < closes for opens, closes in SESSIONS)


def count(start: datetime, quarters: int, runs: Callable[[datetime], bool]) -> datetime:
    """When so many quarters of an hour have passed in which the clock runs."""
    at = start
    while quarters:
        quarters -= runs(at)
        at += QUARTER
    return at


def closing(day: date) -> datetime:
    return datetime.combine(day, time(17, 30), SHANGHAI)


def modelled(start: datetime, measure: str, amount: int, more: int, pauses: Pauses) -> datetime:
    """The end as a person with a calendar and a watch would find it."""
    if measure == "working_hours":
        return count(start, (amount + more) * 4, lambda at: in_office(at) and not stands(at, pauses))
    if measure == "working_days":
        day = start.date() + (DAY if amount or closing(start.date()) <= start else timedelta())
        left = amount - bool(amount) + more
        while not (counts := works(day) and not stands(closing(day), pauses)) or left:
            left -= counts
            day += DAY
        return closing(day)
    if measure == "days" and amount == 0:
        end = datetime.combine(start.date(), time.max, SHANGHAI)
        while (stood := stands(end, pauses)) or more:
            more -= not stood
            end += DAY
        return end
    quarters = {"minutes": 1, "hours": 4, "days": 96}[measure]
    return count(start, (amount + more) * quarters, lambda at: not stands(at, pauses))


def a_limit(measure: str, amount: int) -> Limit:
    return replace(Limit("close", "hours", 1, "a rule", True), measure=measure, amount=amount)


def found(start: datetime, measure: str, amount: int, more: int, pauses: Pauses) -> datetime:
    unit = 15 if measure == "minutes" else 1
    extensions = [Extension(more * unit)] if more else []
    return due(start, a_limit(measure, amount * unit), CALENDAR, pauses, extensions).due_at


quarters = st.integers(0, 96 * 20).map(lambda nth: FIRST + nth * QUARTER)
closings = st.integers(0, 20).map(lambda nth: FIRST + nth * DAY + timedelta(hours=17, minutes=30))
moments = quarters | closings
pauses = st.lists(
    st.builds(lambda one, other: Pause(min(one, other), max(one, other)), moments, moments)
    | st.builds(lambda start, nth: Pause(start, start + nth * QUARTER), moments, st.integers(0, 12)),
    max_size=3,
)
MEASURES = ("minutes", "hours", "days", "working_hours", "working_days")


@pytest.mark.parametrize("measure", MEASURES)
@given(moments, st.integers(1, 12), st.integers(0, 3), pauses)
def test_a_limit_ends_when_the_model_has_counted_its_amount(
    measure: str, start: datetime, amount: int, more: int, stood: list[Pause]
) -> None:
    assert found(start, measure, amount, more, stood) == modelled(start, measure, amount, more, stood)


@pytest.mark.parametrize("measure", ["days", "working_days"])
@given(moments, st.integers(0, 3), pauses)
def test_a_limit_of_the_day_itself_ends_on_the_first_day_at_whose_end_the_clock_runs(
    measure: str, start: datetime, more: int, stood: list[Pause]
) -> None:
    assert found(start, measure, 0, more, stood) == modelled(start, measure, 0, more, stood)


# the edges of a pause, each by its own example

MONDAY = datetime(2026, 6, 15, 10, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("first", "last", "end"),
    [
        ((16, 12, 0), (16, 17, 30), 16),  # ends exactly at closing: the clock runs at closing
        ((16, 12, 0), (16, 17, 31), 17),
        ((16, 17, 30), (16, 18, 0), 17),  # starts exactly at closing: the clock stands at closing
        ((16, 17, 31), (16, 18, 0), 16),
    ],
)
def test_a_pause_costs_a_working_day_when_the_clock_stands_at_its_closing_time(
    first: tuple[int, int, int], last: tuple[int, int, int], end: int
) -> None:
    stood = [Pause(*(datetime(2026, 6, *moment, tzinfo=SHANGHAI) for moment in (first, last)))]
    assert found(MONDAY, "working_days", 1, 0, stood) == closing(date(2026, 6, end))


def test_a_pause_that_begins_when_a_limit_ends_does_not_move_it() -> None:
    end = MONDAY + timedelta(hours=2)
    assert found(MONDAY, "hours", 2, 0, [Pause(end, end + DAY)]) == end
    assert found(MONDAY, "hours", 2, 0, [Pause(end - QUARTER, end + DAY)]) == end + QUARTER + DAY


def test_a_pause_before_the_start_and_an_empty_one_move_nothing() -> None:
    for stood in ([Pause(MONDAY - DAY, MONDAY)], [Pause(MONDAY + QUARTER, MONDAY + QUARTER)]):
        for measure in MEASURES:
            assert found(MONDAY, measure, 1, 0, stood) == found(MONDAY, measure, 1, 0, [])


def test_neighbouring_pauses_become_one_with_both_reasons() -> None:
    one, two = Pause(MONDAY, MONDAY + QUARTER, "asked"), Pause(MONDAY + QUARTER, MONDAY + DAY, "suspended")
    apart = Pause(MONDAY + 2 * DAY, MONDAY + 3 * DAY, "asked")
    answer = due(MONDAY, a_limit("hours", 1), CALENDAR, [apart, two, one])
    assert answer.pauses == (Pause(MONDAY, MONDAY + DAY, "asked; suspended"), apart)


@pytest.mark.parametrize(
    ("reasons", "joined"),
    [
        (("asked", "asked"), "asked"),
        (("asked", ""), "asked"),
        (("", "asked"), "asked"),
        (("", ""), ""),
        (("XX", "YX"), "XX; YX"),
    ],
)
def test_a_reason_is_said_once(reasons: tuple[str, str], joined: str) -> None:
    one, two = (Pause(MONDAY, MONDAY + DAY, reason) for reason in reasons)
    assert [pause.reason for pause in due(MONDAY, a_limit("hours", 1), CALENDAR, [one, two]).pauses] == [joined]


def test_a_pause_within_another_does_not_shorten_it() -> None:
    long, short = Pause(MONDAY, MONDAY + DAY), Pause(MONDAY + QUARTER, MONDAY + 2 * QUARTER)
    assert due(MONDAY, a_limit("hours", 1), CALENDAR, [long, short]).pauses == (long,)
