"""Work lists: the cards of a desk, dangers first, then the earliest deadline, page by page; a page is one statement."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import orjson

from lianxin.cases.core.sight import Sight
from lianxin.cases.reads.cards import CARD, CaseCard
from lianxin.cases.reads.filters import narrowed, read_filter
from lianxin.kernel.errors import Invalid
from lianxin.kernel.work import UnitOfWork

PAGE = 50
ENDLESS = "infinity"

ORDER_OF: LiteralString = (
    "EXISTS (SELECT 1 FROM work_orders w WHERE w.city_id = c.city_id AND w.case_id = c.id AND w.status = "
)
STILL_NEAR: LiteralString = "(c.status NOT IN ('archived', 'void') OR c.changed_at > %(now)s - interval '3 days')"
FROM_CITIZENS: LiteralString = "(c.status = 'draft' AND c.opened_by LIKE 'citizen%%' OR c.status = 'screening')"
WITH_UNITS: LiteralString = "c.status IN ('handling', 'responsibility_review', 'pending_dispatch')"
IS_AT_WORK: LiteralString = (
    "w.city_id = c.city_id AND w.case_id = c.id AND w.status IN ('dispatched', 'in_progress', 'return_requested')"
)
_HAS_QUESTION: LiteralString = (
    "EXISTS (SELECT 1 FROM side_records s WHERE s.city_id = c.city_id AND s.case_id = c.id AND s.status = 'asked'"
    " AND s.kind = "
)
PRAISE_TOLD: LiteralString = (
    "EXISTS (SELECT 1 FROM side_records s WHERE s.city_id = c.city_id AND s.case_id = c.id"
    " AND s.kind = 'praise' AND s.status = 'told')"
)
CITY_DESKS: Mapping[str, LiteralString] = {
    "confirm": (
        "EXISTS (SELECT 1 FROM side_records s WHERE s.city_id = c.city_id AND s.case_id = c.id AND s.status = 'asked'"
        " AND (s.kind = 'refusal' AND c.status = 'not_accepted' OR s.kind = 'second_check' AND c.status = 'checking'"
        " OR s.kind = 'withdrawal'"
        " AND c.status NOT IN ('closed', 'archived', 'withdrawn', 'merged', 'emergency_transferred')))"
    ),
    # the dispatcher also screens, asks the citizen for missing facts, and emergency services to confirm receipt
    "dispatch": "c.status IN ('screening', 'pending_dispatch', 'needs_information', 'emergency_transferred')",
    "returns": ORDER_OF + "'return_requested' AND w.role <> 'sub')",
    "rulings": "c.status = 'responsibility_review'",
    "check": "c.status = 'checking' AND NOT " + _HAS_QUESTION + "'second_check')",
    "callback": (
        "c.status IN ('callback_pending', 'merged', 'answered') AND EXISTS (SELECT 1 FROM callbacks b"
        " WHERE b.city_id = c.city_id"
        " AND b.case_id = c.id AND b.status = 'waiting' AND b.not_before <= %(now)s"
        " AND b.method IN ('phone', 'video', 'text'))"
    ),
    "review": "c.status = 'review'",
    "supervision": (
        "(c.next_due_at < %(now)s + interval '1 day'"
        " AND c.status IN ('handling', 'screening', 'pending_dispatch', 'checking', 'review')"
        " OR c.status = 'handling' AND " + _HAS_QUESTION + "'extension')"
        # IN instead of EXISTS: one index look-up for all cases
        " OR c.status NOT IN ('archived', 'void', 'withdrawn') AND c.id IN (SELECT s.case_id FROM side_records s"
        " WHERE s.city_id = %(city)s AND s.kind = 'supervision' AND s.status = 'asked'))"
    ),
    "office": (
        "EXISTS (SELECT 1 FROM side_records s WHERE s.city_id = c.city_id AND s.case_id = c.id AND s.status = 'asked'"
        " AND s.kind IN ('suspension', 'exclusion', 'proposal'))"
    ),
    "all": "c.status NOT IN ('archived', 'void', 'withdrawn')",
}
"""Desks whose list is the same for every viewer, except for cases outside the viewer's sight."""
DESK_WHERE: Mapping[str, LiteralString] = {
    **CITY_DESKS,
    "intake": "(c.opened_by = %(me)s AND " + STILL_NEAR + " OR " + FROM_CITIZENS + ")",
    "unit": WITH_UNITS
    + " AND EXISTS (SELECT 1 FROM work_orders w WHERE "
    + IS_AT_WORK
    + " AND w.unit = ANY(%(my_units)s))",
    "praise": "c.praised_unit = ANY(%(my_own)s) AND " + PRAISE_TOLD,  # only for the praised unit, not for those above
}
UNIT_DESKS = frozenset({"unit", "praise"})


class NoSuchDesk(Invalid):
    """There is no work list with this name, or this viewer has none."""

    code = "cases.no_such_desk"


class BadCursor(Invalid):
    """The cursor is not from this list."""

    code = "cases.bad_cursor"


@dataclass(frozen=True)
class WorkPage:
    """A page of a desk. `position` is the feed's before the read; the first `dangers` items report a danger."""

    items: list[CaseCard]
    next_cursor: str | None
    position: int
    dangers: int


