"""Takes what the edge counted of the trunks' calls into the log, once for each five minutes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, LiteralString

from lianxin.calls.edge.asking import ask_options
from lianxin.calls.ending import CALL_AUDIENCE
from lianxin.calls.events import TrunkCounted
from lianxin.kernel.database import Database
from lianxin.kernel.events import SubjectRef
from lianxin.kernel.work import UnitOfWork

COUNTS_EVERY: Final = 60.0  # seconds between two looks; a slot is taken when it is over
COUNTED_SLOT: Final = 300  # seconds
_KEPT: Final = 280  # slots for which the edge surely still knows its counts
_HEADERS: Final = ("X-Attempts", "X-Answered", "X-Refused", "X-Abandoned")

_LOCK_COUNTS: LiteralString = (
    "SELECT pg_advisory_xact_lock(hashtextextended('trunk counts of ' || c.city_id, 0))"
    " FROM cities c WHERE c.city_id = %(city)s"
)
_SLOTS_TAKEN: LiteralString = (
    "SELECT (data->>'slot')::bigint FROM events WHERE city_id = %(city)s AND subject_kind = 'edge'"
    " AND subject_id = %(edge)s AND kind = 'trunk.counted' ORDER BY position DESC LIMIT %(most)s"
)


@dataclass
class TrunkCounter:
    """Reads the counts of the edge whose inner address is `inner`; `edge`, its outer one, names it in the log."""

    database: Database
    city_id: str
    inner: str
    edge: str
    _asked: set[int] = field(default_factory=set[int])

    async def look(self) -> None:
        """Records each slot that is over and has calls; raises MediaUnreachable.

        Slots of a day are asked after a start, so that no controller need live for the edge to count.
        """
        async with self.database.begin(self.city_id) as work:
            now = int(work.real.timestamp()) // COUNTED_SLOT
            due = set(range(now - _KEPT, now)) - self._asked
            if not due:
                return
            await work.value(_LOCK_COUNTS)
            taken = set(await work.column(int, _SLOTS_TAKEN, edge=self.edge, most=_KEPT))
            for slot in sorted(due - taken):
                await self._take(work, slot)
        self._asked = set(range(now - _KEPT, now))

    async def _take(self, work: UnitOfWork, slot: int) -> None:
        said = await ask_options("kamailio", self.inner, "counts", ("X-Slot", str(slot)))
        counts = [int(said.first(name) or 0) for name in _HEADERS]
        if any(counts):
            counted = TrunkCounted(await _time_of(work, slot), *counts, slot=slot)
            work.record(counted, about=SubjectRef("edge", self.edge), audience=CALL_AUDIENCE)


async def _time_of(work: UnitOfWork, slot: int) -> datetime:
    """Returns the time of the city at which a slot began: a demo's clock may run faster."""
    speed = float(await work.value("SELECT speed FROM cities WHERE city_id = %(city)s") or 1)
    return work.now - (work.real - datetime.fromtimestamp(slot * COUNTED_SLOT, UTC)) * speed
