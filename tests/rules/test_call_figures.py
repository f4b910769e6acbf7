"""The shares of the figures of a centre, from what was counted."""

from dataclasses import replace

from lianxin.calls.rules.figures import SeatTime, centre_figures, no_calls, seat_occupancy

COUNTS = replace(
    no_calls("general"),
    offered=8, answered=5, abandoned=1, promised=1, lost=1, in_time=4, talk=100.0, hold=20.0, wrap_up=30.0,
)  # fmt: skip


def test_each_share_as_it_is_defined():
    figures = centre_figures(COUNTS)
    assert (figures.connection_rate, figures.service_level, figures.abandon_rate) == (5 / 8, 4 / 8, 1 / 8)
    assert (figures.aht, figures.occupancy) == (150, None)


def test_without_calls_there_are_no_shares():
    figures = centre_figures(no_calls(""), SeatTime("", 0, 60, 0))
    assert (figures.offered, figures.connection_rate, figures.p90_wait, figures.aht) == (0, None, None, None)
    assert figures.occupancy == 0


def test_occupancy_leaves_breaks_out():
    assert seat_occupancy(SeatTime("", 3000, 4600, 1000)) == 3000 / 3600
    assert seat_occupancy(SeatTime("", 0, 600, 600)) is None
