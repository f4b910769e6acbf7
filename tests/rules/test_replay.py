"""A case played again from its log: what cannot have happened is named, and so is every row that differs."""

from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any

import pytest

from builders.events import (
    CLOCK,
    CO_ORDER,
    ORDER,
    Entry,
    after,
    clock_changed,
    clock_fact,
    clock_started,
    clock_stopped,
    dispatched,
    moved,
    order_moved,
    play,
    uid,
)
from lianxin.cases.audit.differences import ClockFacts, OrderFacts, ReplayedRows, replay_differences
from lianxin.cases.audit.replay import Played
from lianxin.cases.events import (
    CallbackPlanned,
    CallbackShared,
    CaseOpened,
    ClockFired,
    OrderHandedOver,
    RulingMade,
    TextWritten,
)

NUMBER = "0100000000017"
OPEN = Entry(CaseOpened(NUMBER, "phone", "complaint", "normal", "01.01.01", "310115", "310115004", False))
SENT = moved("dispatch", "draft", "handling", 1)
TEXT = uid(50)
LIFE = (
    OPEN,
    SENT,
    dispatched("u", minute=1),
    clock_started("close", 60, 1, ORDER),
    Entry(TextWritten(TEXT, "reply", True), 5, ORDER),
)


def after_life(*entries: Entry) -> tuple[Played, list[str]]:
    """The case after LIFE and these events, and what is wrong with these."""
    played = Played()
    assert play(played, *LIFE) == []
    return played, play(played, *entries)


def problems(*entries: Entry) -> list[str]:
    return after_life(*entries)[1]


# what cannot have happened


def test_a_legal_life_has_no_problem():
    assert (
        problems(
            clock_changed("pause", 60, 60, 6),
            clock_changed("resume", 60, 70, 16),
            order_moved("sign", "dispatched", "in_progress", 17),
            order_moved("reply", "in_progress", "replied", 18),
            clock_stopped("met", 18),
            moved("all_replied", "handling", "checking", 18),
            moved("pass_check", "checking", "callback_pending", 19),
            Entry(CallbackPlanned(uid(9), "phone", 1), 19),
            Entry(RulingMade(uid(8), "v", "", "", ""), 20),
        )
        == []
    )


def test_a_case_is_opened_once_and_first():
    played = Played()
    assert play(played, SENT) == [
        "case.moved before the case was opened",
        "dispatch starts from draft, but the case was unknown",
    ]
    assert play(Played(), OPEN, OPEN) == ["opened twice"]


def test_an_opened_case_is_a_draft_of_the_first_round():
    played = Played()
    play(played, OPEN)
    assert (played.status, played.number, played.round, played.lead_unit) == ("draft", NUMBER, 1, None)


def test_a_move_starts_from_the_state_the_case_is_in():
    assert problems(moved("rule", "responsibility_review", "handling")) == [
        "rule starts from responsibility_review, but the case was handling"
    ]


@pytest.mark.parametrize(("move", "end"), [("all_replied", "closed"), ("pass_check", "callback_pending")])
def test_a_move_ends_where_the_table_says(move: str, end: str):
    assert problems(moved(move, "handling", end)) == [f"illegal case move handling --{move}--> {end}"]


def test_a_move_from_a_state_nobody_knows_is_illegal():
    assert "illegal case move nowhere --rule--> handling" in problems(moved("rule", "nowhere", "handling"))


TO_REVIEW = (
    moved("all_replied", "handling", "checking", 6),
    moved("pass_check", "checking", "callback_pending", 7),
    moved("dissatisfied", "callback_pending", "review", 8),
)


@pytest.mark.parametrize(("move", "end"), [("redo", "handling"), ("call_ruling", "responsibility_review")])
def test_only_a_new_round_counts_one_further(move: str, end: str):
    played, found = after_life(*TO_REVIEW, moved(move, "review", end, 9, 2))
    assert (found, played.round) == ([], 2)
    assert problems(*TO_REVIEW, moved(move, "review", end, 9, 1)) == [f"{move} names round 1 after round 1"]


def test_a_move_in_a_round_keeps_it():
    assert problems(moved("all_replied", "handling", "checking", 6, 2)) == ["all_replied names round 2 after round 1"]


def test_re_openings_are_counted():
    closed = (*TO_REVIEW[:2], moved("close_satisfied", "callback_pending", "closed", 8))
    again = (moved("reopen", "closed", "review", 9), moved("close_with_reason", "review", "closed", 10))
    played, found = after_life(*closed, *again, *again)
    assert (found, played.reopenings, played.status) == ([], 2, "closed")


def test_an_order_is_dispatched_once_and_in_the_round_of_its_case():
    assert problems(dispatched()) == ["an order was dispatched twice"]
    assert problems(replace(dispatched(), order=None)) == ["an order was dispatched twice"]
    assert problems(dispatched(order=CO_ORDER, round_=2)) == ["an order of round 2 in round 1"]


