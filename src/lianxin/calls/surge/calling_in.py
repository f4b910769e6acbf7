"""Calls staff in during surge mode: who was asked, who is coming and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final, LiteralString
from uuid import UUID

from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.surge.events import CalledIn, CallInAnswered
from lianxin.calls.surge.switching import latest_surge
from lianxin.kernel.errors import BadField, Conflict
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, names_of, ref_of, seated_staff

MOST_MINUTES: Final = 600
_LIST: LiteralString = (
    "SELECT id, staff, asked_at, answer, minutes, answered_at FROM call_ins"
    " WHERE city_id = %(city)s AND surge_id = %(surge)s ORDER BY answered_at NULLS LAST, asked_at, id"
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
    """Somebody who was called in; `answer` is null before it is given. `minutes`: until the person is there."""

    id: UUID
    staff: str
    name: str
    asked_at: datetime
    answer: str | None
    minutes: int | None
    answered_at: datetime | None


@dataclass(frozen=True)
class _CallInRow:
    """A row of _LIST."""

    id: UUID
    staff: str
    asked_at: datetime
    answer: str | None
    minutes: int | None
    answered_at: datetime | None


async def call_in(work: UnitOfWork, actor: Actor, staff: list[UUID]) -> int:
    """Asks staff who take calls to come in; nobody twice. Returns how many were asked. Raises NoSurge, BadField."""
    allow(actor, Action.LEAD_FLOOR)
    surge = await latest_surge(work)
    if surge is None or surge.ended_at is not None:
        raise NoSurge
    known = {one.id for one in await seated_staff(work)}
    if not staff or not set(staff) <= known:
        raise BadField(field="staff", problem="unknown" if staff else "empty")
    asked = 0
    for one in dict.fromkeys(staff):
        asked += await work.run(
            "INSERT INTO call_ins (city_id, id, surge_id, staff, asked_by, asked_at) VALUES"
            " (%(city)s, %(id)s, %(surge)s, %(staff)s, %(me)s, %(now)s) ON CONFLICT DO NOTHING",
            id=new_id(),
            surge=surge.id,
            staff=f"staff:{one}",
            me=actor.ref,
        )
    called = CalledIn(surge.id, [f"staff:{one}" for one in staff])
    work.record(called, about=SubjectRef("surge", str(surge.id)), audience=CALL_AUDIENCE)
    return asked


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
    rows = await work.rows(_CallInRow, _LIST, surge=surge_id)
    names = await names_of(work, [row.staff for row in rows])
    return [CallIn(name=names.get(row.staff, ""), **vars(row)) for row in rows]


async def not_here(work: UnitOfWork) -> list[UUID]:
    """Returns the staff who take calls and are not signed in."""
    return [one.id for one in await seated_staff(work) if not one.signed_in and ref_of(one.id)]
