"""Calls staff in during surge mode: who was asked, who is coming and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, LiteralString
from uuid import UUID

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.outgoing.calling_in import StaffToRing, ring_staff
from lianxin.calls.outgoing.dialled import has_telephone
from lianxin.calls.seating.setups import setup_row
from lianxin.calls.surge.events import CalledIn, CallInAnswered
from lianxin.calls.surge.switching import latest_surge
from lianxin.city import current_profile
from lianxin.kernel.errors import BadField, Conflict
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import StaffId, new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, names_of, ref_of, seated_staff

MOST_MINUTES: Final = 600
_LIST_CALL_INS: LiteralString = (
    "SELECT c.id, c.staff, c.asked_at, c.answer, c.minutes, c.answered_at, c.dial_id IS NOT NULL AS rung, d.result"
    " FROM call_ins c LEFT JOIN dialled_calls d ON d.city_id = c.city_id AND d.id = c.dial_id"
    " WHERE c.city_id = %(city)s AND c.surge_id = %(surge)s ORDER BY c.answered_at NULLS LAST, c.asked_at, c.id"
)
_INSERT_CALL_IN: LiteralString = (
    "INSERT INTO call_ins (city_id, id, surge_id, staff, asked_by, asked_at) VALUES"
    " (%(city)s, %(id)s, %(surge)s, %(staff)s, %(me)s, %(now)s) ON CONFLICT DO NOTHING"
)
_SET_DIAL: LiteralString = (
    "UPDATE call_ins SET dial_id = %(dial)s WHERE city_id = %(city)s AND surge_id = %(surge)s AND staff = %(staff)s"
)
_ACKNOWLEDGE_CALL_IN: LiteralString = (
    "UPDATE call_ins SET answer = %(coming)s, answered_at = %(now)s WHERE city_id = %(city)s AND staff = %(staff)s"
    " AND dial_id = %(dial)s AND answer IS NULL RETURNING surge_id"
)


class ComesIn(StrEnum):
    """The answer of somebody who was called in."""

    COMING = "coming"
    NOT_COMING = "not_coming"


class NoSurge(Conflict):
    """Surge mode is off, so nobody is called in."""

    code: ClassVar[str] = "calls.no_surge"


class NotCalledIn(Conflict):
    """The actor was not called in."""

    code: ClassVar[str] = "calls.not_called_in"


@dataclass(frozen=True)
class CallIn:
    """Somebody who was called in; `answer` is null before it is given. `minutes`: until the person is there.

    `rung`: their telephone was rung; `result`: how that call ended, null before.
    """

    id: UUID
    staff: str
    name: str
    asked_at: datetime
    answer: str | None
    minutes: int | None
    answered_at: datetime | None
    rung: bool
    result: str | None


@dataclass(frozen=True)
class _CallInRow:
    """A row of _LIST_CALL_INS."""

    id: UUID
    staff: str
    asked_at: datetime
    answer: str | None
    minutes: int | None
    answered_at: datetime | None
    rung: bool
    result: str | None


async def call_in(work: UnitOfWork, actor: Actor, staff: list[UUID]) -> int:
    """Asks staff who take calls to come in; nobody twice. Returns how many were asked. Raises NoSurge, BadField.

    The telephone of those rings for whose seat an administrator has set one, unless the profile says otherwise.
    """
    allow(actor, Action.LEAD_FLOOR)
    surge = await latest_surge(work)
    if surge is None or surge.ended_at is not None:
        raise NoSurge
    known = {one.id for one in await seated_staff(work)}
    if not staff or not set(staff) <= known:
        raise BadField(field="staff", problem="unknown" if staff else "empty")
    asked = [
        who
        for who in dict.fromkeys(ref_of(StaffId(one)) for one in staff)
        if await work.run(_INSERT_CALL_IN, id=new_id(), surge=surge.id, staff=who, me=actor.ref)
    ]
    called = CalledIn(surge.id, [f"staff:{one}" for one in staff])
    work.record(called, about=SubjectRef("surge", str(surge.id)), audience=CALL_AUDIENCE)
    if await has_telephone(work) and (await current_profile(work)).telephone.surge.call_in:
        await _ring(work, actor, surge.id, asked)
    return len(asked)


async def _ring(work: UnitOfWork, actor: Actor, surge_id: UUID, asked: list[str]) -> None:
    """Rings those of the people who have a telephone of their own for their seat."""
    rows = [(who, await setup_row(work, who)) for who in asked]
    people = [StaffToRing(who, row.mobile(work)) for who, row in rows if row.mobile_sealed]
    for who, dial_id in (await ring_staff(work, actor.ref, people)).items():
        await work.run(_SET_DIAL, surge=surge_id, staff=who, dial=dial_id)


async def settle_call_in(work: UnitOfWork, dial_id: UUID, staff: str) -> None:
    """Records that somebody who was rung pressed the key and comes; an answer on the page counts more."""
    surge_id: UUID | None = await work.value(
        _ACKNOWLEDGE_CALL_IN, dial=dial_id, staff=staff, coming=ComesIn.COMING.value
    )
    if surge_id is not None:
        answered = CallInAnswered(surge_id, staff, ComesIn.COMING.value)
        work.record(answered, about=SubjectRef("surge", str(surge_id)), audience=CALL_AUDIENCE)


async def answer_call_in(work: UnitOfWork, actor: Actor, answer: ComesIn, minutes: int | None = None) -> None:
    """Records whether the actor comes; a later answer replaces an earlier one. Raises NotCalledIn, BadField."""
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise BadField(field="minutes", problem="out_of_range")
    surge_id: UUID | None = await work.value(
        "UPDATE call_ins c SET answer = %(answer)s, minutes = %(minutes)s, answered_at = %(now)s FROM surges s"
        " WHERE c.city_id = %(city)s AND s.city_id = c.city_id AND s.id = c.surge_id AND s.ended_at IS NULL"
        " AND c.staff = %(me)s RETURNING c.surge_id",
        answer=answer.value,
        minutes=minutes,
        me=actor.ref,
    )
    if surge_id is None:
        raise NotCalledIn
    answered = CallInAnswered(surge_id, actor.ref, answer.value, minutes)
    work.record(answered, about=SubjectRef("surge", str(surge_id)), audience=CALL_AUDIENCE)


async def called_in(work: UnitOfWork, surge_id: UUID) -> list[CallIn]:
    """Returns everybody who was called in during a surge, those who answered first."""
    rows = await work.rows(_CallInRow, _LIST_CALL_INS, surge=surge_id)
    names = await names_of(work, [row.staff for row in rows])
    return [CallIn(name=names.get(row.staff, ""), **vars(row)) for row in rows]


async def not_here(work: UnitOfWork) -> list[UUID]:
    """Returns the staff who take calls and are not signed in."""
    return [one.id for one in await seated_staff(work) if not one.signed_in and ref_of(one.id)]