def test_the_lead_unit_is_that_of_the_last_lead_order_and_none_after_its_return():
    played, _ = after_life(dispatched("w", "co", 2, CO_ORDER))
    assert played.lead_unit == "u"
    asked = order_moved("ask_return", "dispatched", "return_requested", 3)
    granted = order_moved("grant_return", "return_requested", "returned", 4)
    played, found = after_life(asked, granted)
    assert (found, played.lead_unit) == ([], None)
    played, _ = after_life(dispatched("v", "lead", 2, CO_ORDER))
    assert played.lead_unit == "v"


def test_the_return_of_a_co_unit_leaves_the_lead():
    played, found = after_life(
        dispatched("w", "co", 2, CO_ORDER),
        order_moved("ask_return", "dispatched", "return_requested", 3, CO_ORDER, "co"),
        order_moved("grant_return", "return_requested", "returned", 4, CO_ORDER, "co"),
    )
    assert (found, played.lead_unit, played.orders[CO_ORDER].status) == ([], "u", "returned")


def test_an_order_moves_from_the_state_it_is_in_along_its_table():
    assert problems(order_moved("reply", "in_progress", "replied")) == [
        "reply starts from in_progress, but the order was dispatched"
    ]
    assert problems(order_moved("sign", "dispatched", "done")) == ["illegal order move dispatched --sign--> done"]
    assert problems(order_moved("sign", "dispatched", "in_progress", order=uid(99))) == [
        "sign of an order nobody dispatched"
    ]
    assert problems(replace(order_moved("sign", "dispatched", "in_progress"), order=None)) == [
        "sign of an order nobody dispatched"
    ]


def test_a_clock_starts_once():
    assert problems(clock_started("close", 60, 2, ORDER)) == ["clock close started twice"]


def test_a_clock_is_stopped_while_it_runs():
    assert problems(clock_stopped("met", 9)) == []
    assert problems(clock_stopped("met", 9), clock_stopped("late", 10)) == ["clock close stopped while it did not run"]
    assert problems(clock_stopped("met", 9, clock=uid(99))) == ["clock close stopped while it did not run"]


def test_a_clock_changes_from_the_due_time_it_had():
    assert problems(clock_changed("extension", 60, 90, 5), clock_changed("extension", 90, 95, 6)) == []
    [problem] = problems(clock_changed("extension", 61, 90, 5))
    assert "but it was due at" in problem
    assert problems(clock_changed("extension", 60, 90, 5, uid(99))) == ["clock close changed before it started"]


def test_the_same_moment_may_be_written_in_another_zone():
    event = clock_changed("extension", 60, 90, 5)
    there = timezone(timedelta(hours=8))
    moved_clock = replace(event.event.clocks[0], before=after(60).astimezone(there))
    assert problems(replace(event, event=replace(event.event, clocks=[moved_clock]))) == []


def test_only_a_stopped_clock_is_opened_again_and_only_a_running_one_changes_otherwise():
    stopped = clock_stopped("met", 9)
    assert problems(stopped, clock_changed("reopened", 60, 80, 10)) == []
    assert problems(clock_changed("reopened", 60, 80, 10)) == ["clock close changed (reopened) while it was running"]
    assert problems(stopped, clock_changed("extension", 60, 80, 10)) == [
        "clock close changed (extension) while it was met"
    ]


def fired(minute: int, due: int = 60, clock: Any = CLOCK) -> Entry:
    return Entry(ClockFired(clock, "close", after(due)), minute)


def test_a_clock_fires_once_at_its_due_time_or_later():
    assert problems(fired(60)) == []
    assert problems(fired(75)) == []
    assert problems(fired(60), fired(61)) == ["clock close fired twice"]
    assert [one.split(",")[0] for one in problems(fired(59))] == [f"clock close fired at {after(59).isoformat()}"]
    assert len(problems(fired(75, due=61))) == 1
    assert problems(fired(60, clock=uid(99))) == ["clock close fired before it started"]


def test_a_stopped_or_paused_clock_does_not_fire():
    silent = ["clock close fired while it did not run"]
    assert problems(clock_stopped("met", 9), fired(60)) == silent
    paused = clock_changed("pause", 60, 60, 9)
    assert problems(paused, fired(60)) == silent
    assert problems(paused, clock_changed("extension", 60, 70, 10), fired(70, due=70)) == silent
    assert problems(paused, clock_changed("resume", 60, 70, 10), fired(70, due=70)) == []
    assert problems(clock_changed("extension", 60, 70, 10), fired(70, due=70)) == []


def test_a_callback_is_of_the_round_of_its_case_and_a_merged_case_takes_that_of_the_other():
    planned = Entry(CallbackPlanned(uid(9), "phone", 3), 9)
    assert problems(planned) == ["a callback of round 3 in round 1"]
    played, found = after_life(moved("merge", "handling", "merged", 8), planned)
    assert (found, played.round) == ([], 3)


