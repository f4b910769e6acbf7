"""Records looks that open no number: one event for each person, case and way within an hour.

Reads stay reads: a route asks in its read transaction whether a look is new, which costs one lookup by key, and records
a new one in a transaction of its own. The ordinary page of a case that is not confidential costs nothing.
Looks that open a citizen's number are recorded by `people.reveal_citizen`, each of them; `number` is that of a caller
whose case is not written yet.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef, case_ref
from lianxin.kernel.work import UnitOfWork
from lianxin.looks.events import LookRecorded
from lianxin.people import Actor, Ceiling, count_towards, counted_towards

_HOUR = 3600  # seconds
_OVERSIGHT = frozenset({"oversight"})  # who leads the floor or reviews looks


class LookWay(StrEnum):
    """How data was opened."""

    PAGE = "page"
    PRINT = "print"
    ATTACHMENT = "attachment"
    CALLERS = "callers"
    NUMBER = "number"


@dataclass(frozen=True)
class Look:
    """A look at a case, or (`citizen_id`) at the cases or the number of a caller."""

    way: LookWay
    about: SubjectRef
    citizen_id: UUID | None = None

    def counter(self, actor: Actor) -> Ceiling:
        """Returns the counter whose first count within an hour is recorded."""
        return Ceiling(f"looked {actor.ref} {self.way} {self.about.id}", 1, _HOUR)


def look_at_case(case_id: UUID, way: LookWay, *, confidential: bool) -> Look | None:
    """Returns a look at a case; None for the page of a case that is not confidential."""
    return Look(way, case_ref(case_id)) if confidential or way is not LookWay.PAGE else None


def look_at_caller(citizen_id: UUID | None) -> Look | None:
    """Returns a look at the cases of a caller; None if no citizen has the number."""
    return Look(LookWay.CALLERS, SubjectRef("citizen", str(citizen_id)), citizen_id) if citizen_id else None


def look_at_number(call_id: UUID, citizen_id: UUID | None) -> Look:
    """Returns a look at the number of a caller, by the seat that has spoken to them."""
    return Look(LookWay.NUMBER, SubjectRef("call", str(call_id)), citizen_id)


async def unrecorded(work: UnitOfWork, actor: Actor, look: Look | None) -> Look | None:
    """Returns the look if it has to be recorded; None if there is none, or if it is recorded within this hour."""
    return look if look and not await counted_towards(work, look.counter(actor)) else None


async def keep_look(database: Database, city_id: str, actor: Actor, look: Look | None) -> None:
    """Records a new look in a transaction of its own; of parallel ones only the first."""
    if look is None:
        return
    async with database.begin(city_id, actor=actor.ref) as work:
        if await count_towards(work, look.counter(actor)) == 1:
            work.record(LookRecorded(actor.ref, look.way, look.citizen_id), about=look.about, audience=_OVERSIGHT)
