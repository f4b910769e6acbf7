"""Events of work orders and their limits folded into the facts of figures."""

from dataclasses import replace
from typing import Any

import pytest

from builders.events import (
    CASE,
    CLOCK,
    CO_ORDER,
    ORDER,
    OTHER,
    Entry,
    after,
    clock_changed,
    clock_fact,
    clock_started,
    clock_stopped,
    dispatched,
    folded,
    moved,
    order_moved,
    uid,
)
from lianxin.cases.events import (
    CaseOpened,
    CitizenContacted,
    ClockFired,
    ClocksStarted,
    ClockStart,
    OrderHandedOver,
    RulingMade,
    SideRecorded,
    TextWritten,
)
from lianxin.insight.rules.facts import ClockFact, OrderFact
from lianxin.kernel.events import Effort

OPENED = CaseOpened("0100000000017", "phone", "complaint", "normal", "01.01.01", "310115", "310115004", False)
CALLBACK = uid(77)
OPEN = Entry(OPENED)
SENT = moved("dispatch", "draft", "handling", 2)


def order(*entries: Entry) -> OrderFact:
    return folded(OPEN, dispatched(minute=2), *entries).orders[ORDER]


def clock(*entries: Entry) -> ClockFact:
    return folded(OPEN, dispatched(minute=2), *entries).clocks[CLOCK]


# case.ruled


RULED = Entry(RulingMade(uid(66), "v", "01.01.01", "310115", ""), 30)


@pytest.mark.parametrize("status", ["dispatched", "in_progress", "return_requested", "replied"])
def test_a_ruling_for_another_unit_displaces_the_open_lead(status: str):
    assert order(order_moved("any", "any", status, 9), RULED).displaced is True


@pytest.mark.parametrize("status", ["returned", "released", "done", "cancelled"])
def test_a_ruling_does_not_displace_an_order_that_has_ended(status: str):
    assert order(order_moved("any", "any", status, 9), RULED).displaced is False


def test_a_ruling_displaces_neither_the_unit_it_names_nor_a_co_unit():
    facts = folded(OPEN, dispatched("v"), dispatched("w", "co", order=CO_ORDER), RULED)
    assert [one.displaced for one in facts.orders.values()] == [False, False]


def test_a_ruling_leaves_orders_of_other_cases_alone():
    other = [replace(entry, case=OTHER) for entry in (OPEN, dispatched(order=uid(44)))]
    facts = folded(OPEN, dispatched(), *other, RULED)
    assert [one.displaced for one in facts.orders.values()] == [True, False]


def test_an_order_that_is_handed_over_counts_for_its_new_unit_with_its_limits():
    started = Entry(ClocksStarted([ClockStart(CLOCK, "close", ORDER, after(600))]), 3)
    facts = folded(OPEN, dispatched(), started, Entry(OrderHandedOver("v", "u", "lead"), 9, ORDER))
    assert (facts.orders[ORDER].unit, facts.cases[CASE].unit, facts.clocks[CLOCK].unit) == ("v", "v", "v")


# order.dispatched, order.moved, order.contacted


def test_the_first_lead_of_a_case_is_its_first_dispatch():
    facts = folded(
        OPEN,
        dispatched("co", "co", 1, CO_ORDER),
        dispatched("u", "lead", 2),
        dispatched("v", "lead", 9, uid(44), 2),
    )
    assert [(one.unit, one.first, one.round) for one in facts.orders.values()] == [
        ("co", False, 1),
        ("u", True, 1),
        ("v", False, 2),
    ]
    assert facts.cases[CASE].unit == "v"
    assert facts.orders[ORDER] == OrderFact(ORDER, CASE, "u", "lead", 1, after(2), first=True)


def test_a_co_unit_does_not_lead_the_case():
    assert folded(OPEN, dispatched("co", "co")).cases[CASE].unit is None


def test_a_dispatch_without_an_order_and_moves_of_unknown_orders_are_left_out():
    nothing = folded(OPEN)
    assert folded(OPEN, replace(dispatched(), order=None)) == nothing
    for entry in (
        order_moved("sign", "dispatched", "in_progress"),
        Entry(CitizenContacted("u", True)),
        Entry(TextWritten(uid(5), "reply", True)),
        Entry(SideRecorded(uid(5), "extension", "granted", {})),
    ):
        assert folded(OPEN, replace(entry, order=None)) == nothing
        assert folded(OPEN, replace(entry, order=uid(99))) == nothing


