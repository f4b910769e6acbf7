"""Cases as the live stream sends them: the card now, the desks it lies on, and who may see it at all."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, LiteralString
from uuid import UUID

from lianxin.cases.reads.lists import (
    AT_WORK,
    CARD,
    CITY_DESKS,
    FROM_CITIZENS,
    NAMES,
    PRAISE_TOLD,
    STILL_NEAR,
    WITH_UNITS,
    card_of,
)
from lianxin.cases.rules.audience import audience_of, lines_of, tokens_of_person
from lianxin.city import Profile, current_profile
from lianxin.kernel.work import UnitOfWork

ANYBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LiveCard:
    """`desks` names each desk the case lies on and the tokens it does so for (ANYBODY: the desk shows all the same);
    `seen_by` holds the tokens of those who may see the case now."""

    card: dict[str, Any]
    desks: Mapping[str, frozenset[str]]
    seen_by: frozenset[str]

    def desks_for(self, tokens: frozenset[str]) -> list[str]:
        """The desks on which a holder of these tokens finds it."""
        return [desk for desk, held_by in self.desks.items() if not held_by or held_by & tokens]


LIES_ON: LiteralString = ", ".join(f"CASE WHEN {where} THEN '{desk}' END" for desk, where in CITY_DESKS.items())  # pyright: ignore[reportAssignmentType]
LIVE: LiteralString = (
    "SELECT "
    + CARD
    + ", c.complained, c.opened_by, "
    + STILL_NEAR
    + ", "
    + FROM_CITIZENS
    + ", array_remove(ARRAY(SELECT o.unit FROM work_orders o WHERE o.city_id = c.city_id AND o.case_id = c.id)"
    + " || c.praised_unit, NULL), CASE WHEN "
    + PRAISE_TOLD
    + " THEN c.praised_unit END, CASE WHEN "
    + WITH_UNITS
    + " THEN ARRAY(SELECT w.unit FROM work_orders w WHERE "
    + AT_WORK
    + ") ELSE '{}' END, array_remove(ARRAY["
    + LIES_ON
    + "], NULL) FROM cases c WHERE c.city_id = %(city)s AND c.id = ANY(%(ids)s)"
)


async def live_cards(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, LiveCard]:
    """Cards by case id as they are now, in one statement."""
    profile = await current_profile(work)
    return {row[0]: live_card(profile, row) for row in await work.tuples(LIVE, ids=list(ids))}


def live_card(profile: Profile, row: tuple[Any, ...]) -> LiveCard:
    """One row of LIVE."""
    card = card_of(row[: len(NAMES)])
    complained, opened_by, near, from_citizen, units, praised, at_work, lies_on = row[len(NAMES) :]
    desks = dict.fromkeys(lies_on, ANYBODY)
    if near or from_citizen:
        desks["intake"] = ANYBODY if from_citizen else tokens_of_person(opened_by)
    if at_work:
        desks["unit"] = frozenset(f"unit:{unit}" for unit in lines_of(at_work, complained, profile.codes_above))
    if praised:
        desks["praise"] = frozenset({f"unit:{praised}"})
    line = lines_of(units, complained, profile.codes_above)
    return LiveCard(card, desks, audience_of(line, opened_by, secret=card["confidential"]))
