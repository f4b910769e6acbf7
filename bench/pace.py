"""The pace of this machine, so that limits in milliseconds mean the same work on a slow day as on a quick one."""

from lianxin.kernel.clock import stopwatch

ADDITIONS = 1_000_000
USUAL = 0.06  # seconds of ADDITIONS on the machine on which the limits were set


def slowness() -> float:
    """How many times slower this machine is now than that one; 1 when it is quicker."""
    return max(1.0, min(_additions() for _ in range(3)) / USUAL)


def _additions() -> float:
    began, total = stopwatch(), 0
    for number in range(ADDITIONS):
        total += number
    return stopwatch() - began
