"""Reads what a seat's page shows: the seat's state and the call that rings at it, is talked or wrapped up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.control.numbers import caller_number
from lianxin.calls.media.case_calls import cases_of_call
from lianxin.calls.rules.parties import hears_keys
from lianxin.calls.rules.words import PartyKind, PartyState, SeatState, SeatVoice
from lianxin.calls.seating.seat_legs import rings_phone
from lianxin.calls.seating.setups import setup_row
from lianxin.cases import answers, known_callers, sight_of
from lianxin.city import current_profile
from lianxin.kernel.ids import CitizenId
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, InvalidPhone, allow, masked_citizen, names_of

CASES_SHOWN: Final = 5

_OWN_SEAT: LiteralString = (
    "SELECT state, since, reason, until_at, call_id, voice FROM seats WHERE city_id = %(city)s AND staff = %(me)s"
)
_CALL_OF_SEAT: LiteralString = (
    "SELECT id, state, direction, called, queue, priority, language, citizen_id, caller_sealed, caller_owner,"
    " arrived_at, queued_at, answered_at, over_at, kind, seat FROM calls WHERE city_id = %(city)s AND id = %(id)s"
)
_PARTIES_OF_CALL: LiteralString = (
    "SELECT id, kind, state, staff, contact, muted FROM call_parties"
    " WHERE city_id = %(city)s AND call_id = %(id)s AND state <> %(left)s"
    " AND NOT (kind = 'whisper' AND muted) ORDER BY number, id"  # the seat's own ear
)


@dataclass(frozen=True)
class CallParty:
    """Somebody on the call. `name` is that of staff or of a contact, or the citizen's, masked; empty if unknown.

    `name_en`: that of a contact, otherwise empty. `own`: the viewer's seat.
    """

    id: UUID
    kind: str
    name: str
    name_en: str
    own: bool
    state: str
    muted: bool


@dataclass(frozen=True)
class SeatCall:
    """The call of a seat; `caller` is masked. Times are real ones; `waited_s`: from its first place to the answer.

    `yours`: the viewer's seat has the call; one that was asked into it has not. `keypad`: its keys reach somebody.

    `cases`: the latest cases of the citizen that the viewer may see, open ones first. `opened`: the numbers of cases
    opened in this call; without one, the wrap-up needs a disposition. `kind` is the disposition, once recorded.
    """

    id: UUID
    state: str
    direction: str
    called: str
    queue: str | None
    priority: int
    language: str
    caller: str
    citizen_id: UUID | None
    known: bool
    name: str
    cases: list[answers.CaseCard]
    opened: list[str]
    arrived_at: datetime | None
    answered_at: datetime | None
    over_at: datetime | None
    waited_s: float
    muted: bool
    kind: str | None
    yours: bool
    keypad: bool
    parties: list[CallParty]


@dataclass(frozen=True)
class SeatNow:
    """A seat now. `telephone`: whether this process has one; `waiting`: citizens in the queues; `until` of a break.

    `voice`: by what it talks, one of `voices`; `phone_rings`: its telephone was rung for the call and has not ended.
    """

    telephone: bool
    state: str
    since: datetime | None
    reason: str | None
    until: datetime | None
    call: SeatCall | None
    waiting: int
    voice: SeatVoice
    voices: list[SeatVoice]
    phone_rings: bool


@dataclass(frozen=True)
class _SeatRow:
    """A row of _OWN_SEAT."""

    state: str
    since: datetime | None
    reason: str | None
    until_at: datetime | None
    call_id: UUID | None
    voice: str


@dataclass(frozen=True)
class _CallRow:
    """A row of _CALL_OF_SEAT."""

    id: UUID
    state: str
    direction: str
    called: str
    queue: str | None
    priority: int
    language: str
    citizen_id: UUID | None
    caller_sealed: bytes | None
    caller_owner: UUID | None
    arrived_at: datetime | None
    queued_at: datetime | None
    answered_at: datetime | None
    over_at: datetime | None
    kind: str | None
    seat: str | None


@dataclass(frozen=True)
class _PartyRow:
    """A row of _PARTIES_OF_CALL."""

    id: UUID
    kind: str
    state: str
    staff: str | None
    contact: str | None
    muted: bool


async def seat_now(work: UnitOfWork, actor: Actor, *, telephone: bool) -> SeatNow:
    """Returns the actor's seat with its call."""
    allow(actor, Action.RECORD_CALL)
    seat = await work.row(_SeatRow, _OWN_SEAT, me=actor.ref)
    waiting = await work.value("SELECT count(*) FROM waiting_calls WHERE city_id = %(city)s")
    voices = (await setup_row(work, actor.ref)).voices
    if seat is None:
        seat = _SeatRow(SeatState.SIGNED_OUT.value, None, None, None, None, SeatVoice.BROWSER.value)
    call = await _call(work, actor, seat.call_id) if seat.call_id else None
    return SeatNow(
        telephone=telephone,
        state=seat.state,
        since=seat.since,
        reason=seat.reason,
        until=seat.until_at,
        call=call,
        waiting=waiting,
        voice=SeatVoice(seat.voice) if seat.voice in voices else SeatVoice.BROWSER,
        voices=[*voices],
        phone_rings=call is not None and await rings_phone(work, call.id, actor.ref),
    )


