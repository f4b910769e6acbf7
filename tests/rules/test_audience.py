"""Who hears of an event."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.audience import audience_of, audience_of_change, lines_of, tokens_of

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
