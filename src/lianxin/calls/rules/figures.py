"""The figures of a centre, as pure functions over finished calls. Definitions: GB/T 33358 for the service level.

A call is offered when it asks for a person, and counts from then until a seat answers, never from the first ring.
Redials inflate bad days, so unique callers are counted as well. No figure ranks seats by speed alone.
"""

from collections.abc import Collection
from dataclasses import dataclass

SERVICE_SECONDS = 15.0


@dataclass(frozen=True)
class CountedCall:
    """A call that asked for a person. Times are in seconds; `wait` ends with an answer or with giving up.

    `caller`: equal for calls of one caller, never a number; None if the number was withheld. `rung_back`: answered as
    a ring-back, whose wait is not one on the line.
    """

    caller: str | None
    wait: float
    answered: bool
    talk: float = 0.0
    hold: float = 0.0
    wrap_up: float = 0.0
    rung_back: bool = False


@dataclass(frozen=True)
class CentreFigures:
    """Figures of some calls; a share is None without a denominator. Times are in seconds."""

    offered: int
    unique_callers: int
    answered: int
    abandoned: int
    rung_back: int
    connection_rate: float | None
    service_level: float | None
    abandon_rate: float | None
    average_wait: float | None
    p95_wait: float | None
    aht: float | None


def centre_figures(calls: Collection[CountedCall]) -> CentreFigures:
    """Returns the figures of calls of any period, queue, skill or seat."""
    offered = [call for call in calls if not call.rung_back]
    answered = [call for call in offered if call.answered]
    handled = [call for call in calls if call.answered]
    known = {call.caller for call in offered if call.caller is not None}
    waits = sorted(call.wait for call in answered)
    abandoned = len(offered) - len(answered)
    return CentreFigures(
        offered=len(offered),
        unique_callers=len(known) + sum(call.caller is None for call in offered),
        answered=len(answered),
        abandoned=abandoned,
        rung_back=len(handled) - len(answered),
        connection_rate=_share(len(answered), len(offered)),
        service_level=_share(sum(wait <= SERVICE_SECONDS for wait in waits), len(offered)),
        abandon_rate=_share(abandoned, len(offered)),
        average_wait=_share(sum(waits), len(waits)),
        p95_wait=waits[min(int(len(waits) * 0.95), len(waits) - 1)] if waits else None,
        aht=_share(sum(call.talk + call.hold + call.wrap_up for call in handled), len(handled)),
    )


def seat_occupancy(busy: float, signed_in: float, breaks: float) -> float | None:
    """Returns the share of a seat's time on calls and wrap-up, of the time signed in without breaks; in seconds."""
    return _share(busy, signed_in - breaks)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
