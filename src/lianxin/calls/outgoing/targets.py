"""Whose number may be dialled: the citizen of a case at work, of a held callback, of an order, or of a missed call.

Nobody can dial digits, and nobody sees the number.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lianxin.calls.ending import recent_callers
from lianxin.calls.media.case_calls import CallCase
from lianxin.calls.outgoing.ring_backs import begin_attempt, open_ring_back, unpack_number
from lianxin.calls.rules.dialling import DialPurpose
from lianxin.cases import read_number, reveal
from lianxin.kernel.errors import Conflict, Invalid
from lianxin.kernel.work import UnitOfWork
from lianxin.people import (
    NO_VOICE_CALL,
    Action,
    Actor,
    LookBasis,
    PhoneKind,
    allow,
    contact_preferences,
    number_to_dial,
    read_phone,
)


class DialUnclear(Invalid):
    """The request must name exactly one of case, callback, order and call."""

    code: ClassVar[str] = "calls.dial_unclear"


class NoNumber(Conflict):
    """The citizen left no number, or it was erased."""

    code: ClassVar[str] = "calls.no_number"


class NoVoiceWanted(Conflict):
    """The citizen wants no voice calls, for example because they cannot hear."""

    code: ClassVar[str] = "calls.no_voice_wanted"


class NumberAbroad(Conflict):
    """Foreign numbers are not dialled."""

    code: ClassVar[str] = "calls.number_abroad"


class RingBackInProgress(Conflict):
    """This caller is being rung back at this moment."""

    code: ClassVar[str] = "calls.ring_back_in_progress"


@dataclass(frozen=True)
class DialWish:
    """Whom to call: the citizen of a case or a callback (case number), of a unit's order, or of a missed call."""

    case: str = ""
    callback: str = ""
    order: UUID | None = None
    call_id: UUID | None = None

    @property
    def purpose(self) -> DialPurpose:
        """Returns the reason of the call; raises DialUnclear."""
        named = {
            DialPurpose.CASE: self.case,
            DialPurpose.CALLBACK: self.callback,
            DialPurpose.CONTACT: self.order,
            DialPurpose.MISSED: self.call_id,
        }
        given = [purpose for purpose, value in named.items() if value]
        if len(given) != 1:
            raise DialUnclear(given=[one.value for one in given])
        return given[0]


@dataclass(frozen=True)
class DialTarget:
    """A number that may be dialled, and what the call is about."""

    number: str
    case: CallCase | None = None
    citizen_id: UUID | None = None
    order_id: UUID | None = None
    call_id: UUID | None = None
    attempt: int | None = None


async def target_of(work: UnitOfWork, actor: Actor, wish: DialWish) -> DialTarget:
    """Returns the number to dial. Raises what the package `cases` refuses, and the errors of this module."""
    match wish.purpose:
        case DialPurpose.MISSED if wish.call_id:
            return await _missed(work, actor, wish.call_id)
        case DialPurpose.CONTACT if wish.order:
            return await _citizen(work, await reveal.contact_to_call(work, actor, wish.order))
        case DialPurpose.CALLBACK:
            found = await reveal.citizen_to_call(work, actor, read_number(wish.callback))
            if found.basis is not LookBasis.CALLBACK:
                raise reveal.NotInHand(number=wish.callback)
            return await _citizen(work, found)
        case _:
            callers = await recent_callers(work, actor)
            return await _citizen(
                work, await reveal.citizen_to_call(work, actor, read_number(wish.case), callers=callers)
            )


async def _citizen(work: UnitOfWork, found: reveal.CitizenToCall) -> DialTarget:
    preference = (await contact_preferences(work, [found.citizen_id])).get(found.citizen_id, "")
    if preference in NO_VOICE_CALL:
        raise NoVoiceWanted
    number = await number_to_dial(work, found.citizen_id)
    check_number(number)
    return DialTarget(number, CallCase(found.case_id, found.number), found.citizen_id, found.order_id)


async def _missed(work: UnitOfWork, actor: Actor, call_id: UUID) -> DialTarget:
    """Takes a missed call off the automatic list for the length of this attempt."""
    allow(actor, Action.RING_BACK)
    row = await open_ring_back(work, call_id)
    if row.state != "waiting":
        raise RingBackInProgress
    number = unpack_number(work, row.number_sealed)
    check_number(number)
    return DialTarget(number, call_id=row.id, attempt=await begin_attempt(work, row))


def check_number(number: str) -> None:
    """Raises NoNumber, NumberAbroad, InvalidPhone."""
    if not number:
        raise NoNumber
    if read_phone(number).kind is PhoneKind.FOREIGN:
        raise NumberAbroad
