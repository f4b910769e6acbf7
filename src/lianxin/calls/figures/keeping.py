"""Keeps the visits of calls and the spans of seats, as a feed reader in the transaction that moves its cursor."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.events import CallEnded, SeatMoved, TrunkCounted
from lianxin.calls.rules.visits import CALL_FACTS, CallVisit, fold_call
from lianxin.calls.rules.words import SeatState
from lianxin.cases.events import CaseOpened
from lianxin.kernel.database import Database
from lianxin.kernel.events import Event, Recorded
from lianxin.kernel.feed import hold_cursor, move_cursor, read_feed
from lianxin.kernel.rows import columns_of
from lianxin.kernel.work import UnitOfWork

CALL_FIGURES_READER: Final = "call_figures"
_AT_ONCE: Final = 2000  # events folded between two writes of a rebuild

_VISITS_OF_CALLS: LiteralString = (
    f"SELECT {columns_of(CallVisit, 'v')} FROM call_visits v WHERE v.city_id = %(city)s"
    " AND v.call_id = ANY(%(calls)s) ORDER BY v.call_id, v.nth"
)
_END_SPAN: LiteralString = (
    "UPDATE seat_spans s SET until = %(at)s WHERE s.city_id = %(city)s AND s.staff = %(staff)s AND s.until IS NULL"
    " RETURNING s.state, s.since"
)
_WRAPPED_UP: LiteralString = (
    "UPDATE call_visits v SET wrap_up = v.wrap_up + %(seconds)s WHERE v.city_id = %(city)s AND (v.call_id, v.nth) IN"
    " (SELECT l.call_id, l.nth FROM call_visits l WHERE l.city_id = %(city)s AND l.staff = %(staff)s"
    " AND l.answered_at <= %(at)s ORDER BY l.answered_at DESC LIMIT 1)"
)
_FORM_TIME: LiteralString = (
    "UPDATE call_visits v SET form_time = %(seconds)s WHERE v.city_id = %(city)s AND v.form_time IS NULL"
    " AND (v.call_id, v.nth) IN (SELECT l.call_id, l.nth FROM call_visits l WHERE l.city_id = %(city)s"
    " AND l.call_id = %(call)s AND l.answered_at IS NOT NULL ORDER BY l.nth DESC LIMIT 1)"
)
_UPSERT_TRUNK_COUNT: LiteralString = (
    "INSERT INTO trunk_counts AS t (city_id, since, attempts, answered, refused, abandoned)"
    " VALUES (%(city)s, %(since)s, %(attempts)s, %(answered)s, %(refused)s, %(abandoned)s)"
    " ON CONFLICT (city_id, since) DO UPDATE SET attempts = t.attempts + excluded.attempts,"
    " answered = t.answered + excluded.answered, refused = t.refused + excluded.refused,"
    " abandoned = t.abandoned + excluded.abandoned"
)


@dataclass(frozen=True)
class _Span:
    """The state of a seat that ended, and when it began."""

    state: str
    since: datetime


async def keep_call_figures(work: UnitOfWork, events: list[Recorded]) -> None:
    """Folds events into visits and spans; `kernel.feed` calls it for CALL_FIGURES_READER."""
    if not any(isinstance(one.event, (*CALL_FACTS, CallEnded, SeatMoved, TrunkCounted, CaseOpened)) for one in events):
        return
    speed: int = await work.value("SELECT speed FROM cities WHERE city_id = %(city)s") or 1
    await _keep_visits(work, events, speed)
    for one in events:
        await _keep_other(work, one, speed)


async def _keep_visits(work: UnitOfWork, events: list[Recorded], speed: float) -> None:
    """Folds the events of calls in memory and writes the visits of these calls once."""
    facts = [(call, one) for one in events if (call := _call_of(one.event)) is not None]
    if not facts:
        return
    visits = await _read_visits(work, {call for call, _ in facts})
    for call, one in facts:
        fold_call(visits.setdefault(call, []), one.event, one.at, speed)
    await work.run("DELETE FROM call_visits WHERE city_id = %(city)s AND call_id = ANY(%(calls)s)", calls=list(visits))
    for visit in (visit for of_call in visits.values() for visit in of_call):
        work.add("call_visits", visit)
    await work.flush()


def _call_of(event: Event) -> UUID | None:
    return event.call_id if isinstance(event, CALL_FACTS) else None


async def _read_visits(work: UnitOfWork, calls: Collection[UUID]) -> dict[UUID, list[CallVisit]]:
    visits: dict[UUID, list[CallVisit]] = {}
    for visit in await work.rows(CallVisit, _VISITS_OF_CALLS, calls=list(calls)):
        visits.setdefault(visit.call_id, []).append(visit)
    return visits


async def _keep_other(work: UnitOfWork, one: Recorded, speed: float) -> None:
    """Applies an event that is not about the course of one call."""
    match one.event:
        case SeatMoved():
            await _move_seat(work, one, one.event, speed)
        case CallEnded(form_time=float() as seconds):
            await work.run(_FORM_TIME, call=one.event.call_id, seconds=seconds)
        case CaseOpened(form_time=float() as seconds, call_id=UUID() as call):
            await work.run(_FORM_TIME, call=call, seconds=seconds)
        case TrunkCounted():
            await work.run(_UPSERT_TRUNK_COUNT, **vars(one.event))
        case _:
            pass


async def _move_seat(work: UnitOfWork, one: Recorded, moved: SeatMoved, speed: float) -> None:
    """Ends the span of the seat and begins the next one; a wrap-up belongs to the call before it."""
    ended = await work.row(_Span, _END_SPAN, staff=moved.staff, at=one.at)
    if ended is not None and ended.state == SeatState.WRAP_UP:
        seconds = max(0.0, (one.at - ended.since).total_seconds() / speed)
        await work.run(_WRAPPED_UP, staff=moved.staff, at=one.at, seconds=seconds)
    if moved.after != SeatState.SIGNED_OUT:
        span = {"staff": moved.staff, "position": one.position, "state": moved.after, "since": one.at}
        work.add("seat_spans", span)


async def rebuild_call_figures(database: Database, city_id: str) -> int:
    """Rebuilds visits and spans from the whole log in one transaction; returns the number of events read."""
    async with database.begin(city_id, actor=CALL_FIGURES_READER) as work:
        await hold_cursor(work, CALL_FIGURES_READER)
        await work.run("DELETE FROM call_visits WHERE city_id = %(city)s")
        await work.run("DELETE FROM seat_spans WHERE city_id = %(city)s")
        await work.run("DELETE FROM trunk_counts WHERE city_id = %(city)s")
        position = total = 0
        while found := await read_feed(work, position, _AT_ONCE):
            await keep_call_figures(work, found)
            position, total = found[-1].position, total + len(found)
        await move_cursor(work, CALL_FIGURES_READER, position)
        return total
