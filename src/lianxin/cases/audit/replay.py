"""A case played again from its events alone: what its rows must hold if nothing was lost, doubled or moved by hand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lianxin.cases.rules.states import (
    CASE_MOVES,
    OPEN_ORDER,
    ORDER_MOVES,
    CaseMove,
    CaseStatus,
    OrderMove,
    OrderStatus,
    begins_round,
)

Facts = Mapping[str, Any]
REVIVED, PAUSED, RESUMED = "reopened", "pause", "resume"


@dataclass
class PlayedOrder:
    """One unit's task as the log tells it."""

    status: str
    role: str
    unit: str
    round: int


@dataclass
class PlayedClock:
    """A limit as the log tells it. `due_at` as written; `paused` while a pause lasts."""

    kind: str
    order_id: str | None
    due_at: str
    ended: str | None = None
    fired: bool = False
    paused: bool = False


@dataclass
class Played:
    """A case so far. `play` takes its events in order and tells what cannot be."""

    status: str = ""
    number: str = ""
    round: int = 1
    lead_unit: str | None = None
    reopenings: int = 0
    orders: dict[str, PlayedOrder] = field(default_factory=dict[str, PlayedOrder])
    clocks: dict[str, PlayedClock] = field(default_factory=dict[str, PlayedClock])
    texts: set[str] = field(default_factory=set[str])

    def play(self, kind: str, at: datetime, order_id: str | None, facts: Facts) -> Iterator[str]:
        """Takes one event and yields what is wrong with it."""
        handle = HANDLERS.get(kind)
        if handle is None:
            return
        if not self.status and kind != "case.opened":
            yield f"{kind} before the case was opened"
            self.status = "unknown"
        yield from handle(self, at, order_id, facts)


def opened(case: Played, _at: datetime, _order: str | None, facts: Facts) -> Iterator[str]:
    if case.status:
        yield "opened twice"
    case.status, case.number = CaseStatus.DRAFT, facts["number"]


def case_moved(case: Played, _at: datetime, _order: str | None, facts: Facts) -> Iterator[str]:
    move, before, after = facts["move"], facts["before"], facts["after"]
    if before != case.status:
        yield f"{move} starts from {before}, but the case was {case.status}"
    if CASE_MOVES.get(before, {}).get(move) != after:
        yield f"illegal case move {before} --{move}--> {after}"
    if facts["round"] != case.round + begins_round(before, move):
        yield f"{move} names round {facts['round']} after round {case.round}"
    case.status, case.round = after, facts["round"]
    case.reopenings += move == CaseMove.REOPEN


def dispatched(case: Played, _at: datetime, order: str | None, facts: Facts) -> Iterator[str]:
    if order is None or order in case.orders:
        yield "an order was dispatched twice"
        return
    if facts["round"] != case.round:
        yield f"an order of round {facts['round']} in round {case.round}"
    case.orders[order] = PlayedOrder(OrderStatus.DISPATCHED, facts["role"], facts["unit"], facts["round"])
    if facts["role"] == "lead":
        case.lead_unit = facts["unit"]


def order_moved(case: Played, _at: datetime, order_id: str | None, facts: Facts) -> Iterator[str]:
    move, before, after = facts["move"], facts["before"], facts["after"]
    order = case.orders.get(order_id or "")
    if order is None:
        yield f"{move} of an order nobody dispatched"
        return
    if before != order.status:
        yield f"{move} starts from {before}, but the order was {order.status}"
    if ORDER_MOVES.get(before, {}).get(move) != after:
        yield f"illegal order move {before} --{move}--> {after}"
    order.status = after
    if move == OrderMove.GRANT_RETURN and order.role == "lead":
        case.lead_unit = None


def clocks_started(case: Played, _at: datetime, _order: str | None, facts: Facts) -> Iterator[str]:
    for one in facts["clocks"]:
        if one["id"] in case.clocks:
            yield f"clock {one['kind']} started twice"
        case.clocks[one["id"]] = PlayedClock(one["kind"], one["order_id"], one["due_at"])


def clocks_stopped(case: Played, _at: datetime, _order: str | None, facts: Facts) -> Iterator[str]:
    for one in facts["clocks"]:
        clock = case.clocks.get(one["id"])
        if clock is None or clock.ended is not None:
            yield f"clock {one['kind']} stopped while it did not run"
            continue
        clock.ended = one["ended"]


def clocks_changed(case: Played, _at: datetime, _order: str | None, facts: Facts) -> Iterator[str]:
    why = facts["why"]
    for one in facts["clocks"]:
        clock = case.clocks.get(one["id"])
        if clock is None:
            yield f"clock {one['kind']} changed before it started"
            continue
        if not same_time(clock.due_at, one["before"]):
            yield f"clock {one['kind']} changed from {one['before']}, but it was due at {clock.due_at}"
        if (why == REVIVED) == (clock.ended is None):
            yield f"clock {one['kind']} changed ({why}) while it was {clock.ended or 'running'}"
        clock.ended = None
        clock.due_at = one["after"]
        clock.paused = why == PAUSED or (clock.paused and why != RESUMED)


