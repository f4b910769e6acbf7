"""A case's log for tests of folds: events are written as dataclasses and read back as from the log."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from lianxin.cases.audit.replay import Played
from lianxin.cases.events import (
    CaseMoved,
    ClockChange,
    ClocksChanged,
    ClocksStarted,
    ClocksStopped,
    ClockStart,
    ClockStop,
    MoveDetails,
    OrderDispatched,
    OrderMoved,
)
from lianxin.insight.rules.facts import FactSet
from lianxin.insight.rules.fold import CaseEntry, fold
from lianxin.kernel.decoding import read_event
from lianxin.kernel.events import Effort, Event, stored_json

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def uid(number: int) -> UUID:
    """Returns an id made from a number."""
    return UUID(int=number)


CASE, OTHER, ORDER, CO_ORDER, CLOCK = (uid(nth) for nth in range(1, 6))


@dataclass(frozen=True)
class Entry:
    """One event of the log, `minute` minutes after START."""

    event: Event
    minute: int = 0
    order: UUID | None = None
    case: UUID = CASE
    effort: Effort | None = None

    @property
    def at(self) -> datetime:
        return after(self.minute)

    def read(self) -> Event:
        """Returns the event as it is read from the log."""
        return read_event(self.event.kind, orjson.loads(orjson.dumps(stored_json(self.event, self.effort))))


def after(minutes: float) -> datetime:
    """Returns the time so many minutes after START."""
    return START + timedelta(minutes=minutes)


def folded(*entries: Entry) -> FactSet:
    """Returns the facts after these events."""
    facts = FactSet()
    for entry in entries:
        fold(facts, CaseEntry(entry.at, entry.case, entry.order, entry.effort), entry.read())
    return facts


def play(played: Played, *entries: Entry) -> list[str]:
    """Replays more events; returns the problems found."""
    problems: list[str] = []
    for entry in entries:
        problems += played.play(entry.read(), entry.at, entry.order)
    return problems


def moved(move: str, before: str, after_: str, minute: int = 0, round_: int = 1, **details: Any) -> Entry:
    """Returns the entry of a case's move."""
    return Entry(CaseMoved(move, before, after_, round_, MoveDetails(**details) if details else None), minute)


def dispatched(unit: str = "u", role: str = "lead", minute: int = 0, order: UUID = ORDER, round_: int = 1) -> Entry:
    """Returns the entry of a new order."""
    return Entry(OrderDispatched(unit, role, round_, "desk", {}, returnable=True), minute, order)


def order_moved(
    move: str, before: str, after_: str, minute: int = 0, order: UUID = ORDER, role: str = "lead", **more: Any
) -> Entry:
    """Returns the entry of an order's move."""
    return Entry(OrderMoved(move, before, after_, "u", role, **more), minute, order)


def clock_started(
    kind: str, due: int, minute: int = 0, order: UUID | None = None, clock: UUID = CLOCK, *more: ClockStart
) -> Entry:
    """Returns the entry of a limit that starts, due `due` minutes after START. `more`: other limits of the event."""
    return Entry(ClocksStarted([clock_fact(kind, due, order, clock), *more]), minute)


def clock_fact(kind: str, due: int, order: UUID | None = None, clock: UUID = CLOCK) -> ClockStart:
    """Returns a limit as its event contains it."""
    return ClockStart(clock, kind, order, after(due))


def clock_stopped(ended: str, minute: int, kind: str = "close", clock: UUID = CLOCK) -> Entry:
    """Returns the entry of a limit that ends."""
    return Entry(ClocksStopped([ClockStop(clock, kind, ended)]), minute)


def clock_changed(why: str, before: int, due: int, minute: int = 0, clock: UUID = CLOCK) -> Entry:
    """Returns the entry of a limit whose due time changes."""
    return Entry(ClocksChanged(why, [ClockChange(clock, "close", after(before), after(due))]), minute)
