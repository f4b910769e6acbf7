"""The floor as the shift lead sees it: seats, who asks for help, who serves which queue."""

from collections import Counter
from typing import Any, ClassVar, LiteralString
from uuid import UUID

from lianxin.calls.ending import AUDIENCE
from lianxin.calls.events import HelpAnswered, HelpAsked, HelpCleared, SeatAssigned, SeatMoved
from lianxin.calls.rules.words import HelpReason, Queue, SeatState
from lianxin.cases import Taken, taken_since
from lianxin.city import current_profile
from lianxin.kernel.errors import BadField, NotFound
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.feed import last_position
from lianxin.kernel.ids import StaffId, new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, Seated, allow, permitted, ref_of, seated_staff

SEATS: LiteralString = (
    "SELECT s.staff, s.state, s.since FROM seats s WHERE s.city_id = %(city)s AND s.staff = ANY(%(refs)s)"
)
ASSIGNED: LiteralString = (
    "SELECT DISTINCT ON (staff) staff, queues, made_at FROM seat_assignments"
    " WHERE city_id = %(city)s AND staff = ANY(%(refs)s) ORDER BY staff, made_at DESC, id DESC"
)
HANDS: LiteralString = (
    "SELECT staff, id, reason, raised_at, answered_by, answered_at FROM help_requests"
    " WHERE city_id = %(city)s AND cleared_at IS NULL"
)


class NoHelpAsked(NotFound):
    """This request for help is settled, or never was."""

    code: ClassVar[str] = "calls.no_help_asked"


class NoSeat(NotFound):
    """Nobody with this id takes calls."""

    code: ClassVar[str] = "calls.no_seat"


async def move_seat(work: UnitOfWork, actor: Actor, state: SeatState) -> None:
    """The seat does something else from now on; the same once more changes nothing."""
    allow(actor, Action.RECORD_CALL)
    before = await work.value(
        "SELECT state FROM seats WHERE city_id = %(city)s AND staff = %(me)s FOR UPDATE", me=actor.ref
    )
    if before == state:
        return
    await work.run(
        "INSERT INTO seats (city_id, staff, state, since) VALUES (%(city)s, %(me)s, %(state)s, %(now)s)"
        " ON CONFLICT (city_id, staff) DO UPDATE SET state = excluded.state, since = excluded.since",
        me=actor.ref,
        state=state.value,
    )
    work.record(SeatMoved(actor.ref, state, before), about=SubjectRef("seat", actor.ref), audience=AUDIENCE)


async def ask_help(work: UnitOfWork, actor: Actor, reason: HelpReason) -> dict[str, Any]:
    """Raises the seat's hand; one that is up stays up with its reason."""
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
        work.record(HelpAsked(help_id, actor.ref, reason), about=SubjectRef("seat", actor.ref), audience=AUDIENCE)
    return {"hand": await own_hand(work, actor)}


async def own_hand(work: UnitOfWork, actor: Actor) -> dict[str, Any] | None:
    """The seat's own raised hand, if it is up."""
    statement: LiteralString = HANDS + " AND staff = %(me)s"
    found = await work.tuples(statement, me=actor.ref)
    return hand_view(found[0]) if found else None


async def answer_help(work: UnitOfWork, actor: Actor, help_id: UUID) -> None:
    """The shift lead comes; raises NoHelpAsked."""
    allow(actor, Action.LEAD_FLOOR)
    staff = await work.tuples(
        "UPDATE help_requests SET answered_by = %(me)s, answered_at = %(now)s"
        " WHERE city_id = %(city)s AND id = %(id)s AND cleared_at IS NULL RETURNING staff",
        id=help_id,
        me=actor.ref,
    )
    if not staff:
        raise NoHelpAsked
    work.record(HelpAnswered(help_id, staff[0][0]), about=SubjectRef("seat", staff[0][0]), audience=AUDIENCE)


