"""Compares the rows of a case with what the replay of its log says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lianxin.cases.audit.replay import Played
from lianxin.cases.rules.states import OPEN_ORDER


@dataclass(frozen=True)
class OrderFacts:
    """The columns of an order that must agree with the log."""

    id: UUID
    status: str
    role: str
    unit: str
    round: int
    reply_text: UUID | None


@dataclass(frozen=True)
class ClockFacts:
    """The columns of a clock that must agree with the log."""

    id: UUID
    kind: str
    order_id: UUID | None
    due_at: datetime
    ended: str | None
    fired: bool
    paused: bool


@dataclass(frozen=True)
class ReplayedRows:
    """The rows of a case that must agree with the log."""

    number: str
    status: str
    round: int
    lead_unit: str | None
    reopenings: int
    orders: list[OrderFacts]
    clocks: list[ClockFacts]
    texts: set[UUID]


def replay_differences(played: Played, rows: ReplayedRows) -> Iterator[str]:
    """Yields the differences between the rows and the log, as sentences."""
    for name in ("number", "status", "round", "lead_unit", "reopenings"):
        told, held = getattr(played, name), getattr(rows, name)
        if told != held:
            yield f"{name} is {held}, but the log says {told}"
    yield from order_differences(played, rows)
    yield from clock_differences(played, rows)
    if lost := played.texts - rows.texts:
        yield f"{len(lost)} texts of the log are not there"


def order_differences(played: Played, rows: ReplayedRows) -> Iterator[str]:
    if played.orders.keys() != {row.id for row in rows.orders}:
        yield f"{len(rows.orders)} orders, but the log says {len(played.orders)}"
        return
    for row in rows.orders:
        told = played.orders[row.id]
        if (told.status, told.role, told.unit, told.round) != (row.status, row.role, row.unit, row.round):
            yield f"the order of {row.unit} is {row.status}, but the log says {told.status} of {told.unit}"
        if row.reply_text is not None and row.reply_text not in rows.texts:
            yield f"the reply of {row.unit} is not there"


def clock_differences(played: Played, rows: ReplayedRows) -> Iterator[str]:
    if played.clocks.keys() != {row.id for row in rows.clocks}:
        yield f"{len(rows.clocks)} clocks, but the log says {len(played.clocks)}"
        return
    for row in rows.clocks:
        told = played.clocks[row.id]
        paused = (told.paused, row.paused) if row.ended is None else (False, False)
        if (told.ended, told.fired, paused[0]) != (row.ended, row.fired, paused[1]):
            yield f"clock {row.kind} is {row.ended or 'running'}, but the log says {told.ended or 'running'}"
        if told.due_at != row.due_at:
            yield f"clock {row.kind} is due at {row.due_at.isoformat()}, but the log says {told.due_at.isoformat()}"
        order = played.orders.get(row.order_id) if row.order_id else None
        if row.ended is None and order is not None and order.status not in OPEN_ORDER:
            yield f"clock {row.kind} runs on an order that has ended"
