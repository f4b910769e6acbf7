"""Passes the addresses of new cases to `places`, which learns the names of roads and estates from them."""

from typing import Final, LiteralString

from lianxin.cases.events import CaseOpened
from lianxin.kernel.events import Recorded
from lianxin.kernel.work import UnitOfWork
from lianxin.places import LearnedAddress, learn_addresses

PLACES_READER: Final = "places"
CASE_ADDRESSES: LiteralString = (
    "SELECT address, district, street FROM cases WHERE city_id = %(city)s AND id = ANY(%(ids)s)"
    " AND address <> '' AND district <> '' AND NOT confidential"
)


async def teach_places(work: UnitOfWork, events: list[Recorded]) -> None:
    """Passes the addresses of opened cases to `places`, as feed reader PLACES_READER. Leaves out confidential cases."""
    opened = [event.case_id for event in events if isinstance(event.event, CaseOpened)]
    if opened:
        await learn_addresses(work, await work.rows(LearnedAddress, CASE_ADDRESSES, ids=opened))
