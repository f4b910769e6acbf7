"""Rows of outgoing calls: begun, moved by the table of states, ended with a result, counted for the budget."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, LiteralString
from uuid import UUID

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.outgoing.events import CallDialled, DialOver
from lianxin.calls.outgoing.ring_backs import pack_number
from lianxin.calls.rules.dialling import (
    WITH_KEY,
    DialMove,
    DialPurpose,
    DialResult,
    DialsMade,
    DialState,
    dial_after,
    result_of,
)
from lianxin.kernel.errors import Conflict
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork

_SEVERAL: Final = WITH_KEY | {DialPurpose.THIRD}
"""Purposes of calls of which several may be placed to one number."""

_ORPHAN_AFTER: Final = timedelta(seconds=60)

_COLUMNS: LiteralString = (
    "d.id, d.purpose, d.state, d.made_by, d.number_sealed, d.number_hash, d.desk_sealed, d.call_id, d.case_id,"
    " d.order_id, d.unit, d.name, d.owner, d.desk_line, d.called_line, d.asked_at, d.answered_at, d.acknowledged_at"
)
_LOCK_DIAL: LiteralString = (
    f"SELECT {_COLUMNS} FROM dialled_calls d WHERE d.city_id = %(city)s AND d.id = %(id)s"
    " AND d.ended_at IS NULL FOR UPDATE"
)
_LIVE_DIAL: LiteralString = (
    "SELECT true FROM dialled_calls WHERE city_id = %(city)s AND number_hash = %(hash)s AND ended_at IS NULL LIMIT 1"
)
# One number at a time: a telephone that another call is about to ring would be busy. A contact has several lines.
_ASKED_DIALS: LiteralString = (
    f"SELECT {_COLUMNS} FROM dialled_calls d WHERE d.city_id = %(city)s AND d.ended_at IS NULL AND d.owner IS NULL"
    " AND (d.purpose = 'third' OR NOT EXISTS (SELECT FROM dialled_calls o WHERE o.city_id = d.city_id"
    "   AND o.number_hash = d.number_hash AND o.ended_at IS NULL"
    "   AND (o.owner IS NOT NULL OR (o.asked_at, o.id) < (d.asked_at, d.id))))"
    # A third party is placed by the controller that has the call.
    " AND (d.purpose <> 'third' OR EXISTS (SELECT FROM calls c WHERE c.city_id = d.city_id AND c.id = d.call_id"
    "   AND c.owner = %(owner)s))"
    " ORDER BY d.asked_at, d.id LIMIT %(most)s FOR UPDATE OF d SKIP LOCKED"
)
_OWNED_DIALS: LiteralString = (
    f"SELECT {_COLUMNS} FROM dialled_calls d WHERE d.city_id = %(city)s AND d.owner = %(owner)s"
    " AND d.ended_at IS NULL ORDER BY d.id FOR UPDATE"
)
# Calls of a controller that died, and calls that no controller began in time: nobody waits for them any more.
_ORPHANED_DIALS: LiteralString = (
    f"SELECT {_COLUMNS} FROM dialled_calls d WHERE d.city_id = %(city)s AND d.ended_at IS NULL"
    " AND (d.owner IS NULL AND d.asked_at < %(before)s OR d.owner IS NOT NULL AND NOT EXISTS (SELECT FROM"
    " sip_controllers c WHERE c.city_id = d.city_id AND c.name = d.owner AND c.seen_at > %(before)s))"
    " ORDER BY d.id FOR UPDATE OF d SKIP LOCKED"
)
_CONTROLLER_LIVES: LiteralString = """
SELECT EXISTS (SELECT FROM sip_controllers
  WHERE city_id = %(city)s AND seen_at > %(real)s - interval '10 seconds')
"""
_GIVEN_UP: LiteralString = (
    "SELECT id FROM dialled_calls WHERE city_id = %(city)s AND owner = %(owner)s AND ended_at IS NULL"
    " AND given_up_at IS NOT NULL"
)
_DIALS_MADE: LiteralString = """
SELECT count(*) FILTER (WHERE d.made_by = %(made_by)s AND d.asked_at > %(hour)s)::int AS person,
  count(*) FILTER (WHERE d.case_id = %(case)s)::int AS "case",
  count(*) FILTER (WHERE d.asked_at > %(hour)s)::int AS city
