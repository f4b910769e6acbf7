"""What messages to citizens may say of a case."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from lianxin.cases.rules.audience import audience_of, lines_of
from lianxin.city import current_profile
from lianxin.kernel.work import UnitOfWork


@dataclass(frozen=True)
class Told:
    """Facts of a case for a message. `unit` is the lead's name, `token` opens the citizen's page."""

    number: str
    citizen_id: UUID | None
    language: str
    unit: str
    confidential: bool
    token: str
    audience: frozenset[str]


async def told_of(work: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, Told]:
    """Facts by case id, in one statement."""
    profile = await current_profile(work)
    rows = await work.tuples(
        "SELECT id, number, citizen_id, language, lead_unit, confidential, link_token, opened_by, complained FROM cases"
        " WHERE city_id = %(city)s AND id = ANY(%(ids)s)",
        ids=list(ids),
    )
    return {
        row[0]: Told(
            number=row[1],
            citizen_id=row[2],
            language=row[3],
            unit=profile.unit_name(row[4]) if row[4] else "",
            confidential=row[5],
            token=row[6],
            audience=audience_of(
                lines_of([row[4]] if row[4] else [], row[8], profile.codes_above), row[7], secret=row[5]
            ),
        )
        for row in rows
    }
