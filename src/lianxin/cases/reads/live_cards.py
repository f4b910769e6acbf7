"""Cards of cases for the live stream, with the desks that list them and the tokens of those who may see them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from lianxin.cases.reads.cards import CARD, CardRow, CaseCard
from lianxin.cases.reads.lists import CITY_DESKS, FROM_CITIZENS, IS_AT_WORK, PRAISE_TOLD, STILL_NEAR, WITH_UNITS
from lianxin.cases.rules.audience import audience_of, audience_of_sealed, lines_of, tokens_of_person
from lianxin.cases.rules.states import CaseStatus
from lianxin.city import Profile, current_profile
from lianxin.kernel.work import UnitOfWork

ANYBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LiveCard:
    """A card with its desks: each desk that lists the case → the tokens of its viewers (ANYBODY: every viewer of the
    desk); `seen_by` are the tokens of those who may see the case now."""

    card: CaseCard
    desks: Mapping[str, frozenset[str]]
    seen_by: frozenset[str]

    def desks_for(self, tokens: frozenset[str]) -> list[str]:
        """Returns the desks that list the case for a viewer with these tokens."""
        return [desk for desk, held_by in self.desks.items() if not held_by or held_by & tokens]


LIES_ON: LiteralString = ", ".join(f"CASE WHEN {where} THEN '{desk}' END" for desk, where in CITY_DESKS.items())  # pyright: ignore[reportAssignmentType]
LIVE_CARDS: LiteralString = (
    "SELECT "
    + CARD
    + ", c.complained, c.opened_by, c.sealed, "
    + STILL_NEAR
    + " AS near, "
    + FROM_CITIZENS
    + " AS from_citizen, "
    + "array_remove(ARRAY(SELECT o.unit FROM work_orders o WHERE o.city_id = c.city_id AND o.case_id = c.id)"
    + " || c.praised_unit, NULL) AS units, CASE WHEN "
    + PRAISE_TOLD
    + " THEN c.praised_unit END AS praised, CASE WHEN "
    + WITH_UNITS
    + " THEN ARRAY(SELECT w.unit FROM work_orders w WHERE "
    + IS_AT_WORK
    + ") ELSE '{}' END AS at_work, array_remove(ARRAY["
    + LIES_ON
    + "], NULL) AS desks FROM cases c WHERE c.city_id = %(city)s AND c.id = ANY(%(ids)s)"
)


@dataclass(frozen=True)
class _LiveRow(CardRow):
    """A row of LIVE_CARDS. `near`: open or changed lately; `desks` are of CITY_DESKS."""

    complained: list[str]
    opened_by: str
    sealed: bool
    near: bool
    from_citizen: bool
    units: list[str]
    praised: str | None
    at_work: list[str]
    desks: list[str]


async def live_cards(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, LiveCard]:
    """Returns the present cards by case id, with one statement."""
    profile = await current_profile(work)
    return {row.card.id: _live_card(profile, row) for row in await work.rows(_LiveRow, LIVE_CARDS, ids=list(ids))}


def _live_card(profile: Profile, row: _LiveRow) -> LiveCard:
    desks = dict.fromkeys(row.desks, ANYBODY)
    if row.near or row.from_citizen:
        desks["intake"] = ANYBODY if row.from_citizen else tokens_of_person(row.opened_by)
    if row.at_work:
        seen_at = lines_of(row.at_work, profile.retired.with_successors(row.complained), profile.codes_above)
        desks["unit"] = frozenset(f"unit:{unit}" for unit in seen_at)
    if row.praised:
        desks["praise"] = frozenset({f"unit:{row.praised}"})
    line = lines_of(row.units, profile.retired.with_successors(row.complained), profile.codes_above)
    seen_by = audience_of(line, row.opened_by, secret=row.card.confidential)
    if row.sealed:
        seen_by = audience_of_sealed(row.opened_by, draft=row.card.status == CaseStatus.DRAFT)
    return LiveCard(row.card, desks, seen_by)
