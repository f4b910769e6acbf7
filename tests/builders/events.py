"""A case's log for the folds: written with the event dataclasses and read back as the log gives them."""

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
from lianxin.insight.rules.fold import CaseEntry, FactSet, fold
from lianxin.kernel.decoding import read_event
from lianxin.kernel.events import Effort, Event, stored_json

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def uid(number: int) -> UUID:
    """The id of a thing in a test."""
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
        """The event as the log gives it back."""
        return read_event(self.event.kind, orjson.loads(orjson.dumps(stored_json(self.event, self.effort))))


def after(minutes: float) -> datetime:
    """So many minutes after START."""
    return START + timedelta(minutes=minutes)


def folded(*entries: Entry) -> FactSet:
    """The facts after these events."""
    facts = FactSet()
    for entry in entries:
        fold(facts, CaseEntry(entry.at, entry.case, entry.order, entry.effort), entry.read())
    return facts


def play(played: Played, *entries: Entry) -> list[str]:
    """Plays more events; returns what is wrong with them."""
    problems: list[str] = []
    for entry in entries:
        problems += played.play(entry.read(), entry.at, entry.order)
    return problems


def moved(move: str, before: str, after_: str, minute: int = 0, round_: int = 1, **details: Any) -> Entry:
    """The case moved."""
    return Entry(CaseMoved(move, before, after_, round_, MoveDetails(**details) if details else None), minute)


def dispatched(unit: str = "u", role: str = "lead", minute: int = 0, order: UUID = ORDER, round_: int = 1) -> Entry:
    """A unit got a task."""
    return Entry(OrderDispatched(unit, role, round_, "desk", {}, returnable=True), minute, order)


def order_moved(
    move: str, before: str, after_: str, minute: int = 0, order: UUID = ORDER, role: str = "lead", **more: Any
) -> Entry:
    """A task moved."""
    return Entry(OrderMoved(move, before, after_, "u", role, **more), minute, order)


def clock_started(
    kind: str, due: int, minute: int = 0, order: UUID | None = None, clock: UUID = CLOCK, *more: ClockStart
) -> Entry:
    """A limit began to run, due `due` minutes after START. `more`: other limits of the same event."""
    return Entry(ClocksStarted([clock_fact(kind, due, order, clock), *more]), minute)


def clock_fact(kind: str, due: int, order: UUID | None = None, clock: UUID = CLOCK) -> ClockStart:
    """A limit as its event names it."""
    return ClockStart(clock, kind, order, after(due))


def clock_stopped(ended: str, minute: int, kind: str = "close", clock: UUID = CLOCK) -> Entry:
    """A limit ended."""
    return Entry(ClocksStopped([ClockStop(clock, kind, ended)]), minute)


def clock_changed(why: str, before: int, due: int, minute: int = 0, clock: UUID = CLOCK) -> Entry:
    """The due time of a limit moved."""
    return Entry(ClocksChanged(why, [ClockChange(clock, "close", after(before), after(due))]), minute)
