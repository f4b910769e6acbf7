"""A case as a command works on it: the locked row, the orders of every round, and the clocks.

A command changes these in memory; when the unit of work flushes, the file writes the changed rows and the events.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lianxin.cases.core.next_step import look_ahead
from lianxin.cases.core.reckoning import stop_of
from lianxin.cases.core.rows import Case, CaseRow, ClockRow, Order, TextRow, snapshot
from lianxin.cases.core.unsealing import unsealed
from lianxin.cases.events import (
    CaseMoved,
    ClockChange,
    ClocksChanged,
    ClocksStarted,
    ClocksStopped,
    ClockStart,
    MoveDetails,
    OrderDispatched,
    OrderMoved,
    TextWritten,
)
from lianxin.cases.rules.audience import audience_of_change, audience_of_sealed, lines_of
from lianxin.cases.rules.states import (
    AT_WORK,
    CASE_MOVES,
    OPEN_ORDER,
    ORDER_MOVES,
    CaseMove,
    CaseStatus,
    OrderMove,
    begins_round,
    derived,
    state_after,
)  # fmt: skip
from lianxin.cases.rules.words import CITIZENS_WORDS, ClockKind, TextKind
from lianxin.city import Profile
from lianxin.kernel.events import Event, case_ref
from lianxin.kernel.ids import OrderId, TextId, new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Subject

WORK_CLOCKS = (
    ClockKind.SIGN, ClockKind.FIRST_CONTACT, ClockKind.RESPOND, ClockKind.CLOSE, ClockKind.RETURN_WINDOW,
    ClockKind.RETURN_DECISION,
)  # fmt: skip


@dataclass
class CaseFile:
    """A case with its orders and clocks. New rows are inserted, loaded ones get only their changed columns updated."""

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
    also: frozenset[str] = frozenset()  # tokens of others who receive the events being recorded
    acting_unit: str | None = None
    said: list[str] = field(default_factory=list[str])  # words of the citizen that are not read for dangers yet
    code: str = ""  # a new code of the citizen, which the command's answer returns once
    asked: frozenset[str] | None = None  # kinds of side records that wait for a decision; None if not read

    @property
    def now(self) -> datetime:
        return self.work.now

    def new_id(self) -> UUID:
        """Returns an id for a new row of this case."""
        return new_id()

    @property
    def units(self) -> frozenset[str]:
        """Every unit that has an order or is praised, and all above, except those complained about and those below."""
        return self.line_of(self.units_of(self.case.praised_unit))

    def units_of(self, praised: str | None) -> frozenset[str]:
        return frozenset(filter(None, [praised, *(order.unit for order in self.orders)]))

    def line_of(self, units: Iterable[str]) -> frozenset[str]:
        """Returns units and all units above, except those complained about and the units below these."""
        return lines_of(units, self.blamed, self.above)

    @property
    def blamed(self) -> list[str]:
        """The units complained about, and the successors of those that are retired."""
        return self.profile.retired.with_successors(self.case.complained)

    def blames(self, unit: str) -> bool:
        """Whether the citizen complains about the unit or one above it."""
        return bool(self.case.complained) and not {unit, *self.above(unit)}.isdisjoint(self.blamed)

    def above(self, unit: str) -> tuple[str, ...]:
        """Returns the codes of the units above a unit, nearest first."""
        return self.profile.codes_above(unit)

    @property
    def subject(self) -> Subject:
        """The facts of the case that permissions depend on."""
        return Subject(self.units, self.case.opened_by, self.case.secret, self.case.is_sealed_to(self.work.actor))

    def subject_of(self, *orders: Order) -> Subject:
        """Returns the same for some orders only: their units and those above."""
        return replace(self.subject, units=self.line_of(order.unit for order in orders))

    def order(self, order_id: UUID) -> Order:
        """Returns the order with this id, which must belong to this case."""
        return next(order for order in self.orders if order.id == order_id)

    def round_orders(self) -> list[Order]:
        """Returns the lead and co-orders of the present round in order of dispatch, without sub-orders."""
        return [o for o in self.orders if o.round == self.case.round and o.role != "sub"]

    @property
    def lead(self) -> Order | None:
        """The latest lead order of this round, or None."""
        return next((o for o in reversed(self.round_orders()) if o.role == "lead"), None)

    def subs(self, order: Order) -> list[Order]:
        """Returns the sub-orders directly below an order."""
        return [o for o in self.orders if o.parent_id == order.id]

    def tree(self, order: Order) -> list[Order]:
        """Returns an order and all orders below it, parents first."""
        return [order, *(below for sub in self.subs(order) for below in self.tree(sub))]

    # moves

    def move_case(self, move: CaseMove, details: MoveDetails | None = None) -> None:
        """Moves the case by the table; raises IllegalMove and changes nothing if the table has no such move."""
        case, after = self.case, state_after(CASE_MOVES, self.case.state, move)
        case.round += begins_round(case.state, move)
        if opened := unsealed(case, self.clocks, move):
            self.record(opened)
            case.sealed = False
        self.record(CaseMoved(move, case.status, after, case.round, details))
        case.status = after

    def move_order(self, order: Order, move: OrderMove, **facts: Any) -> None:
        """Moves one order by the table; at its end, sets `ended_at` and stops its clocks. Raises IllegalMove."""
        after = state_after(ORDER_MOVES, order.state, move)
        self.record(OrderMoved(move, order.status, after, order.unit, order.role, **facts), order)
        order.status = after
        if after not in OPEN_ORDER:
            order.ended_at = self.now
            self.stop(WORK_CLOCKS, order, ended=None if move is OrderMove.ACCEPT else "cancelled")

    def follow_orders(self) -> CaseMove | None:
        """Applies the move that follows from the orders, and returns it, or None."""
        lead = self.lead
        if lead is None or self.case.state not in DERIVES:
            return None
        move = derived(lead.state, [o.state for o in self.round_orders() if o is not lead and o.role == "co"])
        if move is not None:
            self.move_case(move)
        return move

    def end_orders(self, move: OrderMove, orders: Iterable[Order] | None = None) -> None:
        """Cancels, releases or accepts every open order given (by default all of the case, sub-orders included)."""
        for order in list(self.orders if orders is None else orders):
            if order.state in OPEN_ORDER and move in ORDER_MOVES[order.state]:
                self.move_order(order, move)

    def add_order(self, unit: str, role: str, rule: str, reasons: dict[str, str], **more: Any) -> Order:
        """Adds an order for a unit, dispatched now; starts no clock."""
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

    def write(self, kind: TextKind, body: str, order: Order | None = None, *, to_citizen: bool = False) -> TextId:
        """Adds a text and returns its id; the event contains only this id."""
        order_id = order.id if order else None
        text = TextRow(TextId(new_id()), self.case.id, kind, body, self.work.actor, self.now, order_id, to_citizen)
        self.add("texts", text)
        self.record(TextWritten(text.id, kind, to_citizen), order)
        if kind in CITIZENS_WORDS or text.author.startswith("citizen"):
            self.said.append(body)
        return text.id

    def record(self, event: Event, order: Order | None = None) -> None:
        """Queues an event of this case; its audience is computed when the file is written."""
        self.ensure_listed()
        self.waiting.append((event, order.id if order else None))

    def running(self, kinds: Collection[ClockKind], order: Order | None = None) -> list[ClockRow]:
        """Returns the running clocks of these kinds, only those of one order if given."""
        return [c for c in self.clocks if c.runs and c.kind in kinds and (order is None or c.order_id == order.id)]

    def add_clock(self, clock: ClockRow) -> None:
        """Adds a clock that starts to run."""
        self.ensure_listed()
        self.clocks.append(clock)
        self.started.append(clock)

    def stop(self, kinds: Collection[ClockKind], order: Order | None = None, ended: str | None = None) -> None:
        """Stops running clocks as `ended`, by default `met` or `late` according to the present time."""
        for clock in self.running(kinds, order):
            clock.stopped_at = self.now
            late = clock.fired_at is not None or (clock.paused_at is None and clock.due_at < self.now)
            clock.ended = ended or ("late" if late else "met")
            self.ensure_listed()
            self.stopped.append(clock)

    def changed_clocks(self, why: str, moved_clocks: list[tuple[ClockRow, datetime]]) -> None:
        """Records changed due times: (clock, due time before)."""
        if moved_clocks:
            self.record(ClocksChanged(why, [ClockChange(c.id, c.kind, was, c.due_at) for c, was in moved_clocks]))

    # writing

    def add(self, table: str, row: object) -> None:
        """Queues a row of another table; it is written after the case, which it references."""
        self.ensure_listed()
        self.rows.append((table, row))

    def ensure_listed(self) -> None:
        """Makes the unit of work write this file at its next flush."""
        if not self.listed:
            self.listed = True
            self.work.before_flush(self.save)

    def save(self, _work: UnitOfWork) -> None:
        """Queues inserts and updates of all rows that differ from the loaded ones, then the events."""
        self.listed = False
        self._sum_up_clocks()
        look_ahead(self.case, self.orders, self.clocks, self.now)
        known = self.before.get(self.case.id)
        audience = self.heard_by(known if isinstance(known, Case) else self.case)
        self._write_rows()
        for event, order_id in self.waiting:
            self.work.record(event, about=case_ref(self.case.id, order_id), audience=audience)
        self.waiting.clear()

    def heard_by(self, known: Case) -> frozenset[str]:
        """Returns the audience: all who see the case now or saw it when loaded, so that these can drop it."""
        if known.sealed and self.case.sealed:
            return audience_of_sealed(self.case.opened_by, draft=known.state is CaseStatus.DRAFT)
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
                self.work.change(table, row.id, **{n: v for n, v in values.items() if was[n] != v})
            else:
                continue
            self.before[row.id] = snapshot(row)
        for table, row in self.rows:
            self.work.add(table, row)
        self.rows.clear()

    def _sum_up_clocks(self) -> None:
        starts = [ClockStart(c.id, c.kind, c.order_id, c.due_at) for c in self.started]
        stops = [stop_of(self.profile, clock) for clock in self.stopped]
        self.waiting += [(event, None) for event in (ClocksStarted(starts), ClocksStopped(stops)) if event.clocks]
        self.started, self.stopped = [], []


DERIVES = frozenset({status for status, moves in CASE_MOVES.items() if CaseMove.ALL_REPLIED in moves})


def at_work(orders: Iterable[Order]) -> list[Order]:
    """Returns the orders whose unit still has work to do."""
    return [order for order in orders if order.state in AT_WORK]
