"""The rows of a call and of its parties, as the controller reads and changes them.

Lock order of every transaction: `seats`, then `waiting_calls`, then `calls`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from lianxin.calls.control.seat_sounds import SeatSound
from lianxin.calls.control.wishes import NotYourCall
from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.media.citizen_leg import CitizenLeg
from lianxin.calls.media.rooms import RoomLeg
from lianxin.calls.rules.states import CALL_MOVES, CallMove, CallState, call_after
from lianxin.calls.rules.words import PartyKind, PartyState
from lianxin.kernel.events import Event, SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.privacy import Sealed
from lianxin.kernel.work import UnitOfWork

_COLUMNS: LiteralString = (
    "c.id, c.state, c.direction, c.line, c.called, c.queue, c.priority, c.language, c.levels, c.seat, c.room, c.owner,"
    " c.caller_sealed, c.caller_owner, c.citizen_id, c.queued_at, c.answered_at, c.over_at, c.started_at, c.kind"
)
_ONE_CALL: LiteralString = f"SELECT {_COLUMNS} FROM calls c WHERE c.city_id = %(city)s AND c.id = %(id)s"
_LOCKED: LiteralString = _ONE_CALL + " FOR UPDATE"
_OWNED_CALLS: LiteralString = (
    f"SELECT {_COLUMNS} FROM calls c WHERE c.city_id = %(city)s AND c.owner = %(name)s AND c.state = ANY(%(states)s)"
    " ORDER BY c.id"
)
_PROMISED_CALLS: LiteralString = (
    f"SELECT {_COLUMNS} FROM calls c WHERE c.city_id = %(city)s AND c.owner = %(name)s AND c.state = 'ring_back'"
    " AND EXISTS (SELECT FROM call_parties p WHERE p.city_id = c.city_id AND p.call_id = c.id AND p.state <> 'left')"
    " ORDER BY c.id"
)
_PARTIES_OF_CALLS: LiteralString = (
    "SELECT id, call_id, kind, state, staff, contact, line, room, number, handle, media, muted, joined_at"
    " FROM call_parties"
    " WHERE city_id = %(city)s AND call_id = %(call)s AND state <> 'left' ORDER BY number, id"
)
ON_THE_LINE: tuple[str, ...] = tuple(
    state for state, moves in CALL_MOVES.items() if CallMove.HANG_UP in moves or CallMove.GIVE_UP in moves
)
"""The states in which the citizen is on the line."""


@dataclass(frozen=True)
class CallRow:
    """A row of `calls`."""

    id: UUID
    state: str
    direction: str
    line: UUID | None
    called: str
    queue: str | None
    priority: int
    language: str
    levels: Mapping[str, int]
    seat: str | None
    room: int | None
    owner: str | None
    caller_sealed: bytes | None
    caller_owner: UUID | None
    citizen_id: UUID | None
    queued_at: datetime | None
    answered_at: datetime | None
    over_at: datetime | None
    started_at: datetime
    kind: str | None

    @property
    def talks(self) -> bool:
        """Whether a seat has answered and the line goes on."""
        return self.state in {CallState.TALKING, CallState.ON_HOLD}


@dataclass(frozen=True)
class PartyRow:
    """A party of a call that has not left it."""

    id: UUID
    call_id: UUID
    kind: str
    state: str
    staff: str | None
    contact: str | None
    line: UUID | None
    room: int | None
    number: int
    handle: int | None
    media: bytes | None
    muted: bool
    joined_at: datetime

    @property
    def in_room(self) -> RoomLeg:
        """The participant of Janus; raises NotYourCall outside a room."""
        if self.handle is None:
            raise NotYourCall
        return RoomLeg(self.handle, self.number)


async def call_row(work: UnitOfWork, call_id: UUID) -> CallRow:
    """Returns a call; raises NotYourCall."""
    return _found(await work.row(CallRow, _ONE_CALL, id=call_id))


async def locked_call(work: UnitOfWork, call_id: UUID) -> CallRow:
    """Returns a call and locks its row; raises NotYourCall."""
    return _found(await work.row(CallRow, _LOCKED, id=call_id))


def _found(row: CallRow | None) -> CallRow:
    if row is None:
        raise NotYourCall
    return row


async def calls_on_the_line(work: UnitOfWork, owner: str) -> list[CallRow]:
    """Returns the calls of a controller whose citizens are on the line."""
    return await work.rows(CallRow, _OWNED_CALLS, name=owner, states=list(ON_THE_LINE))


async def calls_hearing_good_bye(work: UnitOfWork, owner: str) -> list[CallRow]:
    """Returns the calls of a controller whose citizens have a promise and have not left yet."""
    return await work.rows(CallRow, _PROMISED_CALLS, name=owner)


def move_call(work: UnitOfWork, row: CallRow, move: CallMove, **columns: Any) -> CallRow:
    """Moves a call and changes columns with it; raises IllegalCallMove."""
    after = call_after(CallState(row.state), move)
    work.change("calls", row.id, state=after.value, **columns)
    return replace(row, state=after.value)


def record_of_call(work: UnitOfWork, call_id: UUID, event: Event) -> None:
    """Records an event about a call, for the desk."""
    work.record(event, about=SubjectRef("call", str(call_id)), audience=CALL_AUDIENCE)


async def parties_on(work: UnitOfWork, call_id: UUID) -> list[PartyRow]:
    """Returns the parties of a call that have not left it; the citizen is the first."""
    return await work.rows(PartyRow, _PARTIES_OF_CALLS, call=call_id)


async def citizen_on(work: UnitOfWork, call_id: UUID) -> PartyRow:
    """Returns the citizen's party; raises NotYourCall."""
    for one in await parties_on(work, call_id):
        if one.kind == PartyKind.CITIZEN:
            return one
    raise NotYourCall


