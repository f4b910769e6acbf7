"""Which days a city works, and when its offices are open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final, Literal
from zoneinfo import ZoneInfo

from lianxin.city.rules.words import Label

ONE_DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
WEEKEND: Final = Label("周末", "weekend")
PAUSED: Final = Label("暂停计时", "clock paused")

_Reason = Literal["weekend", "holiday", "paused"]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening and closing in local time; with a lunch break, the office works in two sessions."""

    opens: time
    closes: time
    lunch: tuple[time, time] | None = None

    @property
    def sessions(self) -> tuple[tuple[time, time], ...]:
        if self.lunch is None:
            return ((self.opens, self.closes),)
        return ((self.opens, self.lunch[0]), (self.lunch[1], self.closes))


@dataclass(frozen=True, slots=True)
class Skipped:
    """Days first…last (both included) that a limit did not count, all for one reason."""

    first: date
    last: date
    reason: _Reason
    name: Label


@dataclass(frozen=True, slots=True)
class Walk:
    """The days to the last counted day: which days were not counted, and which make-up days were counted."""

    last: date
    skipped: tuple[Skipped, ...]
    made_up: tuple[date, ...]


@dataclass(frozen=True)
class Calendar:
    """Days off and make-up days by name. A year outside `announced` has weekends only and is provisional."""

    zone: ZoneInfo
    hours: OfficeHours
    off: Mapping[date, Label]
    made_up: Mapping[date, Label]
    announced: frozenset[int]
    # Cached, because a walk depends on the calendar only; at most days of a year × lengths of limits.
    walks: dict[tuple[date, int], Walk] = field(default_factory=dict[tuple[date, int], Walk], compare=False, repr=False)

    def works(self, day: date) -> bool:
        return day in self.made_up or (day.weekday() < SATURDAY and day not in self.off)

    def why_off(self, day: date) -> tuple[_Reason, Label]:
        """The reason and the name of a day on which the city does not work."""
        return ("holiday", self.off[day]) if day in self.off else ("weekend", WEEKEND)

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.hours.opens, self.zone)

    def closing(self, day: date) -> datetime:
        return datetime.combine(day, self.hours.closes, self.zone)

    @cached_property
    def sessions(self) -> tuple[tuple[time, time], ...]:
        return self.hours.sessions

    def unannounced(self, first: date, last: date) -> tuple[int, ...]:
        """The years from first to last whose holidays are not announced."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.announced)

    def walk(self, first: date, index: int, stood: frozenset[date] = frozenset()) -> Walk:
        """Walks to working day number `index` (from 0) on or after `first`; days in `stood` are not counted."""
        if stood:
            return self._step(first, index, stood)
        key = (first, index)
        kept = self.walks.get(key)
        if kept is None:
            kept = self.walks[key] = self._step(first, index, stood)
        return kept

    def _step(self, first: date, index: int, stood: frozenset[date]) -> Walk:
        left, day = index, first - ONE_DAY
        while left >= 0:
            day += ONE_DAY
            left -= self.works(day) and day not in stood
        return self.span(first, day, stood)

    def span(self, first: date, last: date, stood: frozenset[date] = frozenset()) -> Walk:
        """The days not counted and the make-up days from first to last, both included."""
        missed: list[tuple[date, _Reason, Label]] = []
        made_up: list[date] = []
        day = first
        while day <= last:
            if not self.works(day):
                missed.append((day, *self.why_off(day)))
            elif day in stood:
                missed.append((day, "paused", PAUSED))
            elif day in self.made_up:
                made_up.append(day)
            day += ONE_DAY
        return Walk(last, _grouped(missed), tuple(made_up))


def _grouped(missed: Iterable[tuple[date, _Reason, Label]]) -> tuple[Skipped, ...]:
    """Joins adjacent days with the same reason into one entry."""
    groups: list[Skipped] = []
    for day, reason, name in missed:
        before = groups[-1] if groups else None
        if before and before.last + ONE_DAY == day and (before.reason, before.name) == (reason, name):
            groups[-1] = Skipped(before.first, day, reason, name)
        else:
            groups.append(Skipped(day, day, reason, name))
    return tuple(groups)
