"""A simulated city: units, desks, agents and citizens who act through the public door, for demonstration and proof."""

from lianxin.simulation.demo import seed_demo
from lianxin.simulation.live import live_city
from lianxin.simulation.report import SimulationReport
from lianxin.simulation.run import simulate

__all__ = ["SimulationReport", "live_city", "seed_demo", "simulate"]
