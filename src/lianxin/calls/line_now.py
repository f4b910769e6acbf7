"""The citizens who wait on the line now, by queue, and whether a telephone is there at all."""

from dataclasses import dataclass
from typing import Final, LiteralString
from uuid import UUID

from lianxin.calls.control.numbers import caller_number
from lianxin.kernel.masking import mask_phone
from lianxin.kernel.work import UnitOfWork

_ALIVE_WITHIN: Final = 15.0  # seconds; a controller says each second that it lives
_SHOWN: Final = 200  # waiting calls
_CALLS_WAITING: LiteralString = (
    "SELECT w.id, w.queue, w.priority, extract(epoch FROM %(real)s - w.since)::float8 AS waited_s,"
    " coalesce(c.language, '') AS language, c.citizen_id IS NOT NULL AS known, c.caller_sealed, c.caller_owner, w.seat"
    " FROM waiting_calls w LEFT JOIN calls c ON c.city_id = w.city_id AND c.id = w.id"
    " WHERE w.city_id = %(city)s ORDER BY w.priority, w.since, w.id LIMIT %(most)s"
)
_BY_QUEUE: LiteralString = (
    "SELECT w.queue, count(*) AS waiting, max(extract(epoch FROM %(real)s - w.since))::float8 AS longest_s"
    " FROM waiting_calls w WHERE w.city_id = %(city)s GROUP BY w.queue ORDER BY 2 DESC, 1"
)


@dataclass(frozen=True)
class OnTheLine:
    """A citizen who waits; `caller` is masked. `rings`: a seat is ringing for it. `waited_s` counts from its place."""

    id: UUID
    queue: str
    priority: int
    waited_s: float
    language: str
    known: bool
    caller: str
    rings: bool


@dataclass(frozen=True)
class QueueNow:
    """A queue in which citizens wait; `longest_s`: seconds that the first of them has waited."""

    queue: str
    waiting: int
    longest_s: float


@dataclass(frozen=True)
class _WaitingRow:
    """A row of _CALLS_WAITING."""

    id: UUID
    queue: str
    priority: int
    waited_s: float
    language: str
    known: bool
    caller_sealed: bytes | None
    caller_owner: UUID | None
    seat: str | None


async def telephone_lives(work: UnitOfWork) -> bool:
    """Whether a call controller of the city lives."""
    return await work.value(
        "SELECT EXISTS (SELECT FROM sip_controllers WHERE city_id = %(city)s"
        " AND seen_at > %(real)s - make_interval(secs => %(within)s))",
        within=_ALIVE_WITHIN,
    )


async def queues_now(work: UnitOfWork) -> list[QueueNow]:
    """Returns the queues in which somebody waits, the longest queue first."""
    return await work.rows(QueueNow, _BY_QUEUE)


async def waiting_now(work: UnitOfWork) -> list[OnTheLine]:
    """Returns the citizens who wait in their order, at most _SHOWN."""
    found: list[OnTheLine] = []
    for row in await work.rows(_WaitingRow, _CALLS_WAITING, most=_SHOWN):
        number = await caller_number(work, row.caller_sealed, row.caller_owner)
        found.append(
            OnTheLine(
                row.id,
                row.queue,
                row.priority,
                max(0.0, row.waited_s),
                row.language,
                row.known,
                mask_phone(number) if number else "",
                row.seat is not None,
            )
        )
    return found