def test_an_order_is_signed_by_hand_only():
    assert order(order_moved("sign", "dispatched", "in_progress", 5)).signed_at == after(5)
    assert order(order_moved("sign_by_timeout", "dispatched", "in_progress", 5)).signed_at is None


def test_the_leads_reply_is_the_units_outcome_and_a_co_units_is_not():
    replied = order_moved("reply", "in_progress", "replied", 7, outcome="solved")
    facts = folded(OPEN, dispatched(), replied)
    assert (facts.orders[ORDER].replied_at, facts.orders[ORDER].outcome) == (after(7), "solved")
    assert (facts.orders[ORDER].status, facts.cases[CASE].outcome_unit) == ("replied", "solved")
    co = order_moved("reply", "in_progress", "replied", 7, CO_ORDER, "co", outcome="solved")
    facts = folded(OPEN, dispatched("w", "co", order=CO_ORDER), co)
    assert (facts.orders[CO_ORDER].outcome, facts.cases[CASE].outcome_unit) == ("solved", None)


def wrote(kind: str, minute: int = 6, effort: Effort | None = None) -> Entry:
    return Entry(TextWritten(uid(600 + minute), kind, True), minute, ORDER, effort=effort)


def test_a_reply_costs_what_was_measured_with_its_words():
    found = order(wrote("reply", effort=Effort(40, 8)), wrote("note", 7, Effort(5, 1)))
    assert (found.reply_seconds, found.reply_presses, found.decision_seconds) == (40, 8, None)
    assert (order(wrote("reply")).reply_seconds, order(wrote("reply")).reply_presses) == (None, None)


def test_a_decision_on_a_return_costs_what_was_measured_with_its_words():
    found = order(wrote("return_decision", effort=Effort(90, 3)))
    assert (found.reply_seconds, found.reply_presses, found.decision_seconds) == (None, None, 90)


def test_a_reply_that_fails_the_check_was_none():
    found = order(
        wrote("reply", effort=Effort(40, 8)),
        order_moved("reply", "in_progress", "replied", 7, outcome="solved"),
        order_moved("fail_check", "replied", "in_progress", 8),
    )
    assert (found.replied_at, found.outcome, found.reply_seconds, found.reply_presses) == (None, None, None, None)


def test_a_return_is_counted_from_when_it_was_first_asked():
    asked = order_moved("ask_return", "in_progress", "return_requested", 5)
    assert order(asked, replace(asked, minute=50)).return_asked_at == after(5)


@pytest.mark.parametrize(
    ("move", "said", "decision"),
    [("grant_return", None, "granted"), ("refuse_return", None, "refused"), ("refuse_return", "lapsed", "lapsed")],
)
def test_how_a_return_was_decided(move: str, said: str | None, decision: str):
    found = order(order_moved(move, "return_requested", "any", 9, return_decision=said))
    assert (found.return_decision, found.return_decided_at) == (decision, after(9))


def test_any_other_move_of_an_order_changes_its_state_alone():
    assert order(order_moved("release", "replied", "released", 9)) == replace(order(), status="released")


def test_the_first_contact_counts():
    contacted = Entry(CitizenContacted("u", True), 5, ORDER)
    assert order(contacted, replace(contacted, minute=50)).contacted_at == after(5)


# clocks


@pytest.mark.parametrize("kind", ["sign", "first_contact", "respond", "close", "answer"])
def test_limits_that_figures_count_are_kept(kind: str):
    assert clock(clock_started(kind, 60, 3, ORDER)).kind == kind


@pytest.mark.parametrize("kind", ["dispatch", "callback", "return_window", "reopen"])
def test_other_limits_are_not(kind: str):
    assert folded(OPEN, dispatched(), clock_started(kind, 60, 3, ORDER)).clocks == {}


def test_a_limit_of_an_order_is_its_units():
    assert clock(clock_started("close", 60, 3, ORDER)) == ClockFact(
        CLOCK, CASE, ORDER, "u", "lead", "close", after(3), after(60)
    )


