"""The floor for the shift lead: seats and their states, requests for help, assignment to queues."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, LiteralString
from uuid import UUID

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.events import HelpAnswered, HelpAsked, HelpCleared, SeatAssigned, SeatMoved
from lianxin.calls.line_now import OnTheLine, QueueNow, queues_now, telephone_lives, waiting_now
from lianxin.calls.rules.states import IllegalCallMove, check_by_hand
from lianxin.calls.rules.words import HelpReason, Queue, SeatState
from lianxin.cases import answers, taken_since
from lianxin.city import current_profile
from lianxin.kernel.errors import BadField, NotFound
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.feed import last_position
from lianxin.kernel.ids import StaffId, new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, Seated, allow, permitted, ref_of, seated_staff

_SEATS_OF_STAFF: LiteralString = (
    "SELECT s.staff, s.state, s.since, s.call_id FROM seats s WHERE s.city_id = %(city)s AND s.staff = ANY(%(refs)s)"
)
QUEUES_ASSIGNED: LiteralString = (
    "SELECT DISTINCT ON (staff) staff, queues, made_at FROM seat_assignments"
    " WHERE city_id = %(city)s AND staff = ANY(%(refs)s) ORDER BY staff, made_at DESC, id DESC"
)
HANDS_RAISED: LiteralString = (
    "SELECT staff, id, reason, raised_at, answered_by, answered_at FROM help_requests"
    " WHERE city_id = %(city)s AND cleared_at IS NULL"
)

_TALKS = frozenset({SeatState.TALKING, SeatState.HOLD})


@dataclass(frozen=True)
class _SeatRow:
    """A row of SEATS."""

    staff: str
    state: str
    since: datetime
    call_id: UUID | None


@dataclass(frozen=True)
class _OwnSeat:
    """The state of a seat; `connected`: our telephone gives it calls."""

    state: str
    connected: bool


@dataclass(frozen=True)
class AssignedRow:
    """A row of QUEUES_ASSIGNED."""

    staff: str
    queues: list[str]
    made_at: datetime


@dataclass(frozen=True)
class _HandRow:
    """A row of HANDS_RAISED."""

    staff: str
    id: UUID
    reason: str
    raised_at: datetime
    answered_by: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Hand:
    """A raised hand; `answered`: the shift lead is coming."""

    id: UUID
    reason: str
    raised_at: datetime
    answered: bool
    answered_at: datetime | None


@dataclass(frozen=True)
class FloorSeat:
    """A seat: a member of staff who takes calls. `state` is null while it is unknown.

    `call_id`: the call that it talks, which the lead may hear.
    """

    staff_id: UUID
    name: str
    login: str
    roles: list[str]
    languages: list[str]
    signed_in: bool
    state: str | None
    since: datetime | None
    call_id: UUID | None
    queues: list[str]
    hand: Hand | None
    taken: int
    last_number: str | None
    last_at: datetime | None


@dataclass(frozen=True)
class Floor:
    """All seats and the line. `telephone`: whether a call controller lives. `long_talk_s`: longer talks are marked."""

    position: int
    seats: list[FloorSeat]
    telephone: bool
    queues: list[QueueNow]
    waiting: list[OnTheLine]
    long_talk_s: int


class NoHelpAsked(NotFound):
    """This request for help is settled, or does not exist."""

    code: ClassVar[str] = "calls.no_help_asked"


class NoSeat(NotFound):
    """No member of staff with this id takes calls."""

    code: ClassVar[str] = "calls.no_seat"


async def move_seat(work: UnitOfWork, actor: Actor, state: SeatState) -> None:
    """Sets the state of the actor's seat by hand; the same state again has no effect.

    Raises IllegalCallMove, also for a seat that gets calls of our telephone: the controller moves it.
    """
    allow(actor, Action.RECORD_CALL)
    seat = await work.row(
        _OwnSeat,
        "SELECT state, call_id IS NOT NULL OR rested_at IS NOT NULL AS connected FROM seats"
        " WHERE city_id = %(city)s AND staff = %(me)s FOR UPDATE",
        me=actor.ref,
    )
    before = seat.state if seat else None
    if before == state:
        return
    if seat and seat.connected:
        raise IllegalCallMove(state=seat.state, move=state.value, possible=[])
    if before is not None:
        check_by_hand(SeatState(before), state)
    await work.run(
        "INSERT INTO seats (city_id, staff, state, since) VALUES (%(city)s, %(me)s, %(state)s, %(now)s)"
        " ON CONFLICT (city_id, staff) DO UPDATE SET state = excluded.state, since = excluded.since",
        me=actor.ref,
        state=state.value,
    )
    work.record(SeatMoved(actor.ref, state, before), about=SubjectRef("seat", actor.ref), audience=CALL_AUDIENCE)


async def ask_help(work: UnitOfWork, actor: Actor, reason: HelpReason) -> Hand | None:
    """Raises the hand of the actor's seat; a hand already raised keeps its reason."""
    allow(actor, Action.RECORD_CALL)
    help_id = new_id()
    added = await work.run(
        "INSERT INTO help_requests (city_id, id, staff, reason, raised_at)"
        " VALUES (%(city)s, %(id)s, %(me)s, %(reason)s, %(now)s)"
        " ON CONFLICT (city_id, staff) WHERE cleared_at IS NULL DO NOTHING",
        id=help_id,
        me=actor.ref,
        reason=reason.value,
    )
    if added:
        work.record(HelpAsked(help_id, actor.ref, reason), about=SubjectRef("seat", actor.ref), audience=CALL_AUDIENCE)
    return await own_hand(work, actor)