async def _call(work: UnitOfWork, actor: Actor, call_id: UUID) -> SeatCall | None:
    row = await work.row(_CallRow, _CALL_OF_SEAT, id=call_id)
    if row is None:
        return None
    number = await caller_number(work, row.caller_sealed, row.caller_owner)
    citizen = await masked_citizen(work, CitizenId(row.citizen_id)) if row.citizen_id else None
    parties = await _parties(work, actor, call_id, citizen.name if citizen else "")
    until = row.answered_at or row.over_at or work.real
    return SeatCall(
        id=row.id,
        state=row.state,
        direction=row.direction,
        called=row.called,
        queue=row.queue,
        priority=row.priority,
        language=row.language,
        caller=mask_phone(number) if number else "",
        citizen_id=row.citizen_id,
        known=row.citizen_id is not None,
        name=citizen.name if citizen else "",
        cases=await _cases(work, actor, number),
        opened=[one.number for one in await cases_of_call(work, call_id)],
        arrived_at=row.arrived_at,
        answered_at=row.answered_at,
        over_at=row.over_at,
        waited_s=(until - row.queued_at).total_seconds() if row.queued_at else 0.0,
        muted=any(one.muted for one in parties if one.own),
        kind=row.kind,
        yours=row.seat == actor.ref,
        keypad=row.seat == actor.ref and any(hears_keys(one.kind, one.state, row.direction) for one in parties),
        parties=parties,
    )


async def _parties(work: UnitOfWork, actor: Actor, call_id: UUID, citizen: str) -> list[CallParty]:
    """Returns the parties who have not left."""
    rows = await work.rows(_PartyRow, _PARTIES_OF_CALL, id=call_id, left=PartyState.LEFT.value)
    names = await names_of(work, [row.staff for row in rows if row.staff])
    contacts = {one.code: one for one in (await current_profile(work)).telephone.contacts}
    found: list[CallParty] = []
    for row in rows:
        contact = contacts.get(row.contact or "")
        name = citizen if row.kind == PartyKind.CITIZEN else names.get(row.staff or "", contact.name if contact else "")
        own = row.kind == PartyKind.SEAT and row.staff == actor.ref
        name_en = contact.name_en if contact else ""
        found.append(CallParty(row.id, row.kind, name, name_en, own, row.state, row.muted))
    return found


async def _cases(work: UnitOfWork, actor: Actor, number: str) -> list[answers.CaseCard]:
    """Returns the latest cases of the caller that the actor may see."""
    if not number:
        return []
    try:
        known = await known_callers(work, sight_of(actor, await current_profile(work)), number)
    except InvalidPhone:
        return []
    return known.items[:CASES_SHOWN]
