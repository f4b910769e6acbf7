"""Which written cases wait for a person before any unit gets them."""

from dataclasses import replace

import pytest

from lianxin.cases.rules.screening import UnreadCase, why_held

STALLS = UnreadCase("complaint", "normal", "夜里有人占道设摊。", "pudong-weifang", {"潍坊新村街道办事处", "城管"})


def test_an_ordinary_complaint_goes_on_by_itself():
    assert why_held(STALLS) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"urgency": "critical"}, "critical"),
        ({"nature": "tip_off"}, "tip_off"),
        ({"nature": "consultation"}, "consultation"),
        ({"words": "城管看见了也不管。"}, "names_unit"),
        ({"unit": None, "names": ()}, "no_rule"),
        ({"nature": "tip_off", "urgency": "critical"}, "critical"),
    ],
)
def test_a_case_that_no_unit_should_get_unread_is_held(changes: dict[str, str], why: str):
    assert why_held(replace(STALLS, **changes)) == why


def test_a_request_for_help_may_name_the_unit_that_should_help():
    assert why_held(replace(STALLS, nature="help", words="请城管来看看。")) is None
