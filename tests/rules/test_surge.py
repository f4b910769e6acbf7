"""Surge mode begins at thresholds and ends at lower ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.calls.rules.surge import QueueLoad, SurgeCause, SurgeLimits, surge_cause, surge_passed
from lianxin.calls.surge.in_force import in_surge
from lianxin.city import TelephoneRules

LIMITS = SurgeLimits(50, 10, 180, 30, 0.5, 0.8, least=900)


@pytest.mark.parametrize(
    ("load", "cause"),
    [
        (QueueLoad(49, 179, 0.5), None),
        (QueueLoad(50, 1), SurgeCause.WAITING),
        (QueueLoad(1, 180), SurgeCause.LONGEST_WAIT),
        (QueueLoad(1, 1, 0.49), SurgeCause.SERVICE_LEVEL),
        (QueueLoad(0, 0, 0.0), None),
    ],
)
def test_what_begins_a_surge(load: QueueLoad, cause: SurgeCause | None):
    assert surge_cause(load, LIMITS) is cause


@pytest.mark.parametrize(
    ("load", "lasted", "over"),
    [
        (QueueLoad(10, 30, 0.8), 900, True),
        (QueueLoad(10, 30, None), 900, True),
        (QueueLoad(10, 30, 0.8), 899, False),
        (QueueLoad(11, 30, 0.8), 900, False),
        (QueueLoad(10, 31, 0.8), 900, False),
        (QueueLoad(10, 30, 0.79), 900, False),
        (QueueLoad(0, 0, 0.8), 900, True),
    ],
)
def test_what_ends_it(load: QueueLoad, lasted: float, *, over: bool):
    assert surge_passed(load, LIMITS, lasted) is over


@given(st.integers(0, 99), st.floats(0, 400), st.none() | st.floats(0, 1), st.floats(0, 4000))
def test_what_ends_a_surge_never_begins_one(waiting: int, longest: float, share: float | None, lasted: float):
    load = QueueLoad(waiting, longest, share)
    assert not (surge_passed(load, LIMITS, lasted) and surge_cause(load, LIMITS))


def test_in_a_surge_ring_backs_are_offered_earlier_and_all_groups_take_calls():
    plain = TelephoneRules()
    now = in_surge(plain)
    assert (now.queue("expert").offer_after_s, plain.queue("expert").offer_after_s) == (0, 60)
    assert (now.wrap_up_s, now.overflow.disaster_s, now.ring_s) == (20, 0, plain.ring_s)