async def clear_help(work: UnitOfWork, actor: Actor, help_id: UUID) -> None:
    """It is settled: said by the shift lead, or by the operator who asked. Raises NoHelpAsked."""
    allow(actor, Action.RECORD_CALL)
    leads = permitted(actor, Action.LEAD_FLOOR)
    staff = await work.tuples(
        "UPDATE help_requests SET cleared_by = %(me)s, cleared_at = %(now)s WHERE city_id = %(city)s AND id = %(id)s"
        " AND cleared_at IS NULL AND (staff = %(me)s OR %(leads)s) RETURNING staff",
        id=help_id,
        me=actor.ref,
        leads=leads,
    )
    if not staff:
        raise NoHelpAsked
    work.record(HelpCleared(help_id, staff[0][0]), about=SubjectRef("seat", staff[0][0]), audience=AUDIENCE)


async def assign_seat(work: UnitOfWork, actor: Actor, staff_id: UUID, queues: list[Queue]) -> None:
    """Moves somebody to other queues, on record; raises NoSeat, BadField."""
    allow(actor, Action.LEAD_FLOOR)
    if not queues or len(set(queues)) < len(queues):
        raise BadField(field="queues", problem="empty" if not queues else "unknown")
    staff = ref_of(StaffId(staff_id))
    if staff not in {ref_of(one.id) for one in await seated_staff(work)}:
        raise NoSeat
    before = {row[0]: row[1] for row in await work.tuples(ASSIGNED, refs=[staff])}.get(staff, [Queue.GENERAL])
    after = [queue.value for queue in queues]
    if before == after:
        return
    row = {"id": new_id(), "staff": staff, "queues": after, "made_by": actor.ref, "made_at": work.now}
    work.add("seat_assignments", row)
    work.record(SeatAssigned(staff, list(before), after), about=SubjectRef("seat", staff), audience=AUDIENCE)


async def floor_now(work: UnitOfWork, actor: Actor) -> dict[str, Any]:
    """Everybody who takes calls, with what their seat does, whom it helps and what they took today."""
    allow(actor, Action.LEAD_FLOOR)
    at = await last_position(work)
    profile = await current_profile(work)
    people = await seated_staff(work)
    refs = [ref_of(one.id) for one in people]
    midnight = work.now.astimezone(profile.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    seats, assigned, hands = await work.many((SEATS, {"refs": refs}), (ASSIGNED, {"refs": refs}), (HANDS, {}))
    taken = await taken_since(work, refs, midnight)
    seat_of, queues_of, hand_of = ({row[0]: row for row in rows} for rows in (seats, assigned, hands))
    return {
        "position": at,
        "seats": [
            seat_view(one, seat_of.get(ref), queues_of.get(ref), hand_of.get(ref), taken.get(ref))
            for one, ref in zip(people, refs, strict=True)
        ],
        "telephone": False,  # until telephony arrives nothing here knows of a call
    }


async def seats_now(work: UnitOfWork) -> dict[str, int]:
    """How many seats are in each state, as the pages of those who are signed in say; 0 of a state nobody is in."""
    here = [ref_of(one.id) for one in await seated_staff(work) if one.signed_in]
    states = Counter(state for _, state, _ in await work.tuples(SEATS, refs=here))
    return {state.value: states[state.value] for state in SeatState}


def seat_view(person: Seated, seat: Any, assigned: Any, hand: Any, taken: Taken | None) -> dict[str, Any]:
    """One seat. A state is only worth something while somebody is signed in."""
    return {
        "staff_id": person.id,
        "name": person.name,
        "login": person.login,
        "roles": person.roles,
        "languages": person.languages,
        "signed_in": person.signed_in,
        "state": seat[1] if seat and person.signed_in else None,
        "since": seat[2] if seat and person.signed_in else None,
        "queues": assigned[1] if assigned else [Queue.GENERAL],
        "hand": hand_view(hand) if hand else None,
        "taken": taken.cases if taken else 0,
        "last_number": taken.number if taken else None,
        "last_at": taken.at if taken else None,
    }


def hand_view(row: Any) -> dict[str, Any]:
    """A raised hand."""
    _staff, help_id, reason, raised_at, answered_by, answered_at = row
    return {
        "id": help_id,
        "reason": reason,
        "raised_at": raised_at,
        "answered": answered_by is not None,
        "answered_at": answered_at,
    }
