"""Deadlines: what counts, what does not, and what can never happen."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.city import Calendar, Extension, Label, Limit, OfficeHours, Pause, due

SHANGHAI = ZoneInfo("Asia/Shanghai")
MEASURES = ("minutes", "hours", "working_hours", "working_days", "days")
DRAGON_BOAT = Label("端午节", "Dragon Boat Festival")
NATIONAL_DAY = Label("国庆节", "National Day")


def a_calendar() -> Calendar:
    """2025 and 2026 are announced: Dragon Boat and National Day 2026 with their make-up days."""
    holidays = {date(2026, 6, day): DRAGON_BOAT for day in (19, 20, 21)}
    holidays |= {date(2026, 10, day): NATIONAL_DAY for day in range(1, 8)}
    made_up = {date(2026, 9, 20): NATIONAL_DAY, date(2026, 10, 10): NATIONAL_DAY}
    hours = OfficeHours(time(9), time(17, 30), (time(12), time(13)))
    return Calendar(SHANGHAI, hours, holidays, made_up, frozenset({2025, 2026}))


def a_limit(measure: str, amount: int) -> Limit:
    return replace(Limit("close", "hours", 1, "a rule", True), measure=measure, amount=amount)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def ends(start: str, measure: str, amount: int, *pauses: tuple[str, str], more: int = 0) -> str:
    stood = [Pause(at(first), at(last)) for first, last in pauses]
    extensions = [Extension(more)] if more else []
    return f"{due(at(start), a_limit(measure, amount), a_calendar(), stood, extensions).due_at:%Y-%m-%d %H:%M}"


CALENDAR = a_calendar()
moments = st.timedeltas(timedelta(), timedelta(days=1200)).map(
    lambda passed: datetime(2025, 1, 2, tzinfo=SHANGHAI) + passed
)
measures = st.sampled_from(MEASURES)
amounts = st.integers(1, 40)
limits = st.builds(a_limit, measures, amounts) | st.builds(
    a_limit, st.sampled_from(("working_days", "days")), st.just(0)
)
lengths = st.timedeltas(timedelta(), timedelta(days=12))
pauses = st.builds(lambda start, length: Pause(start, start + length), moments, lengths)


def pauses_near(start: datetime) -> st.SearchStrategy[list[Pause]]:
    shifts = st.timedeltas(timedelta(days=-5), timedelta(days=30))
    near = st.builds(lambda shift, length: Pause(start + shift, start + shift + length), shifts, lengths)
    return st.lists(near, max_size=4)


@pytest.mark.parametrize(
    ("start", "measure", "amount", "end"),
    [
        ("2026-06-18 20:40", "working_days", 3, "2026-06-24 17:30"),
        ("2026-06-16 07:52", "working_days", 15, "2026-07-08 17:30"),
        ("2026-06-18 20:40", "working_days", 1, "2026-06-22 17:30"),
        ("2026-06-17 00:00", "working_days", 1, "2026-06-18 17:30"),
        ("2026-06-20 10:00", "working_days", 1, "2026-06-22 17:30"),
        ("2026-06-18 17:29", "working_days", 0, "2026-06-18 17:30"),
        ("2026-06-18 17:30", "working_days", 0, "2026-06-22 17:30"),
        ("2026-06-20 10:00", "working_days", 0, "2026-06-22 17:30"),
        ("2026-06-18 16:30", "working_hours", 4, "2026-06-22 12:00"),
        ("2026-06-18 16:30", "working_hours", 5, "2026-06-22 14:00"),
        ("2026-06-22 12:30", "working_hours", 1, "2026-06-22 14:00"),
        ("2026-06-18 23:50", "minutes", 15, "2026-06-19 00:05"),
        ("2026-06-19 08:00", "hours", 24, "2026-06-20 08:00"),
        ("2026-06-19 08:15", "days", 15, "2026-07-04 08:15"),
        ("2026-06-19 23:58", "days", 0, "2026-06-19 23:59"),
    ],
)
def test_a_limit_ends_where_a_person_with_a_calendar_would_put_it(
    start: str, measure: str, amount: int, end: str
) -> None:
    assert ends(start, measure, amount) == end


def test_the_end_of_the_day_moves_only_when_the_clock_stands_then() -> None:
    noon, night = ("2026-06-15 11:00", "2026-06-15 13:00"), ("2026-06-15 23:00", "2026-06-16 01:00")
    assert ends("2026-06-15 10:00", "days", 0, noon) == "2026-06-15 23:59"
    assert ends("2026-06-15 10:00", "days", 0, night) == "2026-06-16 23:59"
    assert ends("2026-06-15 10:00", "days", 0, night, more=1) == "2026-06-17 23:59"


def test_a_make_up_saturday_is_a_working_day() -> None:
    assert date(2026, 10, 10).weekday() == 5
    assert ends("2026-10-09 10:00", "working_days", 1) == "2026-10-10 17:30"
    assert ends("2026-10-09 17:00", "working_hours", 1) == "2026-10-10 09:30"


def test_days_left_out_are_told_with_their_reasons() -> None:
    found = due(at("2026-06-18 20:40"), a_limit("working_days", 7), CALENDAR)
    assert [(one.first, one.last, one.reason, one.name.en) for one in found.skipped] == [
        (date(2026, 6, 19), date(2026, 6, 21), "holiday", "Dragon Boat Festival"),
        (date(2026, 6, 27), date(2026, 6, 28), "weekend", "weekend"),
    ]


def test_a_pause_moves_natural_hours_by_its_own_length() -> None:
    assert ends("2026-06-15 08:00", "hours", 24, ("2026-06-15 10:00", "2026-06-15 13:00")) == "2026-06-16 11:00"
    assert ends("2026-06-15 08:00", "days", 2, ("2026-06-16 08:00", "2026-06-18 08:00")) == "2026-06-19 08:00"


def test_overlapping_pauses_stand_once() -> None:
    both = ("2026-06-15 10:00", "2026-06-15 12:00"), ("2026-06-15 11:00", "2026-06-15 13:00")
    assert ends("2026-06-15 08:00", "hours", 10, *both) == "2026-06-15 21:00"


def test_a_pause_before_the_start_or_after_the_end_changes_nothing() -> None:
    before, after = ("2026-06-14 10:00", "2026-06-14 12:00"), ("2026-06-16 08:00", "2026-06-16 12:00")
    assert ends("2026-06-15 08:00", "hours", 24, before, after) == "2026-06-16 08:00"


def test_a_working_day_counts_when_the_clock_runs_at_closing_time() -> None:
    within = ("2026-06-16 09:00", "2026-06-16 17:00")
    over = ("2026-06-16 17:00", "2026-06-17 09:00")
    assert ends("2026-06-15 08:00", "working_days", 2, within) == "2026-06-17 17:30"
    assert ends("2026-06-15 08:00", "working_days", 2, over) == "2026-06-18 17:30"


def test_a_paused_day_is_told_as_left_out() -> None:
    pause = Pause(at("2026-06-16 17:00"), at("2026-06-17 09:00"), "waiting")
    found = due(at("2026-06-15 08:00"), a_limit("working_days", 2), CALENDAR, [pause])
    assert [(one.first, one.reason) for one in found.skipped] == [(date(2026, 6, 16), "paused")]
    assert found.pauses == (pause,)


def test_working_hours_do_not_run_in_a_pause() -> None:
    assert ends("2026-06-15 09:00", "working_hours", 2, ("2026-06-15 10:00", "2026-06-15 11:00")) == "2026-06-15 12:00"


def test_an_extension_adds_the_same_measure() -> None:
    assert ends("2026-06-18 20:40", "working_days", 3, more=2) == "2026-06-26 17:30"
    assert ends("2026-06-18 20:40", "hours", 3, more=2) == "2026-06-19 01:40"


def test_hours_are_real_hours_when_a_city_changes_to_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    calendar = Calendar(berlin, OfficeHours(time(9), time(17)), {}, {}, frozenset({2026}))
    start = datetime(2026, 3, 28, 20, tzinfo=berlin)
    assert due(start, a_limit("hours", 24), calendar).due_at == datetime(2026, 3, 29, 21, tzinfo=berlin)


def test_the_zone_a_start_is_written_in_does_not_matter() -> None:
    start = at("2026-06-18 20:40")
    limit = a_limit("working_days", 3)
    assert due(start.astimezone(UTC), limit, CALENDAR) == due(start, limit, CALENDAR)


def test_a_naive_start_a_backward_pause_and_an_empty_extension_are_refused() -> None:
    start, limit = at("2026-06-18 20:40"), a_limit("hours", 1)
    with pytest.raises(ValueError, match="time zone"):
        due(start.replace(tzinfo=None), limit, CALENDAR)
    with pytest.raises(ValueError, match="before it starts"):
        due(start, limit, CALENDAR, [Pause(start, start - timedelta(seconds=1))])
    with pytest.raises(ValueError, match="at least 1"):
        due(start, limit, CALENDAR, extensions=[Extension(0)])


@given(moments, lengths, limits, st.data())
def test_a_later_start_never_ends_earlier(start: datetime, later: timedelta, limit: Limit, data: st.DataObject) -> None:
    stood = data.draw(pauses_near(start))
    assert due(start, limit, CALENDAR, stood).due_at <= due(start + later, limit, CALENDAR, stood).due_at


@given(moments, limits, st.data())
def test_a_pause_never_ends_a_limit_earlier(start: datetime, limit: Limit, data: st.DataObject) -> None:
    stood = data.draw(pauses_near(start))
    one_more = data.draw(pauses_near(start))
    assert due(start, limit, CALENDAR, stood).due_at <= due(start, limit, CALENDAR, stood + one_more).due_at


@given(moments, limits, st.integers(1, 20), st.data())
def test_an_extension_always_ends_a_limit_later(start: datetime, limit: Limit, more: int, data: st.DataObject) -> None:
    stood = data.draw(pauses_near(start))
    assert due(start, limit, CALENDAR, stood).due_at < due(start, limit, CALENDAR, stood, [Extension(more)]).due_at


@given(moments, limits)
def test_no_limit_ends_before_it_starts(start: datetime, limit: Limit) -> None:
    assert due(start, limit, CALENDAR).due_at >= start


@given(moments, amounts, st.data())
def test_working_days_end_at_closing_time_of_a_working_day(start: datetime, amount: int, data: st.DataObject) -> None:
    end = due(start, a_limit("working_days", amount), CALENDAR, data.draw(pauses_near(start))).due_at
    assert CALENDAR.works(end.date())
    assert end.time() == time(17, 30)


@given(moments, amounts, st.data())
def test_working_hours_end_within_office_hours_of_a_working_day(
    start: datetime, amount: int, data: st.DataObject
) -> None:
    end = due(start, a_limit("working_hours", amount), CALENDAR, data.draw(pauses_near(start))).due_at
    assert CALENDAR.works(end.date())
    assert any(opens < end.time() <= closes for opens, closes in CALENDAR.hours.sessions)


@given(moments, amounts)
def test_exactly_the_working_days_of_the_limit_are_counted(start: datetime, amount: int) -> None:
    end = due(start, a_limit("working_days", amount), CALENDAR).due_at.date()
    days = (start.date() + timedelta(days=n) for n in range(1, (end - start.date()).days + 1))
    assert sum(CALENDAR.works(day) for day in days) == amount


@given(moments, amounts)
def test_working_hours_last_as_long_as_the_limit(start: datetime, amount: int) -> None:
    end = due(start, a_limit("working_hours", amount), CALENDAR).due_at
    worked, day = timedelta(), start.date()
    while day <= end.date():
        for opens, closes in CALENDAR.hours.sessions if CALENDAR.works(day) else ():
            first, last = (datetime.combine(day, point, SHANGHAI) for point in (opens, closes))
            worked += max(min(last, end) - max(first, start), timedelta())
        day += timedelta(days=1)
    assert worked == timedelta(hours=amount)


@given(moments, limits)
def test_a_deadline_is_provisional_exactly_when_it_asked_about_an_unannounced_year(
    start: datetime, limit: Limit
) -> None:
    found = due(start, limit, CALENDAR)
    first = start.date()
    if limit.measure == "working_days" and (limit.amount or CALENDAR.closing(first) <= start):
        first += timedelta(days=1)
    asked = set(range(first.year, found.due_at.year + 1)) if limit.measure.startswith("working") else set[int]()
    assert set(found.provisional_years) == asked - CALENDAR.announced
    assert found.provisional == bool(asked - CALENDAR.announced)


@given(moments, amounts)
def test_every_day_between_start_and_end_is_counted_or_told(start: datetime, amount: int) -> None:
    found = due(start, a_limit("working_days", amount), CALENDAR)
    told = sum((one.last - one.first).days + 1 for one in found.skipped)
    assert told + amount == (found.due_at.date() - start.date()).days


@given(moments, limits, pauses)
def test_asking_twice_gives_the_same_answer(start: datetime, limit: Limit, pause: Pause) -> None:
    assert due(start, limit, CALENDAR, [pause]) == due(start, limit, a_calendar(), [pause])
