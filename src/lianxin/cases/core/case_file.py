"""A case in a command's hands: the locked row, its orders of every round and its live clocks.

A command changes these in memory; the file writes what changed when its unit of work flushes, and its events with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.cases.core.rows import Case, CaseRow, ClockRow, Order, TextRow, snapshot
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
    TextWritten,
)
from lianxin.cases.rules.audience import audience_of_change, lines_of
from lianxin.cases.rules.states import (
    AT_WORK,
    CASE_MOVES,
    OPEN_ORDER,
    ORDER_MOVES,
    CaseMove,
    OrderMove,
    begins_round,
    derived,
    state_after,
)  # fmt: skip
from lianxin.cases.rules.words import ClockKind, TextKind
from lianxin.city import Profile
from lianxin.kernel.events import Event, case_ref
from lianxin.kernel.ids import OrderId, TextId, new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Subject

WORK_CLOCKS = (
    ClockKind.SIGN, ClockKind.FIRST_CONTACT, ClockKind.RESPOND, ClockKind.CLOSE, ClockKind.RETURN_WINDOW,
    ClockKind.RETURN_DECISION,
)  # fmt: skip
SILENT_CLOCKS = frozenset({ClockKind.REOPEN, ClockKind.OBJECT, ClockKind.RETURN_WINDOW, ClockKind.ANSWER})
"""Clocks nobody has to act on. They do not say what comes next in a work list; the promise does if nothing else can."""


@dataclass
class CaseFile:
    """See the module. `new` files are inserted, loaded ones updated by difference."""

    work: UnitOfWork
    profile: Profile
    case: Case
    orders: list[Order] = field(default_factory=list[Order])
    clocks: list[ClockRow] = field(default_factory=list[ClockRow])
    before: dict[UUID, CaseRow] = field(default_factory=dict[UUID, CaseRow])
    waiting: list[tuple[Event, UUID | None]] = field(default_factory=list[tuple[Event, UUID | None]])
    started: list[ClockRow] = field(default_factory=list[ClockRow])
    stopped: list[ClockRow] = field(default_factory=list[ClockRow])
    rows: list[tuple[str, object]] = field(default_factory=list[tuple[str, object]])
    listed: bool = False
    also: frozenset[str] = frozenset()  # tokens of others who hear of what is being recorded
    acting_unit: str | None = None
    asked: frozenset[str] | None = None  # kinds of record that wait for a decision; None where nobody looked

    @property
    def now(self) -> datetime:
        return self.work.now

    def new_id(self) -> UUID:
        """The id of a row that hangs on this case."""
        return new_id()

    @property
    def units(self) -> frozenset[str]:
        """Every unit with a task here or praised, and all above, but never one that the citizen complains about."""
        return self.line_of(self.units_of(self.case.praised_unit))

    def units_of(self, praised: str | None) -> frozenset[str]:
        return frozenset(filter(None, [praised, *(order.unit for order in self.orders)]))

    def line_of(self, units: Iterable[str]) -> frozenset[str]:
        """Units and all above, without those complained about and the ones below these."""
        return lines_of(units, self.case.complained, self.above)

    def blames(self, unit: str) -> bool:
        """Whether the citizen complains about the unit or one above it."""
        return bool(self.case.complained) and not {unit, *self.above(unit)}.isdisjoint(self.case.complained)

    def above(self, unit: str) -> tuple[str, ...]:
        """The codes of the units above one, nearest first."""
        return self.profile.codes_above(unit)

    @property
    def subject(self) -> Subject:
        """What permissions are asked about."""
        return Subject(self.units, self.case.opened_by, self.case.secret)

    def subject_of(self, *orders: Order) -> Subject:
        """The same for some orders alone: their units and those above."""
        return Subject(self.line_of(order.unit for order in orders), self.case.opened_by, self.case.secret)

    def order(self, order_id: UUID) -> Order:
        """The order with this id; it must belong to this case."""
        return next(order for order in self.orders if order.id == order_id)

    def round_orders(self) -> list[Order]:
        """Lead and co-orders of the present round, in order of dispatch; sub-orders are the units' own."""
        return [o for o in self.orders if o.round == self.case.round and o.role != "sub"]

    @property
    def lead(self) -> Order | None:
        """The latest lead order of this round."""
        return next((o for o in reversed(self.round_orders()) if o.role == "lead"), None)

    def subs(self, order: Order) -> list[Order]:
        """Sub-orders straight below an order."""
        return [o for o in self.orders if o.parent_id == order.id]

    def tree(self, order: Order) -> list[Order]:
        """An order and everything below it, parents first."""
        return [order, *(below for sub in self.subs(order) for below in self.tree(sub))]

    # moves

    def move_case(self, move: CaseMove, details: MoveDetails | None = None) -> None:
        """Moves the case by the table; raises IllegalMove and changes nothing when the table says no."""
        case, after = self.case, state_after(CASE_MOVES, self.case.state, move)
        case.round += begins_round(case.state, move)
        self.record(CaseMoved(move, case.status, after, case.round, details))
        case.status = after

    def move_order(self, order: Order, move: OrderMove, **facts: Any) -> None:
        """Moves one order by the table, and notes when it ended."""
        after = state_after(ORDER_MOVES, order.state, move)
        self.record(OrderMoved(move, order.status, after, order.unit, order.role, **facts), order)
        order.status = after
        if after not in OPEN_ORDER:
            order.ended_at = self.now
            self.stop(WORK_CLOCKS, order, ended=None if move is OrderMove.ACCEPT else "cancelled")

    def follow_orders(self) -> CaseMove | None:
        """Makes the case's move that its orders call for, if any, and returns it."""
        lead = self.lead
        if lead is None or self.case.state not in DERIVES:
            return None
        move = derived(lead.state, [o.state for o in self.round_orders() if o is not lead and o.role == "co"])
        if move is not None:
            self.move_case(move)
        return move

    def end_orders(self, move: OrderMove, orders: Iterable[Order] | None = None) -> None:
        """Cancels, releases or accepts every open order given (all by default), sub-orders too."""
        for order in list(self.orders if orders is None else orders):
            if order.state in OPEN_ORDER and move in ORDER_MOVES[order.state]:
                self.move_order(order, move)

    def add_order(self, unit: str, role: str, rule: str, reasons: dict[str, str], **more: Any) -> Order:
        """A new task for a unit, dispatched now."""
        order = Order(
            id=OrderId(new_id()),
            case_id=self.case.id,
            round=self.case.round,
            role=role,
            unit=unit,
            status="dispatched",
            rule=rule,
            reasons=reasons,
            dispatched_by=self.work.actor,
            dispatched_at=self.now,
            **more,
        )
        self.orders.append(order)
        if role == "lead":
            self.case.lead_unit = unit
        self.record(OrderDispatched(unit, role, order.round, rule, reasons, order.returnable, order.parent_id), order)
        return order

    # words and facts

    def write(self, kind: TextKind, body: str, order: Order | None = None, *, to_citizen: bool = False) -> TextId:
        """Keeps what somebody wrote and returns its id; the event only points at it."""
        order_id = order.id if order else None
        text = TextRow(TextId(new_id()), self.case.id, kind, body, self.work.actor, self.now, order_id, to_citizen)
        self.add("texts", text)
        self.record(TextWritten(text.id, kind, to_citizen), order)
        return text.id

    def record(self, event: Event, order: Order | None = None) -> None:
        """Queues an event about this case; its audience is computed when the file is written."""
        self.ensure_listed()
        self.waiting.append((event, order.id if order else None))

    # clocks

    def running(self, kinds: Iterable[ClockKind], order: Order | None = None) -> list[ClockRow]:
        """Live clocks of these kinds; of one order when given."""
        wanted = set(kinds)
        return [c for c in self.clocks if c.runs and c.kind in wanted and (order is None or c.order_id == order.id)]

    def add_clock(self, clock: ClockRow) -> None:
        """A limit begins to run."""
        self.ensure_listed()
        self.clocks.append(clock)
        self.started.append(clock)

    def stop(self, kinds: Iterable[ClockKind], order: Order | None = None, ended: str | None = None) -> None:
        """Ends live clocks: `met` or `late` by the present time unless said otherwise."""
        for clock in self.running(kinds, order):
            clock.stopped_at = self.now
            late = clock.fired_at is not None or (clock.paused_at is None and clock.due_at < self.now)
            clock.ended = ended or ("late" if late else "met")
            self.ensure_listed()
            self.stopped.append(clock)

    def changed_clocks(self, why: str, moved_clocks: list[tuple[ClockRow, datetime]]) -> None:
        """Records due times that moved: (clock, due before)."""
        if moved_clocks:
            self.record(ClocksChanged(why, [ClockChange(c.id, c.kind, was, c.due_at) for c, was in moved_clocks]))

    # writing

    def add(self, table: str, row: object) -> None:
        """Queues a row that hangs on the case; it is written after the case itself."""
        self.ensure_listed()
        self.rows.append((table, row))

    def ensure_listed(self) -> None:
        """Makes the unit of work write this file at its next flush."""
        if not self.listed:
            self.listed = True
            self.work.before_flush(self.save)

    def save(self, _work: UnitOfWork) -> None:
        """Queues inserts and updates for everything that differs from what was loaded, then the events."""
        self.listed = False
        self._sum_up_clocks()
        self._look_ahead()
        known = self.before.get(self.case.id)
        audience = self.heard_by(known if isinstance(known, Case) else self.case)
        self._write_rows()
        for event, order_id in self.waiting:
            self.work.record(event, about=case_ref(self.case.id, order_id), audience=audience)
        self.waiting.clear()

    def heard_by(self, known: Case) -> frozenset[str]:
        """Everyone who sees the case now or saw it as it was loaded; these hear that it left them."""
        saw = lines_of(self.units_of(known.praised_unit), known.complained, self.above)
        audience = audience_of_change(
            saw, self.units, self.case.opened_by, was_secret=known.confidential, secret=self.case.secret
        )
        return audience | self.also

    def _write_rows(self) -> None:
        if self.waiting and self.case.id in self.before:
            self.case.version += 1
            self.case.changed_at = self.now
        held = (("cases", [self.case]), ("work_orders", self.orders), ("clocks", self.clocks))
        for table, row in ((table, row) for table, rows in held for row in rows):
            values = vars(row)
            if (known := self.before.get(row.id)) is None:
                self.work.add(table, row)
            elif (was := vars(known)) != values:
                self.work.change(table, row.id, {n: v for n, v in values.items() if was[n] != v})
            else:
                continue
            self.before[row.id] = snapshot(row)
        for table, row in self.rows:
            self.work.add(table, row)
        self.rows.clear()

    def _sum_up_clocks(self) -> None:
        starts = [ClockStart(c.id, c.kind, c.order_id, c.due_at) for c in self.started]
        stops = [ClockStop(c.id, c.kind, c.ended or "cancelled") for c in self.stopped]
        self.waiting += [(event, None) for event in (ClocksStarted(starts), ClocksStopped(stops)) if event.clocks]
        self.started, self.stopped = [], []

    def _look_ahead(self) -> None:
        live = [c for c in self.clocks if c.runs and c.paused_at is None]
        acted = [c for c in live if c.kind not in SILENT_CLOCKS] or [c for c in live if c.kind == ClockKind.ANSWER]
        coming = min(acted, key=lambda c: (c.due_at, self.now - c.started_at), default=None)
        self.case.next_due_at = coming.due_at if coming else None
        self.case.next_clock = coming.kind if coming else None
        self.case.next_since = coming.started_at if coming else None
        if promise := [c for c in self.clocks if c.kind == ClockKind.ANSWER]:
            self.case.due_at = promise[-1].due_at


DERIVES = frozenset({status for status, moves in CASE_MOVES.items() if CaseMove.ALL_REPLIED in moves})


def at_work(orders: Iterable[Order]) -> list[Order]:
    """Orders whose unit still has something to do."""
    return [order for order in orders if order.state in AT_WORK]
