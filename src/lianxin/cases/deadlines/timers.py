"""Fires due clocks until none is left; a case that fails does not stop the others."""

from uuid import UUID

import structlog

from lianxin.cases.deadlines.fire import due_cases, sweep, sweep_case
from lianxin.kernel.database import Database

log = structlog.get_logger("lianxin")


async def fire_timers(database: Database, city_id: str) -> int:
    """Fires all due clocks in sweeps; returns how many. A case that fails is logged and skipped."""
    fired, broken = 0, set[UUID]()
    while True:
        left_out = len(broken)
        try:
            async with database.begin(city_id) as work:
                found = await sweep(work, without=broken)
        except Exception as error:  # noqa: BLE001 - whatever it was, one case must not stop the others
            log.warning("timers", error=type(error).__qualname__)
            found = await fire_one_by_one(database, city_id, broken)
        fired += found
        if not found and len(broken) == left_out:
            return fired


async def fire_one_by_one(database: Database, city_id: str, broken: set[UUID]) -> int:
    """Repeats a failed sweep with one transaction per case; returns how many clocks fired.

    Cases that fail are logged and added to `broken`.
    """
    fired = 0
    async with database.read(city_id) as work:
        waiting = await due_cases(work, without=broken)
    for case_id in waiting:
        try:
            async with database.begin(city_id) as work:
                found = await sweep_case(work, case_id)
            fired += found
        except Exception:
            log.exception("timer", case=str(case_id))
            broken.add(case_id)
    return fired
