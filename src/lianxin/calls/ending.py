"""Records calls that end without a case; an abusive call may be ended only after a warning."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from lianxin.calls.events import CallEnded, CallerWarned
from lianxin.calls.rules.words import CallChannel, Disposition
from lianxin.cases import case_of_number, check_seen, read_number, sight_of
from lianxin.city import current_profile
from lianxin.kernel.errors import BadField, Conflict
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, InvalidPhone, allow, citizen_with_phone

CALL_AUDIENCE: Final = frozenset({"desk"})
_LONGEST: Final = 86_400.0  # seconds
WRAP_UP: Final = timedelta(minutes=30)  # after a call, in which its operator still works on its cases
SKEW: Final = timedelta(minutes=1)  # by which a browser's clock may be ahead


class NotWarned(Conflict):
    """A call can be ended for abuse only after the caller was warned."""

    code: ClassVar[str] = "calls.not_warned"


class CallOver(Conflict):
    """This call has ended, or belongs to another operator."""

    code: ClassVar[str] = "calls.over"


@dataclass(frozen=True)
class EndOfCall:
    """The end of a call. `number` is the number of the case it was about, `phone` the caller's if known.

    The phone is not stored, only the citizen who has it. `form_time` is in seconds from the end of the call, as
    measured by the page.
    """

    kind: Disposition
    started_at: datetime
    ended_at: datetime
    channel: CallChannel = CallChannel.PHONE
    phone: str = ""
    number: str = ""
    form_time: float | None = None


@dataclass(frozen=True)
class Ended:
    """A call that ended without a case."""

    id: UUID
    kind: str
    ended_at: datetime


@dataclass(frozen=True)
class KeptCall:
    """A row of `calls`; `kind` is None until the disposition is recorded."""

    seat: str | None
    kind: str | None
    warned_at: datetime | None
    citizen_id: UUID | None


async def warn_caller(work: UnitOfWork, actor: Actor, call_id: UUID, started_at: datetime) -> None:
    """Records that the caller was warned; has no effect a second time. Raises BadField, CallOver."""
    allow(actor, Action.RECORD_CALL)
    check_times(work, started_at, work.now)
    kept = await kept_call(work, actor, call_id)
    if kept is not None and kept.warned_at is not None:
        return
    row = {"id": call_id, "channel": CallChannel.PHONE, "seat": actor.ref, "started_at": started_at}
    if kept is None:
        work.add("calls", {**row, "warned_at": work.now})
    else:
        work.change("calls", call_id, warned_at=work.now)
    work.record(CallerWarned(call_id), about=SubjectRef("call", str(call_id)), audience=CALL_AUDIENCE)


async def end_call(work: UnitOfWork, actor: Actor, call_id: UUID, ask: EndOfCall) -> Ended:
    """Records a call that led to no case. Raises BadField, CallOver, NotWarned, NoCase."""
    allow(actor, Action.RECORD_CALL)
    check_times(work, ask.started_at, ask.ended_at)
    if ask.form_time is not None and not 0 <= ask.form_time <= _LONGEST:
        raise BadField(field="form_time", problem="out_of_range")
    kept = await kept_call(work, actor, call_id)
    if ask.kind is Disposition.ABUSIVE and (kept is None or kept.warned_at is None):
        raise NotWarned
    case_id = await case_about(work, actor, ask.number) if ask.number else None
    citizen_id = await _caller_of(work, ask.phone) or (kept.citizen_id if kept else None)
    facts = {
        "kind": ask.kind,
        "channel": ask.channel,
        "started_at": ask.started_at,
        "ended_at": ask.ended_at,
        "citizen_id": citizen_id,
        "case_id": case_id,
        "form_time": ask.form_time,
    }
    if kept is None:
        work.add("calls", {"id": call_id, "seat": actor.ref, **facts})
    else:
        work.change("calls", call_id, **facts)
    ended = CallEnded(
        call_id,
        ask.kind,
        ask.channel,
        ask.started_at,
        ask.ended_at,
        citizen_id is not None,
        ask.form_time,
        case_id,
    )
    work.record(ended, about=SubjectRef("call", str(call_id)), audience=CALL_AUDIENCE)
    return Ended(call_id, ask.kind, ask.ended_at)


async def kept_call(work: UnitOfWork, actor: Actor, call_id: UUID) -> KeptCall | None:
    """Returns the row of a call and locks it; None for an unknown call. Raises CallOver."""
    found = await work.row(
        KeptCall,
        "SELECT seat, kind, warned_at, citizen_id FROM calls WHERE city_id = %(city)s AND id = %(id)s FOR UPDATE",
        id=call_id,
    )
    if found is None:
        return None
    if found.kind is not None or found.seat != actor.ref:
        raise CallOver
    return found


async def recent_callers(work: UnitOfWork, actor: Actor) -> frozenset[UUID]:
    """Returns the citizens with whom the actor has spoken within WRAP_UP."""
    found = await work.column(
        UUID,
        "SELECT citizen_id FROM calls WHERE city_id = %(city)s AND seat = %(me)s AND citizen_id IS NOT NULL"
        " AND started_at > %(since)s - interval '1 day' AND ended_at > %(since)s",
        me=actor.ref,
        since=work.now - WRAP_UP,
    )
    return frozenset(found)


async def case_about(work: UnitOfWork, actor: Actor, number: str) -> UUID:
    """Returns the case that a call was about; raises BadNumber, NoCase."""
    number = read_number(number)
    await check_seen(work, sight_of(actor, await current_profile(work)), number)
    return await case_of_number(work, number)


async def _caller_of(work: UnitOfWork, phone: str) -> UUID | None:
    """Returns the citizen with this phone; None if there is none or the phone is invalid."""
    try:
        return await citizen_with_phone(work, phone) if phone.strip() else None
    except InvalidPhone:
        return None


def check_times(work: UnitOfWork, started_at: datetime, ended_at: datetime) -> None:
    """Raises BadField for times without a zone, in the wrong order, or in the future."""
    for name, at in (("started_at", started_at), ("ended_at", ended_at)):
        if at.tzinfo is None:
            raise BadField(field=name, problem="no_timezone")
    if not started_at <= ended_at <= work.now + SKEW or ended_at - started_at > timedelta(seconds=_LONGEST):
        raise BadField(field="ended_at", problem="out_of_range")
