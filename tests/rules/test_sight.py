"""Which cases an actor may see: one condition for a single case, the same in parts for many."""

from itertools import product

import pytest

from builders.cases import shanghai
from lianxin.cases.core.sight import (
    HAS_ORDER,
    IN_UNIT,
    IS_PRAISED,
    NOT_BLAMED,
    NOT_SEALED,
    NOT_SECRET,
    OPEN_TO_ALL,
    PRAISED_HERE,
    WAYS_IN,
    Sight,
    apart,
    sight_of,
)
from lianxin.people import Actor, NotPermitted, Role

FACTS = {
    HAS_ORDER: "has_order",
    PRAISED_HERE: "praised",
    IS_PRAISED: "praised",
    NOT_BLAMED: "not_blamed",
    "c.sealed": "sealed",
}
"""Each condition on the tables, and the fact of a case that it stands for."""


def holds(condition: str, **case: bool) -> bool:
    """Whether a case fits a condition of SQL, by its facts."""
    for sql, fact in FACTS.items():
        condition = condition.replace(sql, fact)
    python = condition.replace("AND", "and").replace("OR", "or").replace("NOT", "not")
    return eval(python, {}, case)


EVERY_CASE = [
    dict(zip(("has_order", "praised", "not_blamed", "sealed"), facts, strict=True))
    for facts in product((True, False), repeat=4)
]


@pytest.mark.parametrize("case", EVERY_CASE)
def test_a_unit_finds_in_its_lists_exactly_the_cases_it_may_open_each_once(case: dict[str, bool]):
    assert sum(holds(way, **case) for way in WAYS_IN) == holds(IN_UNIT, **case)


@pytest.mark.parametrize("case", EVERY_CASE)
def test_a_unit_sees_cases_with_its_order_or_praise_but_none_that_blame_it_or_are_sealed(case: dict[str, bool]):
    assert holds(IN_UNIT, **case) == (
        (case["has_order"] or case["praised"]) and case["not_blamed"] and not case["sealed"]
    )


def test_a_unit_that_is_praised_and_complained_about_does_not_find_the_case():
    blamed = {"has_order": False, "praised": True, "not_blamed": False, "sealed": False}
    assert not any(holds(way, **blamed) for way in (IN_UNIT, *WAYS_IN))


def test_parts_of_three_reasons_overlap_nowhere():
    where, ways = apart((("a", "a"), ("b", "b"), ("c", "c")), "d")
    for facts in product((True, False), repeat=4):
        case = dict(zip("abcd", facts, strict=True))
        assert sum(holds(way, **case) for way in ways) == holds(where, **case)


def sight(role: Role, unit: str | None = None) -> Sight:
    return sight_of(Actor("staff:me", frozenset({role}), unit), shanghai())


def test_a_units_sight_reaches_down_and_a_complaint_about_any_unit_above_blinds_it():
    seen = sight(Role.UNIT_HANDLER, "pudong")
    assert (seen.where, seen.ways) == (IN_UNIT, WAYS_IN)
    assert seen.params["my_own"] == ["pudong"]
    assert seen.params["my_line"] == ["pudong", *shanghai().codes_above("pudong")]
    assert {"pudong", "pudong-weifang"} <= set(seen.params["my_units"])
    assert "sh" not in seen.params["my_units"]


def test_the_desks_see_every_case_but_confidential_ones_they_did_not_open():
    seen = sight(Role.OPERATOR)
    assert (seen.where, seen.ways) == (f"{NOT_SECRET} AND {NOT_SEALED}", (f"{NOT_SECRET} AND {NOT_SEALED}",))
    assert (seen.me, seen.my_line, seen.my_units) == ("staff:me", (), ())
    assert seen.tokens == {"staff:me", "desk"}


def test_who_may_see_secret_cases_sees_all_but_sealed_ones_and_their_keepers_these_too():
    seen = sight(Role.SUPERVISOR)
    assert (seen.where, seen.ways) == (f"true AND {NOT_SEALED}", (f"true AND {NOT_SEALED}",))
    keeper = sight(Role.SEALED_KEEPER)
    assert (keeper.where, keeper.tokens) == ("true", {"staff:me", "desk", "secret", "sealed"})
    assert seen.tokens == {"staff:me", "desk", "secret", "oversight"}


def test_a_handler_with_a_role_at_the_hotline_sees_the_confidential_cases_of_the_unit_too():
    seen = sight_of(Actor("staff:me", frozenset({Role.UNIT_HANDLER, Role.OPERATOR}), "pudong"), shanghai())
    where = f"({NOT_SECRET} OR {IN_UNIT}) AND {NOT_SEALED}"
    assert (seen.where, seen.ways) == (where, (where,))
    assert "pudong" in seen.my_units
    assert seen.my_line[0] == "pudong"


def test_a_unit_without_the_role_of_a_handler_opens_nothing():
    assert sight(Role.OPERATOR, "pudong") == sight(Role.OPERATOR)
    assert sight(Role.ANALYST, "pudong").where == f"{OPEN_TO_ALL} AND {NOT_SEALED}"


def test_a_unit_handler_without_a_unit_sees_no_case():
    with pytest.raises(NotPermitted):
        sight(Role.UNIT_HANDLER)


def test_each_part_is_one_statement():
    seen = Sight("w", "staff:me", frozenset(), ("a", "b"))
    assert seen.each_way("SELECT 1 WHERE {sight}") == "SELECT 1 WHERE a UNION ALL SELECT 1 WHERE b"
