"""The event log folded into facts, one event after another in position order; the same log gives the same facts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from lianxin.insight.rules.facts import CallbackFact, CaseFact, ClockFact, Fact, OrderFact

COUNTED_CLOCKS: Final = frozenset({"sign", "first_contact", "respond", "close", "answer"})
CLOSING: Final = frozenset({"close_satisfied", "close_unverified", "close_with_reason", "inform"})
FORGETS: Final = frozenset({"pass_check", "redo", "reopen", "call_ruling"})
"""Moves after which nothing is verified."""
NEW_ANSWER: Final = frozenset({"pass_check", "redo"})
"""Moves after which the citizen has not spoken of it yet."""
NEVER_ACCEPTED: Final = frozenset({"void", "withdraw", "inform"})
CONTENT: Final = frozenset({"satisfied", "mostly", "neutral"})
UNSOLVED: Final = "unsolved"
NO_FACTS: Final[Mapping[str, Any]] = {}


@dataclass
class Facts:
    """The facts at hand: those of every case the events speak of, and of the case each of them follows."""

    cases: dict[UUID, CaseFact] = field(default_factory=dict[UUID, CaseFact])
    orders: dict[UUID, OrderFact] = field(default_factory=dict[UUID, OrderFact])
    clocks: dict[UUID, ClockFact] = field(default_factory=dict[UUID, ClockFact])
    callbacks: dict[UUID, CallbackFact] = field(default_factory=dict[UUID, CallbackFact])

    def orders_of(self, case_id: UUID) -> list[OrderFact]:
        """The orders of a case."""
        return [order for order in self.orders.values() if order.case_id == case_id]

    def all(self) -> Iterable[Fact]:
        """Every fact at hand."""
        yield from self.cases.values()
        yield from self.orders.values()
        yield from self.clocks.values()
        yield from self.callbacks.values()


@dataclass(frozen=True)
class Told:
    """One event of a case as the fold reads it."""

    kind: str
    at: datetime
    case_id: UUID
    order_id: UUID | None
    data: Mapping[str, Any]


def fold(facts: Facts, told: Told) -> None:
    """Takes one event. What speaks of no case, or of one that nobody opened, tells nothing."""
    handle = HANDLERS.get(told.kind)
    if handle is not None and (told.kind == "case.opened" or told.case_id in facts.cases):
        handle(facts, told)


def opened(facts: Facts, told: Told) -> None:
    data = told.data
    citizen, submitted = data.get("citizen_id"), data.get("submitted_at")
    facts.cases[told.case_id] = CaseFact(
        told.case_id,
        **{name: data[name] for name in ("number", "channel", "nature", "urgency", "topic", "district")},
        citizen_id=UUID(citizen) if citizen else None,
        came_at=moment(submitted) if submitted else told.at,
        opened_at=told.at,
    )


def case_moved(facts: Facts, told: Told) -> None:
    case, move = facts.cases[told.case_id], told.data["move"]
    case.status, case.round = told.data["after"], told.data["round"]
    if told.data["before"] == "draft" and move not in NEVER_ACCEPTED:
        case.accepted_at = told.at
    if move in FORGETS:
        case.outcome = None
    if move in NEW_ANSWER:
        case.outcome_citizen = None
    if move == "answer":
        case.direct, case.outcome_unit = True, "explained"
    if move == "reopen":
        case.direct, case.closed_at, case.closing = False, None, None
    if move in CLOSING:
        case.closed_at, case.closing = told.at, move
        case.outcome = told.data.get("facts_", NO_FACTS).get("outcome", case.outcome)


def case_changed(facts: Facts, told: Told) -> None:
    case = facts.cases[told.case_id]
    for name in ("topic", "district", "nature", "urgency"):
        if name in told.data["changes"]:
            setattr(case, name, told.data["changes"][name][1])


def case_linked(facts: Facts, told: Told) -> None:
    case = facts.cases[told.case_id]
    if told.data["relation"] == "merge":
        case.primary_id = UUID(told.data["other"])
    elif told.data["relation"] == "unmerge":
        case.primary_id = None


def ruled(facts: Facts, told: Told) -> None:
    for order in facts.orders_of(told.case_id):
        if order.role == "lead" and order.status in OPEN and order.unit != told.data["unit"]:
            order.displaced = True


OPEN: Final = frozenset({"dispatched", "in_progress", "return_requested", "replied"})


def dispatched(facts: Facts, told: Told) -> None:
    if told.order_id is None:
        return
    unit, role = told.data["unit"], told.data["role"]
    first = role == "lead" and not any(order.role == "lead" for order in facts.orders_of(told.case_id))
    facts.orders[told.order_id] = OrderFact(
        told.order_id, told.case_id, unit, role, told.data["round"], told.at, first=first
    )
    if role == "lead":
        facts.cases[told.case_id].unit = unit


def order_moved(facts: Facts, told: Told) -> None:
    order = facts.orders.get(told.order_id) if told.order_id else None
    if order is None:
        return
    move = told.data["move"]
    order.status = told.data["after"]
    if move == "sign":
        order.signed_at = told.at
    elif move == "reply":
        order.replied_at, order.outcome = told.at, told.data.get("outcome")
        if order.role == "lead":
            facts.cases[told.case_id].outcome_unit = order.outcome
    elif move == "fail_check":
        order.replied_at = order.outcome = None
        order.reply_seconds = order.reply_presses = None
    elif move == "ask_return":
        order.return_asked_at = order.return_asked_at or told.at
    elif move in DECIDES:
        order.return_decision = told.data.get("return_decision") or DECIDES[move]
        order.return_decided_at = told.at


DECIDES: Final = {"grant_return": "granted", "refuse_return": "refused"}


def written(facts: Facts, told: Told) -> None:
    """A reply and a decision on a return begin with their words, and the first event of a command tells its effort."""
    order = facts.orders.get(told.order_id) if told.order_id else None
    if order is None:
        return
    if told.data["text_kind"] == "reply":
        order.reply_seconds = told.data.get("effort_seconds")
        order.reply_presses = told.data.get("effort_presses")
    elif told.data["text_kind"] == "return_decision":
        order.decision_seconds = told.data.get("effort_seconds")


def contacted(facts: Facts, told: Told) -> None:
    order = facts.orders.get(told.order_id) if told.order_id else None
    if order is not None:
        order.contacted_at = order.contacted_at or told.at


def clocks_started(facts: Facts, told: Told) -> None:
    respond = {one["order_id"] for one in told.data["clocks"] if one["kind"] == "respond"}
    for one in told.data["clocks"]:
        kind, order_id = one["kind"], one["order_id"]
        if kind in COUNTED_CLOCKS:
            order = facts.orders.get(UUID(order_id)) if order_id else None
            clock = ClockFact(
                UUID(one["id"]),
                told.case_id,
                order.id if order else None,
                order.unit if order else None,
                order.role if order else None,
                kind,
                told.at,
                moment(one["due_at"]),
                response=kind == "respond" or (kind == "first_contact" and order_id not in respond),
            )
            facts.clocks[clock.id] = clock


def clocks_stopped(facts: Facts, told: Told) -> None:
    for one, clock in counted(facts, told):
        clock.ended = "missed" if one["ended"] == "cancelled" and clock.fired else one["ended"]
        clock.ended_at, clock.paused = told.at, False


def clocks_changed(facts: Facts, told: Told) -> None:
    why = told.data["why"]
    for one, clock in counted(facts, told):
        clock.due_at = moment(one["after"])
        clock.ended = clock.ended_at = None  # only live clocks change, and those that are opened again
        clock.paused = why == "pause" or (clock.paused and why != "resume")


def clock_fired(facts: Facts, told: Told) -> None:
    clock = facts.clocks.get(UUID(told.data["clock_id"]))
    if clock is not None:
        clock.fired = True


def counted(facts: Facts, told: Told) -> list[tuple[Mapping[str, Any], ClockFact]]:
    """What an event says of limits that figures use."""
    known = [(one, facts.clocks.get(UUID(one["id"]))) for one in told.data["clocks"]]
    return [(one, clock) for one, clock in known if clock is not None]


def side_recorded(facts: Facts, told: Told) -> None:
    order = facts.orders.get(told.order_id) if told.order_id else None
    if order is None or told.data["status"] != "granted":
        return
    if told.data["record"] == "extension":
        order.extensions += 1
    elif told.data["record"] == "exclusion":
        order.excluded = True
        if order.role == "lead":
            facts.cases[told.case_id].excluded = True


def callback_planned(facts: Facts, told: Told) -> None:
    case = facts.cases[told.case_id]
    answering = facts.cases.get(case.primary_id, case) if case.primary_id else case
    facts.callbacks[UUID(told.data["callback_id"])] = CallbackFact(
        UUID(told.data["callback_id"]),
        told.case_id,
        answering.unit,
        told.data["round"],
        told.data["method"],
        told.at,
        answering.outcome_unit,
    )


def callback_attempted(facts: Facts, told: Told) -> None:
    callback = facts.callbacks.get(UUID(told.data["callback_id"]))
    if callback is not None:
        callback.attempts = told.data["attempt"]


def callback_answered(facts: Facts, told: Told) -> None:
    case, data = facts.cases[told.case_id], told.data
    callback = facts.callbacks.get(UUID(data["callback_id"]))
    if callback is not None:
        callback.answered_at, callback.outcome = told.at, data["outcome"]
        callback.satisfaction, callback.reason = data["satisfaction"], data.get("reason")
    content = data["outcome"] != UNSOLVED and data["satisfaction"] in CONTENT
    case.outcome = data["outcome"] if content else None
    case.outcome_citizen = data["outcome"]


def moment(text: str) -> datetime:
    """A written time."""
    return datetime.fromisoformat(text)


Handler = Callable[[Facts, Told], None]
HANDLERS: Final[Mapping[str, Handler]] = {
    "case.opened": opened,
    "case.moved": case_moved,
    "case.changed": case_changed,
    "case.linked": case_linked,
    "case.ruled": ruled,
    "case.text_written": written,
    "order.dispatched": dispatched,
    "order.moved": order_moved,
    "order.contacted": contacted,
    "clock.started": clocks_started,
    "clock.stopped": clocks_stopped,
    "clock.changed": clocks_changed,
    "clock.fired": clock_fired,
    "case.side_recorded": side_recorded,
    "callback.planned": callback_planned,
    "callback.attempted": callback_attempted,
    "callback.answered": callback_answered,
}
