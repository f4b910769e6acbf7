"""Reveals a citizen's name and number for a case: for work in hand or a written reason, always recorded as an event.

A person may have the citizen of a case telephoned only for work in hand, and does not see the number.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from lianxin.cases.core.callback_leases import holds_callback
from lianxin.cases.core.case_file import CaseFile, at_work
from lianxin.cases.core.locking import NoCase, case_of_number, check_sight, lock_case, lock_order, read_case
from lianxin.cases.rules.states import CaseStatus, OrderStatus
from lianxin.cases.rules.waits_for import WAITS_FOR
from lianxin.cases.rules.words import TextKind
from lianxin.kernel.errors import Conflict
from lianxin.kernel.ids import CaseId, CitizenId, TextId
from lianxin.kernel.work import UnitOfWork
from lianxin.people import (
    Action,
    Actor,
    LookBasis,
    ReasonMissing,
    RevealReason,
    Role,
    allow,
    is_reason,
    permitted,
    reveal_citizen,
)

_HELD_BY_LEASE: Collection[str] = {Role.CALLBACK_AGENT}


@dataclass(frozen=True)
class Revealed:
    """A citizen's unmasked data; unknown fields are empty."""

    name: str
    phone: str
    email: str


async def reveal(
    work: UnitOfWork, actor: Actor, number: str, reason: RevealReason, note: str, *, callers: Collection[UUID] = ()
) -> Revealed:
    """Returns the unmasked citizen of a case; raises NoCase, NotPermitted, ReasonMissing, TooManyLooks.

    `callers`: citizens with whom the actor has just spoken. The note is stored as a text of the case; the event
    records who looked and why. A unit gets name and phone only, and only while it works on the case.
    """
    file = await lock_case(work, await case_of_number(work, number))
    check_sight(file, actor)
    if file.case.citizen_id is None:
        raise NoCase(number=number)
    subject = file.subject_of(*at_work(file.orders))
    if note.strip() and not is_reason(note):
        raise ReasonMissing
    seen = await reveal_citizen(
        work,
        actor,
        CitizenId(file.case.citizen_id),
        case_id=CaseId(file.case.id),
        subject=subject,
        reason=reason,
        limit=file.profile.budgets.looks,
        basis=await _basis_of_look(work, file, actor, callers),
        note=TextId(file.write(TextKind.REASON, note.strip())) if note.strip() else None,
    )
    by_unit = not permitted(actor, Action.SEE_CITIZEN, replace(subject, units=frozenset()))
    return Revealed(seen.name, seen.phone, "" if by_unit else seen.email)


async def _basis_of_look(work: UnitOfWork, file: CaseFile, actor: Actor, callers: Collection[UUID]) -> LookBasis | None:
    """Returns the work to which a look belongs; None if it needs a written reason."""
    if file.case.citizen_id in callers:
        return LookBasis.CALL
    found = in_hand(file, actor)
    return found or (LookBasis.CALLBACK if await holds_callback(work, file.case.id, actor) else None)


def in_hand(file: CaseFile, actor: Actor) -> LookBasis | None:
    """Returns the work that the actor has with the case, apart from a callback: an order, a desk's turn, a draft."""
    if actor.unit is not None and actor.unit in file.subject_of(*at_work(file.orders)).units:
        return LookBasis.ORDER
    if file.case.status == CaseStatus.DRAFT:
        return LookBasis.DRAFT if file.case.opened_by == actor.ref else None
    waits = {WAITS_FOR[file.case.status]}
    if any(order.state is OrderStatus.RETURN_REQUESTED for order in file.orders):
        waits.add(Role.RETURN_OFFICER)
    return LookBasis.DESK if waits & (actor.roles - {Role.UNIT_HANDLER, *_HELD_BY_LEASE}) else None


class NotInHand(Conflict):
    """The viewer has no work with this case now, so they cannot have its citizen telephoned."""

    code = "cases.not_in_hand"


@dataclass(frozen=True)
class CitizenToCall:
    """The citizen of a case whom the viewer may have telephoned, and the work to which the call belongs."""

    case_id: UUID
    number: str
    citizen_id: UUID
    basis: LookBasis
    order_id: UUID | None = None


async def citizen_to_call(
    work: UnitOfWork, actor: Actor, number: str, *, callers: Collection[UUID] = ()
) -> CitizenToCall:
    """Returns the citizen of a case for a telephone call; raises NoCase, NotPermitted, NotInHand."""
    return await _to_call(work, await read_case(work, await case_of_number(work, number)), actor, callers)


async def contact_to_call(work: UnitOfWork, actor: Actor, order_id: UUID) -> CitizenToCall:
    """Returns the citizen whom the unit of this order may call; raises NoCase, NotPermitted, NotInHand."""
    file, order = await lock_order(work, order_id)
    found = await _to_call(work, file, actor, ())
    if order.state not in {OrderStatus.DISPATCHED, OrderStatus.IN_PROGRESS} or actor.unit is None:
        raise NotInHand(number=file.case.number)
    allow(actor, Action.HANDLE, file.subject_of(order))
    return replace(found, order_id=order_id)


async def _to_call(work: UnitOfWork, file: CaseFile, actor: Actor, callers: Collection[UUID]) -> CitizenToCall:
    check_sight(file, actor)
    if file.case.citizen_id is None:
        raise NoCase(number=file.case.number)
    allow(actor, Action.REACH_CITIZEN, file.subject_of(*at_work(file.orders)))
    basis = await _basis_of_look(work, file, actor, callers)
    if basis is None:
        raise NotInHand(number=file.case.number)
    return CitizenToCall(file.case.id, file.case.number, file.case.citizen_id, basis)
