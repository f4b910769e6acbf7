"""The rows of seats: every state is reached by a move of SEAT_MOVES, and every move is an event."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

from lianxin.calls.control.wishes import NextState
from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.events import SeatMoved
from lianxin.calls.floor import QUEUES_ASSIGNED, AssignedRow
from lianxin.calls.routing.city_rules import routing_rules
from lianxin.calls.routing.waiting import SeatSkills, ready_seat
from lianxin.calls.rules.routing import rest_due
from lianxin.calls.rules.states import IllegalCallMove, SeatMove, seat_after, seat_path
from lianxin.calls.rules.words import BreakReason, Disposition, Queue, SeatState, SeatVoice
from lianxin.calls.seating.setups import choose_voice, setup_row
from lianxin.calls.seating.skills import levels_of_seat
from lianxin.city import current_profile
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Actor

_LOCK_SEAT: LiteralString = (
    "SELECT staff, state, call_id, talked, abusive, voice FROM seats"
    " WHERE city_id = %(city)s AND staff = %(staff)s FOR UPDATE"
)
_ON_CALL: LiteralString = (
    "SELECT staff, state, call_id, talked, abusive, voice FROM seats WHERE city_id = %(city)s AND call_id = %(call)s"
    " ORDER BY staff FOR UPDATE"
)


@dataclass(frozen=True)
class SeatRow:
    """A row of `seats`, locked. `talked`: seconds of talk since the last break; `voice`: a SeatVoice."""

    staff: str
    state: str
    call_id: UUID | None
    talked: float
    abusive: int
    voice: str = SeatVoice.BROWSER.value


async def locked_seat(work: UnitOfWork, staff: str) -> SeatRow:
    """Returns the seat of a member of staff and locks its row; one without a row is signed out."""
    await work.run(
        "INSERT INTO seats (city_id, staff, state, since) VALUES (%(city)s, %(staff)s, 'signed_out', %(now)s)"
        " ON CONFLICT DO NOTHING",
        staff=staff,
    )
    found = await work.row(SeatRow, _LOCK_SEAT, staff=staff)
    return found or SeatRow(staff, SeatState.SIGNED_OUT.value, None, 0.0, 0)


async def seats_on_call(work: UnitOfWork, call_id: UUID) -> list[SeatRow]:
    """Returns the seats at which a call rings, is talked or wrapped up, and locks their rows."""
    return await work.rows(SeatRow, _ON_CALL, call=call_id)


async def step_seat(work: UnitOfWork, seat: SeatRow, move: SeatMove, **columns: Any) -> SeatRow:
    """Moves a seat and changes columns with it; raises IllegalCallMove."""
    after = seat_after(SeatState(seat.state), move)
    names = ("call_id", "lease_until", "reason", "until_at", "talked", "abusive", "rested_at")
    changed = {name: columns[name] for name in names if name in columns}
    await _write(work, seat.staff, after, changed)
    moved = SeatMoved(seat.staff, after, seat.state, columns.get("reason"))
    work.record(moved, about=SubjectRef("seat", seat.staff), audience=CALL_AUDIENCE)
    return SeatRow(
        seat.staff,
        after.value,
        changed.get("call_id", seat.call_id),
        changed.get("talked", seat.talked),
        changed.get("abusive", seat.abusive),
        seat.voice,
    )


async def _write(work: UnitOfWork, staff: str, after: SeatState, changed: dict[str, Any]) -> None:
    """Writes the columns of a seat; those that are not among `changed` keep their values."""
    given = {f"set_{name}": name in changed for name in _CHANGED}
    await work.run(
        _MOVE_SEAT, staff=staff, state=after.value, **given, **{name: changed.get(name) for name in _CHANGED}
    )


_CHANGED: Final = ("call_id", "lease_until", "reason", "until_at", "talked", "abusive", "rested_at")
_MOVE_SEAT: LiteralString = (
    "UPDATE seats SET state = %(state)s, since = %(now)s,"
    " call_id = CASE WHEN %(set_call_id)s THEN %(call_id)s::uuid ELSE call_id END,"
    " lease_until = CASE WHEN %(set_lease_until)s THEN %(lease_until)s::timestamptz ELSE lease_until END,"
    " reason = CASE WHEN %(set_reason)s THEN %(reason)s::text ELSE reason END,"
    " until_at = CASE WHEN %(set_until_at)s THEN %(until_at)s::timestamptz ELSE until_at END,"
    " talked = CASE WHEN %(set_talked)s THEN %(talked)s::float8 ELSE talked END,"
    " abusive = CASE WHEN %(set_abusive)s THEN %(abusive)s::int ELSE abusive END,"
    " rested_at = CASE WHEN %(set_rested_at)s THEN %(rested_at)s::timestamptz ELSE rested_at END"
    " WHERE city_id = %(city)s AND staff = %(staff)s"
)


async def extend_lease(work: UnitOfWork, staff: str, until: datetime) -> None:
    """Lets a reservation last at least until a real time."""
    await work.run(
        "UPDATE seats SET lease_until = greatest(lease_until, %(until)s)"
        " WHERE city_id = %(city)s AND staff = %(staff)s AND state = 'reserved'",
        staff=staff,
        until=until,
    )


async def finish_seat(work: UnitOfWork, seat: SeatRow, talked: float) -> SeatRow:
    """Ends the talk of a seat, which wraps up; it keeps the call until that is done."""
    return await step_seat(work, seat, SeatMove.FINISH, talked=seat.talked + talked, lease_until=None)


async def want_seat(work: UnitOfWork, actor: Actor, wish: NextState) -> None:
    """Brings the actor's seat to the state that it wants; raises IllegalCallMove, NoSuchVoice.

    It is refused during a call and its wrap-up.
    """
    seat = await locked_seat(work, actor.ref)
    if seat.call_id is not None:
        raise IllegalCallMove(state=seat.state, move=wish.state, possible=[])
    if wish.voice is not None:
        await choose_voice(work, actor.ref, wish.voice)
    await go_to_state(work, seat, wish)


async def go_to_state(work: UnitOfWork, seat: SeatRow, wish: NextState) -> None:
    """Moves a seat by the moves that lead to the wanted state; raises IllegalCallMove."""
    for move in seat_path(SeatState(seat.state), SeatState(wish.state)):
        if move is SeatMove.GET_READY:
            await _get_ready(work, seat)
            return
        if move is SeatMove.TAKE_BREAK:
            until = work.real + timedelta(minutes=wish.minutes) if wish.minutes else None
            reason = (wish.reason or BreakReason.OTHER).value
            seat = await step_seat(
                work, seat, move, call_id=None, rested_at=None, reason=reason, until_at=until, talked=0.0, abusive=0
            )
        else:
            seat = await step_seat(work, seat, move, call_id=None, rested_at=None, reason=None, until_at=None)


async def _get_ready(work: UnitOfWork, seat: SeatRow) -> None:
    """Makes a seat ready with the queues and skills that it has now."""
    profile = await current_profile(work)
    assigned = await work.row(AssignedRow, QUEUES_ASSIGNED, refs=[seat.staff])
    queues = tuple(Queue(one) for one in assigned.queues) if assigned else (Queue.GENERAL,)
    levels, group = await levels_of_seat(work, seat.staff), (await setup_row(work, seat.staff)).group
    seat_after(SeatState(seat.state), SeatMove.GET_READY)
    skills = SeatSkills(group, queues, levels, seat.talked, seat.abusive)
    await ready_seat(work, seat.staff, skills, routing_rules(profile))
    await work.run(
        "UPDATE seats SET reason = NULL, until_at = NULL WHERE city_id = %(city)s AND staff = %(staff)s",
        staff=seat.staff,
    )


async def leave_wrap_up(work: UnitOfWork, seat: SeatRow, wish: NextState, kind: Disposition | None) -> None:
    """Ends a wrap-up: the seat goes on, or has the rest that the city grants after long talk or abuse."""
    abusive = kind is Disposition.ABUSIVE
    rules = routing_rules(await current_profile(work))
    rest = rest_due(seat.talked, abusive=abusive, rules=rules)
    seat = SeatRow(seat.staff, seat.state, None, seat.talked, seat.abusive + abusive)
    await work.run(
        "UPDATE seats SET call_id = NULL, abusive = %(abusive)s WHERE city_id = %(city)s AND staff = %(staff)s",
        staff=seat.staff,
        abusive=seat.abusive,
    )
    if rest and wish.state == SeatState.READY:
        until = work.real + timedelta(seconds=rest)
        columns = {"reason": BreakReason.REST.value, "until_at": until, "talked": 0.0, "abusive": 0}
        await step_seat(work, seat, SeatMove.TAKE_BREAK, call_id=None, rested_at=None, **columns)
        return
    await go_to_state(work, seat, wish)
