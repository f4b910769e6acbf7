"""A unit's inbox: tabs of its orders by what they wait for, for all its units, one unit below or the unit itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.cases.core.sight import Sight
from lianxin.cases.reads.cards import CaseCard, card_with
from lianxin.cases.reads.lists import PAGE, WITH_UNITS, NoSuchDesk, page_of
from lianxin.city import Profile
from lianxin.kernel.errors import Invalid
from lianxin.kernel.work import UnitOfWork

_OWN = "own"
_OUR_ORDER: LiteralString = (
    "SELECT 1 FROM work_orders w WHERE w.city_id = c.city_id AND w.case_id = c.id AND w.unit = ANY(%(within)s) AND "
)
_BUSY: LiteralString = "w.status IN ('dispatched', 'in_progress')"
_AT_WORK: LiteralString = "w.status IN ('dispatched', 'in_progress', 'return_requested')"
# the order came from outside these units: an order that they passed on among themselves is listed once
CAME_IN: LiteralString = (
    "NOT EXISTS (SELECT 1 FROM work_orders p WHERE p.city_id = c.city_id AND p.case_id = c.id AND p.id = w.parent_id"
    " AND p.unit = ANY(%(within)s))"
)
HAS_SUB: LiteralString = (
    "EXISTS (SELECT 1 FROM work_orders s WHERE s.city_id = c.city_id AND s.case_id = c.id AND s.parent_id = w.id"
    " AND s.status "
)
# a unit below works on it, and none asks for a return, which the unit above must decide
LIES_BELOW: LiteralString = HAS_SUB + "IN ('dispatched', 'in_progress')) AND NOT " + HAS_SUB + "= 'return_requested')"
TAB_WHERE: Mapping[str, LiteralString] = {
    "fast": WITH_UNITS + " AND c.fast_desk AND EXISTS (" + _OUR_ORDER + _BUSY + " AND " + CAME_IN + ")",
    "todo": WITH_UNITS
    + " AND NOT c.fast_desk AND EXISTS ("
    + (_OUR_ORDER + _BUSY + " AND w.role <> 'co' AND " + CAME_IN + " AND NOT (" + LIES_BELOW + "))"),
    "citizen": "c.status IN ('needs_information', 'suspended') AND EXISTS (" + _OUR_ORDER + _AT_WORK + ")",
    "below": WITH_UNITS + " AND EXISTS (" + _OUR_ORDER + _BUSY + " AND " + CAME_IN + " AND " + LIES_BELOW + ")",
    "replied": (
        "c.status NOT IN ('archived', 'void', 'withdrawn') AND EXISTS ("
        + _OUR_ORDER
        + "w.status IN ('replied', 'done') AND "
    )
    + (CAME_IN + ") AND NOT EXISTS (" + _OUR_ORDER + _AT_WORK + ")"),
    "returns": WITH_UNITS + " AND EXISTS (" + _OUR_ORDER + "w.status = 'return_requested' AND " + CAME_IN + ")",
    "co": WITH_UNITS
    + (" AND EXISTS (" + _OUR_ORDER + _BUSY + " AND w.role = 'co' AND " + CAME_IN + " AND NOT (" + LIES_BELOW + "))"),
}
"""Orders of the fast desk; orders that wait for the unit, the citizen (or a review date), a unit below, nothing
(replied) or the return desk; and co-orders."""
MOST_COUNTED = 1000
_COUNT_TAB: LiteralString = (
    "SELECT count(*) FROM (SELECT 1 FROM cases c WHERE c.city_id = %(city)s AND {sight} AND {tab} LIMIT %(most)s) n"
)
THEIR_ORDER: LiteralString = (
    "SELECT DISTINCT ON (w.case_id) w.case_id, w.id, w.unit, w.role, w.status FROM work_orders w"
    " WHERE w.city_id = %(city)s AND w.case_id = ANY(%(ids)s) AND w.unit = ANY(%(within)s)"
    " ORDER BY w.case_id, (" + _AT_WORK + ") DESC, w.role = 'sub', w.dispatched_at DESC"
)


@dataclass(frozen=True)
class InboxOrder:
    """The order of a case that these units have."""

    id: UUID
    unit: str
    role: str
    status: str


@dataclass(frozen=True)
class InboxCard(CaseCard):
    """The card of a case in a unit's inbox."""

    order: InboxOrder | None


@dataclass(frozen=True)
class InboxPage:
    """A page of a tab. `position` is the feed's before the read; the first `dangers` items report a danger."""

    items: list[InboxCard]
    next_cursor: str | None
    position: int
    dangers: int


@dataclass(frozen=True)
class _TheirOrder(InboxOrder):
    """A row of THEIR_ORDER."""

    case_id: UUID


class NotYourUnit(Invalid):
    """An inbox can be limited only to your own unit or one below it."""

    code = "cases.not_your_unit"


def units_within(sight: Sight, profile: Profile, within: str) -> list[str]:
    """Returns the codes of the whole subtree (`within` empty), the unit itself (`own`), or a unit below with its own.

    Raises NotYourUnit, NoSuchDesk.
    """
    if not sight.my_units:
        raise NoSuchDesk(desk="unit")
    mine = list(sight.my_units)
    match within:
        case "":
            return mine
        case "own":
            return [sight.my_line[0]]
        case unit if unit in mine:
            return list(profile.codes_under(unit))
        case _:
            raise NotYourUnit(unit=within[:40])


async def unit_inbox(
    work: UnitOfWork,
    sight: Sight,
    profile: Profile,
    tab: str,
    within: str = "",
    cursor: str = "",
    limit: int = PAGE,
    filters: str = "",
) -> InboxPage:
    """Returns one page of a tab: dangers, then the earliest deadline; each card has the `order` of these units.

    Raises NoSuchDesk, NotYourUnit, BadFilter, BadCursor.
    """
    if tab not in TAB_WHERE:
        raise NoSuchDesk(desk=tab[:40])
    units = units_within(sight, profile, within)
    page = await page_of(work, sight, TAB_WHERE[tab], {"within": units}, cursor, limit, filters)
    found = await work.rows(_TheirOrder, THEIR_ORDER, ids=[card.id for card in page.items], within=units)
    orders = {row.case_id: InboxOrder(row.id, row.unit, row.role, row.status) for row in found}
    cards = [card_with(InboxCard, card, order=orders.get(card.id)) for card in page.items]
    return InboxPage(cards, page.next_cursor, page.position, page.dangers)


async def inbox_counts(work: UnitOfWork, sight: Sight, profile: Profile, within: str = "") -> dict[str, int]:
    """Returns the number of cases on each tab, at most 1,000."""
    params = {**sight.params, "within": units_within(sight, profile, within), "most": MOST_COUNTED}
    counts: dict[str, list[int]] = {}
    async with work.together() as asked:
        for tab, where in TAB_WHERE.items():
            statement: LiteralString = _COUNT_TAB.format(sight=sight.where, tab=where)
            counts[tab] = asked.column(int, statement, **params)
    return {tab: count for tab, [count] in counts.items()}
