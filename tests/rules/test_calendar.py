"""Which days a city works, and what a walk over them left out."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from lianxin.city import Calendar, Label, OfficeHours
from lianxin.city.rules.calendar import PAUSED, WEEKEND, Skipped, Walk

ZONE = ZoneInfo("Asia/Shanghai")
HOLIDAY, OTHER = Label("端午节", "Dragon Boat Festival"), Label("夏至", "Solstice")
CALENDAR = Calendar(
    ZONE,
    OfficeHours(time(9), time(17, 30)),
    {date(2026, 6, 19): HOLIDAY, date(2026, 6, 22): OTHER},
    {date(2026, 6, 27): HOLIDAY, date(2026, 6, 28): HOLIDAY},
    frozenset({2025, 2026}),
)


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("day", "works"), [(18, True), (19, False), (20, False), (21, False), (22, False), (23, True), (27, True)]
)
def test_a_city_works_on_weekdays_without_a_holiday_and_on_make_up_days(day: int, works: bool):
    assert CALENDAR.works(june(day)) is works


def test_a_day_off_is_a_holiday_by_name_or_a_weekend():
    assert CALENDAR.why_off(june(19)) == ("holiday", HOLIDAY)
    assert CALENDAR.why_off(june(20)) == ("weekend", WEEKEND)


def test_offices_open_and_close_in_the_citys_time():
    assert CALENDAR.opening(june(18)).isoformat() == "2026-06-18T09:00:00+08:00"
    assert CALENDAR.closing(june(18)).isoformat() == "2026-06-18T17:30:00+08:00"
    assert CALENDAR.sessions == ((time(9), time(17, 30)),)


def test_the_years_nobody_has_announced_are_named():
    assert CALENDAR.unannounced(date(2024, 12, 31), date(2027, 1, 1)) == (2024, 2027)
    assert CALENDAR.unannounced(june(1), june(2)) == ()


def test_neighbouring_days_off_of_one_reason_are_one_entry():
    assert CALENDAR.span(june(17), june(28)) == Walk(
        june(28),
        (
            Skipped(june(19), june(19), "holiday", HOLIDAY),
            Skipped(june(20), june(21), "weekend", WEEKEND),
            Skipped(june(22), june(22), "holiday", OTHER),
        ),
        (june(27), june(28)),
    )


def test_paused_working_days_are_left_out_and_a_paused_make_up_day_is_not_made_up():
    walk = CALENDAR.span(june(23), june(27), frozenset({june(24), june(25), june(27)}))
    assert walk.skipped == (
        Skipped(june(24), june(25), "paused", PAUSED),
        Skipped(june(27), june(27), "paused", PAUSED),
    )
    assert walk.made_up == ()


def test_a_span_of_one_day_holds_that_day():
    assert CALENDAR.span(june(20), june(20)).skipped == (Skipped(june(20), june(20), "weekend", WEEKEND),)
    assert CALENDAR.span(june(21), june(20)) == Walk(june(20), (), ())


@pytest.mark.parametrize(("first", "index", "last"), [(18, 0, 18), (18, 1, 23), (19, 0, 23), (26, 1, 27), (26, 3, 29)])
def test_a_walk_ends_on_the_working_day_of_its_number(first: int, index: int, last: int):
    for _ in range(2):  # the second time from what was kept
        assert CALENDAR.walk(june(first), index) == CALENDAR.span(june(first), june(last))


def test_a_walk_does_not_count_paused_days_and_does_not_keep_them():
    assert CALENDAR.walk(june(23), 1, frozenset({june(24)})).last == june(25)
    assert CALENDAR.walk(june(23), 1).last == june(24)


def test_two_calendars_are_equal_whatever_they_have_walked():
    CALENDAR.walk(june(1), 5)
    fresh = Calendar(CALENDAR.zone, CALENDAR.hours, CALENDAR.off, CALENDAR.made_up, CALENDAR.announced)
    assert fresh == CALENDAR
    assert "walks" not in repr(fresh)