async def seat_on(work: UnitOfWork, call_id: UUID, staff: str) -> PartyRow | None:
    """Returns the party of a seat, or None."""
    found = await parties_on(work, call_id)
    return next((one for one in found if one.kind == PartyKind.SEAT and one.staff == staff), None)


def add_citizen(work: UnitOfWork, call_id: UUID, leg: CitizenLeg, line: UUID | None) -> None:
    """Adds the citizen, who waits."""
    add_party(work, call_id, PartyKind.CITIZEN, number=1, line=line, media=packed_leg(work, leg))


def add_seat(work: UnitOfWork, call_id: UUID, staff: str, joined: RoomLeg, sound: SeatSound) -> None:
    """Adds a seat that talks in the room."""
    more = {"staff": staff, "handle": joined.handle, "state": PartyState.TALKING.value, **sound_cells(work, sound)}
    add_party(work, call_id, PartyKind.SEAT, number=joined.number, **more)


def sound_cells(work: UnitOfWork, sound: SeatSound) -> dict[str, UUID | bytes | None]:
    """Returns the columns of a party that say by which telephone it talks; both are empty for a browser."""
    return {"line": sound.line, "media": packed_leg(work, sound.leg) if sound.leg else None}


def add_party(work: UnitOfWork, call_id: UUID, kind: PartyKind, **cells: Any) -> None:
    """Adds a party, who waits unless `cells` say otherwise."""
    row = {"id": new_id(), "call_id": call_id, "kind": kind.value, "state": PartyState.WAITING.value}
    work.add("call_parties", {**row, "joined_at": work.real, **cells})


async def part_all(work: UnitOfWork, call_id: UUID) -> int:
    """Notes that everybody has left a call; returns how many were still there."""
    return await work.run(
        "UPDATE call_parties SET state = 'left', left_at = %(real)s, handle = NULL, media = NULL"
        " WHERE city_id = %(city)s AND call_id = %(call)s AND state <> 'left'",
        call=call_id,
    )


async def next_number(work: UnitOfWork, call_id: UUID, kind: PartyKind, first: int) -> int:
    """Returns the number of the next participant of a kind: no tape may have the name of an earlier one."""
    most = await work.value(
        "SELECT max(number) FROM call_parties WHERE city_id = %(city)s AND call_id = %(call)s AND kind = %(kind)s",
        call=call_id,
        kind=kind.value,
    )
    return max(first, (most or 0) + 1)


def packed_leg(work: UnitOfWork, leg: CitizenLeg) -> bytes:
    """Returns the leg on rtpengine, sealed: its session descriptions contain the citizen's address."""
    return work.vault.seal({"call": leg.call, "tag": leg.tag, "sdp": leg.sdp, "answer": leg.answer}).packed()


def leg_of(work: UnitOfWork, party: PartyRow) -> CitizenLeg:
    """Returns the leg on rtpengine of a party; raises NotYourCall without one."""
    if party.media is None:
        raise NotYourCall
    return CitizenLeg(**work.vault.open(Sealed.unpacked(bytes(party.media))))
