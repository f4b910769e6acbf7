"""What people see of outgoing calls: the list of ring-backs, and their own call. Numbers are masked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.outgoing.ring_backs import open_ring_back, strike_off, unpack_number
from lianxin.calls.outgoing.targets import RingBackInProgress
from lianxin.calls.rules.dialling import StrikeReason
from lianxin.kernel.feed import last_position
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow

SHOWN: Final = 200
OVER_SHOWN_FOR: Final = timedelta(minutes=2)

_LIST_RING_BACKS: LiteralString = (
    "SELECT id, state, number_sealed, promised, priority, queue, since, until, not_before, attempts,"
    " cardinality(merged) + 1 AS calls FROM ring_backs WHERE city_id = %(city)s AND closed_at IS NULL"
    " ORDER BY promised DESC, priority, since, id LIMIT %(most)s"
)
_COUNT_RING_BACKS: LiteralString = "SELECT count(*) FROM ring_backs WHERE city_id = %(city)s AND closed_at IS NULL"
_OWN_DIALS: LiteralString = (
    "SELECT id, purpose, state, result, asked_at, answered_at, ended_at, desk_sealed IS NOT NULL AS by_desk"
    " FROM dialled_calls WHERE city_id = %(city)s AND made_by = %(me)s"
    " AND purpose NOT IN ('third', 'seat') AND (ended_at IS NULL OR ended_at > %(since)s)"
    " ORDER BY asked_at DESC, id DESC LIMIT 1"
)


@dataclass(frozen=True)
class RingBackShown:
    """A caller to be rung back. `since`: the place in the order; `calls`: how often they have called. Real times."""

    id: UUID
    state: str
    phone: str
    promised: bool
    priority: int
    queue: str
    since: datetime
    until: datetime
    not_before: datetime
    attempts: int
    calls: int


@dataclass(frozen=True)
class RingBackList:
    """The first SHOWN callers to be rung back, promised ones first; `count` of all. `now` is the real time."""

    position: int
    now: datetime
    count: int
    items: list[RingBackShown]


@dataclass(frozen=True)
class OwnDial:
    """The latest call that the viewer began. `by_desk`: their desk telephone rings first. Times are real ones."""

    id: UUID
    purpose: str
    state: str
    result: str | None
    asked_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    by_desk: bool


@dataclass(frozen=True)
class _Listed:
    """A row of _LIST_RING_BACKS."""

    id: UUID
    state: str
    number_sealed: bytes
    promised: bool
    priority: int
    queue: str
    since: datetime
    until: datetime
    not_before: datetime
    attempts: int
    calls: int


async def ring_back_list(work: UnitOfWork, actor: Actor) -> RingBackList:
    """Returns the callers to be rung back; raises NotPermitted, also for volunteers."""
    allow(actor, Action.RING_BACK)
    position = await last_position(work)
    rows = await work.rows(_Listed, _LIST_RING_BACKS, most=SHOWN)
    count: int = await work.value(_COUNT_RING_BACKS)
    items = [
        RingBackShown(
            phone=mask_phone(unpack_number(work, row.number_sealed)),
            **{name: value for name, value in vars(row).items() if name != "number_sealed"},
        )
        for row in rows
    ]
    return RingBackList(position, work.real, count, items)


async def strike_off_ring_back(work: UnitOfWork, actor: Actor, ring_back_id: UUID, reason: StrikeReason) -> None:
    """Takes a caller off the list; raises NotPermitted, NoRingBack, RingBackInProgress."""
    allow(actor, Action.RING_BACK)
    row = await open_ring_back(work, ring_back_id)
    if row.state != "waiting":
        raise RingBackInProgress
    await strike_off(work, row, reason)


async def own_dial(work: UnitOfWork, actor: Actor) -> OwnDial | None:
    """Returns the call that the actor began last, until OVER_SHOWN_FOR after its end."""
    return await work.row(OwnDial, _OWN_DIALS, me=actor.ref, since=work.real - OVER_SHOWN_FOR)


async def give_up_dial(work: UnitOfWork, actor: Actor, dial_id: UUID) -> bool:
    """Asks the controller to hang up a call that the actor began; returns whether there is one."""
    return bool(
        await work.run(
            "UPDATE dialled_calls SET given_up_at = %(real)s WHERE city_id = %(city)s AND id = %(id)s"
            " AND made_by = %(me)s AND ended_at IS NULL",
            id=dial_id,
            me=actor.ref,
        )
    )
