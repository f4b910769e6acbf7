"""The figures of a centre from counted visits and seat times. Definitions: GB/T 33358 for the service level.

A call is offered when it asks for a person, and counts from then until a seat answers, never from the first ring.
Redials inflate bad days, so unique callers are counted as well. No figure ranks seats by speed alone.
"""

from dataclasses import dataclass

SERVICE_SECONDS = 15.0


@dataclass(frozen=True)
class CallCounts:
    """What was counted of the calls of any period, queue, skill, seat or five minutes; averages are in seconds.

    `arrived`: calls that reached us, menu included. `offered` = `answered` + `abandoned` + `promised` + `lost`.
    `in_time`: answered within SERVICE_SECONDS. `longest_wait`: of all offered calls. Averages of `talk`, `hold` and
    `wrap_up` are over all talks, those of ring-backs and of a second seat included.
    """

    part: str
    arrived: int
    offered: int
    unique_callers: int
    answered: int
    abandoned: int
    promised: int
    lost: int
    rung_back: int
    in_time: int
    average_wait: float | None
    p90_wait: float | None
    longest_wait: float | None
    talk: float | None
    hold: float | None
    wrap_up: float | None
    form_time: float | None


@dataclass(frozen=True)
class SeatTime:
    """Seconds of seats: on calls and in wrap-up, signed in, and on breaks."""

    part: str
    busy: float
    signed_in: float
    breaks: float


@dataclass(frozen=True)
class CentreFigures(CallCounts):
    """The counts with their shares. A share without a denominator is null, `occupancy` also where seats have no part.

    `aht` is the average of talk, hold and wrap-up together, in seconds.
    """

    connection_rate: float | None
    service_level: float | None
    abandon_rate: float | None
    aht: float | None
    occupancy: float | None


def centre_figures(counts: CallCounts, time: SeatTime | None = None) -> CentreFigures:
    """Returns the figures of what was counted."""
    handled = [counts.talk, counts.hold, counts.wrap_up]
    return CentreFigures(
        **vars(counts),
        connection_rate=_share(counts.answered, counts.offered),
        service_level=_share(counts.in_time, counts.offered),
        abandon_rate=_share(counts.abandoned, counts.offered),
        aht=None if counts.talk is None else sum(each or 0.0 for each in handled),
        occupancy=time and seat_occupancy(time),
    )


def no_calls(part: str) -> CallCounts:
    """Returns the counts of a part without calls, for example of a seat that only waited."""
    return CallCounts(part, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, None, None, None, None, None, None)


def seat_occupancy(time: SeatTime) -> float | None:
    """Returns the share of time on calls and in wrap-up, of the time signed in without breaks."""
    return _share(time.busy, time.signed_in - time.breaks)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
