"""When surge mode begins and ends by itself. The limits of the end are lower, so that it does not flicker."""

from dataclasses import dataclass
from enum import StrEnum


class SurgeCause(StrEnum):
    """Why surge mode began."""

    PERSON = "person"
    WAITING = "waiting"
    LONGEST_WAIT = "longest_wait"
    SERVICE_LEVEL = "service_level"


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """The line now: citizens waiting, the longest wait in seconds, the service level of the last 15 minutes."""

    waiting: int
    longest: float
    service_level: float | None = None


@dataclass(frozen=True, slots=True)
class SurgeLimits:
    """Surge mode begins at one of the `from` values and ends at all of the `until` values, after `least` seconds.

    The service level counts only if `service_from` is above 0.
    """

    waiting_from: int
    waiting_until: int
    wait_from: float
    wait_until: float
    service_from: float = 0.0
    service_until: float = 0.0
    least: float = 900.0


def surge_cause(load: QueueLoad, limits: SurgeLimits) -> SurgeCause | None:
    """Returns why surge mode has to begin, or None."""
    if load.waiting >= limits.waiting_from:
        return SurgeCause.WAITING
    if load.waiting and load.longest >= limits.wait_from:
        return SurgeCause.LONGEST_WAIT
    if load.waiting and load.service_level is not None and load.service_level < limits.service_from:
        return SurgeCause.SERVICE_LEVEL
    return None


def surge_passed(load: QueueLoad, limits: SurgeLimits, lasted: float) -> bool:
    """Whether surge mode that began by itself has to end. `lasted`: seconds since it began."""
    if lasted < limits.least or surge_cause(load, limits) is not None:
        return False
    calm = load.service_level is None or load.service_level >= limits.service_until
    return calm and load.waiting <= limits.waiting_until and (not load.waiting or load.longest <= limits.wait_until)