def test_a_limit_of_the_case_is_nobodys():
    for order_id in (None, uid(99)):
        found = clock(clock_started("answer", 60, 3, order_id))
        assert (found.order_id, found.unit, found.role) == (None, None, None)


def test_contact_stands_for_the_response_where_the_city_sets_no_limit_to_respond():
    contact, respond = uid(21), uid(22)
    alone = folded(OPEN, dispatched(), clock_started("first_contact", 60, 3, ORDER, contact))
    assert alone.clocks[contact].response is True
    both = folded(
        OPEN,
        dispatched(),
        clock_started("first_contact", 60, 3, ORDER, contact, clock_fact("respond", 90, ORDER, respond)),
    )
    assert [both.clocks[one].response for one in (contact, respond)] == [False, True]
    others = folded(
        OPEN,
        dispatched(),
        clock_started("first_contact", 60, 3, ORDER, contact, clock_fact("respond", 90, CO_ORDER, respond)),
    )
    assert others.clocks[contact].response is True
    assert clock(clock_started("close", 60, 3, ORDER)).response is False


RAN = clock_started("close", 60, 3, ORDER)
FIRED = Entry(ClockFired(CLOCK, "close", after(60)), 61)


@pytest.mark.parametrize("ended", ["met", "late", "cancelled"])
def test_a_limit_ends_as_its_event_says(ended: str):
    found = clock(RAN, clock_stopped(ended, 50))
    assert (found.ended, found.ended_at) == (ended, after(50))


def test_a_limit_cancelled_after_it_ran_out_was_missed():
    assert clock(RAN, FIRED, clock_stopped("cancelled", 70)).ended == "missed"
    assert clock(RAN, FIRED, clock_stopped("late", 70)).ended == "late"


def test_a_fired_limit_is_still_open():
    found = clock(RAN, FIRED)
    assert (found.fired, found.ended) == (True, None)
    assert clock(RAN).fired is False


def test_a_pause_lasts_until_it_is_resumed_or_the_limit_ends():
    paused = clock_changed("pause", 60, 60, 10)
    assert clock(RAN, paused).paused is True
    assert clock(RAN, paused, clock_changed("extension", 60, 90, 11)).paused is True
    assert clock(RAN, paused, clock_changed("resume", 60, 70, 20)).paused is False
    assert clock(RAN, paused, clock_stopped("cancelled", 30)).paused is False
    assert clock(RAN, clock_changed("extension", 60, 90, 11)).paused is False


def test_a_change_moves_the_due_time_and_opens_a_limit_again():
    found = clock(RAN, clock_stopped("met", 50), clock_changed("reopened", 60, 80, 55))
    assert (found.due_at, found.ended, found.ended_at) == (after(80), None, None)


def test_events_of_limits_that_are_not_counted_change_nothing():
    nothing = folded(OPEN)
    assert folded(OPEN, clock_stopped("met", 5)) == nothing
    assert folded(OPEN, clock_changed("pause", 60, 60)) == nothing
    assert folded(OPEN, FIRED) == nothing


# case.side_recorded


def side(record: str, status: str = "granted", order_id: Any = ORDER) -> Entry:
    return Entry(SideRecorded(uid(5), record, status, {}), 9, order_id)


def test_extensions_are_counted_when_granted():
    assert order(side("extension"), side("extension")).extensions == 2
    assert order(side("extension", "refused"), side("urge")).extensions == 0


def test_an_exclusion_of_the_lead_excludes_the_case_and_a_co_units_does_not():
    facts = folded(OPEN, dispatched(), dispatched("w", "co", order=CO_ORDER), side("exclusion", order_id=CO_ORDER))
    assert (facts.orders[CO_ORDER].excluded, facts.orders[ORDER].excluded) == (True, False)
    assert facts.cases[CASE].excluded is False
    facts = folded(OPEN, dispatched(), side("exclusion"))
    assert (facts.orders[ORDER].excluded, facts.cases[CASE].excluded) == (True, True)
    facts = folded(OPEN, dispatched(), side("exclusion", "asked"))
    assert (facts.orders[ORDER].excluded, facts.cases[CASE].excluded) == (False, False)