def test_an_order_is_handed_over_by_the_unit_that_has_it():
    given = Entry(OrderHandedOver("v", "u", "lead"), 9, ORDER)
    played, found = after_life(given)
    assert (found, played.lead_unit, played.orders[ORDER].unit) == ([], "v", "v")
    assert problems(Entry(OrderHandedOver("v", "w", "lead"), 9, ORDER)) == [
        "an order of w that it did not have was handed over"
    ]
    assert problems(Entry(OrderHandedOver("v", "u", "lead"), 9)) == [
        "an order of u that it did not have was handed over"
    ]


def test_a_merged_case_whose_citizen_is_asked_elsewhere_takes_the_round_of_that_callback():
    played, found = after_life(moved("merge", "handling", "merged", 8), Entry(CallbackShared(uid(7), 2), 9))
    assert (found, played.round) == ([], 2)


# rows that differ


ROWS = ReplayedRows(
    NUMBER,
    "handling",
    1,
    "u",
    0,
    [OrderFacts(ORDER, "dispatched", "lead", "u", 1, None)],
    [ClockFacts(CLOCK, "close", ORDER, after(60), None, fired=False, paused=False)],
    {TEXT},
)


def differing(*entries: Entry, **rows: Any) -> list[str]:
    played, found = after_life(*entries)
    assert found == []
    return list(replay_differences(played, replace(ROWS, **rows)))


def test_rows_that_are_what_the_log_says_do_not_differ():
    assert differing() == []
    assert differing(texts={TEXT, "another"}) == []


@pytest.mark.parametrize(
    ("name", "held", "told"),
    [
        ("number", "x", NUMBER),
        ("status", "closed", "handling"),
        ("round", 2, 1),
        ("lead_unit", None, "u"),
        ("reopenings", 1, 0),
    ],
)
def test_a_fact_of_the_case_that_differs_is_named(name: str, held: Any, told: Any):
    assert differing(**{name: held}) == [f"{name} is {held}, but the log says {told}"]


def test_a_text_that_was_lost_is_counted():
    assert differing(texts=set()) == ["1 texts of the log are not there"]


@pytest.mark.parametrize("changed", [{"status": "done"}, {"role": "co"}, {"unit": "v"}, {"round": 2}])
def test_an_order_that_differs_is_named(changed: dict[str, Any]):
    [row] = ROWS.orders
    [problem] = differing(orders=[replace(row, **changed)])
    assert problem.startswith("the order of ")
    assert problem.endswith("but the log says dispatched of u")


def test_orders_that_are_not_those_of_the_log_are_counted():
    assert differing(orders=[]) == ["0 orders, but the log says 1"]
    assert differing(orders=[replace(ROWS.orders[0], id="x")]) == ["1 orders, but the log says 1"]


def test_a_reply_whose_words_are_lost_is_named():
    [row] = ROWS.orders
    assert differing(orders=[replace(row, reply_text=TEXT)]) == []
    assert differing(orders=[replace(row, reply_text="gone")]) == ["the reply of u is not there"]


@pytest.mark.parametrize(
    ("changed", "state"),
    [({"ended": "met"}, "met"), ({"fired": True}, "running"), ({"paused": True}, "running")],
)
def test_a_clock_that_differs_is_named(changed: dict[str, Any], state: str):
    [row] = ROWS.clocks
    assert differing(clocks=[replace(row, **changed)]) == [f"clock close is {state}, but the log says running"]


def test_whether_a_stopped_clock_was_paused_is_no_longer_asked():
    [row] = ROWS.clocks
    entries = (clock_changed("pause", 60, 60, 9), clock_stopped("met", 10))
    assert differing(*entries, clocks=[replace(row, ended="met")]) == []


def test_a_due_time_that_differs_is_named():
    [row] = ROWS.clocks
    [problem] = differing(clocks=[replace(row, due_at=after(61))])
    assert problem == f"clock close is due at {after(61).isoformat()}, but the log says {after(60).isoformat()}"


def test_clocks_that_are_not_those_of_the_log_are_counted():
    assert differing(clocks=[]) == ["0 clocks, but the log says 1"]
    assert differing(clocks=[replace(ROWS.clocks[0], id="x")]) == ["1 clocks, but the log says 1"]


def test_a_clock_that_runs_on_an_order_that_has_ended_is_named():
    cancelled = order_moved("cancel", "dispatched", "cancelled", 9)
    [row] = ROWS.orders
    ended = [replace(row, status="cancelled")]
    assert differing(cancelled, orders=ended) == ["clock close runs on an order that has ended"]
    [clock] = ROWS.clocks
    assert differing(cancelled, clock_stopped("late", 9), orders=ended, clocks=[replace(clock, ended="late")]) == []


def test_a_clock_of_the_case_itself_runs_without_an_order():
    other = clock_started("answer", 90, 2, None, uid(30))
    row = ClockFacts(uid(30), "answer", None, after(90), None, fired=False, paused=False)
    assert differing(other, clocks=[*ROWS.clocks, row]) == []
    several = clock_started("sign", 90, 2, ORDER, uid(31), clock_fact("respond", 95, ORDER, uid(32)))
    played, _ = after_life(several)
    assert [one.kind for one in played.clocks.values()] == ["close", "sign", "respond"]
