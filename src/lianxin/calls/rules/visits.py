"""Folds the events of a call into its visits: each stay in a queue, with the talk that followed.

Times are those of the city; durations are in seconds of real time, because a demo's clock may run faster.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from lianxin.calls.events import (
    CallAnswered,
    CallArrived,
    CallDropped,
    CallFinished,
    CallHanded,
    CallHeld,
    CallMissed,
    CallPassed,
    CallPromised,
    CallQueued,
    CallResumed,
    CallSent,
)
from lianxin.kernel.events import Event


class VisitOutcome(StrEnum):
    """How the wait of a visit ended. `menu`: the call never waited for a seat; `lost`: a server of ours failed."""

    MENU = "menu"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    PROMISED = "promised"
    LOST = "lost"


@dataclass
class CallVisit:
    """A stay of a call in a queue. `nth` is 0 for the first one; `queue` is empty for a call that only hears the menu.

    `rung_back`: the citizen was telephoned. `handed`: another seat took over the talk, so nobody waited.
    """

    call_id: UUID
    nth: int
    direction: str
    came_at: datetime
    queue: str = ""
    skills: list[str] = field(default_factory=list[str])
    rung_back: bool = False
    handed: bool = False
    staff: str | None = None
    outcome: str | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    held_at: datetime | None = None
    wait: float | None = None
    talk: float | None = None
    hold: float = 0.0
    wrap_up: float = 0.0
    form_time: float | None = None


CALL_FACTS = (
    CallArrived,
    CallQueued,
    CallAnswered,
    CallHeld,
    CallResumed,
    CallPassed,
    CallHanded,
    CallSent,
    CallPromised,
    CallMissed,
    CallDropped,
    CallFinished,
)
"""The events that `fold_call` reads."""


def fold_call(visits: list[CallVisit], event: Event, at: datetime, speed: float = 1.0) -> None:
    """Applies one event of a call to its visits, in their order. `speed`: seconds of the city in a real second."""
    match event:
        case CallArrived():
            visits.append(CallVisit(event.call_id, len(visits), event.direction, at))
        case CallQueued() if event.refused_by is None:
            _begin_wait(visits, event, at)
        case CallHanded():
            _hand_over(visits, event, at, speed)
        case CallSent() if visits:
            _end_talk(visits[-1], at, speed)
        case _ if visits:
            _fold_last(visits[-1], event, at, speed)
        case _:
            pass


def _begin_wait(visits: list[CallVisit], event: CallQueued, at: datetime) -> None:
    last = visits[-1] if visits else None
    if last is not None and last.queue and last.outcome is None:
        return  # it returned to its place
    if last is None or last.outcome:
        direction = last.direction if last else "in"
        again = last is not None and last.outcome != VisitOutcome.ANSWERED
        last = CallVisit(event.call_id, len(visits), direction, at, rung_back=again)
        visits.append(last)
    last.came_at, last.queue, last.skills = at, event.queue, event.skills or []


def _hand_over(visits: list[CallVisit], event: CallHanded, at: datetime, speed: float) -> None:
    """Ends the talk of one seat and begins that of another, in the same queue. Talk with a contact is nobody's."""
    last = visits[-1] if visits else CallVisit(event.call_id, 0, "in", at)
    _end_talk(last, at, speed)
    if not event.to:
        return
    taken = CallVisit(event.call_id, len(visits), last.direction, at, last.queue, last.skills, handed=True)
    taken.staff, taken.outcome, taken.answered_at, taken.wait = event.to, VisitOutcome.ANSWERED, at, 0.0
    visits.append(taken)


def _fold_last(visit: CallVisit, event: Event, at: datetime, speed: float) -> None:
    match event:
        case CallAnswered():
            visit.staff, visit.answered_at = event.staff, at
            _end_wait(visit, VisitOutcome.ANSWERED, at, speed)
        case CallHeld():
            visit.held_at = at
        case CallResumed():
            _end_hold(visit, at, speed)
        case CallPromised():
            _end_wait(visit, VisitOutcome.PROMISED, at, speed)
        case CallMissed():
            _end_wait(visit, VisitOutcome.ABANDONED, at, speed)
        case CallDropped():
            _end_wait(visit, VisitOutcome.LOST, at, speed)
            _end_talk(visit, at, speed)
        case CallPassed() | CallFinished():
            _end_wait(visit, VisitOutcome.ABANDONED if visit.queue else VisitOutcome.MENU, at, speed)
            _end_talk(visit, at, speed)
        case _:
            pass


def _end_wait(visit: CallVisit, outcome: VisitOutcome, at: datetime, speed: float) -> None:
    """A wait ends once: what comes later changes neither its outcome nor its length."""
    if visit.outcome is None:
        visit.outcome, visit.wait = outcome, _seconds(visit.came_at, at, speed)


def _end_hold(visit: CallVisit, at: datetime, speed: float) -> None:
    if visit.held_at is not None:
        visit.hold += _seconds(visit.held_at, at, speed)
        visit.held_at = None


def _end_talk(visit: CallVisit, at: datetime, speed: float) -> None:
    if visit.answered_at is not None and visit.ended_at is None:
        _end_hold(visit, at, speed)
        visit.ended_at, visit.talk = at, _seconds(visit.answered_at, at, speed) - visit.hold


def _seconds(since: datetime, at: datetime, speed: float) -> float:
    return max(0.0, (at - since).total_seconds() / speed)
