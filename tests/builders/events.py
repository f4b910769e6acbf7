"""A case's log for the folds: written with the event dataclasses, handed over in the form in which each fold reads it.

Only `told` and `play` know that form.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from lianxin.cases.audit.replay import Played
from lianxin.cases.core.events import (
    CaseMoved,
    ClocksChanged,
    ClocksStarted,
    ClocksStopped,
    OrderDispatched,
    OrderMoved,
)
from lianxin.insight.rules.fold import Facts, Told, fold
from lianxin.kernel.events import Effort, Event

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

    def data(self) -> dict[str, Any]:
        """The facts as the table of events gives them back."""
        facts = self.event.facts() | (self.effort.facts() if self.effort else {})
        return orjson.loads(orjson.dumps(facts))


def after(minutes: float) -> datetime:
    """So many minutes after START."""
    return START + timedelta(minutes=minutes)


def told(entry: Entry) -> Told:
    """An event as the figures read it."""
    return Told(entry.event.kind, entry.at, entry.case, entry.order, entry.data())


def folded(*entries: Entry) -> Facts:
    """The facts after these events."""
    facts = Facts()
    for entry in entries:
        fold(facts, told(entry))
    return facts


def play(played: Played, *entries: Entry) -> list[str]:
    """Plays more events; returns what is wrong with them."""
    problems: list[str] = []
    for entry in entries:
        order = str(entry.order) if entry.order else None
        problems += played.play(entry.event.kind, entry.at, order, entry.data())
    return problems


def moved(move: str, before: str, after_: str, minute: int = 0, round_: int = 1, **details: Any) -> Entry:
    """The case moved."""
    return Entry(CaseMoved(move, before, after_, round_, details or None), minute)


def dispatched(unit: str = "u", role: str = "lead", minute: int = 0, order: UUID = ORDER, round_: int = 1) -> Entry:
    """A unit got a task."""
    return Entry(OrderDispatched(unit, role, round_, "desk", {}, returnable=True), minute, order)


def order_moved(
    move: str, before: str, after_: str, minute: int = 0, order: UUID = ORDER, role: str = "lead", **more: Any
) -> Entry:
    """A task moved."""
    return Entry(OrderMoved(move, before, after_, "u", role, **more), minute, order)


def clock_started(
    kind: str, due: int, minute: int = 0, order: UUID | None = None, clock: UUID = CLOCK, *more: dict[str, Any]
) -> Entry:
    """A limit began to run, due `due` minutes after START. `more`: other limits of the same event."""
    return Entry(ClocksStarted([clock_fact(kind, due, order, clock), *more]), minute)


def clock_fact(kind: str, due: int, order: UUID | None = None, clock: UUID = CLOCK) -> dict[str, Any]:
    """A limit as its event names it."""
    return {"id": clock, "kind": kind, "order_id": order, "due_at": after(due)}


def clock_stopped(ended: str, minute: int, kind: str = "close", clock: UUID = CLOCK) -> Entry:
    """A limit ended."""
    return Entry(ClocksStopped([{"id": clock, "kind": kind, "ended": ended}]), minute)


def clock_changed(why: str, before: int, due: int, minute: int = 0, clock: UUID = CLOCK) -> Entry:
    """The due time of a limit moved."""
    facts = [{"id": clock, "kind": "close", "before": after(before), "after": after(due)}]
    return Entry(ClocksChanged(why, facts), minute)
