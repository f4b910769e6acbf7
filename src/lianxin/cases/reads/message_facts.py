"""The facts of cases that messages to citizens may contain."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from lianxin.cases.rules.audience import audience_of, audience_of_sealed, lines_of
from lianxin.city import Profile, current_profile
from lianxin.kernel.work import UnitOfWork

_PORTAL: Final = frozenset({"web", "mobile"})  # channels


@dataclass(frozen=True)
class Told:
    """Facts of a case for a message. `unit` is the lead unit's name, `token` opens the citizen's page.

    `portal`: it was sent from the citizens' pages.
    """

    number: str
    citizen_id: UUID | None
    language: str
    unit: str
    confidential: bool
    token: str
    matter: UUID
    audience: frozenset[str]
    portal: bool


@dataclass(frozen=True)
class _MessageRow:
    """The columns that a message needs."""

    id: UUID
    number: str
    citizen_id: UUID | None
    language: str
    lead_unit: str | None
    confidential: bool
    link_token: str
    opened_by: str
    complained: list[str]
    sealed: bool
    merged_into: UUID | None
    channel: str


async def told_of(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Told]:
    """Returns the facts by case id, with one statement."""
    profile = await current_profile(work)
    rows = await work.rows(
        _MessageRow,
        "SELECT id, number, citizen_id, language, lead_unit, confidential, link_token, opened_by, complained, sealed,"
        " merged_into, channel"
        " FROM cases WHERE city_id = %(city)s AND id = ANY(%(ids)s)",
        ids=list(ids),
    )
    return {row.id: _told(profile, row) for row in rows}


def _told(profile: Profile, row: _MessageRow) -> Told:
    line = lines_of(
        [row.lead_unit] if row.lead_unit else [], profile.retired.with_successors(row.complained), profile.codes_above
    )
    return Told(
        number=row.number,
        citizen_id=row.citizen_id,
        language=row.language,
        unit=profile.unit_name(row.lead_unit) if row.lead_unit else "",
        confidential=row.confidential,
        token=row.link_token,
        matter=row.merged_into or row.id,
        audience=audience_of_sealed(row.opened_by, draft=False)
        if row.sealed
        else audience_of(line, row.opened_by, secret=row.confidential),
        portal=row.channel in _PORTAL,
    )
