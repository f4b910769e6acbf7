"""Records that wait for a supervisor or the hotline office (requests, supervisions, media cases), and late units."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, LiteralString
from uuid import UUID

from lianxin.cases.core.clocks import extended_clock
from lianxin.cases.core.locking import CLOCK_COLUMNS
from lianxin.cases.core.rows import ClockRow
from lianxin.cases.core.sight import Sight
from lianxin.cases.core.words_mask import Mask, words_masks
from lianxin.cases.reads.actor_names import named
from lianxin.cases.reads.cards import CARD, CardRow, CaseCard
from lianxin.city import Profile, current_profile
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, names_of

_MOST = 200


class RecordKind(StrEnum):
    """The kinds of records that may wait."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"
    EXCLUSION = "exclusion"
    PROPOSAL = "proposal"
    SUPERVISION = "supervision"
    MEDIA = "media_case"


RECORD_WAITS: LiteralString = (
    "(s.status IN ('asked', 'open') OR s.kind = 'media_case' AND s.status NOT IN ('closed', 'refused'))"
)
SUPERVISION_LIST: LiteralString = """
SELECT s.id AS record_id, s.kind, s.status AS record_status, s.order_id, s.made_by, s.made_at, s.decided_by,
       s.decided_at, t.body, w.unit, s.data->>'why' AS why, (s.data->>'times')::int AS times,
       s.data->>'review_on' AS review_on, (s.data->>'amount')::int AS amount, {card}
FROM side_records s JOIN cases c ON c.city_id = s.city_id AND c.id = s.case_id
LEFT JOIN texts t ON t.city_id = s.city_id AND t.id = s.text_id
LEFT JOIN work_orders w ON w.city_id = s.city_id AND w.id = s.order_id
WHERE s.city_id = %(city)s AND s.kind = ANY(%(kinds)s) AND {waits} AND {sight}
ORDER BY s.made_at, s.id LIMIT %(most)s
"""
_CLOSING_CLOCKS: LiteralString = (
    f"SELECT {CLOCK_COLUMNS} FROM clocks WHERE city_id = %(city)s AND case_id = ANY(%(cases)s)"  # pyright: ignore
    " AND order_id = ANY(%(orders)s) AND kind = 'close' AND stopped_at IS NULL ORDER BY started_at DESC, id DESC"
)
LATE_UNITS: LiteralString = (
    "SELECT c.next_unit AS unit,"
    " count(*) FILTER (WHERE c.next_due_at < %(now)s - interval '3 days') AS over_three_days,"
    " count(*) FILTER (WHERE c.next_due_at >= %(now)s - interval '3 days'"
    " AND c.next_due_at < %(now)s - interval '1 day') AS over_a_day,"
    " count(*) FILTER (WHERE c.next_due_at >= %(now)s - interval '1 day' AND c.next_due_at < %(now)s) AS within_a_day,"
    " count(*) FILTER (WHERE c.next_due_at >= %(now)s) AS soon, min(c.next_due_at) AS oldest_due_at"
    " FROM cases c WHERE c.city_id = %(city)s AND c.next_due_at < %(now)s + interval '1 day'"
    " AND c.status IN ('handling', 'screening', 'pending_dispatch', 'checking', 'review') AND "
)


@dataclass(frozen=True)
class _RecordRow(CardRow):
    """A row of SUPERVISION_LIST. `body` is the text of the record."""

    record_id: UUID
    kind: Literal["extension", "suspension", "exclusion", "proposal", "supervision", "media_case"]
    record_status: str
    order_id: UUID | None
    made_by: str
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    body: str | None
    unit: str | None
    why: str | None
    times: int | None
    review_on: str | None
    amount: int | None


@dataclass(frozen=True)
class Record:
    """A waiting record. `due_at`, `due_if`: the order's due time now, and with the requested extension.

    `last_*`: its latest step. `why` the system called a supervisor; `times`: how often the citizen came back.
    """

    id: UUID
    kind: Literal["extension", "suspension", "exclusion", "proposal", "supervision", "media_case"]
    status: str
    order_id: UUID | None
    unit: str | None
    words: str
    why: str | None
    times: int | None
    review_on: datetime | None
    amount: int | None
    due_at: datetime | None
    due_if: datetime | None
    made_by: str
    made_at: datetime
    last_by: str | None
    last_at: datetime | None
    case: CaseCard


@dataclass(frozen=True)
class LateUnit:
    """A unit's numbers of cases past due by more than three days, by more than one, by less, and due within a day.

    `unit` None: the hotline itself must act.
    """

    unit: str | None
    over_three_days: int
    over_a_day: int
    within_a_day: int
    soon: int
    oldest_due_at: datetime


async def waiting_records(work: UnitOfWork, actor: Actor, sight: Sight, kinds: Collection[RecordKind]) -> list[Record]:
    """Returns the waiting records of these kinds, oldest first, at most 200; raises NotPermitted."""
    allow(actor, Action.SUPERVISE)
    statement: LiteralString = SUPERVISION_LIST.format(card=CARD, waits=RECORD_WAITS, sight=sight.where)
    rows = await work.rows(_RecordRow, statement, **sight.params, kinds=list(kinds), most=_MOST)
    names = await names_of(work, {ref for row in rows for ref in (row.made_by, row.decided_by) if ref})
    closing = await closing_clocks(work, [row for row in rows if row.kind == RecordKind.EXTENSION])
    profile = await current_profile(work)
    masks = await words_masks(work, {row.card.id for row in rows})
    return [record_view(profile, row, closing.get(row.order_id), names, masks.of(row.card.id)) for row in rows]


async def closing_clocks(work: UnitOfWork, rows: Sequence[_RecordRow]) -> dict[UUID | None, ClockRow]:
    """Returns the running closing clocks by order id, for records that ask for an extension."""
    if not rows:
        return {}
    asked = {"cases": [row.card.id for row in rows], "orders": [row.order_id for row in rows]}
    return {clock.order_id: clock for clock in await work.rows(ClockRow, _CLOSING_CLOCKS, **asked)}


def record_view(
    profile: Profile, row: _RecordRow, closing: ClockRow | None, names: Mapping[str, str], mask: Mask
) -> Record:
    """Returns one record as pages show it; `closing` is the clock that an extension is asked for, if it runs."""
    extended = extended_clock(profile, closing, row.amount) if closing and row.amount else None
    return Record(
        id=row.record_id,
        kind=row.kind,
        status=row.record_status,
        order_id=row.order_id,
        unit=row.unit or row.card.lead_unit,
        words=mask(row.body or ""),
        why=row.why,
        times=row.times,
        review_on=datetime.fromisoformat(row.review_on) if row.review_on else None,
        amount=row.amount,
        due_at=closing.due_at if closing and extended else None,
        due_if=extended.due_at if extended else None,
        made_by=named(row.made_by, names),
        made_at=row.made_at,
        last_by=names.get(row.decided_by, row.decided_by) if row.decided_by else None,
        last_at=row.decided_at,
        case=row.card,
    )


async def late_units(work: UnitOfWork, actor: Actor, sight: Sight) -> list[LateUnit]:
    """Returns counts of cases past due or due within a day by the unit that must act, most overdue first.

    A late dispatch, check or review counts for no unit. Raises NotPermitted.
    """
    allow(actor, Action.SUPERVISE)
    statement: LiteralString = LATE_UNITS + sight.where + " GROUP BY 1"
    found = await work.rows(LateUnit, statement, **sight.params)
    return sorted(
        found, key=lambda one: (-one.over_three_days, -one.over_a_day, -one.within_a_day, -one.soon, one.unit or "")
    )
