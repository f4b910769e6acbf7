"""Both tables of states against the page they were drawn from, and the rule between them, played by Hypothesis."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from builders.state_page import ENDED, OPEN_ON_PAGE, ORDER_PAGE, PAGE
from lianxin.cases.rules.states import (
    AT_WORK,
    CASE_MOVES,
    OPEN_CASE,
    OPEN_ORDER,
    ORDER_MOVES,
    CaseMove,
    CaseStatus,
    IllegalMove,
    OrderMove,
    OrderStatus,
    derived,
    state_after,
)

TABLES: list[tuple[Any, dict[str, dict[str, str]], type]] = [
    (CASE_MOVES, PAGE, CaseMove),
    (ORDER_MOVES, ORDER_PAGE, OrderMove),
]


@pytest.mark.parametrize(("table", "page", "moves"), TABLES)
def test_each_table_is_the_page(table: Any, page: dict[str, dict[str, str]], moves: type):
    assert {s.value: {m.value: after.value for m, after in exits.items()} for s, exits in table.items()} == page


def test_a_case_is_open_while_the_citizen_can_still_withdraw_it():
    assert {state.value for state in OPEN_CASE} == OPEN_ON_PAGE


def test_an_order_is_open_until_one_of_its_four_ends():
    assert {state.value for state in OrderStatus} - {state.value for state in OPEN_ORDER} == ENDED
    assert OPEN_ORDER - {OrderStatus.REPLIED} == AT_WORK


@pytest.mark.parametrize(("table", "page", "moves"), TABLES)
def test_a_move_the_page_does_not_know_is_refused_by_name(table: Any, page: dict[str, dict[str, str]], moves: Any):
    for state, exits in table.items():
        for move in set(moves) - set(exits):
            with pytest.raises(IllegalMove) as refused:
                state_after(table, state, move)
            facts = refused.value.facts
            assert (facts["state"], facts["move"]) == (state.value, move.value)
            assert set(facts["possible"]) == set(page[state.value])


def test_every_state_is_reached_from_a_draft_and_every_case_but_a_void_one_can_end_in_the_archive():
    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            state = ahead.pop()
            if state not in seen:
                seen.add(state)
                ahead += PAGE[state].values()
        return seen

    assert reached("draft") == {state.value for state in CaseStatus}
    assert all("archived" in reached(state) for state in PAGE.keys() - {"void"})


orders = st.lists(st.sampled_from(list(OrderStatus)), max_size=4)


@given(orders)
def test_a_granted_return_of_the_lead_frees_the_case_whatever_the_others_do(others: list[OrderStatus]):
    assert derived(OrderStatus.RETURNED, others) is CaseMove.RETURN_GRANTED


@given(st.sampled_from(sorted(set(OrderStatus) - {OrderStatus.RETURNED})), orders)
def test_a_return_of_a_co_unit_never_frees_the_lead(lead: OrderStatus, others: list[OrderStatus]):
    assert derived(lead, [*others, OrderStatus.RETURNED]) is derived(lead, others)
    assert derived(lead, others) is not CaseMove.RETURN_GRANTED


@given(orders)
def test_the_checker_sees_a_case_only_when_nobody_is_at_work_any_more(others: list[OrderStatus]):
    waits = any(other in AT_WORK for other in others)
    assert derived(OrderStatus.REPLIED, others) is (None if waits else CaseMove.ALL_REPLIED)


class BothTables(RuleBasedStateMachine):
    """A case with a lead and co-orders under random moves, beside a model that knows only the page."""

    def __init__(self) -> None:
        super().__init__()
        self.case, self.model_case = CaseStatus.DRAFT, "draft"
        self.orders: list[tuple[str, OrderStatus]] = []
        self.model: list[list[str]] = []

    @initialize(co_orders=st.integers(0, 3), sent=st.booleans())
    def opens(self, co_orders: int, sent: bool) -> None:
        if sent:
            self.case, self.model_case = state_after(CASE_MOVES, self.case, CaseMove.DISPATCH), "handling"
            self.give("lead", *["co"] * co_orders)

    def give(self, *roles: str) -> None:
        self.orders += [(role, OrderStatus.DISPATCHED) for role in roles]
        self.model += [[role, "dispatched"] for role in roles]

    @rule(move=st.sampled_from(sorted(set(CaseMove) - {CaseMove.ALL_REPLIED, CaseMove.RETURN_GRANTED})))
    def the_case_is_moved(self, move: CaseMove) -> None:
        after = PAGE[self.model_case].get(move.value)
        try:
            self.case = state_after(CASE_MOVES, self.case, move)
        except IllegalMove:
            assert after is None
            return
        assert after is not None
        self.model_case = after
        if after == "handling" and not self.has_open_lead():
            self.give("lead")

    @precondition(lambda self: self.orders)
    @rule(move=st.sampled_from(list(OrderMove)), pick=st.integers(0, 99))
    def an_order_is_moved(self, move: OrderMove, pick: int) -> None:
        nth = pick % len(self.orders)
        role, state = self.orders[nth]
        after = ORDER_PAGE[self.model[nth][1]].get(move.value)
        try:
            self.orders[nth] = role, state_after(ORDER_MOVES, state, move)
        except IllegalMove:
            assert after is None
            return
        assert after is not None
        self.model[nth][1] = after
        self.follow()

    def has_open_lead(self) -> bool:
        return any(role == "lead" and state not in ENDED for role, state in self.model)

    def follow(self) -> None:
        """The rule between the tables, in the code's way and in the model's."""
        leads = [nth for nth, (role, _state) in enumerate(self.orders) if role == "lead"]
        if not leads or self.model_case != "handling":
            return
        lead = leads[-1]
        move = derived(self.orders[lead][1], [state for role, state in self.orders if role == "co"])
        if move is not None:
            self.case = state_after(CASE_MOVES, self.case, move)
        at_work = {"dispatched", "in_progress", "return_requested"}
        if self.model[lead][1] == "returned":
            self.model_case = "pending_dispatch"
        elif self.model[lead][1] == "replied" and not [s for role, s in self.model if role == "co" and s in at_work]:
            self.model_case = "checking"

    @invariant()
    def code_and_page_agree(self) -> None:
        assert self.case.value == self.model_case
        assert [(role, state.value) for role, state in self.orders] == [tuple(order) for order in self.model]


BothTables.TestCase.settings = settings(max_examples=100, stateful_step_count=40)
TestBothTables = BothTables.TestCase
