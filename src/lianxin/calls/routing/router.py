"""The router: one pass ends reservations, relaxes calls, and matches waiting calls with ready seats.

Any process may call `route_calls` at any time; an advisory lock elects one of them for the length of its transaction.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.events import CallOffered, CallQueued
from lianxin.calls.routing import statements
from lianxin.calls.routing.waiting import QueuedRow, requeue_call, seat_moved
from lianxin.calls.rules.routing import Demand, ReadySeat, RoutingRules, WaitingCall, all_matches
from lianxin.calls.rules.words import SeatState
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork

MOST_IN_PASS: Final = 50  # matches; a pass holds the lock only for some milliseconds


@dataclass(frozen=True)
class SeatOffer:
    """A call that rings at a seat; `since`: its place in the order."""

    id: UUID
    staff: str
    since: datetime


@dataclass(frozen=True)
class _Overdue:
    """A seat whose reservation ended without an answer."""

    staff: str
    call_id: UUID
    unanswered: int


@dataclass(frozen=True)
class _Ready:
    """A seat that can take a call."""

    staff: str
    seat_group: int
    rested_at: datetime
    queues: list[str]
    offers: list[str]


@dataclass(frozen=True)
class _Candidate:
    """A call that may be the next of its demand."""

    id: UUID
    priority: int
    since: datetime
    queue: str
    needs: list[str]
    reach: int
    refused: list[str]


async def route_calls(work: UnitOfWork, rules: RoutingRules, most: int = MOST_IN_PASS) -> list[SeatOffer]:
    """Returns the calls that ring at a seat from now on, in the order in which they were matched.

    Returns none if another router is at work. Each reservation lasts `rules.lease` seconds of real time.
    """
    if not await work.value(statements.ELECT_ROUTER):
        return []
    async with work.together() as ask:
        overdue = ask.rows(_Overdue, statements.RESERVATIONS_OVER)
        relaxed = ask.rows(QueuedRow, statements.RELAXED_CALLS)
    await _end_reservations(work, overdue, rules)
    for row in relaxed:
        requeue_call(work, row)
    offers = await _reserve(work, await _matches(work, rules, most), rules)
    for offer in offers:
        seat_moved(work, offer.staff, SeatState.RESERVED, SeatState.READY)
        offered = CallOffered(offer.id, offer.staff, (work.real - offer.since).total_seconds())
        work.record(offered, about=SubjectRef("call", str(offer.id)), audience=CALL_AUDIENCE)
    if overdue or offers:
        await work.run(statements.CALLS_BACK)
        await work.run(statements.CALLS_OFFERED)
    return offers


async def _matches(work: UnitOfWork, rules: RoutingRules, most: int) -> list[SeatOffer]:
    """Returns the matches of the rule; the statements only leave out calls that cannot be among them."""
    ready = await work.rows(_Ready, statements.SEATS_READY)
    if not ready:
        return []
    calls = await work.rows(_Candidate, statements.CALL_CANDIDATES, most=min(most, len(ready)))
    seats = [
        ReadySeat(row.staff, row.seat_group, row.rested_at.timestamp(), frozenset(row.queues), frozenset(row.offers))
        for row in ready
    ]
    since_of = {str(row.id): row for row in calls}
    found = all_matches(map(_waiting, calls), seats, work.real.timestamp(), rules.kept_free, most)
    rows = ((since_of[match.call.id], match.seat.id) for match in found)
    return [SeatOffer(row.id, staff, row.since) for row, staff in rows]


def _waiting(row: _Candidate) -> WaitingCall:
    """Returns a call as the rule reads it, with the demand that is in force."""
    demand = Demand(float("-inf"), frozenset(row.needs), row.reach)
    return WaitingCall(str(row.id), row.priority, row.since.timestamp(), row.queue, (demand,), frozenset(row.refused))


async def _reserve(work: UnitOfWork, offers: list[SeatOffer], rules: RoutingRules) -> list[SeatOffer]:
    """Reserves the seats; returns the offers whose call still waits and whose seat is still ready."""
    if not offers:
        return []
    kept = await work.column(
        UUID,
        statements.RESERVE_SEATS,
        calls=[offer.id for offer in offers],
        seats=[offer.staff for offer in offers],
        until=work.real + timedelta(seconds=rules.lease),
    )
    return [offer for offer in offers if offer.id in set(kept)]


async def _end_reservations(work: UnitOfWork, overdue: list[_Overdue], rules: RoutingRules) -> None:
    """Returns unanswered calls to their places; a seat that did not answer too often is set aside."""
    for seat in overdue:
        await _end_reservation(work, seat, set_aside=seat.unanswered + 1 >= rules.unanswered)


async def _end_reservation(work: UnitOfWork, seat: _Overdue, *, set_aside: bool) -> None:
    after = SeatState.AWAY if set_aside else SeatState.READY
    await work.run(statements.SEAT_SILENT, staff=seat.staff, state=after.value)
    seat_moved(work, seat.staff, after, SeatState.RESERVED)
    row = await work.row(QueuedRow, statements.CALL_IN_QUEUE, id=seat.call_id)
    if row is None:
        return
    requeue_call(work, replace(row, refused=[*row.refused, seat.staff]))
    back = CallQueued(row.id, row.queue, row.priority, seat.staff)
    work.record(back, about=SubjectRef("call", str(row.id)), audience=CALL_AUDIENCE)


async def give_back(work: UnitOfWork, staff: str, call_id: UUID) -> bool:
    """Sets a seat aside whose telephone does not answer, and returns the call that rings there to its place.

    Returns False if the call does not ring there any more.
    """
    seat = await work.row(_Overdue, statements.RESERVATION_OF_SEAT, staff=staff, id=call_id)
    if seat is None:
        return False
    await _end_reservation(work, seat, set_aside=True)
    await work.run(statements.CALLS_BACK)
    return True
