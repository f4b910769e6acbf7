"""Legal holds: the recordings and the transcript of a call are kept, whatever their age, until the hold is lifted.

A lifting is signed: without the city's key nobody can end a hold by changing rows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final
from uuid import UUID

import structlog

from lianxin.calls.events import LegalHoldLifted, LegalHoldSet
from lianxin.kernel.errors import Conflict, Invalid
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.ids import new_id
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, is_reason

log = structlog.get_logger("lianxin")

_AUDIENCE: Final = frozenset({"oversight"})


class HoldReasonMissing(Invalid):
    """A hold is set and lifted with a written reason."""

    code: ClassVar[str] = "calls.hold_reason_missing"


class AlreadyHeld(Conflict):
    """The call is under a legal hold already."""

    code: ClassVar[str] = "calls.already_held"


class NotHeld(Conflict):
    """The call is under no legal hold."""

    code: ClassVar[str] = "calls.not_held"


class NothingToHold(Conflict):
    """The call has neither a recording nor a transcript, or they are erased."""

    code: ClassVar[str] = "calls.nothing_to_hold"


@dataclass(frozen=True)
class LegalHold:
    """A legal hold in force."""

    id: UUID
    call_id: UUID
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True)
class _HoldRow(LegalHold):
    """A row of `legal_holds`."""

    lift_reason: str | None
    lifted_by: str | None
    lifted_at: datetime | None
    lift_signature: str | None


async def set_hold(work: UnitOfWork, actor: Actor, call_id: UUID, reason: str) -> LegalHold:
    """Puts a call under a legal hold; raises NotPermitted, HoldReasonMissing, NothingToHold, AlreadyHeld."""
    allow(actor, Action.HOLD_RECORDING)
    check_reason(reason)
    if not await lock_kept(work, call_id):
        raise NothingToHold
    if await holds_of(work, [call_id]):
        raise AlreadyHeld
    hold = LegalHold(new_id(), call_id, reason.strip(), actor.ref, work.now)
    work.add("legal_holds", hold)
    about = SubjectRef("call", str(call_id))
    work.record(LegalHoldSet(call_id, hold.id), about=about, audience=_AUDIENCE)
    return hold


async def lift_hold(work: UnitOfWork, actor: Actor, call_id: UUID, reason: str) -> None:
    """Ends the legal hold of a call; raises NotPermitted, HoldReasonMissing, NotHeld."""
    allow(actor, Action.HOLD_RECORDING)
    check_reason(reason)
    await lock_kept(work, call_id)
    hold = (await holds_of(work, [call_id])).get(call_id)
    if hold is None:
        raise NotHeld
    signature = _signature(work, hold, reason.strip(), actor.ref, work.now)
    lifted = {"lift_reason": reason.strip(), "lifted_by": actor.ref, "lifted_at": work.now}
    work.change("legal_holds", hold.id, **lifted, lift_signature=signature)
    about = SubjectRef("call", str(call_id))
    work.record(LegalHoldLifted(call_id, hold.id, signature), about=about, audience=_AUDIENCE)


async def holds_of(work: UnitOfWork, calls: Collection[UUID]) -> dict[UUID, LegalHold]:
    """Returns the holds in force by call; a hold whose lifting is not signed by this city's key is in force."""
    rows = await work.rows(
        _HoldRow,
        "SELECT id, call_id, reason, set_by, set_at, lift_reason, lifted_by, lifted_at, lift_signature"
        " FROM legal_holds WHERE city_id = %(city)s AND call_id = ANY(%(calls)s) ORDER BY set_at",
        calls=list(calls),
    )
    return {row.call_id: LegalHold(row.id, row.call_id, row.reason, row.set_by, row.set_at) for row in rows
            if not _is_lifted(work, row)}  # fmt: skip


async def lock_kept(work: UnitOfWork, call_id: UUID) -> int:
    """Locks what is kept of a call against erasing; returns how many rows that are."""
    return await work.run(
        "SELECT 1 FROM recordings WHERE city_id = %(city)s AND call_id = %(call)s AND erased_at IS NULL FOR UPDATE",
        call=call_id,
    ) + await work.run(
        "SELECT 1 FROM transcripts WHERE city_id = %(city)s AND id = %(call)s AND erased_at IS NULL FOR UPDATE",
        call=call_id,
    )


def check_reason(reason: str) -> None:
    """Raises HoldReasonMissing for what is no reason."""
    if not is_reason(reason):
        raise HoldReasonMissing(field="reason")


def _is_lifted(work: UnitOfWork, row: _HoldRow) -> bool:
    if row.lifted_at is None:
        return False
    signed = row.lift_signature == _signature(work, row, row.lift_reason or "", row.lifted_by or "", row.lifted_at)
    if not signed:
        log.error("a legal hold was lifted without a signature", hold=str(row.id))
    return signed


def _signature(work: UnitOfWork, hold: LegalHold, reason: str, lifted_by: str, lifted_at: datetime) -> str:
    """Returns the keyed hash of a lifting."""
    moment = lifted_at.astimezone(UTC).isoformat()
    return work.vault.index("\n".join(("legal hold", str(hold.id), str(hold.call_id), lifted_by, moment, reason)))
