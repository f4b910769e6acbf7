"""Replays a case from its events alone and compares the result with its rows.

They differ if an event was lost or doubled, or a row was edited by hand.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from lianxin.cases.events import (
    CallbackPlanned,
    CallbackShared,
    CaseMoved,
    CaseOpened,
    ClockFired,
    ClocksChanged,
    ClocksStarted,
    ClocksStopped,
    OrderDispatched,
    OrderHandedOver,
    OrderMoved,
    TextWritten,
)
from lianxin.cases.rules.states import (
    CASE_MOVES,
    ORDER_MOVES,
    CaseMove,
    CaseStatus,
    OrderMove,
    OrderStatus,
    begins_round,
)
from lianxin.kernel.events import Event

REVIVED, PAUSED, RESUMED = "reopened", "pause", "resume"


@dataclass
class PlayedOrder:
    """An order as replayed from the log."""

    status: str
    role: str
    unit: str
    round: int


@dataclass
class PlayedClock:
    """A clock as replayed from the log. `paused` while a pause lasts."""

    kind: str
    order_id: UUID | None
    due_at: datetime
    ended: str | None = None
    fired: bool = False
    paused: bool = False


@dataclass
class Played:
    """A case as replayed so far. `play` takes its events in order."""

    status: str = ""
    number: str = ""
    round: int = 1
    lead_unit: str | None = None
    reopenings: int = 0
    orders: dict[UUID, PlayedOrder] = field(default_factory=dict[UUID, PlayedOrder])
    clocks: dict[UUID, PlayedClock] = field(default_factory=dict[UUID, PlayedClock])
    texts: set[UUID] = field(default_factory=set[UUID])

    def play(self, event: Event, at: datetime, order_id: UUID | None) -> Iterator[str]:
        """Applies one event and yields the problems found, as sentences."""
        handle = _HANDLERS.get(type(event))
        if handle is None:
            return
        if not self.status and not isinstance(event, CaseOpened):
            yield f"{event.kind} before the case was opened"
            self.status = "unknown"
        yield from handle(self, Frame(at, order_id), event)


@dataclass(frozen=True)
class Frame:
    """The time of an event, and its order if it has one."""

    at: datetime
    order_id: UUID | None


def _legal(table: Mapping[Any, Mapping[Any, str]], before: str, move: str) -> str | None:
    """Returns the state after a move, or None if the table has no such move."""
    return table.get(before, {}).get(move)


def _opened(case: Played, _when: Frame, event: CaseOpened) -> Iterator[str]:
    if case.status:
        yield "opened twice"
    case.status, case.number = CaseStatus.DRAFT, event.number


def _case_moved(case: Played, _when: Frame, event: CaseMoved) -> Iterator[str]:
    move, before, after = event.move, event.before, event.after
    if before != case.status:
        yield f"{move} starts from {before}, but the case was {case.status}"
    if _legal(CASE_MOVES, before, move) != after:
        yield f"illegal case move {before} --{move}--> {after}"
    if event.round != case.round + begins_round(before, move):
        yield f"{move} names round {event.round} after round {case.round}"
    case.status, case.round = after, event.round
    case.reopenings += move == CaseMove.REOPEN


def _dispatched(case: Played, when: Frame, event: OrderDispatched) -> Iterator[str]:
    order = when.order_id
    if order is None or order in case.orders:
        yield "an order was dispatched twice"
        return
    if event.round != case.round:
        yield f"an order of round {event.round} in round {case.round}"
    case.orders[order] = PlayedOrder(OrderStatus.DISPATCHED, event.role, event.unit, event.round)
    if event.role == "lead":
        case.lead_unit = event.unit


def _order_moved(case: Played, when: Frame, event: OrderMoved) -> Iterator[str]:
    move, before, after = event.move, event.before, event.after
    order = case.orders.get(when.order_id) if when.order_id else None
    if order is None:
        yield f"{move} of an order nobody dispatched"
        return
    if before != order.status:
        yield f"{move} starts from {before}, but the order was {order.status}"
    if _legal(ORDER_MOVES, before, move) != after:
        yield f"illegal order move {before} --{move}--> {after}"
    order.status = after
    if move == OrderMove.GRANT_RETURN and order.role == "lead":
        case.lead_unit = None


def _handed_over(case: Played, when: Frame, event: OrderHandedOver) -> Iterator[str]:
    order = case.orders.get(when.order_id) if when.order_id else None
    if order is None or order.unit != event.before:
        yield f"an order of {event.before} that it did not have was handed over"
        return
    order.unit = event.unit
    if order.role == "lead" and case.lead_unit == event.before:
        case.lead_unit = event.unit


def _clocks_started(case: Played, _when: Frame, event: ClocksStarted) -> Iterator[str]:
    for one in event.clocks:
        if one.id in case.clocks:
            yield f"clock {one.kind} started twice"
        case.clocks[one.id] = PlayedClock(one.kind, one.order_id, one.due_at)


def _clocks_stopped(case: Played, _when: Frame, event: ClocksStopped) -> Iterator[str]:
    for one in event.clocks:
        clock = case.clocks.get(one.id)
        if clock is None or clock.ended is not None:
            yield f"clock {one.kind} stopped while it did not run"
            continue
        clock.ended = one.ended


def _clocks_changed(case: Played, _when: Frame, event: ClocksChanged) -> Iterator[str]:
    why = event.why
    for one in event.clocks:
        clock = case.clocks.get(one.id)
        if clock is None:
            yield f"clock {one.kind} changed before it started"
            continue
        if clock.due_at != one.before:
            was, due = one.before.isoformat(), clock.due_at.isoformat()
            yield f"clock {one.kind} changed from {was}, but it was due at {due}"
        if (why == REVIVED) == (clock.ended is None):
            yield f"clock {one.kind} changed ({why}) while it was {clock.ended or 'running'}"
        clock.ended = None
        clock.due_at = one.after
        clock.paused = why == PAUSED or (clock.paused and why != RESUMED)


def _clock_fired(case: Played, when: Frame, event: ClockFired) -> Iterator[str]:
    clock = case.clocks.get(event.clock_id)
    if clock is None:
        yield f"clock {event.clock} fired before it started"
        return
    if clock.fired:
        yield f"clock {clock.kind} fired twice"
    if clock.ended is not None or clock.paused:
        yield f"clock {clock.kind} fired while it did not run"
    if clock.due_at != event.due_at or clock.due_at > when.at:
        yield f"clock {clock.kind} fired at {when.at.isoformat()}, due at {clock.due_at.isoformat()}"
    clock.fired = True


def text_written(case: Played, _when: Frame, event: TextWritten) -> Iterator[str]:
    case.texts.add(event.text_id)
    yield from ()


def _callback_planned(case: Played, _when: Frame, event: CallbackPlanned | CallbackShared) -> Iterator[str]:
    """Checks the round; a merged case takes over the round of the case it follows."""
    if case.status == CaseStatus.MERGED:
        case.round = event.round
    elif event.round != case.round:
        yield f"a callback of round {event.round} in round {case.round}"


_Handler = Callable[[Played, Frame, Any], Iterator[str]]  # each handler takes the class it is listed under
_HANDLERS: Final[Mapping[type[Event], _Handler]] = {
    CaseOpened: _opened,
    CaseMoved: _case_moved,
    OrderDispatched: _dispatched,
    OrderMoved: _order_moved,
    OrderHandedOver: _handed_over,
    ClocksStarted: _clocks_started,
    ClocksStopped: _clocks_stopped,
    ClocksChanged: _clocks_changed,
    ClockFired: _clock_fired,
    TextWritten: text_written,
    CallbackPlanned: _callback_planned,
    CallbackShared: _callback_planned,
}