async def own_hand(work: UnitOfWork, actor: Actor) -> Hand | None:
    """Returns the raised hand of the actor's seat, or None."""
    statement: LiteralString = HANDS_RAISED + " AND staff = %(me)s"
    found = await work.row(_HandRow, statement, me=actor.ref)
    return hand_view(found) if found else None


async def answer_help(work: UnitOfWork, actor: Actor, help_id: UUID) -> None:
    """Records that the shift lead is coming; raises NoHelpAsked."""
    allow(actor, Action.LEAD_FLOOR)
    staff: str | None = await work.value(
        "UPDATE help_requests SET answered_by = %(me)s, answered_at = %(now)s"
        " WHERE city_id = %(city)s AND id = %(id)s AND cleared_at IS NULL RETURNING staff",
        id=help_id,
        me=actor.ref,
    )
    if not staff:
        raise NoHelpAsked
    work.record(HelpAnswered(help_id, staff), about=SubjectRef("seat", staff), audience=CALL_AUDIENCE)


async def clear_help(work: UnitOfWork, actor: Actor, help_id: UUID) -> None:
    """Settles a request for help, by the shift lead or the operator who asked; raises NoHelpAsked."""
    allow(actor, Action.RECORD_CALL)
    leads = permitted(actor, Action.LEAD_FLOOR)
    staff: str | None = await work.value(
        "UPDATE help_requests SET cleared_by = %(me)s, cleared_at = %(now)s WHERE city_id = %(city)s AND id = %(id)s"
        " AND cleared_at IS NULL AND (staff = %(me)s OR %(leads)s) RETURNING staff",
        id=help_id,
        me=actor.ref,
        leads=leads,
    )
    if not staff:
        raise NoHelpAsked
    work.record(HelpCleared(help_id, staff), about=SubjectRef("seat", staff), audience=CALL_AUDIENCE)


async def assign_seat(work: UnitOfWork, actor: Actor, staff_id: UUID, queues: list[Queue]) -> None:
    """Assigns a seat to other queues and records it; raises NoSeat, BadField."""
    allow(actor, Action.LEAD_FLOOR)
    if not queues or len(set(queues)) < len(queues):
        raise BadField(field="queues", problem="empty" if not queues else "unknown")
    staff = ref_of(StaffId(staff_id))
    if staff not in {ref_of(one.id) for one in await seated_staff(work)}:
        raise NoSeat
    assigned = await work.row(AssignedRow, QUEUES_ASSIGNED, refs=[staff])
    before = assigned.queues if assigned else [Queue.GENERAL.value]
    after = [queue.value for queue in queues]
    if before == after:
        return
    row = {"id": new_id(), "staff": staff, "queues": after, "made_by": actor.ref, "made_at": work.now}
    work.add("seat_assignments", row)
    work.record(SeatAssigned(staff, list(before), after), about=SubjectRef("seat", staff), audience=CALL_AUDIENCE)


async def floor_now(work: UnitOfWork, actor: Actor) -> Floor:
    """Returns all seats with their states, queues, raised hands and the cases taken today."""
    allow(actor, Action.LEAD_FLOOR)
    at = await last_position(work)
    profile = await current_profile(work)
    people = await seated_staff(work)
    refs = [ref_of(one.id) for one in people]
    midnight = work.now.astimezone(profile.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    async with work.together() as ask:
        seats = ask.rows(_SeatRow, _SEATS_OF_STAFF, refs=refs)
        assigned = ask.rows(AssignedRow, QUEUES_ASSIGNED, refs=refs)
        hands = ask.rows(_HandRow, HANDS_RAISED)
    taken = await taken_since(work, refs, midnight)
    seat_of = {row.staff: row for row in seats}
    queues_of = {row.staff: row.queues for row in assigned}
    hand_of = {row.staff: row for row in hands}
    return Floor(
        position=at,
        seats=[
            seat_view(one, seat_of.get(ref), queues_of.get(ref), hand_of.get(ref), taken.get(ref))
            for one, ref in zip(people, refs, strict=True)
        ],
        telephone=await telephone_lives(work),
        queues=await queues_now(work),
        waiting=await waiting_now(work),
        long_talk_s=profile.telephone.long_talk_s,
    )


async def seats_now(work: UnitOfWork) -> dict[str, int]:
    """Returns the number of seats of signed-in staff in each state, including states with 0."""
    here = [ref_of(one.id) for one in await seated_staff(work) if one.signed_in]
    states = Counter(seat.state for seat in await work.rows(_SeatRow, _SEATS_OF_STAFF, refs=here))
    return {state.value: states[state.value] for state in SeatState}


def seat_view(
    person: Seated, seat: _SeatRow | None, queues: list[str] | None, hand: _HandRow | None, taken: answers.Taken | None
) -> FloorSeat:
    """Returns one seat. Its state counts only while its member of staff is signed in."""
    known = seat if person.signed_in else None
    return FloorSeat(
        staff_id=person.id,
        name=person.name,
        login=person.login,
        roles=person.roles,
        languages=person.languages,
        signed_in=person.signed_in,
        state=known.state if known else None,
        since=known.since if known else None,
        call_id=known.call_id if known and known.state in _TALKS else None,
        queues=queues or [Queue.GENERAL.value],
        hand=hand_view(hand) if hand else None,
        taken=taken.cases if taken else 0,
        last_number=taken.number if taken else None,
        last_at=taken.at if taken else None,
    )


def hand_view(row: _HandRow) -> Hand:
    """Returns the raised hand of a row."""
    return Hand(row.id, row.reason, row.raised_at, row.answered_by is not None, row.answered_at)
