"""Events of cases and callbacks folded into the facts of figures. Orders and clocks: `test_fold_orders.py`."""

from dataclasses import replace
from typing import Any

import pytest

from builders.events import (
    CASE,
    ORDER,
    OTHER,
    Entry,
    after,
    clock_started,
    dispatched,
    folded,
    moved,
    order_moved,
    uid,
)
from lianxin.cases.events import (
    CallbackAnswered,
    CallbackAttempted,
    CallbackPlanned,
    CaseChanged,
    CaseLinked,
    CaseOpened,
    PrecedentWithdrawn,
)
from lianxin.insight.rules.facts import CallbackFact, CaseFact, ClockFact, FactSet, OrderFact

OPENED = CaseOpened("0100000000017", "phone", "complaint", "normal", "01.01.01", "310115", "310115004", False)
CALLBACK = uid(77)
OPEN = Entry(OPENED)
SENT = moved("dispatch", "draft", "handling", 2)


def case(*entries: Entry) -> CaseFact:
    return folded(OPEN, *entries).cases[CASE]


def callback(*entries: Entry) -> CallbackFact:
    return folded(OPEN, *entries).callbacks[CALLBACK]


# case.opened


def test_an_opened_case_has_its_facts_and_came_when_it_was_opened():
    assert case() == CaseFact(
        CASE,
        "0100000000017",
        "phone",
        "complaint",
        "normal",
        "01.01.01",
        "310115",
        None,
        came_at=after(0),
        opened_at=after(0),
    )


def test_a_case_somebody_sent_earlier_came_when_it_was_sent():
    found = folded(Entry(replace(OPENED, citizen_id=uid(9), submitted_at=after(-90)), 5)).cases[CASE]
    assert (found.citizen_id, found.came_at, found.opened_at) == (uid(9), after(-90), after(5))


def test_events_of_a_case_nobody_opened_and_of_unknown_kinds_are_left_out():
    assert folded(SENT, dispatched()) == FactSet()
    assert folded(OPEN, Entry(PrecedentWithdrawn(uid(8)), 1)) == folded(OPEN)


# case.moved


@pytest.mark.parametrize("move", ["answer", "dispatch", "send_to_desk", "refuse", "transfer_emergency"])
def test_leaving_the_draft_accepts_a_case(move: str):
    assert case(moved(move, "draft", "any", 3)).accepted_at == after(3)


@pytest.mark.parametrize("move", ["void", "withdraw", "inform"])
def test_what_ends_a_draft_without_work_does_not_accept_it(move: str):
    assert case(moved(move, "draft", "any", 3)).accepted_at is None


def test_only_the_move_out_of_the_draft_accepts_a_case():
    assert case(SENT, moved("call_ruling", "handling", "responsibility_review", 9)).accepted_at == after(2)


def test_a_move_changes_state_and_round():
    found = case(SENT, moved("redo", "review", "handling", 9, 2))
    assert (found.status, found.round) == ("handling", 2)


def test_an_answer_on_the_spot_is_direct_and_explains():
    found = case(moved("answer", "draft", "answered", 1))
    assert (found.direct, found.outcome_unit, found.closed_at) == (True, "explained", None)


@pytest.mark.parametrize("move", ["close_satisfied", "close_unverified", "close_with_reason", "inform"])
def test_a_closing_move_closes_the_case(move: str):
    found = case(moved(move, "callback_pending", "closed", 30))
    assert (found.closed_at, found.closing) == (after(30), move)


@pytest.mark.parametrize("move", ["withdraw", "merge", "archive", "pass_check"])
def test_no_other_move_closes_it(move: str):
    found = case(moved(move, "handling", "any", 30))
    assert (found.closed_at, found.closing) == (None, None)


def test_the_finding_of_a_review_is_the_outcome_of_its_case():
    assert case(moved("close_with_reason", "review", "closed", 9, outcome="explained")).outcome == "explained"


def answered(outcome: str = "solved", satisfaction: str = "satisfied", minute: int = 20, reason: str | None = None):
    return Entry(CallbackAnswered(CALLBACK, outcome, satisfaction, "phone", reason), minute)


def test_a_closing_without_a_finding_keeps_what_the_citizen_verified():
    assert case(answered(), moved("close_satisfied", "callback_pending", "closed", 21)).outcome == "solved"


