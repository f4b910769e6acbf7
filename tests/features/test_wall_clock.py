"""LIANXIN_NOW sets the wall clock of a process."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from lianxin.kernel.clock import BadNow, FastClock, WallClock, ahead

pytestmark = pytest.mark.moment

MACHINE = datetime(2026, 11, 29, 17, 30, tzinfo=UTC)


def test_the_clock_is_ahead_by_the_time_from_the_machines_clock_to_the_moment_named():
    assert ahead("2026-11-30T01:30:00+08:00", MACHINE) == timedelta(0)
    assert ahead("2026-11-30T03:30:00+08:00", MACHINE) == timedelta(hours=2)
    assert ahead("2025-11-29T17:30:00Z", MACHINE) == timedelta(days=-365)
    assert ahead("", MACHINE) == timedelta(0)


@pytest.mark.parametrize("value", ["2026-11-30T01:30:00", "2026-11-30", "Monday", "1764437400"])
def test_a_moment_without_a_zone_and_anything_else_is_refused(value: str):
    with pytest.raises(BadNow):
        ahead(value, MACHINE)


def test_a_process_starts_at_the_moment_named():
    program = "from lianxin.kernel.clock import WallClock; print(WallClock().now().isoformat())"
    environ = {**os.environ, "LIANXIN_NOW": "2028-02-29T12:00:00+08:00"}
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True)
    read = datetime.fromisoformat(done.stdout.strip())
    assert timedelta(0) <= read - datetime(2028, 2, 29, 4, tzinfo=UTC) < timedelta(seconds=5)


def test_a_demo_citys_clock_never_goes_back_before_its_founding():
    now = WallClock().now()
    assert FastClock(MACHINE, now + timedelta(hours=1), 12).now() == MACHINE
    assert FastClock(MACHINE, now - timedelta(hours=1), 12).now() >= MACHINE + timedelta(hours=12)
