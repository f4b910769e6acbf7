"""A simulated city: units, desks, agents and citizens who act through the public door, for demonstration and proof."""

from lianxin.simulation.report import SimulationReport
from lianxin.simulation.run import simulate

__all__ = ["SimulationReport", "simulate"]
