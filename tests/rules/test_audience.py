"""Who hears of an event."""

from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.cases import shanghai
from lianxin.cases.core.sight import sight_of
from lianxin.cases.rules.audience import audience_of, audience_of_change, lines_of, tokens_of, tokens_of_person
from lianxin.people import Actor, Role

units = st.sets(st.sampled_from(["sh", "pudong", "pudong-weifang", "sh-fangguan"]))


def hears(audience: frozenset[str], ref: str = "staff:x", unit: str | None = None, *, desk=False, secret=False) -> bool:
    return bool(audience & tokens_of(ref, unit, desk=desk, secret=secret))


@given(units)
def test_the_desk_hears_of_every_case_but_the_confidential_ones(tasked: set[str]):
    assert hears(audience_of(tasked, "citizen:1", secret=False), desk=True)
    assert not hears(audience_of(tasked, "citizen:1", secret=True), desk=True)
    assert hears(audience_of(tasked, "citizen:1", secret=True), desk=True, secret=True)


@given(units, st.booleans())
def test_a_unit_hears_of_the_cases_it_or_a_unit_below_has_a_task_in_and_of_no_other(tasked: set[str], secret: bool):
    audience = audience_of(tasked, "system", secret=secret)
    for unit in ("sh", "pudong", "pudong-weifang", "sh-fangguan", "sh-chengguan"):
        assert hears(audience, unit=unit) is (unit in tasked)


def test_who_opened_a_confidential_case_hears_of_it_and_another_operator_does_not():
    audience = audience_of({"sh"}, "staff:operator", secret=True)
    assert hears(audience, "staff:operator", desk=True)
    assert not hears(audience, "staff:other", desk=True)


def test_a_case_the_system_opened_belongs_to_nobody_in_particular():
    assert audience_of((), "system", secret=False) == {"desk"}


def test_a_viewer_holds_only_what_they_are():
    for desk, secret in product((True, False), repeat=2):
        held = tokens_of("staff:x", "pudong", desk=desk, secret=secret)
        expected = {"staff:x", "unit:pudong"} | ({"desk"} if desk else set()) | ({"secret"} if secret else set())
        assert held == expected


# lines_of

ABOVE = {"team": ("bureau", "district", "city"), "bureau": ("district", "city"), "district": ("city",)}


def line(*units: str, complained: tuple[str, ...] = ()) -> set[str]:
    return set(lines_of(units, complained, lambda unit: ABOVE.get(unit, ())))


def test_units_above_see_what_a_unit_sees():
    assert line("team") == {"team", "bureau", "district", "city"}
    assert line("district", "bureau") == {"bureau", "district", "city"}
    assert line() == set()


@pytest.mark.parametrize(
    ("complained", "seeing"),
    [
        ("team", {"bureau", "district", "city"}),
        ("bureau", {"district", "city"}),
        ("district", {"city"}),
        ("city", set()),
        ("other", {"team", "bureau", "district", "city"}),
    ],
)
def test_a_unit_complained_about_and_those_below_it_do_not_see_the_case(complained: str, seeing: set[str]):
    assert line("team", complained=(complained,)) == seeing


def test_a_complaint_about_one_line_leaves_the_other():
    assert line("team", "street", complained=("district",)) == {"city", "street"}


# who hears of a change

NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("was_secret", "secret", "desks_hear"),
    [
        (False, False, True),
        (False, True, True),  # they hear that the case left them
        (True, False, True),  # they hear that the case came to them
        (True, True, False),
    ],
)
def test_who_hears_of_each_change_of_confidentiality(was_secret: bool, secret: bool, desks_hear: bool):
    audience = audience_of_change(NOBODY, NOBODY, "staff:operator", was_secret=was_secret, secret=secret)
    assert hears(audience, desk=True) is desks_hear
    assert hears(audience, desk=True, secret=True)
    assert hears(audience, "staff:operator")


def test_a_unit_hears_that_a_case_came_and_that_it_left():
    for before, after in ((["pudong"], []), ([], ["pudong"]), (["pudong"], ["pudong"])):
        assert hears(audience_of_change(before, after, "system", was_secret=False, secret=False), unit="pudong")
    assert not hears(audience_of_change(["sh"], [], "system", was_secret=False, secret=False), unit="pudong")


# who hears of any change, by a model that knows neither tokens nor lines

