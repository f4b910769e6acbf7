"""The formulas: what counts, what does not, what stays outside; and how sure a share of few is."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.insight.rules.conditions import holds
from lianxin.insight.rules.facts import CallbackFact, CaseFact, ClockFact, OrderFact
from lianxin.insight.rules.indicator import PREVIOUS, FactRole, part_of, read_by, share_of
from lianxin.insight.rules.indicators import INDICATORS
from lianxin.insight.rules.wilson import wilson

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)
SETTINGS = {"repeat_days": 30}
FACTS = {"case": CaseFact, "order": OrderFact, "clock": ClockFact, "callback": CallbackFact}

VALUES: dict[str, list[Any]] = {
    "case.closing": [None, "close_satisfied", "close_unverified", "close_with_reason", "inform"],
    "case.outcome": [None, "solved", "explained", "unsolved"],
    "case.excluded": [True, False],
    "case.round": [1, 2],
    "case.direct": [True, False],
    "case.status": ["handling", "closed", "void"],
    "case.citizen_id": [None, "somebody"],
    "case.accepted_at": [None, MORNING],
    "case.closed_at": [None, MORNING],
    "case.opened_at": [MORNING],
    "case.came_at": [MORNING],
    PREVIOUS: [None, MORNING - timedelta(days=3), MORNING - timedelta(days=31)],
    "order.role": ["lead", "co", "sub"],
    "order.status": ["dispatched", "in_progress", "replied", "returned", "released", "done", "cancelled"],
    "order.no_contact": [True, False],
    "order.boilerplate": [True, False],
    "order.contact_by": [None, "number"],
    "order.contacted_at": [None, MORNING],
    "case.withdrawn": [None, "citizen", "staff"],
    "order.first": [True, False],
    "order.displaced": [True, False],
    "order.excluded": [True, False],
    "order.extensions": [0, 1],
    "order.return_asked_at": [None, MORNING],
    "order.return_decision": [None, "granted", "refused", "lapsed"],
    "order.return_decided_at": [None, MORNING],
    "order.dispatched_at": [MORNING],
    "order.replied_at": [None, MORNING],
    "order.reply_seconds": [None, 40],
    "order.reply_presses": [None, 8],
    "order.decision_seconds": [None, 90],
    "clock.role": [None, "lead", "co", "sub"],
    "clock.kind": ["sign", "first_contact", "respond", "close", "answer"],
    "clock.ended": [None, "met", "late", "missed", "cancelled"],
    "clock.usual": [None, "met", "late", "missed", "cancelled"],
    "clock.due_at": [MORNING],
    "clock.response": [True, False],
    "callback.answered_at": [None, MORNING],
    "callback.outcome": [None, "solved", "explained", "unsolved"],
    "callback.outcome_unit": [None, "solved", "explained", "unsolved"],
    "callback.satisfaction": [None, "satisfied", "mostly", "neutral", "dissatisfied"],
}


@cache
def rows_for(*codes: str) -> st.SearchStrategy[dict[str, Any]]:
    """Rows of exactly the columns that these formulas read."""
    columns = sorted({column for code in codes for column in read_by(INDICATORS[code])})
    return st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in columns})


ANY = pytest.mark.parametrize("code", INDICATORS)


@ANY
def test_a_formula_reads_only_what_the_log_tells(code: str):
    for column in read_by(INDICATORS[code]) - {PREVIOUS}:
        fact, name = column.split(".")
        assert name in FACTS[fact].__dataclass_fields__, column


@cache
def tables_for(code: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    """A few such rows; shares add up, so more rows show nothing new."""
    return st.lists(rows_for(code), max_size=5)


@ANY
@given(data=st.data())
def test_every_fact_is_counted_at_most_once_and_a_share_lies_within_nothing_and_all(code: str, data: st.DataObject):
    row, rows = INDICATORS[code], data.draw(tables_for(code))
    parts = [part_of(row, fact, SETTINGS) for fact in rows]
    counted, of = share_of(row, rows, SETTINGS)
    assert 0 <= counted <= of <= len(rows)
    assert of + parts.count(FactRole.LEFT_OUT) + parts.count(None) == len(rows)


@pytest.mark.parametrize(
    "code", [code for code, row in INDICATORS.items() if any(out.reason == "granted" for out in row.out)]
)
@given(data=st.data())
def test_what_was_granted_an_exclusion_never_counts_for_or_against_a_unit(code: str, data: st.DataObject):
    excluded = data.draw(rows_for(code)) | {"order.excluded": True, "case.excluded": True}
    assert part_of(INDICATORS[code], excluded, SETTINGS) in {None, FactRole.LEFT_OUT}


@ANY
def test_an_indicator_says_its_formula_in_both_languages(code: str):
    row = INDICATORS[code]
    assert row.code == code
    words = [row.names, row.formula, row.why, row.why_not, *(out.words for out in row.out)]
    assert all(zh and en and zh != en for zh, en in words)
    assert row.version >= 1


DUE = {"clock.kind": "close", "clock.role": "lead", "order.status": "in_progress", "order.excluded": False}


@pytest.mark.parametrize(
    ("ended", "status", "part"),
    [
        ("met", "replied", FactRole.COUNTED),
        ("late", "replied", FactRole.NOT_COUNTED),
        (None, "in_progress", FactRole.NOT_COUNTED),  # due, and still open
        ("missed", "cancelled", FactRole.NOT_COUNTED),  # withdrawn after it was late
        ("cancelled", "cancelled", FactRole.LEFT_OUT),
        ("cancelled", "returned", FactRole.LEFT_OUT),
        ("missed", "returned", FactRole.LEFT_OUT),  # it never was theirs
    ],
)
def test_on_time_counts_all_orders_that_were_due_open_ones_included(ended: str | None, status: str, part: FactRole):
    fact = DUE | {"clock.ended": ended, "order.status": status}
    assert part_of(INDICATORS["on_time_rate"], fact, SETTINGS) is part


def test_what_a_unit_passes_on_inside_is_no_order_of_its_own():
    assert part_of(INDICATORS["on_time_rate"], DUE | {"clock.role": "sub", "clock.ended": None}, SETTINGS) is None


RESOLUTION = rows_for("actual_resolution_rate", "resolution_rate_with_explained")


@given(st.lists(RESOLUTION, max_size=8))
def test_the_rate_with_explanations_inside_is_never_the_higher_one(rows: list[Any]):
    apart = share_of(INDICATORS["actual_resolution_rate"], rows, SETTINGS)
    inside = share_of(INDICATORS["resolution_rate_with_explained"], rows, SETTINGS)
    assert apart[0] == inside[0]
    assert apart[1] <= inside[1]


@given(fact=RESOLUTION)
def test_only_the_verified_outcome_resolves_a_case(fact: dict[str, Any]):
    part = part_of(INDICATORS["actual_resolution_rate"], fact, SETTINGS)
    assert (part is FactRole.COUNTED) <= (fact["case.outcome"] == "solved")
    assert (part in {FactRole.COUNTED, FactRole.NOT_COUNTED}) <= (fact["case.outcome"] in {"solved", "unsolved"})


@pytest.mark.parametrize(("days", "soon"), [(0, True), (30, True), (31, False)])
def test_the_same_matter_again_is_a_repeat_for_as_long_as_the_profile_says(days: int, soon: bool):
    repeated = INDICATORS["repeat_rate"].counted
    fact = {PREVIOUS: MORNING - timedelta(days=days), "case.opened_at": MORNING}
    assert holds(repeated, fact, SETTINGS) == soon
    assert not holds(repeated, fact | {PREVIOUS: None}, SETTINGS)


# Wilson

SHARES = st.integers(1, 5000).flatmap(lambda of: st.tuples(st.floats(0, of), st.just(of)))


@given(SHARES)
def test_the_interval_holds_the_share_and_stays_within_nothing_and_all(share: tuple[float, int]):
    hits, of = share
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1


@given(SHARES)
def test_the_interval_of_the_rest_is_the_mirror(share: tuple[float, int]):
    hits, of = share
    low, high = wilson(hits, of)
    mirrored = wilson(of - hits, of)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.integers(1, 200), st.floats(0, 1))
def test_more_of_the_same_makes_it_narrower(of: int, share: float):
    low, high = wilson(share * of, of)
    lower, higher = wilson(share * of * 4, of * 4)
    assert higher - lower < high - low


@given(st.integers(1, 100))
def test_of_few_nothing_is_certain_even_when_all_hit(of: int):
    assert wilson(of, of)[0] < 1
    assert wilson(0, of)[1] > 0


def test_known_values():
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Newcombe (1998), method 3
    assert wilson(0, 0) == (0.0, 1.0)
