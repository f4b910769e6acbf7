"""Records that wait for a supervisor or the hotline office: what was asked, supervised or taken up by the media."""

from collections.abc import Collection
from copy import deepcopy
from datetime import datetime
from enum import StrEnum
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.core.clocks import reckon
from lianxin.cases.core.locking import read_case
from lianxin.cases.core.sight import Sight
from lianxin.cases.reads.lists import CARD, NAMES, card_of
from lianxin.cases.rules.words import Clock
from lianxin.kernel.masking import mask_text
from lianxin.kernel.work import UnitOfWork
from lianxin.people import Action, Actor, allow, names_of

MOST = 200


class RecordKind(StrEnum):
    """What may wait."""

    EXTENSION = "extension"
    SUSPENSION = "suspension"
    EXCLUSION = "exclusion"
    PROPOSAL = "proposal"
    SUPERVISION = "supervision"
    MEDIA = "media_case"


WAITS: LiteralString = (
    "(s.status IN ('asked', 'open') OR s.kind = 'media_case' AND s.status NOT IN ('closed', 'refused'))"
)
RECORDS: LiteralString = """
SELECT s.id, s.kind, s.status, s.data, s.order_id, s.made_by, s.made_at, s.decided_by, s.decided_at, t.body,
       w.unit, {card}
FROM side_records s JOIN cases c ON c.city_id = s.city_id AND c.id = s.case_id
LEFT JOIN texts t ON t.city_id = s.city_id AND t.id = s.text_id
LEFT JOIN work_orders w ON w.city_id = s.city_id AND w.id = s.order_id
WHERE s.city_id = %(city)s AND s.kind = ANY(%(kinds)s) AND {waits} AND {sight}
ORDER BY s.made_at, s.id LIMIT %(most)s
"""
OWN = 11  # columns before those of the card
LATE_UNITS: LiteralString = (
    "SELECT c.lead_unit, count(*) FILTER (WHERE c.next_due_at < %(now)s - interval '3 days'),"
    " count(*) FILTER (WHERE c.next_due_at >= %(now)s - interval '3 days'"
    " AND c.next_due_at < %(now)s - interval '1 day'),"
    " count(*) FILTER (WHERE c.next_due_at >= %(now)s - interval '1 day' AND c.next_due_at < %(now)s),"
    " count(*) FILTER (WHERE c.next_due_at >= %(now)s), min(c.next_due_at)"
    " FROM cases c WHERE c.city_id = %(city)s AND c.next_due_at < %(now)s + interval '1 day'"
    " AND c.status IN ('handling', 'pending_dispatch', 'checking', 'review') AND "
)


async def waiting_records(
    work: UnitOfWork, actor: Actor, sight: Sight, kinds: Collection[RecordKind]
) -> list[dict[str, Any]]:
    """Waiting records of these kinds, oldest first, each with its case's card. An extension tells when the order is due
    (`due_at`) and when it would be (`due_if`). Raises NotPermitted.
    """
    allow(actor, Action.SUPERVISE)
    statement: LiteralString = RECORDS.format(card=CARD, waits=WAITS, sight=sight.where)
    rows = await work.tuples(statement, **sight.params, kinds=list(kinds), most=MOST)
    names = await names_of(work, {ref for row in rows for ref in (row[5], row[7]) if ref})
    return [await record_view(work, row, names) for row in rows]


async def record_view(work: UnitOfWork, row: tuple[Any, ...], names: dict[str, str]) -> dict[str, Any]:
    """One record as pages show it."""
    record_id, kind, status, data, order_id, made_by, made_at, last_by, last_at, body, unit = row[:OWN]
    card = card_of(row[OWN : OWN + len(NAMES)])
    extends = kind == RecordKind.EXTENSION
    due_at, due_if = await extended_due(work, card["id"], order_id, data["amount"]) if extends else (None, None)
    return {
        "id": record_id,
        "kind": kind,
        "status": status,
        "order_id": order_id,
        "unit": unit or card["lead_unit"],
        "words": mask_text(body or ""),
        "why": data.get("why"),
        "times": data.get("times"),
        "review_on": data.get("review_on"),
        "amount": data.get("amount"),
        "due_at": due_at,
        "due_if": due_if,
        "made_by": names.get(made_by, made_by.split(":", maxsplit=1)[0]),
        "made_at": made_at,
        "last_by": names.get(last_by, last_by) if last_by else None,
        "last_at": last_at,
        "case": card,
    }


async def extended_due(
    work: UnitOfWork, case_id: UUID, order_id: UUID, amount: int
) -> tuple[datetime, datetime] | tuple[None, None]:
    """When the order is due, and when with so much more time; None when its limit no longer runs."""
    file = await read_case(work, case_id)
    running = file.running((Clock.CLOSE,), file.order(order_id))
    if not running:
        return None, None
    clock = deepcopy(running[0])
    clock.terms = {**clock.terms, "extensions": [*clock.terms.get("extensions", ()), [amount, "extension"]]}
    reckon(file.profile, clock)
    return running[0].due_at, clock.due_at


async def late_units(work: UnitOfWork, actor: Actor, sight: Sight) -> list[dict[str, Any]]:
    """What is overdue or due within a day, by lead unit and by how late; most overdue first. Raises NotPermitted."""
    allow(actor, Action.SUPERVISE)
    statement: LiteralString = LATE_UNITS + sight.where + " GROUP BY 1"
    names = ("unit", "over_three_days", "over_a_day", "within_a_day", "soon", "oldest_due_at")
    found: list[dict[str, Any]] = [
        dict(zip(names, row, strict=True)) for row in await work.tuples(statement, **sight.params)
    ]
    late = ("over_three_days", "over_a_day", "within_a_day", "soon")
    return sorted(found, key=lambda one: ([-one[name] for name in late], one["unit"] or ""))