@pytest.mark.parametrize(
    ("move", "outcome", "citizen"),
    [
        ("pass_check", None, None),
        ("redo", None, None),
        ("reopen", None, "solved"),
        ("call_ruling", None, "solved"),
        ("suspend", "solved", "solved"),
        ("archive", "solved", "solved"),
    ],
)
def test_which_moves_forget_the_verified_outcome_and_what_the_citizen_said(
    move: str, outcome: str | None, citizen: str | None
):
    found = case(answered(), moved(move, "any", "any", 30))
    assert (found.outcome, found.outcome_citizen) == (outcome, citizen)


def test_a_case_that_is_opened_again_is_no_longer_closed_nor_direct():
    found = case(
        moved("answer", "draft", "answered", 1),
        moved("close_satisfied", "callback_pending", "closed", 2),
        moved("reopen", "closed", "review", 9),
    )
    assert (found.direct, found.closed_at, found.closing) == (False, None, None)


# case.changed, case.linked


def test_a_correction_changes_what_figures_group_by_and_nothing_else():
    changes: dict[str, list[Any]] = {
        "topic": ["01.01.01", "02.02.02"],
        "district": ["310115", "310101"],
        "nature": ["complaint", "help"],
        "urgency": ["normal", "urgent"],
        "number": ["0100000000017", "x"],
    }
    found = case(Entry(CaseChanged(changes), 4))
    assert (found.topic, found.district, found.nature, found.urgency) == ("02.02.02", "310101", "help", "urgent")
    assert found.number == "0100000000017"


def test_a_correction_of_one_fact_leaves_the_others():
    assert case(Entry(CaseChanged({"topic": ["01.01.01", "02.02.02"]}), 4)) == replace(case(), topic="02.02.02")


def test_a_merged_case_follows_another_until_that_is_undone():
    merged = Entry(CaseLinked("merge", OTHER), 4)
    assert case(merged).primary_id == OTHER
    assert case(merged, Entry(CaseLinked("unmerge", OTHER), 5)).primary_id is None
    assert case(merged, Entry(CaseLinked("follow_up", uid(55)), 5)).primary_id == OTHER
    assert case(Entry(CaseLinked("split", OTHER), 4)).primary_id is None


# callbacks


PLANNED = Entry(CallbackPlanned(CALLBACK, "phone", 1), 15)
REPLIED = order_moved("reply", "in_progress", "replied", 7, outcome="solved")


def test_a_callback_asks_about_the_unit_that_answered():
    assert callback(dispatched(), REPLIED, PLANNED) == CallbackFact(
        CALLBACK, CASE, "u", 1, "phone", after(15), outcome_unit="solved"
    )


def test_a_merged_case_is_asked_about_the_answer_of_the_case_it_follows():
    other = [replace(entry, case=OTHER) for entry in (OPEN, dispatched("other"), REPLIED)]
    merged = Entry(CaseLinked("merge", OTHER), 9)
    facts = folded(OPEN, *other, merged, PLANNED)
    assert (facts.callbacks[CALLBACK].case_id, facts.callbacks[CALLBACK].unit) == (CASE, "other")
    assert facts.callbacks[CALLBACK].outcome_unit == "solved"
    assert callback(merged, PLANNED).unit is None


def test_attempts_and_answer_are_the_callbacks():
    found = callback(PLANNED, Entry(CallbackAttempted(CALLBACK, 2, "no_answer"), 16), answered(reason="slow"))
    assert (found.attempts, found.answered_at, found.outcome) == (2, after(20), "solved")
    assert (found.satisfaction, found.reason) == ("satisfied", "slow")


def test_attempts_and_answers_of_an_unknown_callback_make_none():
    assert folded(OPEN, Entry(CallbackAttempted(CALLBACK, 2, "no_answer"))).callbacks == {}
    assert folded(OPEN, answered()).callbacks == {}


@pytest.mark.parametrize(
    ("outcome", "satisfaction", "verified"),
    [
        ("solved", "satisfied", "solved"),
        ("solved", "mostly", "solved"),
        ("explained", "neutral", "explained"),
        ("solved", "dissatisfied", None),
        ("solved", "very_dissatisfied", None),
        ("unsolved", "satisfied", None),
    ],
)
def test_only_content_citizens_verify_an_outcome(outcome: str, satisfaction: str, verified: str | None):
    found = case(answered(outcome, satisfaction))
    assert (found.outcome, found.outcome_citizen) == (verified, outcome)


def test_every_fact_at_hand_is_handed_back():
    facts = folded(OPEN, dispatched(), clock_started("close", 60, 3, ORDER), PLANNED)
    assert [type(one) for one in facts.all()] == [CaseFact, OrderFact, ClockFact, CallbackFact]
