"""Computes when a limit ends.

Minutes, hours and days run round the clock; a pause moves their end by its own length. `days = n` is the same time of
day n days later. `days = 0` is the end of the day of start; a day counts if the clock runs at its end.

Working hours run within office hours of working days, outside pauses.

`working_days = n` ends with the office hours of the n-th working day after the day of start; 0 is the day of start
itself, or the next working day if the office has closed. A working day counts if the clock runs at its closing time, so
a pause over closing time costs that day.

An extension adds to the amount. So a later start, a pause or an extension never makes the end earlier.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from lianxin.city.rules.calendar import ONE_DAY, Calendar, Skipped
from lianxin.city.rules.limits import Limit, Measure


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock is paused from start until end (not included). For a pause that still lasts, end is now."""

    start: datetime
    end: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension by `amount` of the limit's own measure, at least 1."""

    amount: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """`due_at` and `start` in the city's time. `provisional_years`: years in it without announced holidays."""

    due_at: datetime
    start: datetime
    limit: Limit
    skipped: tuple[Skipped, ...] = ()
    made_up: tuple[date, ...] = ()
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    provisional_years: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        return bool(self.provisional_years)


@dataclass(frozen=True, slots=True)
class _Question:
    start: datetime
    limit: Limit
    calendar: Calendar
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    amount: int

    def answer(self, due_at: datetime, first: date | None = None, stood: frozenset[date] = frozenset()) -> Due:
        """The due time; `first` is the first day read from the calendar, None if it was not used."""
        at = due_at.astimezone(self.calendar.zone)
        if first is None:
            return Due(at, self.start, self.limit, pauses=self.pauses, extensions=self.extensions)
        walk = self.calendar.span(first, at.date(), stood)
        years = self.calendar.unannounced(first, walk.last)
        return Due(at, self.start, self.limit, walk.skipped, walk.made_up, self.pauses, self.extensions, years)


def due(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
    extensions: Iterable[Extension] = (),
) -> Due:
    """Returns the end of `limit` for a clock started at `start`.

    Raises ValueError for a time without zone, a pause that ends before it starts, or an extension below 1.
    """
    stood, more = _joined(pauses), tuple(extensions)
    if start.tzinfo is None:
        raise ValueError("start has no time zone")
    if any(extension.amount < 1 for extension in more):
        raise ValueError("an extension adds at least 1")
    amount = limit.amount + sum(extension.amount for extension in more)
    return _BY_MEASURE[limit.measure](_Question(start.astimezone(calendar.zone), limit, calendar, stood, more, amount))


def _joined(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Sorts the pauses by time and joins overlapping ones, so that no moment counts twice."""
    result: list[Pause] = []
    for pause in sorted(pauses, key=lambda one: one.start):
        if pause.end < pause.start:
            raise ValueError("a pause ends before it starts")
        before = result[-1] if result else None
        if before and pause.start <= before.end:
            reason = (
                before.reason if pause.reason in ("", before.reason) else f"{before.reason}; {pause.reason}".strip("; ")
            )
            result[-1] = Pause(before.start, max(before.end, pause.end), reason)
        else:
            result.append(pause)
    return tuple(result)


def _minutes(asked: _Question) -> Due:
    return _natural(asked, timedelta(minutes=asked.amount))


def _hours(asked: _Question) -> Due:
    return _natural(asked, timedelta(hours=asked.amount))


def _natural(asked: _Question, length: timedelta) -> Due:
    # In UTC: local arithmetic would lose or gain an hour when a city changes to summer time.
    start = asked.start.astimezone(UTC)
    return asked.answer(_moved(start, start + length, asked.pauses))


def _days(asked: _Question) -> Due:
    if asked.limit.amount == 0:
        return asked.answer(_end_of_day(asked))
    end = asked.start + timedelta(days=asked.amount)
    return asked.answer(_moved(asked.start, end.astimezone(UTC), asked.pauses))


def _end_of_day(asked: _Question) -> datetime:
    left, end = asked.amount, datetime.combine(asked.start.date(), time.max, asked.calendar.zone)
    while True:
        if not any(pause.start <= end < pause.end for pause in asked.pauses):
            left -= 1
        if left < 0:
            return end
        end += ONE_DAY


def _moved(start: datetime, end: datetime, pauses: Sequence[Pause]) -> datetime:
    for pause in pauses:
        if pause.start >= end:
            break
        end += max(pause.end - max(pause.start, start), timedelta())
    return end


def _working_days(asked: _Question) -> Due:
    calendar, first = asked.calendar, asked.start.date()
    if asked.limit.amount or calendar.closing(first) <= asked.start:
        first += ONE_DAY
    index = asked.amount - min(asked.limit.amount, 1)
    stood = frozenset(day for pause in asked.pauses for day in _closings(pause, calendar))
    walk = calendar.walk(first, index, stood)
    years = calendar.unannounced(first, walk.last)
    return Due(
        calendar.closing(walk.last),
        asked.start,
        asked.limit,
        walk.skipped,
        walk.made_up,
        asked.pauses,
        asked.extensions,
        years,
    )


def _closings(pause: Pause, calendar: Calendar) -> Iterator[date]:
    """The working days whose closing time is in the pause."""
    day, last = pause.start.astimezone(calendar.zone).date(), pause.end.astimezone(calendar.zone).date()
    while day <= last:
        if calendar.works(day) and pause.start <= calendar.closing(day) < pause.end:
            yield day
        day += ONE_DAY


def _working_hours(asked: _Question) -> Due:
    left = timedelta(hours=asked.amount)
    for begins, ends in _office_time(asked):
        if ends - begins >= left:
            return asked.answer(begins + left, asked.start.date())
        left -= ends - begins
    raise AssertionError("office time never ends")


def _office_time(asked: _Question) -> Iterator[tuple[datetime, datetime]]:
    """The intervals of office time after the start in which the clock runs; an endless iterator."""
    calendar, day = asked.calendar, asked.start.date()
    while True:
        if calendar.works(day):
            for opens, closes in calendar.sessions:
                begins = max(datetime.combine(day, opens, calendar.zone), asked.start)
                ends = datetime.combine(day, closes, calendar.zone)
                yield from _running(begins, ends, asked.pauses)
        day += ONE_DAY


def _running(begins: datetime, ends: datetime, pauses: Sequence[Pause]) -> Iterator[tuple[datetime, datetime]]:
    for pause in pauses:
        if begins < pause.start < ends:
            yield begins, pause.start
        if pause.start < ends:
            begins = max(begins, pause.end)
    if begins < ends:
        yield begins, ends


_BY_MEASURE: Final[dict[Measure, Callable[[_Question], Due]]] = {
    "minutes": _minutes,
    "hours": _hours,
    "working_hours": _working_hours,
    "working_days": _working_days,
    "days": _days,
}