def clock_fired(case: Played, at: datetime, _order: str | None, facts: Facts) -> Iterator[str]:
    clock = case.clocks.get(facts["clock_id"])
    if clock is None:
        yield f"clock {facts['clock']} fired before it started"
        return
    if clock.fired:
        yield f"clock {clock.kind} fired twice"
    if clock.ended is not None or clock.paused:
        yield f"clock {clock.kind} fired while it did not run"
    if not same_time(clock.due_at, facts["due_at"]) or datetime.fromisoformat(clock.due_at) > at:
        yield f"clock {clock.kind} fired at {at.isoformat()}, due at {clock.due_at}"
    clock.fired = True


def text_written(case: Played, _at: datetime, _order: str | None, facts: Facts) -> Iterator[str]:
    case.texts.add(facts["text_id"])
    yield from ()


def callback_planned(case: Played, _at: datetime, _order: str | None, facts: Facts) -> Iterator[str]:
    """A merged case takes the round of the one it follows, when its citizen is asked."""
    if case.status == CaseStatus.MERGED:
        case.round = facts["round"]
    elif facts["round"] != case.round:
        yield f"a callback of round {facts['round']} in round {case.round}"


def same_time(one: str, other: str) -> bool:
    """Whether two written times are the same moment, in whatever zone they were written."""
    return one == other or datetime.fromisoformat(one) == datetime.fromisoformat(other)


Handler = Callable[[Played, datetime, str | None, Facts], Iterator[str]]
HANDLERS: Mapping[str, Handler] = {
    "case.opened": opened,
    "case.moved": case_moved,
    "order.dispatched": dispatched,
    "order.moved": order_moved,
    "clock.started": clocks_started,
    "clock.stopped": clocks_stopped,
    "clock.changed": clocks_changed,
    "clock.fired": clock_fired,
    "case.text_written": text_written,
    "callback.planned": callback_planned,
}


@dataclass(frozen=True)
class OrderFacts:
    """A row of orders, as far as the log must agree."""

    id: str
    status: str
    role: str
    unit: str
    round: int
    reply_text: str | None


@dataclass(frozen=True)
class ClockFacts:
    """A row of clocks, as far as the log must agree."""

    id: str
    kind: str
    order_id: str | None
    due_at: datetime
    ended: str | None
    fired: bool
    paused: bool


@dataclass(frozen=True)
class CaseFacts:
    """A case's rows, as far as the log must agree."""

    number: str
    status: str
    round: int
    lead_unit: str | None
    reopenings: int
    orders: list[OrderFacts]
    clocks: list[ClockFacts]
    texts: set[str]


def differences(played: Played, rows: CaseFacts) -> Iterator[str]:
    """Where the rows are not what the log says."""
    for name in ("number", "status", "round", "lead_unit", "reopenings"):
        told, held = getattr(played, name), getattr(rows, name)
        if told != held:
            yield f"{name} is {held}, but the log says {told}"
    yield from order_differences(played, rows)
    yield from clock_differences(played, rows)
    if lost := played.texts - rows.texts:
        yield f"{len(lost)} texts of the log are not there"


def order_differences(played: Played, rows: CaseFacts) -> Iterator[str]:
    if played.orders.keys() != {row.id for row in rows.orders}:
        yield f"{len(rows.orders)} orders, but the log says {len(played.orders)}"
        return
    for row in rows.orders:
        told = played.orders[row.id]
        if (told.status, told.role, told.unit, told.round) != (row.status, row.role, row.unit, row.round):
            yield f"the order of {row.unit} is {row.status}, but the log says {told.status} of {told.unit}"
        if row.reply_text is not None and row.reply_text not in rows.texts:
            yield f"the reply of {row.unit} is not there"


def clock_differences(played: Played, rows: CaseFacts) -> Iterator[str]:
    if played.clocks.keys() != {row.id for row in rows.clocks}:
        yield f"{len(rows.clocks)} clocks, but the log says {len(played.clocks)}"
        return
    for row in rows.clocks:
        told = played.clocks[row.id]
        paused = (told.paused, row.paused) if row.ended is None else (False, False)
        if (told.ended, told.fired, paused[0]) != (row.ended, row.fired, paused[1]):
            yield f"clock {row.kind} is {row.ended or 'running'}, but the log says {told.ended or 'running'}"
        if datetime.fromisoformat(told.due_at) != row.due_at:
            yield f"clock {row.kind} is due at {row.due_at.isoformat()}, but the log says {told.due_at}"
        order = played.orders.get(row.order_id or "")
        if row.ended is None and order is not None and order.status not in OPEN_ORDER:
            yield f"clock {row.kind} runs on an order that has ended"