FROM dialled_calls d WHERE d.city_id = %(city)s AND d.asked_at > %(day)s
"""
_LANGUAGE_OF_CALL: LiteralString = "SELECT language FROM calls WHERE city_id = %(city)s AND id = %(call)s"
# Outgoing calls are begun one after the other: parallel requests neither exceed the budget nor ring a number twice.
_ONE_BY_ONE: LiteralString = (
    "SELECT pg_advisory_xact_lock(hashtextextended('dials of ' || c.city_id, 0)) FROM cities c"
    " WHERE c.city_id = %(city)s"
)


class AlreadyDialled(Conflict):
    """This number is being dialled at this moment."""

    code: ClassVar[str] = "calls.already_dialled"


@dataclass(frozen=True)
class NewDial:
    """A call to be placed. `desk`: the desk telephone that rings first; `call_id`: the call that is rung back."""

    purpose: DialPurpose
    number: str
    made_by: str
    desk: str = ""
    call_id: UUID | None = None
    case_id: UUID | None = None
    citizen_id: UUID | None = None
    order_id: UUID | None = None
    unit: str | None = None
    name: str = ""
    attempt: int | None = None


@dataclass(frozen=True)
class DialRow:
    """A row of `dialled_calls` that has not ended. `desk_line`, `called_line`: the SIP legs, once placed."""

    id: UUID
    purpose: str
    state: str
    made_by: str
    number_sealed: bytes
    number_hash: str
    desk_sealed: bytes | None
    call_id: UUID | None
    case_id: UUID | None
    order_id: UUID | None
    unit: str | None
    name: str
    owner: str | None
    desk_line: UUID | None
    called_line: UUID | None
    asked_at: datetime
    answered_at: datetime | None
    acknowledged_at: datetime | None


async def begin_dial(work: UnitOfWork, new: NewDial) -> UUID:
    """Records a call that a controller places next, and returns its id; raises AlreadyDialled.

    The telephone of a duty room may have several calls; they are placed one after the other.
    """
    await work.value(_ONE_BY_ONE)
    hashed = work.vault.index(new.number)
    if new.purpose not in _SEVERAL and await work.value(_LIVE_DIAL, hash=hashed):
        raise AlreadyDialled
    dial_id = new_id()
    row = {
        "id": dial_id,
        "purpose": new.purpose.value,
        "state": DialState.ASKED.value,
        "made_by": new.made_by,
        "number_sealed": pack_number(work, new.number),
        "number_hash": hashed,
        "desk_sealed": pack_number(work, new.desk) if new.desk else None,
        "call_id": new.call_id,
        "case_id": new.case_id,
        "citizen_id": new.citizen_id,
        "order_id": new.order_id,
        "unit": new.unit,
        "name": new.name,
        "asked_at": work.real,
    }
    work.add("dialled_calls", row)
    dialled = CallDialled(dial_id, new.purpose, new.call_id, new.attempt, new.unit)
    work.record(dialled, about=SubjectRef("call", str(dial_id)), audience=_hears(new.made_by))
    return dial_id


async def dials_made(work: UnitOfWork, made_by: str, case_id: UUID | None) -> DialsMade:
    """Returns what the budget counts; others who count wait until this work ends."""
    await work.value(_ONE_BY_ONE)
    found = await work.row(
        DialsMade,
        _DIALS_MADE,
        made_by=made_by,
        case=case_id,
        hour=work.real - timedelta(hours=1),
        day=work.real - timedelta(days=1),
    )
    return found or DialsMade(0, 0, 0)


async def asked_dials(work: UnitOfWork, most: int, owner: str) -> list[DialRow]:
    """Returns calls that no controller places yet and this one may, oldest first; locks their rows.

    At most one is returned for each number, except for outside contacts.
    """
    return await work.rows(DialRow, _ASKED_DIALS, most=most, owner=owner)


async def orphan_dials(work: UnitOfWork) -> list[DialRow]:
    """Returns calls that no living controller cares for, and locks their rows."""
    return await work.rows(DialRow, _ORPHANED_DIALS, before=work.real - _ORPHAN_AFTER)


async def has_telephone(work: UnitOfWork) -> bool:
    """Whether a controller lives that can place calls."""
    return await work.value(_CONTROLLER_LIVES)


async def owned_dials(work: UnitOfWork, owner: str) -> list[DialRow]:
    """Returns the calls of a controller that have not ended, and locks their rows."""
    return await work.rows(DialRow, _OWNED_DIALS, owner=owner)


async def given_up_dials(work: UnitOfWork, owner: str) -> list[UUID]:
    """Returns the calls of a controller that their people want to end."""
    return await work.column(UUID, _GIVEN_UP, owner=owner)


async def spoken_language(work: UnitOfWork, row: DialRow) -> str:
    """Returns the language that the citizen chose in the call that is rung back; empty if none is known.

    An outside contact hears that of the city.
    """
    if row.purpose == DialPurpose.THIRD:
        return ""
    return (row.call_id is not None and await work.value(_LANGUAGE_OF_CALL, call=row.call_id)) or ""


async def open_dial(work: UnitOfWork, dial_id: UUID) -> DialRow | None:
    """Returns an outgoing call and locks its row; None if it has ended."""
    return await work.row(DialRow, _LOCK_DIAL, id=dial_id)


def move_dial(work: UnitOfWork, row: DialRow, move: DialMove, **more: Any) -> None:
    """Moves an outgoing call by the table; raises IllegalCallMove."""
    after = dial_after(DialState(row.state), move)
    work.change("dialled_calls", row.id, state=after.value, **more)


def end_dial(work: UnitOfWork, row: DialRow, status: int) -> DialResult:
    """Ends an outgoing call, deletes its numbers, and returns its result. `status`: of the leg that ended."""
    result = result_of(DialState(row.state), status)
    move_dial(
        work,
        row,
        DialMove.END,
        result=result.value,
        ended_at=work.real,
        number_sealed=None,
        desk_sealed=None,
    )
    talked = (work.real - row.answered_at).total_seconds() if row.answered_at else None
    over = DialOver(
        row.id,
        row.purpose,
        result,
        talked,
        row.call_id,
        row.unit,
        True if row.acknowledged_at else None,
        row.name if row.purpose == DialPurpose.CALL_IN else None,
    )
    work.record(over, about=SubjectRef("call", str(row.id)), audience=_hears(row.made_by))
    return result


def _hears(made_by: str) -> frozenset[str]:
    """Returns who hears of an outgoing call: the desk, and the person who placed it."""
    return CALL_AUDIENCE | {made_by} if ":" in made_by else CALL_AUDIENCE
