"""Simulates the staff, units and citizens of a city through the public commands, for demonstrations and tests."""

from lianxin.simulation.callers import DemoCallers
from lianxin.simulation.demo import seed_demo
from lianxin.simulation.duty_roster import with_duty_roster
from lianxin.simulation.live import live_city
from lianxin.simulation.report import SimulationReport
from lianxin.simulation.run import simulate

__all__ = ["DemoCallers", "SimulationReport", "live_city", "seed_demo", "simulate", "with_duty_roster"]
