"""Erlang-A: against limits known in closed form and against a simulation by the routing rule."""

from math import exp, factorial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianxin.calls.rules.staffing.callers import CallerPatience, single_callers
from lianxin.calls.rules.staffing.day import DaySetting, with_seats
from lianxin.calls.rules.staffing.erlang import Load, erlang_a, seats_needed
from lianxin.calls.rules.staffing.simulate import simulate_day

rates, handles, patiences = st.floats(0.001, 1.0), st.floats(30, 600), st.floats(20, 600)


def erlang_b(load: float, seats: int) -> float:
    """The chance that all seats are busy if nobody waits (Erlang, 1917)."""
    terms = [load**k / factorial(k) for k in range(seats + 1)]
    return terms[-1] / sum(terms)


def erlang_c(load: float, seats: int) -> float:
    """The chance to wait if everybody waits as long as it takes (Erlang, 1917)."""
    b = erlang_b(load, seats)
    return b / (1 - load / seats * (1 - b))


def test_without_patience_it_is_erlang_b():
    assert erlang_a(Load(0.05, 200, 1e-6), 12, 15).abandons == pytest.approx(erlang_b(10, 12), rel=1e-3)


def test_with_endless_patience_it_is_erlang_c():
    figures = erlang_a(Load(0.05, 200, 1e9), 12, 15)
    waits = erlang_c(10, 12)
    assert figures.waits == pytest.approx(waits, rel=1e-4)
    assert figures.within == pytest.approx(1 - waits * exp(-(12 / 200 - 0.05) * 15), rel=1e-4)


def test_as_many_seats_as_patience_allows_lose_what_a_server_of_everybody_would():
    # with patience equal to the handling time the number of callers is Poisson, whatever the seats
    figures = erlang_a(Load(0.05, 200, 200), 10, 15)
    poisson = [exp(-10) * 10**k / factorial(k) for k in range(80)]
    assert figures.waits == pytest.approx(sum(poisson[10:]), rel=1e-6)
    assert figures.abandons == pytest.approx(sum((k - 10) * p for k, p in enumerate(poisson) if k > 10) / 10, rel=1e-6)


@given(rates, handles, patiences, st.integers(1, 120), st.floats(0, 60))
def test_the_figures_are_shares_and_agree_with_each_other(
    rate: float, handle: float, patience: float, n: int, t: float
):
    figures = erlang_a(Load(rate, handle, patience), n, t)
    for share in (figures.waits, figures.abandons, figures.within, figures.occupancy):
        assert -1e-9 <= share <= 1 + 1e-9
    assert figures.within <= 1 - figures.abandons + 1e-6
    assert figures.occupancy * n == pytest.approx(rate * handle * (1 - figures.abandons), rel=1e-6, abs=1e-9)


@given(rates, handles, patiences, st.integers(1, 120))
def test_one_more_seat_never_makes_it_worse(rate: float, handle: float, patience: float, seats: int):
    load = Load(rate, handle, patience)
    fewer, more = (erlang_a(load, n, 15) for n in (seats, seats + 1))
    assert more.within >= fewer.within - 1e-9
    assert more.abandons <= fewer.abandons + 1e-9


@given(rates, handles, patiences, st.sampled_from([0.5, 0.8, 0.95]))
def test_the_seats_needed_are_the_fewest(rate: float, handle: float, patience: float, share: float):
    load = Load(rate, handle, patience)
    seats = seats_needed(load, share, 15)
    assert erlang_a(load, seats, 15).within >= share
    assert seats == 0 or erlang_a(load, seats - 1, 15).within < share


def test_no_calls_need_no_seats():
    assert seats_needed(Load(0.0, 300, 180), 0.95, 15) == 0


def test_a_heavy_overload_serves_what_its_seats_can():
    figures = erlang_a(Load(2.0, 300, 120), 150, 15)
    assert (figures.occupancy, 1 - figures.abandons) == (pytest.approx(1), pytest.approx(150 / 300 / 2, rel=1e-6))


@settings(max_examples=6)
@given(st.sampled_from([(0.1, 10), (0.1, 12), (0.1, 15), (0.2, 17), (0.2, 24)]), st.sampled_from([60.0, 180.0]))
def test_the_simulation_agrees_with_the_formula(case: tuple[float, int], patience: float):
    (rate, seats), handle, hours = case, 90.0, 12
    chance = Random(f"poisson {case}")
    times = sorted(chance.uniform(0, 3600.0 * hours) for _ in range(int(rate * 3600 * hours)))
    setting = with_seats(DaySetting(0.0, 3600.0 * hours, (), handle), seats)
    day = simulate_day(single_callers(times, handle, CallerPatience(patience), 7), setting)
    figures = erlang_a(Load(rate, handle, patience), seats, 15)
    assert len(day.gave_up) / day.attempts == pytest.approx(figures.abandons, abs=0.03)
    assert day.within / day.attempts == pytest.approx(figures.within, abs=0.05)
    assert day.busy / (3600.0 * hours * seats) == pytest.approx(figures.occupancy, abs=0.03)
