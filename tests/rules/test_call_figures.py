"""The figures of a centre: what is offered, answered, in time, given up, and by how many callers."""

from hypothesis import given
from hypothesis import strategies as st

from lianxin.calls.rules.figures import CountedCall, centre_figures, seat_occupancy


def test_each_figure_as_it_is_defined():
    calls = [
        CountedCall("a", 10, answered=True, talk=100, hold=20, wrap_up=30),
        CountedCall("a", 40, answered=True, talk=50),
        CountedCall("b", 60, answered=False),
        CountedCall(None, 5, answered=False),
        CountedCall("b", 0, answered=True, talk=40, rung_back=True),
    ]
    figures = centre_figures(calls)
    assert (figures.offered, figures.unique_callers, figures.answered, figures.abandoned) == (4, 3, 2, 2)
    assert (figures.rung_back, figures.connection_rate, figures.service_level) == (1, 0.5, 0.25)
    assert (figures.abandon_rate, figures.average_wait, figures.p95_wait, figures.aht) == (0.5, 25, 40, 80)


def test_without_calls_there_are_no_shares():
    figures = centre_figures([])
    assert (figures.offered, figures.connection_rate, figures.p95_wait, figures.aht) == (0, None, None, None)


def test_occupancy_leaves_breaks_out():
    assert seat_occupancy(3000, 4600, 1000) == 3000 / 3600
    assert seat_occupancy(0, 600, 600) is None


call = st.builds(CountedCall, st.sampled_from(["a", "b", None]), st.floats(0, 600), answered=st.booleans())


@given(st.lists(call))
def test_every_offered_call_is_answered_or_abandoned(calls: list[CountedCall]):
    figures = centre_figures(calls)
    assert figures.answered + figures.abandoned == figures.offered == len(calls)
    assert figures.unique_callers <= figures.offered
    assert (figures.service_level or 0) <= (figures.connection_rate or 0)
