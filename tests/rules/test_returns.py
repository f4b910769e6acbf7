"""When an order may be given back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from lianxin.cases.rules.returns import NotReturnable, check_returnable, needs_ruling

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    due_at: datetime


def refused(returnable: bool, *windows: datetime, refusals: int = 0) -> str:
    with pytest.raises(NotReturnable) as error:
        check_returnable(returnable, refusals, [Window(due_at) for due_at in windows], NOW)
    return error.value.facts["cause"]


def test_an_order_can_be_returned_until_the_last_moment_of_its_window():
    check_returnable(True, 0, [Window(NOW)], NOW)
    check_returnable(True, 0, [Window(NOW + timedelta(hours=8))], NOW)


def test_an_order_cannot_be_returned_after_its_window():
    assert refused(True, NOW - timedelta(microseconds=1)) == "window_passed"
    assert refused(True) == "window_passed"


def test_a_ruled_order_cannot_be_returned_whatever_its_window_says():
    assert refused(False, NOW + timedelta(days=1)) == "ruled"


def test_a_unit_asks_once():
    assert refused(True, NOW + timedelta(days=1), refusals=1) == "refused_before"


@pytest.mark.parametrize(("granted", "ruled"), [(0, False), (1, False), (2, True), (3, True)])
def test_after_as_many_granted_returns_as_the_city_bears_the_responsibility_is_ruled(granted: int, ruled: bool):
    assert needs_ruling(granted, most=2) is ruled
