"""Reads the facts of cases that messages need, with the link to each citizen's page."""

from collections.abc import Collection, Mapping
from uuid import UUID

from lianxin.cases import told_of
from lianxin.kernel.work import UnitOfWork
from lianxin.notify.rows import NotifiedCase, ReadCases


def case_reader(public_url: str) -> ReadCases:
    """Returns a function that reads facts by case id; links to citizens' pages begin with `public_url`."""

    async def read(work: UnitOfWork, ids: Collection[UUID]) -> Mapping[UUID, NotifiedCase]:
        return {
            case_id: NotifiedCase(
                number=told.number,
                citizen_id=told.citizen_id,
                language=told.language,
                unit=told.unit,
                confidential=told.confidential,
                link=f"{public_url}/c/{told.token}",
                matter=told.matter,
                audience=told.audience,
                portal=told.portal,
            )
            for case_id, told in (await told_of(work, ids)).items()
        }

    return read
