"""Who hears of an event."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from lianxin.cases.rules.audience import audience_of, tokens_of

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