OPENER, OTHER = "staff:opener", "staff:other"
PARENTS = {
    "pudong-chengguan-weifang": "pudong-chengguan", "pudong-chengguan": "pudong", "pudong-weifang": "pudong",
    "pudong": "sh", "xuhui": "sh", "sh-chengguan": "sh", "sh": None,
}  # fmt: skip
SEES_WHAT_IS_OPEN = {Role.ANALYST, Role.ADMINISTRATOR, Role.QUALITY_INSPECTOR}
SEES_EVERYTHING = set(Role) - SEES_WHAT_IS_OPEN - {Role.OPERATOR, Role.UNIT_HANDLER, Role.VOLUNTEER}


@dataclass(frozen=True)
class Matter:
    """What decides who sees a case: `tasked` are the units that have or had an order."""

    confidential: bool
    tasked: frozenset[str]
    praised: str | None
    complained: frozenset[str]

    def line(self) -> frozenset[str]:
        """As the case's file computes it."""
        praised = {self.praised} if self.praised else set[str]()
        return lines_of(self.tasked | praised, self.complained, shanghai().codes_above)


def is_below(unit: str | None, other: str) -> bool:
    """Whether a unit is the other one or below it."""
    return unit is not None and (unit == other or is_below(PARENTS[unit], other))


def sees(actor: Actor, matter: Matter) -> bool:
    """Whether any role of the actor sees the case."""
    if actor.roles & SEES_EVERYTHING:
        return True
    if not matter.confidential and not actor.roles <= {Role.UNIT_HANDLER, Role.VOLUNTEER}:
        return True
    if actor.roles & {Role.OPERATOR, Role.VOLUNTEER} and actor.ref == OPENER:
        return True
    if Role.UNIT_HANDLER not in actor.roles or any(is_below(actor.unit, blamed) for blamed in matter.complained):
        return False
    return any(is_below(unit, actor.unit or "") for unit in {*matter.tasked, matter.praised})


def test_the_units_of_the_model_are_those_of_the_profile():
    assert {unit: next(iter(shanghai().codes_above(unit)), None) for unit in PARENTS} == PARENTS


some_units = st.frozensets(st.sampled_from(sorted(PARENTS)), max_size=3)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "confidential": st.booleans(),
    "tasked": some_units,
    "praised": st.none() | st.sampled_from(sorted(PARENTS)),
    "complained": some_units,
}
matters = st.builds(Matter, **FIELDS)
ROLES = [{role} for role in Role] + [
    {Role.UNIT_HANDLER, other} for other in (Role.OPERATOR, Role.ANALYST, Role.VOLUNTEER)
]
EVERYBODY = [
    Actor(ref, frozenset(roles), unit)
    for ref, roles, unit in product((OPENER, OTHER), ROLES, sorted(PARENTS))
    if Role.UNIT_HANDLER in roles or unit == "pudong"
]
"""Every role alone, handlers of every unit, some with a second role; each of them opened the case or did not."""


@cache
def tokens_held(actor: Actor) -> frozenset[str]:
    return sight_of(actor, shanghai()).tokens


def check_heard(before: Matter, after: Matter) -> None:
    """Who saw the case or sees it now hears of the change and finds out which of the two; others hear nothing."""
    secret = {"was_secret": before.confidential, "secret": after.confidential}
    heard_by = audience_of_change(before.line(), after.line(), OPENER, **secret)
    shown_to = audience_of(after.line(), OPENER, secret=after.confidential)
    for actor in EVERYBODY:
        tokens = tokens_held(actor)
        assert bool(heard_by & tokens) is (sees(actor, before) or sees(actor, after)), actor
        assert bool(shown_to & tokens) is sees(actor, after), actor


@pytest.mark.parametrize("field", FIELDS)
@given(data=st.data(), before=matters)
def test_those_who_saw_the_case_or_see_it_hear_of_a_change_and_nobody_else(
    field: str, data: st.DataObject, before: Matter
):
    check_heard(before, replace(before, **{field: data.draw(FIELDS[field])}))


@given(matters, matters)
def test_the_same_holds_when_everything_changes_at_once(before: Matter, after: Matter):
    check_heard(before, after)


@pytest.mark.parametrize("role", Role)
def test_a_person_hears_that_they_are_asked_whatever_their_role(role: Role):
    assert sight_of(Actor(OTHER, frozenset({role}), "pudong"), shanghai()).tokens & tokens_of_person(OTHER)


def test_a_person_who_left_the_hotline_is_not_shown_what_they_opened():
    for role in (Role.UNIT_HANDLER, Role.ANALYST):
        moved = Actor(OPENER, frozenset({role}), "xuhui")
        assert not audience_of({"sh"}, OPENER, secret=True) & sight_of(moved, shanghai()).tokens
