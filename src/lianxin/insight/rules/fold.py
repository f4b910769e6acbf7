"""Folds the event log into facts, one event at a time in position order; the same log gives the same facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from lianxin.cases.events import (
    CallbackAnswered,
    CallbackAttempted,
    CallbackPlanned,
    CaseChanged,
    CaseLinked,
    CaseMoved,
    CaseOpened,
    CaseUnsealed,
    CitizenContacted,
    ClockFired,
    ClocksChanged,
    ClocksStarted,
    ClocksStopped,
    OrderDispatched,
    OrderHandedOver,
    OrderMoved,
    RulingMade,
    SideRecorded,
    TextWritten,
)
from lianxin.insight.rules.facts import CallbackFact, CaseFact, ClockFact, FactSet, OrderFact
from lianxin.insight.rules.unsealed import facts_of_unsealed
from lianxin.kernel.events import Effort, Event, Recorded

COUNTED_CLOCKS: Final = frozenset({"sign", "first_contact", "respond", "close", "answer"})
_CLOSING: Final = frozenset({"close_satisfied", "close_unverified", "close_unasked", "close_with_reason", "inform"})
FORGETS: Final = frozenset({"pass_check", "redo", "reopen", "call_ruling"})  # these void the verified outcome
NEW_ANSWER: Final = frozenset({"pass_check", "redo"})  # after these the citizen must be asked again
NEVER_ACCEPTED: Final = frozenset({"void", "withdraw", "inform"})
_CONTENT: Final = frozenset({"satisfied", "mostly", "neutral"})
UNSOLVED: Final = "unsolved"
_BOILERPLATE: Final = frozenset({"passed_on", "court_only", "copied"})


@dataclass(frozen=True)
class CaseEntry:
    """The envelope of one event of a case: its time, case, order and effort."""

    at: datetime
    case_id: UUID
    order_id: UUID | None = None
    effort: Effort | None = None


def entry_of(recorded: Recorded) -> CaseEntry | None:
    """Returns the envelope of an event, None if the event has no case or no handler."""
    if recorded.case_id is None or type(recorded.event) not in _HANDLERS:
        return None
    return CaseEntry(recorded.at, recorded.case_id, recorded.order_id, recorded.effort)


def fold(facts: FactSet, entry: CaseEntry, event: Event) -> None:
    """Applies one event. Events without a handler, and events of cases that were never opened, change nothing."""
    handle = _HANDLERS.get(type(event))
    if handle is not None and (isinstance(event, CaseOpened | CaseUnsealed) or entry.case_id in facts.cases):
        handle(facts, entry, event)


def _opened(facts: FactSet, entry: CaseEntry, event: CaseOpened) -> None:
    if not event.sealed:  # no figure counts a tip-off about officials, nor lists it
        facts.cases[entry.case_id] = CaseFact(
            entry.case_id,
            number=event.number,
            channel=event.channel,
            nature=event.nature,
            urgency=event.urgency,
            topic=event.topic,
            district=event.district,
            citizen_id=event.citizen_id,
            came_at=event.submitted_at or entry.at,
            opened_at=entry.at,
        )


def _case_moved(facts: FactSet, entry: CaseEntry, event: CaseMoved) -> None:
    case, move = facts.cases[entry.case_id], event.move
    case.status, case.round = event.after, event.round
    if event.before == "draft" and move not in NEVER_ACCEPTED:
        case.accepted_at = entry.at
    if move in FORGETS:
        case.outcome = None
    if move in NEW_ANSWER:
        case.outcome_citizen = None
    case.withdrawn = (event.details and event.details.why) if event.after == "withdrawn" else case.withdrawn
    if move == "answer":
        case.direct, case.outcome_unit = True, "explained"
    if move == "reopen":
        case.direct, case.closed_at, case.closing = False, None, None
    if move in _CLOSING:
        case.closed_at, case.closing = entry.at, move
        case.outcome = (event.details and event.details.outcome) or case.outcome


def case_changed(facts: FactSet, entry: CaseEntry, event: CaseChanged) -> None:
    if "sealed" in event.changes:
        facts.forget(entry.case_id)
        return
    case = facts.cases[entry.case_id]
    for name in ("topic", "district", "nature", "urgency"):
        if name in event.changes:
            setattr(case, name, event.changes[name][1])


def case_linked(facts: FactSet, entry: CaseEntry, event: CaseLinked) -> None:
    case = facts.cases[entry.case_id]
    if event.relation == "merge":
        case.primary_id = event.other
    elif event.relation == "unmerge":
        case.primary_id = None


def _ruled(facts: FactSet, entry: CaseEntry, event: RulingMade) -> None:
    for order in facts.orders_of(entry.case_id):
        if order.role == "lead" and order.status in _OPEN and order.unit != event.unit:
            order.displaced = True


_OPEN: Final = frozenset({"dispatched", "in_progress", "return_requested", "replied"})


def _dispatched(facts: FactSet, entry: CaseEntry, event: OrderDispatched) -> None:
    if entry.order_id is None:
        return
    unit, role = event.unit, event.role
    first = role == "lead" and not any(order.role == "lead" for order in facts.orders_of(entry.case_id))
    facts.orders[entry.order_id] = OrderFact(
        entry.order_id, entry.case_id, unit, role, event.round, entry.at, first=first
    )
    if role == "lead":
        facts.cases[entry.case_id].unit = unit


def _order_moved(facts: FactSet, entry: CaseEntry, event: OrderMoved) -> None:
    if entry.order_id is None or (order := facts.orders.get(entry.order_id)) is None:
        return
    move = event.move
    order.status = event.after
    if move == "sign":
        order.signed_at = entry.at
    elif move == "reply":
        order.replied_at, order.outcome = entry.at, event.outcome
        order.no_contact, order.boilerplate = order.contacted_at is None, bool(_BOILERPLATE & {*(event.doubts or ())})
        if order.role == "lead":
            facts.cases[entry.case_id].outcome_unit = order.outcome
    elif move == "fail_check":
        order.replied_at = order.outcome = order.reply_seconds = order.reply_presses = None
        order.no_contact = order.boilerplate = False
    elif move == "ask_return":
        order.return_asked_at = order.return_asked_at or entry.at
    elif move in DECIDES:
        order.return_decision = event.return_decision or DECIDES[move]
        order.return_decided_at = entry.at


def _handed_over(facts: FactSet, entry: CaseEntry, event: OrderHandedOver) -> None:
    order, case = facts.orders.get(entry.order_id) if entry.order_id else None, facts.cases[entry.case_id]
    if order is None:
        return
    order.unit = event.unit
    if order.role == "lead" and case.unit == event.before:
        case.unit = event.unit
    for clock in facts.clocks.values():
        if clock.order_id == order.id:
            clock.unit = event.unit


DECIDES: Final = {"grant_return": "granted", "refuse_return": "refused"}


def _written(facts: FactSet, entry: CaseEntry, event: TextWritten) -> None:
    """Takes the effort from the text of a reply or decision: it is the first event of the command, which has it."""
    order = facts.orders.get(entry.order_id) if entry.order_id else None
    if order is None:
        return
    effort = entry.effort
    if event.text_kind == "reply":
        order.reply_seconds, order.reply_presses = (effort.seconds, effort.presses) if effort else (None, None)
    elif event.text_kind == "return_decision":
        order.decision_seconds = effort.seconds if effort else None


def _contacted(facts: FactSet, entry: CaseEntry, event: CitizenContacted) -> None:
    order = facts.orders.get(entry.order_id) if entry.order_id else None
    if order is not None:
        order.contacted_at = order.contacted_at or entry.at
        order.contact_by = order.contact_by or event.by


def _clocks_started(facts: FactSet, entry: CaseEntry, event: ClocksStarted) -> None:
    respond = {one.order_id for one in event.clocks if one.kind == "respond"}
    for one in event.clocks:
        kind, order_id = one.kind, one.order_id
        if kind in COUNTED_CLOCKS:
            order = facts.orders.get(order_id) if order_id else None
            clock = ClockFact(
                one.id,
                entry.case_id,
                order.id if order else None,
                order.unit if order else None,
                order.role if order else None,
                kind,
                entry.at,
                one.due_at,
                response=kind == "respond" or (kind == "first_contact" and order_id not in respond),
            )
            facts.clocks[clock.id] = clock


def _clocks_stopped(facts: FactSet, entry: CaseEntry, event: ClocksStopped) -> None:
    for one in event.clocks:
        if clock := facts.clocks.get(one.id):
            clock.ended = "missed" if one.ended == "cancelled" and clock.fired else one.ended
            clock.usual, clock.ended_at, clock.paused = one.usual or clock.ended, entry.at, False


def _clocks_changed(facts: FactSet, _entry: CaseEntry, event: ClocksChanged) -> None:
    for one in event.clocks:
        if clock := facts.clocks.get(one.id):
            clock.due_at = one.after
            clock.ended = clock.ended_at = clock.usual = None  # what changes runs, or runs again
            clock.paused = event.why == "pause" or (clock.paused and event.why != "resume")


def _clock_fired(facts: FactSet, _entry: CaseEntry, event: ClockFired) -> None:
    if clock := facts.clocks.get(event.clock_id):
        clock.fired = True


def side_recorded(facts: FactSet, entry: CaseEntry, event: SideRecorded) -> None:
    order = facts.orders.get(entry.order_id) if entry.order_id else None
    if order is None or event.status != "granted":
        return
    if event.record == "extension":
        order.extensions += 1
    elif event.record == "exclusion":
        order.excluded = True
        if order.role == "lead":
            facts.cases[entry.case_id].excluded = True


def _callback_planned(facts: FactSet, entry: CaseEntry, event: CallbackPlanned) -> None:
    case = facts.cases[entry.case_id]
    answering = facts.cases.get(case.primary_id, case) if case.primary_id else case
    facts.callbacks[event.callback_id] = CallbackFact(
        event.callback_id,
        entry.case_id,
        answering.unit,
        event.round,
        event.method,
        entry.at,
        answering.outcome_unit,
    )


def callback_attempted(facts: FactSet, _entry: CaseEntry, event: CallbackAttempted) -> None:
    if callback := facts.callbacks.get(event.callback_id):
        callback.attempts = event.attempt


def callback_answered(facts: FactSet, entry: CaseEntry, event: CallbackAnswered) -> None:
    case = facts.cases[entry.case_id]
    if callback := facts.callbacks.get(event.callback_id):
        callback.answered_at, callback.outcome = entry.at, event.outcome
        callback.satisfaction, callback.reason = event.satisfaction, event.reason
    content = event.outcome != UNSOLVED and event.satisfaction in _CONTENT
    case.outcome = event.outcome if content else None
    case.outcome_citizen = event.outcome


_Handler = Callable[[FactSet, CaseEntry, Any], None]  # each handler takes the class that is its key
_HANDLERS: Final[Mapping[type[Event], _Handler]] = {
    CaseOpened: _opened,
    CaseUnsealed: lambda facts, entry, event: facts_of_unsealed(facts, entry.case_id, event, COUNTED_CLOCKS),
    CaseMoved: _case_moved,
    CaseChanged: case_changed,
    CaseLinked: case_linked,
    RulingMade: _ruled,
    TextWritten: _written,
    OrderDispatched: _dispatched,
    OrderMoved: _order_moved,
    OrderHandedOver: _handed_over,
    CitizenContacted: _contacted,
    ClocksStarted: _clocks_started,
    ClocksStopped: _clocks_stopped,
    ClocksChanged: _clocks_changed,
    ClockFired: _clock_fired,
    SideRecorded: side_recorded,
    CallbackPlanned: _callback_planned,
    CallbackAttempted: callback_attempted,
    CallbackAnswered: callback_answered,
}