class _ListRow(NamedTuple):
    """A row of WORK_LIST. The only row of an empty list has no card; `later`: the case reports no danger."""

    position: int
    later: bool | None
    card: CaseCard | None

    @classmethod
    def of_columns(cls, columns: Any) -> "_ListRow":
        position, found, later = (columns.pop(name) for name in ("position", "found", "later"))
        return cls(position, later, CaseCard.of_columns(columns) if found else None)


WORK_LIST: LiteralString = """
SELECT p.position, c.id IS NOT NULL AS found, c.later, {card}
FROM (SELECT position FROM cities WHERE city_id = %(city)s) p
LEFT JOIN LATERAL (SELECT c.* FROM (
  SELECT false AS later, d.* FROM ({dangers}) d
  UNION ALL (SELECT true AS later, l.* FROM ({lying}) l ORDER BY l.next_due_at NULLS LAST, l.id LIMIT %(limit)s)
) c) c ON true
ORDER BY c.later, c.next_due_at NULLS LAST, c.id
"""
_CASES_IN_DANGER: LiteralString = (
    "ARRAY(SELECT s.case_id FROM side_records s"
    " WHERE s.city_id = %(city)s AND s.kind = 'danger' AND s.status = 'found')"
)
CASES_OF_DESK: LiteralString = (
    "(SELECT c.* FROM cases c WHERE c.city_id = %(city)s AND {sight} AND {desk}"
    " ORDER BY c.next_due_at NULLS LAST, c.id LIMIT %(limit)s)"
)
_COUNTED_CASES: LiteralString = "(SELECT 1 FROM cases c WHERE c.city_id = %(city)s AND {sight} AND {desk} LIMIT 1000)"
_COUNT_AT_MOST: LiteralString = "SELECT least(count(*), 1000) FROM ({counted}) n"
_AFTER_CURSOR: LiteralString = (
    " AND (coalesce(c.next_due_at, 'infinity'), c.id) > (%(after_due)s::timestamptz, %(after_id)s::uuid)"
)


async def work_list(
    work: UnitOfWork, sight: Sight, desk: str, cursor: str = "", limit: int = PAGE, filters: str = ""
) -> WorkPage:
    """Returns one page of a desk in one statement; raises NoSuchDesk, BadFilter, BadCursor.

    The first page begins with the cases that report a danger; then come `limit` others, earliest deadline first.
    """
    if desk not in DESK_WHERE or (desk in UNIT_DESKS and not sight.my_units):
        raise NoSuchDesk(desk=desk[:40])
    return await page_of(work, sight, DESK_WHERE[desk], {}, cursor, limit, filters)


async def page_of(
    work: UnitOfWork,
    sight: Sight,
    where: LiteralString,
    more: Mapping[str, list[str]],
    cursor: str = "",
    limit: int = PAGE,
    filters: str = "",
) -> WorkPage:
    """Returns one page of the cases that fit the condition `where`; `more` are its parameters."""
    chosen = read_filter(filters)
    params = {**sight.params, **chosen, **more, "limit": limit + 1}
    after: LiteralString = ""
    if cursor:
        params["after_due"], params["after_id"] = read_cursor(cursor)
        after = _AFTER_CURSOR
    wanted: LiteralString = where + narrowed(chosen)
    lying = sight.each_way(
        CASES_OF_DESK.replace("{desk}", wanted + " AND c.id <> ALL(" + _CASES_IN_DANGER + ")" + after)
    )
    first: LiteralString = " AND false" if cursor else " AND c.id = ANY(" + _CASES_IN_DANGER + ")"
    dangers = sight.each_way(CASES_OF_DESK.replace("{desk}", wanted + first))
    statement: LiteralString = WORK_LIST.replace("{card}", CARD).replace("{lying}", lying).replace("{dangers}", dangers)
    rows = await work.rows(_ListRow, statement, **params)
    dangerous = [row.card for row in rows if row.card and not row.later]
    found = [row.card for row in rows if row.card and row.later]
    more_to_come = cursor_after(found[limit - 1]) if len(found) > limit else None
    return WorkPage(dangerous + found[:limit], more_to_come, rows[0].position if rows else 0, len(dangerous))


def cursor_after(card: CaseCard) -> str:
    """Returns the cursor of the rows after this one."""
    return list_cursor(card.clock.due_at if card.clock else None, card.id)


async def desk_counts(work: UnitOfWork, sight: Sight, desks: list[str]) -> dict[str, int]:
    """Returns the number of cases on each desk, at most 1,000; leaves out desks that the viewer does not have."""
    counts: dict[str, int] = {}
    for desk in desks:
        if desk in DESK_WHERE and (desk not in UNIT_DESKS or sight.my_units):
            counted = sight.each_way(_COUNTED_CASES.replace("{desk}", DESK_WHERE[desk]))
            counts[desk] = await work.value(_COUNT_AT_MOST.replace("{counted}", counted), **sight.params)
    return counts


def list_cursor(at: datetime | None, last: UUID) -> str:
    """Returns a cursor: the sort time and the id of a page's last case."""
    return urlsafe_b64encode(orjson.dumps([at or ENDLESS, last])).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[str, str]:
    """Returns the time (or `infinity`) and the id of a cursor; raises BadCursor."""
    try:
        at, last = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if at != ENDLESS:
            at = datetime.fromisoformat(at).isoformat()
        return at, str(UUID(last))
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCursor(cursor=cursor[:60]) from error
